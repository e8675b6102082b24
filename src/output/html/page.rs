//! The page: assembles its parts into one file with a strict content security policy.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::text::json_in_html;

const PAGE: &str = include_str!("page.html");

const STYLE: &str = concat!(include_str!("../colours.css"), include_str!("style.css"));

/// The scripts of every page in the order in which they run. They share their top-level names.
pub const SCRIPTS: [&str; 17] = [
    include_str!("numbers.js"),
    include_str!("projection.js"),
    include_str!("scale.js"),
    include_str!("scores.js"),
    include_str!("embedded.js"),
    include_str!("layout.js"),
    include_str!("best.js"),
    include_str!("draw.js"),
    include_str!("overlay.js"),
    include_str!("labels.js"),
    include_str!("gestures.js"),
    include_str!("receipt.js"),
    include_str!("panel.js"),
    include_str!("route.js"),
    include_str!("time.js"),
    include_str!("link.js"),
    include_str!("main.js"),
];

/// The scripts that run after them in a live map.
pub const LIVE_SCRIPTS: [&str; 5] = [
    include_str!("live_cells.js"),
    include_str!("live_log.js"),
    include_str!("live_missed.js"),
    include_str!("live_stream.js"),
    include_str!("live.js"),
];

/// The directive that lets a live map send requests to its listener.
const OF_THE_LISTENER: &str = "; connect-src 'self'";

/// The script that starts a page with embedded data.
const START_EMBEDDED: &str = "\
const source = embeddedSource(JSON.parse(document.getElementById(\"data\").textContent));
const map = startMap(source);
";

/// A page with embedded data. It loads nothing except images from one origin, if given.
#[must_use]
pub fn embedded(json: &str, images_from: Option<&str>) -> Vec<u8> {
    let images = images_from.map_or_else(String::new, |origin| format!("; img-src {origin}"));
    assemble(&format!("{}{START_EMBEDDED}", SCRIPTS.concat()), json, &images)
}

/// A live map, and the content security policy to send with it.
#[must_use]
pub fn live(json: &str) -> (Vec<u8>, String) {
    let script = SCRIPTS.concat() + &LIVE_SCRIPTS.concat();
    let policy = policy(&strict(&script), OF_THE_LISTENER);
    (assemble(&script, json, OF_THE_LISTENER), policy)
}

/// The page with a script and its data. `also_allowed` adds directives to its policy, each after `; `.
#[must_use]
pub fn assemble(script: &str, json: &str, also_allowed: &str) -> Vec<u8> {
    let script = strict(script);
    let mut html = Vec::with_capacity(PAGE.len() + STYLE.len() + script.len() + json.len() + 1000);
    for piece in PAGE.split("<!--pdpe:") {
        let Some((part, rest)) = piece.split_once("-->\n") else {
            html.extend_from_slice(piece.as_bytes());
            continue;
        };
        let text = match part {
            "policy" => &format!(
                "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n",
                policy(&script, also_allowed)
            ),
            "style" => &format!("<style>{STYLE}</style>\n"),
            "script" => &format!("<script>{script}</script>\n"),
            "data" => &format!("<script type=\"application/json\" id=\"data\">{}</script>\n", json_in_html(json)),
            _ => "",
        };
        html.extend_from_slice(text.as_bytes());
        html.extend_from_slice(rest.as_bytes());
    }
    html
}

fn strict(script: &str) -> String {
    format!("\"use strict\";\n{script}")
}

/// The policy allows only the script and the style of the file, by their hashes.
fn policy(script: &str, also_allowed: &str) -> String {
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    format!(
        "default-src 'none'; script-src {}; style-src {}; base-uri 'none'; form-action 'none'{also_allowed}",
        hash(script),
        hash(STYLE)
    )
}
