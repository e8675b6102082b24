//! The body of a delivery, indented. Only white space changes: digits, the order of keys, repeated keys and escapes
//! stay as they were sent.

use serde_json::Value;

/// JSON with one value per line; other text unchanged.
pub fn laid_out(body: &[u8]) -> String {
    match serde_json::from_slice::<Value>(body) {
        Ok(_) => indented(&String::from_utf8_lossy(body)),
        Err(_) => String::from_utf8_lossy(body).into_owned(),
    }
}

/// Indents JSON by two spaces for each level.
fn indented(json: &str) -> String {
    let mut out = String::new();
    let (mut depth, mut is_open, mut is_text, mut is_escaped) = (0_usize, false, false, false);
    for character in json.chars() {
        if is_text {
            is_text = is_escaped || character != '"';
            is_escaped = !is_escaped && character == '\\';
            out.push(character);
            continue;
        }
        if [' ', '\t', '\r', '\n'].contains(&character) {
            continue;
        }
        let is_end = ['}', ']'].contains(&character);
        depth -= usize::from(is_end);
        if is_open != is_end {
            new_line(&mut out, depth);
        }
        out.push(character);
        is_open = ['{', '['].contains(&character);
        depth += usize::from(is_open);
        match character {
            '"' => is_text = true,
            ':' => out.push(' '),
            ',' => new_line(&mut out, depth),
            _ => {}
        }
    }
    out
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}
