//! How the page looks: light, dark, narrow.

use serde_json::json;

use super::keep_picture;
use super::{Opened, SATURDAY, weekend};

/// Text is told from what lies behind it: the contrast of WCAG, 1…21.
const LEAST_CONTRAST: &str = "(() => {
    const light = (colour) => {
        const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255).map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element) => {
        const colour = getComputedStyle(element).backgroundColor;
        return colour === 'rgba(0, 0, 0, 0)' ? behind(element.parentElement) : colour;
    };
    const texts = [...document.querySelectorAll('body *')].filter((element) => element.checkVisibility() && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
    const contrasts = texts.filter((element) => !['SCRIPT', 'STYLE'].includes(element.tagName)).map((element) => {
        const [one, other] = [light(getComputedStyle(element).color), light(behind(element))];
        return [(Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05), element.outerHTML.slice(0, 90)];
    });
    return contrasts.sort((a, b) => a[0] - b[0])[0];
})()";

#[test]
fn it_is_light_or_dark_as_the_system_is_and_can_be_read_in_both() {
    let Some(mut opened) =
        Opened::new(&["simulate", "--from", "2026-10-02T16:00", "--to", "+1w", "--events", weekend()])
    else {
        return;
    };
    let (x, y) = opened.pixel("32_28");
    opened.browser.value("byId('slider').value = 34, byId('slider').dispatchEvent(new Event('input')), 0");
    opened.browser.click(x, y);
    let mut grounds = Vec::new();
    for scheme in ["light", "dark"] {
        // Without motion: the colours of buttons would glide.
        let features = json!({"features": [
            {"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-reduced-motion", "value": "reduce"}]});
        opened.browser.ask("Emulation.setEmulatedMedia", &features);
        opened.browser.until(&format!("matchMedia('(prefers-color-scheme: {scheme})').matches"));
        opened.browser.drawn();
        let contrast = opened.browser.value(LEAST_CONTRAST);
        assert!(contrast[0].as_f64().unwrap() >= 4.5, "{scheme}: {contrast}");
        grounds.push(opened.browser.value("[...byId('map').getContext('2d').getImageData(2, 300, 1, 1).data]"));
        keep_picture(&mut opened.browser, &format!("{scheme}.png"));
        opened.browser.size(390, 844, 2.0, true);
        opened.browser.until("byId('map').clientWidth === 390");
        opened.browser.value("byId('zoom-all').click()");
        opened.browser.drawn();
        keep_picture(&mut opened.browser, &format!("phone-{scheme}.png"));
        assert_eq!(opened.browser.value("document.documentElement.scrollWidth"), 390);
        opened.browser.size(1280, 800, 1.0, false);
        opened.browser.until("byId('map').clientWidth > 390");
        opened.browser.value("byId('zoom-all').click()");
    }
    assert_ne!(grounds[0], grounds[1]);
    opened.is_quiet();
}

/// In a page: draws all cells anew and returns the numbers drawn, each with its place in the window.
const NUMBERS: &str = "(async () => {
    const [context, frame, numbers] = [byId('map').getContext('2d'), byId('map').getBoundingClientRect(), []];
    context.fillText = (text, x, y) => { if (/^[0-9]+$/.test(text)) numbers.push([Number(text), x + frame.left, y + frame.top]); };
    byId('zoom-all').click();
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    delete context.fillText;
    return numbers.sort((a, b) => a[0] - b[0]);
})()";

#[test]
fn on_a_phone_every_best_place_has_its_number_and_nothing_covers_a_corner_of_the_cells() {
    let week = ["simulate", "--from", "2026-10-02T16:00", "--to", "+3d", "--events", weekend()];
    for args in [&["score", "--at", SATURDAY, "--events", weekend()][..], &week] {
        let Some(mut opened) = Opened::new(args) else { return };
        for (width, height) in [(375, 667), (360, 640)] {
            opened.browser.size(width, height, 2.0, true);
            opened.browser.until(&format!("byId('map').width === {}", 2 * width));
            let numbers = opened.browser.value(NUMBERS);
            let discs: Vec<(u64, f64, f64)> = serde_json::from_value(numbers).unwrap();
            assert_eq!(discs.iter().map(|disc| disc.0).collect::<Vec<_>>(), (1..=10).collect::<Vec<_>>());
            for (place, one) in discs.iter().enumerate() {
                for other in &discs[..place] {
                    let apart = (one.1 - other.1).hypot(one.2 - other.2);
                    assert!(apart > 11.0, "{one:?} and {other:?}");
                }
            }
            // Who taps a number means its place.
            for (number, x, y) in discs {
                for (kind, points) in [("touchStart", json!([{"x": x, "y": y}])), ("touchEnd", json!([]))] {
                    opened.browser.ask("Input.dispatchTouchEvent", &json!({"type": kind, "touchPoints": points}));
                }
                opened.browser.until(&format!(
                    "byId('receipt-title').textContent === 'Cell ' + document.querySelector('#best li:nth-child({number}) .name').textContent"
                ));
            }
            let bare = ["0_0", "0_66", "81_0", "81_66"].map(|id| opened.pixel(id));
            for (x, y) in bare {
                let top = opened.browser.value(&format!("document.elementFromPoint({x}, {y}).id"));
                assert_eq!(top, "map", "a corner is covered at {x}, {y}");
            }
            keep_picture(&mut opened.browser, &format!("phone-{width}-{}.png", args[0]));
        }
        opened.is_quiet();
    }
}

#[test]
fn a_phone_that_is_turned_goes_on_to_show_all_cells_or_the_part_that_was_chosen() {
    let span = ["simulate", "--from", "2026-10-02T16:00", "--to", "+3d", "--events", weekend()];
    let Some(mut opened) = Opened::new(&span) else { return };
    let turn = |opened: &mut Opened, width: u32, height: u32| {
        opened.browser.size(width, height, 2.0, true);
        opened.browser.until(&format!("innerWidth === {width} && map.shown.view.width === byId('map').clientWidth"));
        opened.browser.until("byId('map').width === 2 * byId('map').clientWidth");
        opened.browser.drawn();
    };
    for (width, height) in [(375, 667), (667, 375), (844, 390), (375, 667)] {
        turn(&mut opened, width, height);
        let [south_west, north_east] = ["0_0", "81_66"].map(|id| opened.pixel(id));
        for (x, y) in [south_west, north_east] {
            let under = opened.browser.value(&format!("document.elementFromPoint({x}, {y})?.id"));
            assert_eq!(under, "map", "{x}, {y} of {width} × {height}");
        }
        assert!(south_west.1 - north_east.1 > 200.0, "all cells are {north_east:?} to {south_west:?}");
        for id in ["zoom-all", "play"] {
            let is_free = format!(
                "(() => {{ const box = byId('{id}').getBoundingClientRect(); \
                 return document.elementFromPoint(box.left + box.width / 2, box.bottom - 4) === byId('{id}'); }})()"
            );
            assert_eq!(opened.browser.value(&is_free), true, "{id} at {width} × {height}");
        }
        // The rest is reached by scrolling one thing, the page or the panel.
        let reached = "(() => { byId('keys').scrollIntoView({ block: 'end' }); const box = byId('keys').getBoundingClientRect(); \
                       return box.top >= 0 && box.bottom <= innerHeight + 1; })()";
        assert_eq!(opened.browser.value(reached), true, "{width} × {height}");
        keep_picture(&mut opened.browser, &format!("turned-{width}.png"));
        opened.browser.value("scrollTo(0, 0), byId('panel').scrollTo(0, 0)");
    }
    opened.browser.value("byId('zoom-in').click()");
    let scale = opened.browser.value("map.shown.view.scale");
    turn(&mut opened, 667, 375);
    assert_eq!(opened.browser.value("map.shown.view.scale"), scale);
    opened.is_quiet();
}

#[test]
fn on_paper_the_page_is_light_and_nothing_is_cut_off() {
    let Some(mut opened) = Opened::saturday() else { return };
    opened.browser.value("document.querySelector('#best button').click()");
    opened.browser.until("byId('receipt-body').textContent.includes('Spending')");
    let dark = json!({"media": "print", "features": [{"name": "prefers-color-scheme", "value": "dark"}]});
    opened.browser.ask("Emulation.setEmulatedMedia", &dark);
    opened.browser.until("matchMedia('print').matches");
    opened.browser.drawn();
    let cut = opened
        .browser
        .value("['panel', 'lists', 'receipt'].filter((id) => byId(id).scrollHeight > byId(id).clientHeight + 1)");
    assert_eq!(cut, json!([]), "these would have to be scrolled");
    assert_eq!(opened.browser.value("document.documentElement.scrollHeight > 2 * innerHeight"), true);
    let seen = "['zoom', 'map', 'best', 'receipt-body'].filter((id) => byId(id).checkVisibility())";
    assert_eq!(opened.browser.value(seen), json!(["map", "best", "receipt-body"]));
    let ground = opened.browser.value("[...byId('map').getContext('2d').getImageData(2, 300, 1, 1).data]");
    assert_eq!(ground, json!([255, 255, 255, 255]));
    let contrast = opened.browser.value(LEAST_CONTRAST);
    assert!(contrast[0].as_f64().unwrap() >= 4.5, "{contrast}");
    // What the browser itself makes of it.
    opened.browser.ask("Page.printToPDF", &json!({"printBackground": true}));
    opened.browser.ask("Emulation.setEmulatedMedia", &json!({"media": "", "features": []}));
    opened.browser.until("!matchMedia('print').matches");
    opened.browser.drawn();
    let ground = opened.browser.value("[...byId('map').getContext('2d').getImageData(2, 300, 1, 1).data]");
    assert_ne!(ground, json!([255, 255, 255, 255]));
    opened.is_quiet();
}
