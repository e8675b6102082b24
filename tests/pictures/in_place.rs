//! A replay on a terminal: one picture in place of the other.

use crate::animation::titles;
use crate::common::{command, fixture, on_terminal, pdpe, temp_dir};

/// A terminal as far as pictures need one: lines of text, and where the cursor is.
#[derive(Default)]
struct Screen {
    lines: Vec<String>,
    row: usize,
    column: usize,
}

impl Screen {
    /// Shows what is written to it; escape sequences it does not know are a fault.
    fn show(&mut self, mut text: &str) {
        while let Some(char) = text.chars().next() {
            let known =
                ["\u{1b}[K", "\u{1b}[J", "\u{1b}[?7l", "\u{1b}[?7h"].into_iter().find(|known| text.starts_with(known));
            if let Some(sequence) = known {
                self.clear(sequence);
                text = &text[sequence.len()..];
            } else if let Some(rest) = text.strip_prefix("\u{1b}[") {
                let (up, rest) = rest.split_once('A').expect("a way up");
                self.row = self.row.checked_sub(up.parse().unwrap()).expect("the cursor stays on the screen");
                text = rest;
            } else {
                self.write(char);
                text = &text[char.len_utf8()..];
            }
        }
    }

    fn clear(&mut self, sequence: &str) {
        if sequence.ends_with(['K', 'J']) {
            let column = self.column;
            let kept: String = self.line().chars().take(column).collect();
            *self.line() = kept;
        }
        if sequence.ends_with('J') {
            self.lines.truncate(self.row + 1);
        }
    }

    fn write(&mut self, char: char) {
        match char {
            '\r' => self.column = 0,
            // The terminal's driver goes back to the first column with it.
            '\n' => (self.row, self.column) = (self.row + 1, 0),
            char => {
                let column = self.column;
                let mut chars: Vec<char> = self.line().chars().collect();
                chars.resize(chars.len().max(column + 1), ' ');
                chars[column] = char;
                *self.line() = chars.into_iter().collect();
                self.column += 1;
            }
        }
    }

    fn line(&mut self) -> &mut String {
        self.lines.resize(self.lines.len().max(self.row + 1), String::new());
        &mut self.lines[self.row]
    }
}

#[test]
fn on_a_terminal_each_picture_takes_the_place_of_the_one_before() {
    let weekend = fixture("kc_weekend.json");
    let args = ["simulate", "--from", "2026-10-03T16:00", "--to", "+6h", "--format", "heatmap", "--events"];
    let args = [&args[..], &[weekend.to_str().unwrap()]].concat();
    let dir = temp_dir();
    let on_terminal = |columns| {
        let mut command = command(dir.path());
        command.env("NO_COLOR", "1").env("TERM", "xterm").args(&args);
        on_terminal(command, columns).ok().out
    };
    let piped = pdpe(&args).ok().out;
    for columns in [80, 30] {
        let written = on_terminal(columns);
        let pictures: Vec<&str> = written.split_inclusive("\u{1b}[?7h").collect();
        assert_eq!(pictures.len(), titles(&piped).len(), "{written:?}");
        let mut screen = Screen::default();
        for (picture, title) in pictures.into_iter().zip(titles(&piped)) {
            // A screen that shows this picture alone looks the same.
            let mut alone = Screen::default();
            let (_, itself) = picture.split_once("\u{1b}[?7l").unwrap();
            alone.show(itself);
            screen.show(picture);
            assert_eq!(screen.lines, alone.lines);
            // 24 lines, one of them for the cursor.
            assert!(screen.row < 24 && screen.lines.len() <= 24, "{}", screen.lines.join("\n"));
            let shown = screen.lines[0].trim_end_matches('…');
            assert!(!shown.is_empty() && title.starts_with(shown), "{shown}, not {title}");
            assert!(
                screen.lines.iter().all(|line| line.chars().count() <= columns.into()),
                "{}",
                screen.lines.join("\n")
            );
        }
    }
}

#[test]
fn a_terminal_that_obeys_nothing_gets_one_picture_below_the_other() {
    let dir = temp_dir();
    let mut dumb = command(dir.path());
    dumb.env("NO_COLOR", "1").env("TERM", "dumb");
    dumb.args(["simulate", "--from", "2026-10-03T16:00", "--to", "+3h", "--format", "heatmap"]);
    let shown = on_terminal(dumb, 80).ok().out;
    assert!(!shown.contains('\u{1b}') && titles(&shown).len() > 1, "{shown}");
}
