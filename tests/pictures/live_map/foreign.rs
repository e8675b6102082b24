//! Text of others shows as what it is, and does nothing.

use super::{Live, keep_picture, market};

#[test]
fn an_event_named_like_markup_is_text_in_log_list_and_receipt() {
    let Some(mut live) = Live::saturday() else { return };
    let name = "<img src=x onerror=alert(1)>";
    live.post("added", &market("<b>m1", name));
    live.browser.until(&format!("byId('log').firstElementChild.textContent.includes({name:?})"));
    live.browser.until(&format!(
        "[...document.querySelectorAll('#events .name')].some((shown) => shown.textContent === {name:?})"
    ));
    let (x, y) = live.pixel("75_9");
    live.browser.click(x, y);
    live.browser.until(&format!("byId('receipt-body').textContent.includes({name:?})"));
    live.post("removed", &serde_json::json!({"id": "<b>m1"}));
    live.browser.until(&format!("byId('log').firstElementChild.textContent.includes({:?})", format!("{name} deleted")));
    assert_eq!(live.browser.value("document.querySelectorAll('img, b, i').length"), 0);
    keep_picture(&mut live.browser, "live-foreign.png");
    live.is_quiet();
}

#[test]
fn a_name_from_right_to_left_leaves_the_numbers_after_it_as_they_are() {
    let Some(mut live) = Live::saturday() else { return };
    for (id, name) in [("m1", "مهرجان"), ("m2", "\u{202e}lavitsef")] {
        live.post("added", &market(id, name));
        live.browser.until(&format!("byId('log').firstElementChild.textContent.includes({name:?})"));
        // The colon comes right after the words in bold, and the count after that.
        let is_in_order = live.browser.value(
            "(() => {
                const strong = document.querySelector('#log strong');
                const [colon, count] = [0, 2].map((from) => {
                    const range = document.createRange();
                    range.setStart(strong.nextSibling, from);
                    range.setEnd(strong.nextSibling, from + 1);
                    return range.getBoundingClientRect().left;
                });
                return strong.getBoundingClientRect().right <= colon + 1 && colon < count;
            })()",
        );
        assert_eq!(is_in_order, true, "{name:?}");
    }
}

#[test]
fn the_page_comes_with_a_policy_that_lets_nothing_else_in() {
    let Some(mut live) = Live::saturday() else { return };
    let answer = live.listener.get("/map");
    let policy = answer.header("content-security-policy").unwrap();
    for part in ["default-src 'none'", "script-src 'sha256-", "connect-src 'self'", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{part} is not in {policy}");
    }
    live.browser.value(
        "
        window.tried = 0;
        document.addEventListener('securitypolicyviolation', () => window.tried++);
        const script = document.createElement('script');
        script.textContent = 'window.broken = true';
        document.body.append(script);
        new Image().src = '/x.png';
        0
    ",
    );
    live.browser.until("window.tried >= 2");
    assert_eq!(live.browser.value("typeof window.broken"), "undefined");
    assert_eq!(live.browser.value("fetch('https://example.org/').then(() => 'there', () => 'refused')"), "refused");
}
