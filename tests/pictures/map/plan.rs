//! The map of a plan on a phone: a driver sees the steps without scrolling past the rest of the panel.

use super::{Opened, address, weekend};

#[test]
fn a_driver_reads_the_steps_on_a_phone() {
    let shift = ["plan", "--from", "2026-10-02T16:00", "--to", "02:00", "--max-stay", "4h", "--apart", "1"];
    let depot = ["--start", "39.1163,-94.6275", "--end", "39.1163,-94.6275", "--events", weekend()];
    let Some(mut opened) = Opened::new(&[&shift[..], &depot].concat()) else { return };
    opened.browser.size(375, 812, 2.0, true);
    opened.browser.open(&address(opened.dir.path(), ""));
    opened.browser.until("byId('plan').children.length === 4");
    assert_eq!(opened.browser.value("document.documentElement.scrollWidth"), 375, "it scrolls sideways");
    let top = |opened: &mut Opened, id: &str| {
        opened.browser.value(&format!("byId('{id}').getBoundingClientRect().top")).as_f64().unwrap()
    };
    let bottom = opened.browser.value("byId('plan').getBoundingClientRect().bottom").as_f64().unwrap();
    assert!(bottom <= 812.0, "the last step is below the screen: {bottom}");
    assert!(top(&mut opened, "plan") < top(&mut opened, "layers"), "the steps come first");
    let size = opened.browser.value("getComputedStyle(document.querySelector('#plan button')).fontSize");
    assert_eq!(size, "16px");
    opened.is_quiet();
}
