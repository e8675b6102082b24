//! How the page looks: light, dark, narrow.

use std::path::PathBuf;

use base64::Engine as _;
use serde_json::json;

use super::{Live, keep_picture, market};

/// The picture of the README.
fn keep_small_picture(live: &mut Live, name: &str) {
    let Some(folder) = std::env::var_os("PDPE_PICTURES") else { return };
    let shot = live.browser.ask("Page.captureScreenshot", &json!({"format": "webp", "quality": 70}));
    let bytes = base64::engine::general_purpose::STANDARD.decode(shot["data"].as_str().unwrap()).unwrap();
    std::fs::write(PathBuf::from(folder).join(name), bytes).unwrap();
}

#[test]
fn it_is_light_or_dark_and_fits_a_phone() {
    let Some(mut live) = Live::saturday() else { return };
    live.browser.size(1100, 620, 1.0, false);
    live.browser.until("byId('map').clientHeight === 620");
    live.browser.value("byId('zoom-all').click()");
    live.post("added", &market("m1", "Night market"));
    live.browser.until("byId('log').textContent.includes('Night market added')");
    live.browser.until("source.events.length === 15");
    live.browser.drawn();
    keep_small_picture(&mut live, "live-map.webp");
    live.browser.size(1280, 800, 1.0, false);
    live.browser.until("byId('map').clientHeight === 800");
    live.post("updated", &json!({"id": "m1", "name": "Night market", "lat": 39.29, "lon": -94.68, "attendance": 9000}));
    live.browser.until("byId('log').textContent.includes('Night market changed')");
    live.post("removed", &json!({"id": "m1"}));
    live.browser.until("byId('log').textContent.includes('Night market deleted')");
    let (x, y) = live.pixel("40_10");
    live.browser.click(x, y);
    live.browser.until("byId('receipt-body').getAttribute('aria-busy') === 'false'");
    live.browser.markup_is_valid();
    for scheme in ["light", "dark"] {
        let features = json!({"features": [
            {"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-reduced-motion", "value": "reduce"}]});
        live.browser.ask("Emulation.setEmulatedMedia", &features);
        live.browser.until(&format!("matchMedia('(prefers-color-scheme: {scheme})').matches"));
        live.browser.drawn();
        keep_picture(&mut live.browser, &format!("live-{scheme}.png"));
        live.browser.size(390, 844, 2.0, true);
        live.browser.until("byId('map').clientWidth === 390");
        live.browser.value("byId('zoom-all').click()");
        live.browser.drawn();
        assert_eq!(live.browser.value("document.documentElement.scrollWidth"), 390);
        assert_eq!(
            live.browser.value(
                "byId('connection').checkVisibility() && byId('connection').getBoundingClientRect().bottom < 844"
            ),
            true
        );
        for id in ["0_0", "0_66", "81_0", "81_66"] {
            let (x, y) = live.pixel(id);
            assert_eq!(
                live.browser.value(&format!("document.elementFromPoint({x}, {y}).id")),
                "map",
                "{id} is covered"
            );
        }
        keep_picture(&mut live.browser, &format!("live-phone-{scheme}.png"));
        live.browser.value("scrollTo(0, 500)");
        live.browser.drawn();
        keep_picture(&mut live.browser, &format!("live-phone-{scheme}-below.png"));
        live.browser.value("scrollTo(0, 0)");
        live.browser.size(1280, 800, 1.0, false);
        live.browser.until("byId('map').clientWidth > 390");
        live.browser.value("byId('zoom-all').click()");
    }
    live.is_quiet();
}
