//! Names folded to what people type: without accents, apostrophes, spaces and case.

use std::collections::HashMap;

/// Letters beyond ASCII by the plain ones that stand for them; made with the tables.
const LETTERS: &str = include_str!("tables/letters.txt");

/// Words that are written short.
const WORDS: [(&str, &str); 4] = [("st", "saint"), ("ste", "sainte"), ("ft", "fort"), ("mt", "mount")];

/// Apostrophes and what is used for them; they part no words.
const APOSTROPHES: &str = "'’‘ʻʼ`´ʿʾ′ʹ";

/// Which letters stand for which.
pub(super) struct Folding(HashMap<char, &'static str>);

impl Folding {
    /// Reads the table of letters.
    pub fn load() -> Self {
        let lines = LETTERS.lines().filter_map(|line| line.split_once(' '));
        Self(lines.flat_map(|(plain, letters)| letters.chars().map(move |letter| (letter, plain))).collect())
    }

    /// The key of a name: `St. Louis`, `SAINT LOUIS` and `saint-louis` have one.
    pub fn key(&self, name: &str) -> String {
        let mut key = String::with_capacity(name.len());
        let mut word = 0;
        for character in name.chars() {
            // Most letters are ASCII; only the others need tables.
            if character.is_ascii_alphanumeric() {
                key.push(character.to_ascii_lowercase());
            } else if is_mark(character) || APOSTROPHES.contains(character) {
                // They part no words, though some of them count as letters.
            } else if character.is_alphanumeric() {
                for lower in character.to_lowercase().filter(|lower| !is_mark(*lower)) {
                    match self.0.get(&lower) {
                        Some(plain) => key.push_str(plain),
                        None => key.push(lower),
                    }
                }
            } else {
                spell_out(&mut key, word);
                word = key.len();
            }
        }
        spell_out(&mut key, word);
        key
    }

    /// Whether the key of a name can begin with this byte: quick, and true in doubt.
    pub fn may_begin_with(name: &str, first: u8) -> bool {
        name.bytes().next().is_none_or(|own| !own.is_ascii_alphanumeric() || own.to_ascii_lowercase() == first)
    }
}

/// An accent that stands behind its letter as a character of its own.
fn is_mark(character: char) -> bool {
    ('\u{300}'..='\u{36F}').contains(&character)
}

/// Writes the last word of a key whole if it is one that people write short.
fn spell_out(key: &mut String, word: usize) {
    if let Some((_, long)) = WORDS.iter().find(|(short, _)| *short == &key[word..]) {
        key.replace_range(word.., long);
    }
}
