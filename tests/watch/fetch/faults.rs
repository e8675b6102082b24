//! Answers that can't be used, each told with what is wrong and never asked for again.

use pdpe::watch::testing::FetchError;
use pdpe::watch::testing::LookUp;

use super::stand::{Act, Stand, json, status, whole};
use super::{Asking, HIKE, TOKEN, event, hike, id, listing};

/// What comes of a question that is answered so; it must have been asked once alone.
fn failed(what: &LookUp, act: impl Fn() -> Act + Send + Sync + 'static) -> FetchError {
    let stand = Stand::new(move |_, _| act());
    let asking = Asking::new(&stand, |_| {});
    let error = asking.ask(what).unwrap_err();
    assert_eq!(stand.heads().len(), 1, "{error}");
    assert!(!format!("{error} {error:?}").contains(TOKEN), "{error}");
    let failed = asking.fetcher.counters().failed();
    let counted: Vec<_> = failed.iter().filter(|(_, count)| *count > 0).collect();
    let reason = match error {
        FetchError::Gone { .. } => "gone",
        FetchError::Forbidden { .. } => "forbidden",
        FetchError::Unusable { .. } => "unusable",
        FetchError::Unavailable { .. } => "unavailable",
    };
    assert_eq!(counted, [&(reason, 1)]);
    error
}

fn unusable(what: &LookUp, act: impl Fn() -> Act + Send + Sync + 'static) -> String {
    match failed(what, act) {
        FetchError::Unusable { reason, .. } => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_gone_is_gone() {
    for gone in [404, 410] {
        let error = failed(&event("7"), move || status(gone));
        assert_eq!(error, FetchError::Gone { path: "events/7/?expand=venue".into(), status: gone });
        assert_eq!(error.to_string(), format!("Eventbrite does not know events/7/?expand=venue (status {gone})"));
    }
}

#[test]
fn a_refused_token_says_where_to_look() {
    for refused in [401, 403] {
        let error = failed(&LookUp::Order { id: id("7") }, move || status(refused));
        assert_eq!(error, FetchError::Forbidden { path: "orders/7/".into(), status: refused });
        assert!(error.to_string().contains("check EVENTBRITE_TOKEN"), "{error}");
    }
}

#[test]
fn other_statuses_mean_nothing() {
    for other in [204, 206, 400, 405, 418] {
        assert_eq!(unusable(&event("7"), move || status(other)), format!("status {other}"));
    }
}

#[test]
fn a_wrong_content_type_is_told() {
    let page = || whole(200, "text/html; charset=utf-8", "", b"<html>Down for maintenance</html>");
    assert_eq!(unusable(&event(HIKE), page), "its content type is `text/html`, not JSON");
    assert_eq!(
        unusable(&event(HIKE), || whole(200, "application/jsonp", "", &hike())),
        "its content type is `application/jsonp`, not JSON"
    );
    let bare = || Act::Say(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}".to_vec());
    assert_eq!(unusable(&event(HIKE), bare), "its content type is missing, not JSON");
    let html = || json(b"<html>");
    assert!(unusable(&event(HIKE), html).starts_with("the answer is not JSON: "));
}

#[test]
fn answers_about_others_are_refused() {
    assert_eq!(unusable(&event("7"), || json(&hike())), format!("asked for event 7, the answer is about `{HIKE}`"));
    let order = || json(&listing("eventbrite_order.json"));
    assert_eq!(unusable(&LookUp::Order { id: id("7") }, order), "asked for order 7, the answer is about `1`");
    let attendees = || json(&listing("eventbrite_attendees.json"));
    assert_eq!(
        unusable(&LookUp::Attendance { event: id("7") }, attendees),
        "asked for the attendees of event 7, the answer has some of `1`"
    );
}

#[test]
fn an_answer_may_be_as_long_as_the_limit_and_no_longer() {
    let ask = |limit_bytes: u64| {
        let stand = Stand::new(|_, _| json(&hike()));
        Asking::new(&stand, |settings| settings.body_limit_bytes = limit_bytes).ask(&event(HIKE))
    };
    let size = hike().len() as u64;
    assert!(ask(size).is_ok());
    let error = ask(size - 1).unwrap_err();
    assert!(matches!(&error, FetchError::Unusable { reason, .. } if reason == "it is longer than any event could be"));

    // Without a length, as with one: 2 MiB of blanks around it, where the limit is 1 MiB.
    let long = || {
        let mut answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n".to_vec();
        answer.resize(2 << 20, b' ');
        answer.extend_from_slice(&hike());
        Act::Say(answer)
    };
    assert_eq!(unusable(&event(HIKE), long), "it is longer than any event could be");
}

#[test]
fn a_redirect_is_not_followed_and_the_other_host_sees_nothing() {
    let other = std::sync::Arc::new(Stand::new(|_, _| json(&hike())));
    for code in [301, 302, 303, 307, 308] {
        let location = format!("Location: http://{}/v3/events/{HIKE}/?expand=venue\r\n", other.address);
        let reason = unusable(&event(HIKE), move || whole(code, "application/json", &location, b"{}"));
        assert_eq!(reason, format!("status {code} is a redirect, and redirects are not followed"));
    }
    // Nor to the same host.
    let home = || whole(302, "application/json", "Location: /v3/events/1/\r\n", b"{}");
    assert_eq!(unusable(&event("1"), home), "status 302 is a redirect, and redirects are not followed");
    assert_eq!(other.heads(), [""; 0]);
}
