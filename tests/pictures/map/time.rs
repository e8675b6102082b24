//! Maps of a span: the slider, its marks, play, and how large the file is.

use serde_json::json;

use super::keep_picture;
use super::{Opened, weekend};
use crate::common::{pdpe_in, temp_dir};

const SPAN: [&str; 6] = ["simulate", "--from", "2026-10-02T16:00", "--to", "2026-10-04T16:00", "--events"];

fn span() -> Option<Opened> {
    Opened::new(&[&SPAN[..], &[weekend()]].concat())
}

#[test]
fn the_slider_has_the_instants_of_the_replay_and_moves_through_them() {
    let Some(mut opened) = span() else { return };
    let args = [&SPAN[..], &[weekend(), "--format", "json"]].concat();
    let document: serde_json::Value = serde_json::from_str(&pdpe_in(opened.dir.path(), &args, b"").ok().out).unwrap();
    let instants = document["instants"].as_array().unwrap();
    let times: Vec<_> =
        std::iter::once(&document["from"]).chain(instants.iter().map(|row| &row["timestamp"])).collect();
    assert_eq!(opened.browser.value("source.instants.map((instant) => instant.timestamp)"), json!(times));
    assert_eq!(opened.browser.value("Number(byId('slider').max)"), json!(instants.len()));

    for (number, row) in instants.iter().enumerate() {
        opened.browser.value(&format!(
            "byId('slider').value = {}, byId('slider').dispatchEvent(new Event('input')), 0",
            number + 1
        ));
        let best = opened.browser.value(
            "[document.querySelector('#best .name').textContent, document.querySelector('#best data').textContent]",
        );
        assert_eq!(best, json!([row["best_cell"], format!("{:.6}", row["max"].as_f64().unwrap())]), "{row}");
        // What turns stands below, by the events' names.
        let turns = opened.browser.value("byId('turns').textContent").as_str().unwrap().to_owned();
        for (key, word) in [("opened", "opens"), ("closed", "closes")] {
            assert_eq!(
                turns.matches(&format!("{word}: ")).count(),
                row[key].as_array().unwrap().len(),
                "{row}: {turns}"
            );
        }
        for kind in row["boundaries"].as_array().unwrap() {
            assert!(turns.contains(kind.as_str().unwrap()), "{row}: {turns}");
        }
        let open = opened.browser.value("document.querySelectorAll('#events button.open').length");
        assert_eq!(open, row["open_events"], "{row}");
    }
    opened.is_quiet();
}

#[test]
fn days_and_openings_are_marked_on_the_slider() {
    let Some(mut opened) = span() else { return };
    assert_eq!(
        opened.browser.value("[...document.querySelectorAll('.mark.day')].map((mark) => mark.textContent)"),
        json!(["Sat", "Sun"])
    );
    let openings = opened.browser.value("document.querySelectorAll('.mark.opens').length").as_i64().unwrap();
    assert!((8..=13).contains(&openings), "{openings}");
    drop(opened);
    // Of half a year, days are told by their dates, each where there is room for it.
    let Some(mut long) = Opened::new(&["simulate", "--from", "2026-10-03T16:00", "--to", "+26w"]) else { return };
    for width in [1280, 360] {
        long.browser.size(width, 640, 1.0, width < 700);
        long.browser.until(&format!("byId('map').width {} 700", if width < 700 { "<" } else { ">" }));
        let marks = "[...document.querySelectorAll('.mark.day')]";
        let names = long.browser.value(&format!("{marks}.map((mark) => mark.textContent)"));
        assert_eq!(names, json!(["10-04", "11-04", "12-05", "01-05", "02-05", "03-08"]));
        let places = long.browser.value(&format!("{marks}.map((mark) => mark.getBoundingClientRect().left)"));
        let places: Vec<f64> = serde_json::from_value(places).unwrap();
        assert!(places.windows(2).all(|pair| pair[1] - pair[0] > 35.0), "{places:?}");
    }
    drop(long);
    let Some(mut opened) = span() else { return };
    // A mark stands where the slider's thumb stands at that instant.
    let off = "(() => {
        const number = source.instants.findIndex((instant) => instant.boundaries.includes('day'));
        const mark = document.querySelector('.mark.day').getBoundingClientRect().left;
        const slider = byId('slider').getBoundingClientRect();
        return mark - (slider.left + 8 + (slider.width - 16) * number / Number(byId('slider').max));
    })()";
    assert!(opened.browser.value(off).as_f64().unwrap().abs() < 1.5);
}

#[test]
fn play_goes_on_to_the_end_and_can_be_stopped() {
    let Some(mut opened) =
        Opened::new(&["simulate", "--from", "2026-10-03T17:00", "--to", "+4h", "--events", weekend()])
    else {
        return;
    };
    opened.browser.click_on("#play");
    opened.browser.until("byId('slider').value === '2'");
    assert_eq!(
        opened.browser.value("[byId('play').textContent, byId('play').hasAttribute('aria-pressed')]"),
        json!(["Pause", false]),
        "its name alone says what it does"
    );
    opened.browser.click_on("#play");
    assert_eq!(opened.browser.value("byId('play').textContent"), "Play");
    let stopped = opened.browser.value("byId('slider').value");
    opened.browser.click_on("#play");
    opened.browser.until("byId('slider').value === byId('slider').max && byId('play').textContent === 'Play'");
    assert_ne!(opened.browser.value("byId('slider').value"), stopped);
    assert_eq!(opened.browser.value("byId('when').textContent"), "Sat 2026-10-03 21:00 CDT");
    // From the end it begins anew.
    opened.browser.click_on("#play");
    opened.browser.until("byId('slider').value === '1'");
    opened.is_quiet();
}

#[test]
fn a_what_if_shows_the_map_as_it_would_be() {
    let args = [&SPAN[..], &[weekend(), "--without", "G5vYZ9kC2xT7m"]].concat();
    let Some(mut opened) = Opened::new(&args) else { return };
    assert_eq!(opened.browser.value("source.events.some((event) => event.id === 'G5vYZ9kC2xT7m')"), false);
    assert_eq!(opened.browser.value("source.events.length"), 13);
}

#[test]
fn a_week_of_hours_stays_below_3_mb() {
    let dir = temp_dir();
    let args = ["simulate", "--from", "2026-10-01T00:00", "--to", "+1w", "--events", weekend(), "-o", "week.html"];
    pdpe_in(dir.path(), &args, b"").ok();
    let bytes = std::fs::metadata(dir.path().join("week.html")).unwrap().len();
    assert!(bytes < 3_000_000, "{bytes} bytes");
}

#[test]
fn the_slider_is_not_there_for_one_instant() {
    let Some(mut opened) = Opened::saturday() else { return };
    assert_eq!(opened.browser.value("getComputedStyle(byId('time')).display"), "none");
    keep_picture(&mut opened.browser, "saturday.png");
}
