//! The lines of a calendar: folded lines joined, and each divided into name, parameters and value.

use std::borrow::Cow;

/// One property, over all the lines that it is folded into.
#[derive(Clone, Debug)]
pub(super) struct Line<'t> {
    /// The number of its first line, counted from 1.
    pub number: usize,
    /// What is before the first `:` or `;`.
    pub name: &'t str,
    /// All of it, with the line ends of its folds.
    text: &'t str,
    is_folded: bool,
}

/// The parameters and the value of a property.
#[derive(Clone, Debug, Default)]
pub(super) struct Property {
    parameters: Vec<(String, String)>,
    /// The value as written.
    pub value: String,
}

/// The properties of a text.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut rest = text;
    let mut number = 1;
    std::iter::from_fn(move || {
        loop {
            if rest.is_empty() {
                return None;
            }
            let (end, folds) = end_of_property(rest);
            let (property, after) = rest.split_at(end);
            let own_number = number;
            rest = after;
            number += folds + 1;
            let text = property.trim_end_matches(['\r', '\n']);
            if !text.trim().is_empty() {
                let name = text.find([':', ';']).map_or(text, |end| &text[..end]);
                return Some(Line { number: own_number, name, text, is_folded: folds > 0 });
            }
        }
    })
}

/// The end of the first property of a text, behind its line end, and the number of its folds.
fn end_of_property(text: &str) -> (usize, usize) {
    let bytes = text.as_bytes();
    let mut folds = 0;
    for end in memchr::memchr_iter(b'\n', bytes) {
        if !matches!(bytes.get(end + 1), Some(b' ' | b'\t')) {
            return (end + 1, folds);
        }
        folds += 1;
    }
    (text.len(), folds)
}

impl<'t> Line<'t> {
    /// All of it as one line.
    pub(super) fn unfolded(&self) -> Cow<'t, str> {
        if !self.is_folded {
            return Cow::Borrowed(self.text);
        }
        let mut parts = self.text.split('\n');
        let mut joined = String::with_capacity(self.text.len());
        joined.extend(parts.next().map(|first| first.trim_end_matches('\r')));
        joined.extend(parts.map(|part| part.trim_end_matches('\r').get(1..).unwrap_or_default()));
        Cow::Owned(joined)
    }

    /// Its length in bytes, with its folds.
    pub(super) fn length(&self) -> usize {
        self.text.len()
    }

    /// Whether it has this name, in any case.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Its parameters and its value; none if there is no value.
    pub(super) fn property(&self) -> Option<Property> {
        let text = self.unfolded();
        let mut property = Property::default();
        let mut rest = text.get(self.name.len()..)?;
        while let Some(parameters) = rest.strip_prefix(';') {
            let end = end_of_parameter(parameters)?;
            let (parameter, after) = parameters.split_at(end);
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            property.parameters.push((name.trim().to_owned(), value.trim().trim_matches('"').to_owned()));
            rest = after;
        }
        rest.strip_prefix(':')?.clone_into(&mut property.value);
        Some(property)
    }

    /// The value without regard to parameters, such as the component of `BEGIN`.
    pub(super) fn plain_value(&self) -> &'t str {
        self.text.get(self.name.len() + 1..).unwrap_or_default().trim()
    }
}

/// The first `;` or `:` outside of quotes, and outside of the brackets with which Outlook begins `TZID=(UTC-06:00) …`.
fn end_of_parameter(text: &str) -> Option<usize> {
    let bracket = text.get(..6).filter(|start| start.eq_ignore_ascii_case("TZID=(")).and_then(|_| text.find(')'));
    let mut is_quoted = false;
    let end = text.bytes().enumerate().skip(bracket.unwrap_or(0)).find(|(_, byte)| {
        is_quoted ^= *byte == b'"';
        !is_quoted && matches!(byte, b';' | b':')
    });
    end.map(|(end, _)| end)
}

impl Property {
    /// A parameter, by its name in any case.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The value as text of one line, without its escapes.
    pub(super) fn words(&self) -> String {
        let mut words = String::with_capacity(self.value.len());
        let mut chars = self.value.chars();
        while let Some(char) = chars.next() {
            match char {
                '\\' => match chars.next() {
                    Some('n' | 'N') => words.push(' '),
                    Some(other) => words.push(other),
                    None => {}
                },
                other => words.push(other),
            }
        }
        words.trim().to_owned()
    }
}
