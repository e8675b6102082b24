//! How fast the page is: measured by hand, since a busy machine must fail no test.

use super::{Opened, SATURDAY, address, weekend};
use crate::common::{pdpe_in, temp_dir};

#[test]
#[ignore = "measures; run with: cargo test --test pictures map::figures -- --ignored --nocapture"]
fn first_picture_and_frames_while_panning() {
    let Some(mut opened) = Opened::saturday() else { return };
    let from_load = "(() => {
        const [page] = performance.getEntriesByType('navigation');
        const [mark] = performance.getEntriesByName('first-picture');
        return [mark.startTime, mark.startTime - page.responseEnd];
    })()";
    for _ in 0..3 {
        opened.browser.open(&address(opened.dir.path(), ""));
        eprintln!(
            "5,494 cells: first picture (ms since the navigation, since the file was read): {}",
            opened.browser.value(from_load)
        );
    }
    drop(opened);

    let dir = temp_dir();
    let grid = pdpe_in(dir.path(), &["grid", "--bbox", "38.5,-95.0,39.7,-93.9", "--cell", "350m"], b"").ok().out;
    crate::common::write(dir.path(), "kc.csv", &grid);
    let scattered: Vec<String> = grid
        .lines()
        .enumerate()
        .map(|(row, line)| {
            let fields: Vec<&str> = line.split(',').collect();
            let jitter = (row * 7919 % 1000) as f64 * 2e-6;
            let lat = fields[1].parse::<f64>().map_or_else(|_| fields[1].to_owned(), |lat| (lat + jitter).to_string());
            format!("{},{lat},{}\n", fields[0], fields[2])
        })
        .collect();
    crate::common::write(dir.path(), "scattered.csv", scattered.concat());
    for name in ["kc.csv", "scattered.csv"] {
        let args = ["score", "--at", SATURDAY, "--events", weekend(), "--grid", name, "-o", "map.html"];
        pdpe_in(dir.path(), &args, b"").ok();
        let bytes = std::fs::metadata(dir.path().join("map.html")).unwrap().len();
        let Some(mut browser) = crate::browser::Browser::start() else { return };
        browser.open(&address(dir.path(), ""));
        let cells = browser.value("source.cells.count");
        eprintln!("{cells} cells of {name}: {bytes} bytes, first picture {}", browser.value(from_load));
        for zoom in [1.0, 4.0] {
            let frames = browser.value(&format!("new Promise((done) => {{
                const hands = {{ x: map.shown.view.width / 2, y: map.shown.view.height / 2 }};
                byId('map').dispatchEvent(new WheelEvent('wheel', {{ deltaY: -Math.log({zoom}) * 400, clientX: hands.x, clientY: hands.y }}));
                const times = [];
                const key = (number) => number % 80 < 40 ? 'ArrowRight' : 'ArrowLeft';
                const frame = (now) => {{
                    times.push(now);
                    if (times.length > 180) {{
                        const gaps = times.slice(1).map((time, i) => time - times[i]).sort((a, b) => a - b);
                        done([1000 * gaps.length / (times.at(-1) - times[0]), gaps[Math.floor(gaps.length * 0.95)], gaps.at(-1)]);
                        return;
                    }}
                    byId('map').dispatchEvent(new KeyboardEvent('keydown', {{ key: key(times.length) }}));
                    requestAnimationFrame(frame);
                }};
                requestAnimationFrame(frame);
            }})"));
            eprintln!(
                "  zoom × {zoom}: frames a second while panning, 95th percentile and longest gap in ms: {frames}"
            );
        }
        let changes = browser.value(
            "(() => {
            const start = performance.now();
            for (let i = 0; i < 10; i++) map.scoresChanged();
            return (performance.now() - start) / 10;
        })()",
        );
        eprintln!("  a change of all scores takes {changes} ms");
    }
}
