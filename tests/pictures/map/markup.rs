//! The markup of the page: as the file has it, and as its scripts make it.

use super::{Opened, address, weekend};

#[test]
fn the_page_is_valid_html_before_and_after_its_scripts_ran() {
    for command in
        [&["score", "--at", "2026-10-03T20:00"][..], &["simulate", "--from", "2026-10-03T12:00", "--to", "+8h"]]
    {
        let Some(mut opened) = Opened::new(&[command, &["--events", weekend()]].concat()) else { return };
        opened.browser.value("byId('layer-3').click()");
        let (x, y) = opened.pixel("32_28");
        opened.browser.click(x, y);
        opened
            .browser
            .until("byId('receipt-title').textContent === 'Cell 32_28' && byId('receipt').querySelector('table')");
        opened.browser.markup_is_valid();

        opened.browser.scripts(false);
        opened.browser.open("about:blank");
        opened.browser.open(&address(opened.dir.path(), ""));
        assert_eq!(opened.browser.value("document.querySelectorAll('#events li').length"), 0, "its scripts ran");
        opened.browser.markup_is_valid();
    }
}
