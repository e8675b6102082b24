//! Text from outside made safe for terminals, messages and markup; numbers for people.

use std::borrow::Cow;
use std::fmt::Display;

/// The greatest length of text in a message, in characters.
const LONGEST_TEXT: usize = 60;

/// A spreadsheet runs a field that begins with one of these.
const FORMULA_SIGNS: [char; 4] = ['=', '+', '-', '@'];

/// The greatest length of a field in a message, in bytes.
const LONGEST_FIELD: usize = 40;

/// Whether a character controls a terminal: control characters (C0, DEL, C1), line and paragraph separators, and
/// characters that change the direction of text.
#[must_use]
pub fn steers_terminal(char: char) -> bool {
    char.is_control() || matches!(char, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Text for one line of a terminal, with control characters replaced by `U+FFFD`.
///
/// ```
/// assert_eq!(pdpe::text::terminal_line("a\u{1b}[2J\u{9b}\u{202e}b\nc"), "a\u{fffd}[2J\u{fffd}\u{fffd}b\u{fffd}c");
/// ```
#[must_use]
pub fn terminal_line(text: &str) -> String {
    text.replace(steers_terminal, "\u{FFFD}")
}

/// Like [`terminal_line`], but keeps line ends.
#[must_use]
pub fn terminal_lines(text: impl Display) -> String {
    text.to_string().replace(|char| char != '\n' && steers_terminal(char), "\u{FFFD}")
}

/// Text for one line of a message, with control characters escaped; cut after 60 characters.
///
/// ```
/// assert_eq!(pdpe::text::escaped("a\nb\u{202e}"), "a\\nb\\u{202e}");
/// ```
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut start = String::new();
    text.chars().take(LONGEST_TEXT).for_each(|char| push_escaped(char, &mut start));
    if text.chars().nth(LONGEST_TEXT).is_some() {
        start.push('…');
    }
    start
}

/// Like [`escaped`] for a field of a file, which may contain bytes that are not UTF-8; cut after 40 bytes.
#[must_use]
pub fn escaped_field(field: &[u8]) -> String {
    let mut start = String::new();
    for chunk in field.utf8_chunks() {
        for char in chunk.valid().chars() {
            if start.len() >= LONGEST_FIELD {
                return start + "…";
            }
            push_escaped(char, &mut start);
        }
        // An invalid chunk has at most three bytes.
        start += &chunk.invalid().escape_ascii().to_string();
    }
    start
}

fn push_escaped(char: char, text: &mut String) {
    if steers_terminal(char) {
        text.extend(char.escape_default());
    } else {
        text.push(char);
    }
}

/// The first `most` names, and the number of the others.
#[must_use]
pub fn listed(names: impl ExactSizeIterator<Item = String>, most: usize) -> String {
    let more = names.len().saturating_sub(most);
    let list = names.take(most).collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{list} and {more} more") } else { list }
}

/// Text for XML or HTML: escapes markup, and replaces characters that XML does not allow.
#[must_use]
pub fn markup(text: &str) -> String {
    let mut markup = String::new();
    for char in text.chars() {
        match char {
            '&' => markup.push_str("&amp;"),
            '<' => markup.push_str("&lt;"),
            '>' => markup.push_str("&gt;"),
            '"' => markup.push_str("&quot;"),
            '\u{FFFE}' | '\u{FFFF}' => markup.push('\u{FFFD}'),
            char if char.is_control() => markup.push('\u{FFFD}'),
            char => markup.push(char),
        }
    }
    markup
}

/// Text for a field of a CSV. Replaces line ends and tabs by spaces and other control characters by `U+FFFD`. Puts `'`
/// before a text that a spreadsheet would run as a formula: one that begins with `=`, `+`, `-` or `@` and is no number.
/// A text that has such a `'` already gets another one, so that [`from_csv_field`] gives it back.
///
/// ```
/// use pdpe::text::{csv_field, from_csv_field};
/// assert_eq!(csv_field("=1+1\n\u{7}"), "'=1+1 \u{fffd}");
/// assert_eq!((csv_field("-94.5"), csv_field("Jazz")), ("-94.5".into(), "Jazz".into()));
/// assert_eq!(from_csv_field("'=1+1"), "=1+1");
/// ```
#[must_use]
pub fn csv_field(text: &str) -> Cow<'_, str> {
    let is_formula = text.trim_start_matches('\'').starts_with(FORMULA_SIGNS) && text.parse::<f64>().is_err();
    if !is_formula && !text.contains(char::is_control) {
        return text.into();
    }
    let shown = text.chars().map(|char| match char {
        '\t' | '\n' | '\r' => ' ',
        char if char.is_control() => char::REPLACEMENT_CHARACTER,
        char => char,
    });
    is_formula.then_some('\'').into_iter().chain(shown).collect::<String>().into()
}

/// The text of a field that [`csv_field`] wrote: without the `'` before a formula.
#[must_use]
pub fn from_csv_field(field: &str) -> &str {
    let is_formula = |text: &&str| text.trim_start_matches('\'').starts_with(FORMULA_SIGNS);
    field.strip_prefix('\'').filter(is_formula).unwrap_or(field)
}

/// JSON for a `<script>` element in HTML. `<` occurs only in strings, where it is escaped, so nothing can end the
/// element.
#[must_use]
pub fn json_in_html(json: &str) -> String {
    json.replace('<', "\\u003c")
}

/// A number with its noun, with commas between thousands.
///
/// ```
/// assert_eq!(pdpe::text::counted(1, "cell"), "1 cell");
/// assert_eq!(pdpe::text::counted(5494, "cell"), "5,494 cells");
/// ```
#[must_use]
pub fn counted(number: usize, noun: &str) -> String {
    format!("{} {noun}{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// A number with commas between thousands.
#[must_use]
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
