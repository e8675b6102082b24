//! The parts of the live page that only compute.

use serde_json::json;

use super::Live;

#[test]
fn the_pure_parts_of_the_live_page_do_what_they_say() {
    let Some(mut live) = Live::saturday() else { return };
    let mut is = |expression: &str, wanted: serde_json::Value| {
        assert_eq!(live.browser.value(expression), wanted, "{expression}");
    };
    is(
        "[0, 59999, 60000, 3599999, 3600000, 90061000].map(spanOf)",
        json!(["0 s", "59 s", "1 min", "59 min", "1 h 0 min", "25 h 1 min"]),
    );
    is("labelOf('2026-10-03T20:10:05-05:00', 'America/Chicago')", json!("Sat 2026-10-03 20:10:05 CDT"));
    is("labelOf('2026-11-01T01:30:00-06:00', 'America/Chicago')", json!("Sun 2026-11-01 01:30:00 CST"));
    is("labelOf('2026-11-01T01:30:00-05:00', 'America/Chicago')", json!("Sun 2026-11-01 01:30:00 CDT"));

    // All of it in view, a part of it, none of it; and never more than the canvas has room for.
    let view = "const view = { x: worldX(-94.5), y: worldY(39.1), scale: 256 * 2 ** 10, width: 900, height: 801 };";
    let address = |area: &str, zoom: f64| {
        format!("(() => {{ {view} return cellsAddress({{ ...view, scale: view.scale * {zoom} }}, {area}); }})()")
    };
    is(&address("[39.0, -94.7, 39.2, -94.4]", 1.0), json!("map/cells?room=225x201"));
    is(&address("[10.0, 10.0, 11.0, 11.0]", 1.0), json!(null));
    is(
        &format!(
            "(() => {{ const [, , box] = {}.split('='); const [s, w, n, e] = box.split(',').map(Number); \
         return [s < 39.1, n > 39.1, w < -94.5, e > -94.5, Math.abs((e - w) / 360 * 256 * 2 ** 14 - 900 * 1.2) < 1]; }})()",
            address("[39.0, -94.7, 39.2, -94.4]", 16.0)
        ),
        json!([true, true, true, true, true]),
    );

    // A function that runs one at a time, and once more for all calls meanwhile.
    is(
        "(async () => {
            let [runs, running, most] = [0, 0, 0];
            const want = calmly(5, async () => {
                most = Math.max(most, ++running);
                runs++;
                await new Promise((done) => setTimeout(done, 30));
                running--;
            });
            for (let i = 0; i < 10; i++) want();
            await new Promise((done) => setTimeout(done, 15));
            for (let i = 0; i < 10; i++) want();
            await new Promise((done) => setTimeout(done, 200));
            return [runs, most];
        })()",
        json!([2, 1]),
    );
    // What of a gap is known, and from where on.
    let missed = |lists: &str, after: u32| {
        format!(
            "(() => {{
                const list = (type, ...ids) => ids.map((message_id) => ({{ type, message_id }}));
                const full = (type, from) => list(type, ...Array.from({{ length: MOST_KEPT }}, (_, i) => from + i));
                const {{ messages, isAll }} = missedOf({lists}, {after});
                return [messages.slice(0, 3).map((message) => message.message_id), messages.length, isAll];
            }})()"
        )
    };
    let mut is_missed = |lists: &str, after: u32, wanted| is(&missed(lists, after), wanted);
    is_missed("[[], []]", 0, json!([[], 0, true]));
    is_missed("[list('event_added', 2, 7), list('grid_update', 3, 8)]", 3, json!([[7, 8], 2, true]));
    is_missed("[list('event_added', 2, 7), full('grid_update', 4)]", 3, json!([[4, 5, 6], 201, true]));
    is_missed("[list('event_added', 2, 7, 9), full('grid_update', 8)]", 3, json!([[9, 9, 10], 200, false]));
    is_missed("[list('event_added', 2, 7), full('grid_update', 8)]", 3, json!([[], 0, false]));
    live.is_quiet();
}
