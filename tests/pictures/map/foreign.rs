//! Text of others: it shows as what it is, and does nothing.

use serde_json::json;

use super::{Opened, SATURDAY, keep_picture};
use crate::common::write;

const NAMES: [&str; 4] = [
    "<img src=x onerror=\"document.title='broken'\">",
    "</script><script>document.title='broken'</script>",
    "<!--<script>",
    "\u{2028}'\"`${document.title='broken'}&lt;",
];

#[test]
fn names_that_look_like_markup_show_as_text() {
    let events: Vec<serde_json::Value> = NAMES
        .iter()
        .enumerate()
        .map(|(number, name)| json!({"id": format!("{number}{name}"), "name": name, "lat": 39.1, "lon": -94.58}))
        .collect();
    let args = ["score", "--at", SATURDAY, "--grid", "<b>kc.csv", "--events", "events.json"];
    let opened = Opened::with(&args, |dir| {
        write(dir, "events.json", json!({"schema_version": 1, "events": events}).to_string());
        let id = NAMES[1].replace('"', "\"\"");
        write(dir, "<b>kc.csv", format!("id,lat,lon\n\"{id}\",39.1,-94.58\n<i>b,39.11,-94.58\n"));
    });
    let Some(mut opened) = opened else { return };
    let listed =
        opened.browser.value("[...document.querySelectorAll('#events .name')].map((name) => name.textContent)");
    assert_eq!(listed, json!(NAMES));
    opened.browser.value("map.flash([0, 1])");
    let (x, y) = opened.pixel("<i>b");
    opened.browser.click(x, y);
    opened.browser.until("byId('receipt-title').textContent === 'Cell <i>b'");
    let shown = opened.browser.value("byId('receipt').textContent");
    for name in NAMES {
        assert!(shown.as_str().unwrap().contains(name), "{name} is missing in {shown}");
    }
    opened.browser.mouse("mouseMoved", x, y - 1.0);
    opened.browser.click_on("#best li:nth-child(1) button");
    opened.browser.until(&format!("byId('receipt-title').textContent === 'Cell ' + {:?}", NAMES[1]));
    assert_eq!(opened.browser.value("document.title"), "<b>kc.csv – map");
    assert_eq!(opened.browser.value("byId('title').textContent"), "<b>kc.csv");
    assert_eq!(opened.browser.value("document.querySelectorAll('img, b, i, script').length"), 2);
    keep_picture(&mut opened.browser, "foreign.png");
    opened.is_quiet();
}

#[test]
fn the_policy_lets_no_other_script_style_or_image_in() {
    let Some(mut opened) = Opened::saturday() else { return };
    opened.browser.value(
        "
        window.tried = 0;
        document.addEventListener('securitypolicyviolation', () => window.tried++);
        const script = document.createElement('script');
        script.textContent = 'window.broken = true';
        document.body.append(script);
        const image = new Image();
        image.src = 'https://example.org/x.png';
        const styled = document.createElement('div');
        styled.setAttribute('style', 'color: red');
        document.body.append(styled);
        0
    ",
    );
    opened.browser.until("window.tried >= 3");
    assert_eq!(opened.browser.value("typeof window.broken"), "undefined");
    let eval = json!({"expression": "eval('1')", "allowUnsafeEvalBlockedByCSP": false});
    let refused = opened.browser.ask("Runtime.evaluate", &eval);
    assert!(refused["exceptionDetails"].to_string().contains("EvalError"), "{refused}");
    assert_eq!(opened.browser.value("fetch('https://example.org/').then(() => 'there', () => 'refused')"), "refused");
    // A request that the policy blocks never leaves.
    let failed = opened.browser.take_told("Network.loadingFailed");
    assert!(failed.iter().all(|failure| failure["params"]["blockedReason"] == "csp"), "{failed:?}");
}
