//! Many live maps in one browser, which has six connections to a host and not one more.

use super::{Live, SAME, keep_picture, market};

const LIVE: &str = "typeof source !== 'undefined' && source.map && byId('connection').classList.contains('live')";

#[test]
fn eight_tabs_of_the_map_leave_each_other_room_and_catch_up_when_they_are_looked_at() {
    let Some(mut live) = Live::saturday() else { return };
    let address = format!("http://{}/map", live.listener.address);
    let first = live.browser.tab();
    let mut tabs = vec![first.clone()];
    for _ in 0..7 {
        tabs.push(live.browser.open_tab());
        live.browser.open(&address);
        live.browser.until(LIVE);
    }
    // The one in front can ask, and those behind hang up.
    assert_eq!(live.browser.value("fetch('health').then((answer) => answer.status)"), 200);
    for tab in &tabs[..7] {
        live.browser.speak_to(tab);
        live.browser.until("byId('state').textContent === 'Paused'");
    }
    live.post("added", &market("m1", "Night market"));
    live.browser.speak_to(&tabs[7]);
    live.browser.until("byId('log').textContent.includes('Night market added: 284 cells')");

    live.browser.speak_to(&first);
    assert_eq!(live.browser.value("byId('log').textContent.includes('Night market')"), false);
    live.browser.show_tab(&first);
    live.browser.until(LIVE);
    live.browser.until("byId('log').textContent.includes('Night market added: 284 cells')");
    live.browser.until("source.events.some((event) => event.id === 'm1')");
    assert_eq!(live.browser.value(SAME), true);
    assert_eq!(live.browser.value("byId('log').textContent.includes('Connected again')"), false, "it was not lost");
    keep_picture(&mut live.browser, "live-tab.png");
    live.is_quiet();
}

#[test]
fn a_tab_that_opens_behind_others_begins_when_it_is_looked_at() {
    let Some(mut live) = Live::saturday() else { return };
    let address = format!("http://{}/map", live.listener.address);
    let first = live.browser.tab();
    let behind = live.browser.open_tab();
    live.browser.show_tab(&first);
    live.browser.speak_to(&behind);
    live.browser.until("document.hidden");
    live.browser.open(&address);
    assert_eq!(live.browser.value("[byId('state').textContent, source.map]"), serde_json::json!(["Paused", null]));
    live.browser.show_tab(&behind);
    live.browser.until(LIVE);
    assert_eq!(live.browser.value(SAME), true);
    live.is_quiet();
}
