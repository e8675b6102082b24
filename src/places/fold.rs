//! Folds names for comparison: without accents, apostrophes, spaces and case.

use std::collections::HashMap;

/// Letters beyond ASCII and their ASCII replacements; generated with the tables.
const LETTERS: &str = include_str!("tables/letters.txt");

/// Words with their abbreviations.
const WORDS: [(&str, &str); 4] = [("st", "saint"), ("ste", "sainte"), ("ft", "fort"), ("mt", "mount")];

/// Apostrophes and similar characters; they do not separate words.
const APOSTROPHES: &str = "'’‘ʻʼ`´ʿʾ′ʹ";

/// The table of replacements.
pub(super) struct Folding(HashMap<char, &'static str>);

impl Folding {
    /// Reads the table of letters.
    pub fn load() -> Self {
        let lines = LETTERS.lines().filter_map(|line| line.split_once(' '));
        Self(lines.flat_map(|(plain, letters)| letters.chars().map(move |letter| (letter, plain))).collect())
    }

    /// The key of a name: `St. Louis`, `SAINT LOUIS` and `saint-louis` have the same key.
    pub fn key(&self, name: &str) -> String {
        let mut key = String::with_capacity(name.len());
        let mut word = 0;
        for character in name.chars() {
            // Most letters are ASCII; only the others need tables.
            if character.is_ascii_alphanumeric() {
                key.push(character.to_ascii_lowercase());
            } else if is_mark(character) || APOSTROPHES.contains(character) {
                // They do not separate words, though some of them count as letters.
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

    /// Whether the key of a name may begin with this byte: a quick test that may be true for a name whose key does not.
    pub fn may_begin_with(name: &str, first: u8) -> bool {
        name.bytes().next().is_none_or(|own| !own.is_ascii_alphanumeric() || own.to_ascii_lowercase() == first)
    }
}

/// A combining accent.
fn is_mark(character: char) -> bool {
    ('\u{300}'..='\u{36F}').contains(&character)
}

/// Expands the last word of a key if it is an abbreviation.
fn spell_out(key: &mut String, word: usize) {
    if let Some((_, long)) = WORDS.iter().find(|(short, _)| *short == &key[word..]) {
        key.replace_range(word.., long);
    }
}
