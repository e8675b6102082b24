//! Splits a long JSON list of events, so that its elements are parsed on all threads.

/// White space in JSON.
const WHITE_SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

/// A list of events in a document, unparsed.
pub(super) struct List<'t> {
    /// Its elements. If each of them is JSON, the document is.
    pub elements: Vec<&'t str>,
    /// Whether the list is the document, not the member `events` of an object.
    pub is_document: bool,
}

/// The list of a document `[…]`, `{"events": […]}` or `{"schema_version": 1, "events": […]}`; `None` for others.
pub(super) fn list_in(text: &str) -> Option<List<'_>> {
    let text = text.trim_matches(WHITE_SPACE);
    if text.starts_with('[') {
        let (elements, rest) = elements(text)?;
        return rest.is_empty().then_some(List { elements, is_document: true });
    }
    let members = after(text, "{")?;
    let version = || after(after(after(after(members, "\"schema_version\"")?, ":")?, "1")?, ",");
    let (elements, rest) = elements(after(after(version().unwrap_or(members), "\"events\"")?, ":")?)?;
    (rest.trim_start_matches(WHITE_SPACE) == "}").then_some(List { elements, is_document: false })
}

/// The text after a token and the white space behind it.
fn after<'t>(text: &'t str, token: &str) -> Option<&'t str> {
    Some(text.strip_prefix(token)?.trim_start_matches(WHITE_SPACE))
}

/// The elements of a list that is not empty, and the text after it.
fn elements(text: &str) -> Option<(Vec<&str>, &str)> {
    let bytes = text.strip_prefix('[').map(|_| text.as_bytes())?;
    let (mut elements, mut depth, mut start, mut at) = (Vec::new(), 1_usize, 1, 1);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' if depth == 1 => {
                elements.push(&text[start..at]);
                return (*byte == b']').then(|| (elements, &text[at + 1..]));
            }
            b']' | b'}' => depth -= 1,
            b',' if depth == 1 => {
                elements.push(&text[start..at]);
                start = at + 1;
            }
            b'"' => at = closing_quote(bytes, at + 1)?,
            _ => {}
        }
        at += 1;
    }
    None
}

/// The quote that ends a string whose text starts at `from`.
fn closing_quote(bytes: &[u8], mut from: usize) -> Option<usize> {
    loop {
        let at = from + memchr::memchr2(b'"', b'\\', &bytes[from..])?;
        if bytes[at] == b'"' {
            return Some(at);
        }
        from = (at + 2).min(bytes.len());
    }
}
