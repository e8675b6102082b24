//! How fast it is: measured by hand, since a busy machine must fail no test.

use super::large::million;
use super::{Live, market};

#[test]
#[ignore = "measures; run with: cargo test --test pictures live_map::figures -- --ignored --nocapture"]
fn from_the_delivery_to_the_pixel() {
    let Some(mut live) = Live::saturday() else { return };
    eprintln!("5,494 cells");
    deliver(&mut live);
    drop(live);
    let Some(mut live) = Live::of(million()) else { return };
    eprintln!(
        "1,002,001 cells: first picture {}",
        live.browser.value("performance.getEntriesByName('first-picture')[0].startTime")
    );
    for query in
        ["room=228x200", "room=228x200&bbox=39.05,-94.65,39.20,-94.50", "room=228x200&bbox=39.05,-94.65,39.08,-94.60"]
    {
        let times = live.browser.value(&format!(
            "(async () => {{
                const times = [];
                for (let i = 0; i < 7; i++) {{
                    const start = performance.now();
                    const bytes = (await (await fetch('map/cells?{query}')).arrayBuffer()).byteLength;
                    times.push([Math.round(performance.now() - start), bytes]);
                }}
                return times.sort((a, b) => a[0] - b[0])[3];
            }})()"
        ));
        eprintln!("/map/cells?{query}: ms and bytes {times}");
    }
    deliver(&mut live);
}

/// Ten deliveries, each from the page itself, and how long it takes until it shows them.
fn deliver(live: &mut Live) {
    for number in 0..10 {
        let event = market(&format!("m{number}"), &format!("Market {number}"));
        let body = serde_json::json!({"type": "added", "event": event}).to_string();
        let figures = live.browser.value(&format!(
            "new Promise((done) => setTimeout(() => {{
                const shown = () => {{
                    const [x, y] = pixelOf(source.map.shown.view, 39.28, -94.66);
                    return [...byId('map').getContext('2d').getImageData(x, y, 1, 1).data].join();
                }};
                const [before, lines, start] = [shown(), byId('log').textContent, performance.now()];
                let answered = 0, logged = 0, drawn = 0;
                fetch('webhooks/generic/box', {{ method: 'POST', headers: {{ 'Content-Type': 'application/json' }}, body: {body:?} }}).then(() => (answered = performance.now() - start));
                const look = () => {{
                    if (!logged && byId('log').textContent !== lines) logged = performance.now() - start;
                    if (!drawn && shown() !== before) drawn = performance.now() - start;
                    if (logged && drawn) done([answered, drawn, logged].map(Math.round));
                    else requestAnimationFrame(look);
                }};
                look();
            }}, 2 * FLASH_MS))"
        ));
        eprintln!("delivery to answer, pixel and log (ms): {figures}");
    }
}
