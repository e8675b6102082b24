//! Text of a file as messages show it: on one line, without control characters, cut.

/// A field longer than this is cut.
const LONGEST: usize = 40;

/// How many names are listed.
const MOST: usize = 20;

/// The start of a field. What is not UTF-8 or would upset a terminal is escaped.
pub fn shown(field: &[u8]) -> String {
    let mut shown = String::new();
    for chunk in field.utf8_chunks() {
        for character in chunk.valid().chars() {
            if shown.len() >= LONGEST {
                return shown + "…";
            }
            if character.is_control() {
                shown.extend(character.escape_default());
            } else {
                shown.push(character);
            }
        }
        // At most three bytes.
        shown += &chunk.invalid().escape_ascii().to_string();
    }
    shown
}

/// The first names in a row, and how many more there are.
pub fn listed(names: impl ExactSizeIterator<Item = String>) -> String {
    let more = names.len().saturating_sub(MOST);
    let list = names.take(MOST).collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{list} and {more} more") } else { list }
}
