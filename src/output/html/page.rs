//! The page itself: its parts put together into one file under a strict policy.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

const PAGE: &str = include_str!("page.html");

const STYLE: &str = include_str!("style.css");

/// The page's scripts in the order in which they run; they share their top-level names.
pub const SCRIPTS: [&str; 14] = [
    include_str!("numbers.js"),
    include_str!("projection.js"),
    include_str!("scale.js"),
    include_str!("scores.js"),
    include_str!("embedded.js"),
    include_str!("layout.js"),
    include_str!("best.js"),
    include_str!("draw.js"),
    include_str!("overlay.js"),
    include_str!("gestures.js"),
    include_str!("receipt.js"),
    include_str!("panel.js"),
    include_str!("time.js"),
    include_str!("main.js"),
];

/// What runs last in a page that shows the data it holds.
const START_EMBEDDED: &str = "\
const source = embeddedSource(JSON.parse(document.getElementById(\"data\").textContent));
const map = startMap(source);
";

/// A page with its data in it. It loads nothing, but for images from one origin if that is given.
#[must_use]
pub fn embedded(json: &str, images_from: Option<&str>) -> Vec<u8> {
    let images = images_from.map_or_else(String::new, |origin| format!("; img-src {origin}"));
    assemble(&format!("{}{START_EMBEDDED}", SCRIPTS.concat()), json, &images)
}

/// The page with a script and with data for it; `also_allowed` adds directives to its policy, each
/// with `; ` in front.
#[must_use]
pub fn assemble(script: &str, json: &str, also_allowed: &str) -> Vec<u8> {
    let script = format!("\"use strict\";\n{script}");
    let mut html = Vec::with_capacity(PAGE.len() + STYLE.len() + script.len() + json.len() + 1000);
    for piece in PAGE.split("<!--pdpe:") {
        let Some((part, rest)) = piece.split_once("-->\n") else {
            html.extend_from_slice(piece.as_bytes());
            continue;
        };
        let text = match part {
            "policy" => &policy(&script, also_allowed),
            "style" => &format!("<style>{STYLE}</style>\n"),
            "script" => &format!("<script>{script}</script>\n"),
            "data" => &format!("<script type=\"application/json\" id=\"data\">{}</script>\n", harmless(json)),
            _ => "",
        };
        html.extend_from_slice(text.as_bytes());
        html.extend_from_slice(rest.as_bytes());
    }
    html
}

/// Nothing may run, style or load but what stands in the file, told by its hash.
fn policy(script: &str, also_allowed: &str) -> String {
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    format!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src {}; style-src {}; \
         base-uri 'none'; form-action 'none'{also_allowed}\">\n",
        hash(script),
        hash(STYLE)
    )
}

/// JSON in which no text can end the element it stands in: `<` occurs in strings alone, where it
/// can be written as an escape.
fn harmless(json: &str) -> String {
    json.replace('<', "\\u003c")
}
