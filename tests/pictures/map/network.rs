//! Tiles are fetched when the user asks for them, from where they said, and never otherwise.

use serde_json::json;

use super::{Opened, SATURDAY, address, keep_picture};

/// A grey pixel as PNG.
const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";

#[test]
fn nothing_is_requested_whatever_is_done_to_the_map() {
    let Some(mut opened) = Opened::saturday() else { return };
    let (x, y) = opened.pixel("40_10");
    opened.browser.click(x, y);
    for key in ["+", "+", "ArrowLeft", "ArrowUp", "-", "0", "Enter"] {
        opened.browser.key(key, false);
    }
    for layer in 0..4 {
        opened.browser.click_on(&format!("label[for=layer-{layer}]"));
    }
    opened.browser.click_on("#events li:nth-child(1) button");
    opened.browser.drawn();
    opened.is_quiet();
}

#[test]
fn tiles_come_from_the_address_given_and_from_nowhere_else() {
    let dir = crate::common::temp_dir();
    let template = "https://tiles.example:8443/{z}/{x}/{y}.png?key=a&b=</script>";
    let args = ["score", "--at", SATURDAY, "--tiles", template, "-o", "map.html"];
    super::pdpe_in(dir.path(), &args, b"").ok();
    let Some(mut browser) = crate::browser::Browser::start() else { return };
    browser.ask("Fetch.enable", &json!({"patterns": [{"urlPattern": "http*"}]}));
    // The page is loaded when its images are, so it is not waited for.
    browser.ask("Page.navigate", &json!({"url": address(dir.path(), "")}));
    for _ in 0..4 {
        let paused = browser.wait_for("Fetch.requestPaused");
        let url = paused["params"]["request"]["url"].as_str().unwrap().to_owned();
        assert!(
            url.starts_with("https://tiles.example:8443/10/") || url.starts_with("https://tiles.example:8443/11/"),
            "{url}"
        );
        assert!(url.contains(".png?key=a&b="), "{url}");
        assert!(paused["params"]["request"]["headers"].get("Referer").is_none(), "{paused}");
        let answer = json!({
            "requestId": paused["params"]["requestId"], "responseCode": 200, "body": PIXEL,
            "responseHeaders": [{"name": "Content-Type", "value": "image/png"}],
        });
        browser.ask("Fetch.fulfillRequest", &answer);
    }
    let is_shown = browser.value("byId('model').textContent");
    assert!(is_shown.as_str().unwrap().contains("map tiles from tiles.example:8443"), "{is_shown}");
    keep_picture(&mut browser, "tiles.png");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
