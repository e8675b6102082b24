//! How fast it is: measured by hand, since a busy machine must fail no test.

use super::{Live, market};

#[test]
#[ignore = "measures; run with: cargo test --test live_map -- --ignored --nocapture"]
fn from_the_delivery_to_the_pixel() {
    let Some(mut live) = Live::saturday() else { return };
    for number in 0..10 {
        // The clock of the page starts just before the delivery is sent, from the page itself.
        let event = market(&format!("m{number}"), &format!("Market {number}"));
        let body = serde_json::json!({"type": "added", "event": event}).to_string();
        let figures = live.browser.value(&format!(
            "new Promise((done) => {{
                const shown = () => [...byId('map').getContext('2d').getImageData(0, 0, byId('map').width, byId('map').height).data.slice(0, 4e5)].join();
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
            }})"
        ));
        eprintln!("delivery to answer, pixel and log (ms): {figures}");
    }
}
