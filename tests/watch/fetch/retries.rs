//! Faults that pass: asked again, so often and no oftener.

use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::time::Duration;

use pdpe::watch::testing::{FetchError, FetchSettings, Secret};

use super::stand::{Act, Stand, bytes, json, status, whole};
use super::{Asking, FOR_EVER, HIKE, event, hike, wait_until};

/// Asks where the first answer is a fault, and the second is good.
fn recovers(fault: impl Fn() -> Act + Send + Sync + 'static, change: impl FnOnce(&mut FetchSettings)) {
    let stand = Stand::new(move |_, number| if number == 1 { fault() } else { json(&hike()) });
    let asking = Asking::new(&stand, change);
    asking.ask(&event(HIKE)).unwrap();
    let counters = asking.fetcher.counters();
    assert_eq!((counters.retries, counters.answered, stand.heads().len()), (1, 1, 2));
}

/// What is said after so many attempts of which none succeeds.
fn fails(fault: impl Fn() -> Act + Send + Sync + 'static, change: impl FnOnce(&mut FetchSettings)) -> String {
    let stand = Stand::new(move |_, _| fault());
    let asking = Asking::new(&stand, |settings| {
        settings.attempts = 3;
        change(settings);
    });
    let error = asking.ask(&event("7")).unwrap_err();
    assert_eq!((asking.fetcher.counters().retries, stand.heads().len()), (2, 3));
    match error {
        FetchError::Unavailable { path, attempts: 3, reason } if path == "events/7/?expand=venue" => reason,
        other => panic!("{other:?}"),
    }
}

fn impatient(settings: &mut FetchSettings) {
    settings.answer_within = Duration::from_millis(100);
}

#[test]
fn errors_of_the_service_are_asked_again_and_then_given_up() {
    for code in [408, 429, 500, 502, 503, 504] {
        recovers(move || status(code), |_| {});
    }
    assert_eq!(fails(|| status(500), |_| {}), "status 500");
    let html = || whole(503, "text/html", "", b"<html>");
    assert_eq!(fails(html, |_| {}), "status 503");
}

#[test]
fn one_attempt_is_the_least() {
    let stand = Stand::new(|_, _| status(500));
    let asking = Asking::new(&stand, |settings| settings.attempts = 0);
    let error = asking.ask(&event("7")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Eventbrite gave no answer to events/7/?expand=venue in 1 attempts; the last: status 500"
    );
}

#[test]
fn silence_and_dripping_end_by_the_deadline() {
    assert_eq!(fails(|| Act::Silence, impatient), "it took too long");
    assert_eq!(fails(|| Act::Drip, impatient), "it took too long");
}

#[test]
fn an_answer_that_is_cut_off_is_asked_for_again() {
    let whole = bytes(200, "application/json", "", &hike());
    for cut in [0, 10, 60, whole.len() - hike().len(), whole.len() - 100, whole.len() - 1] {
        let start = whole[..cut].to_vec();
        recovers(move || Act::Say(start.clone()), |_| {});
    }
    let chunked =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{\"id\"";
    recovers(move || Act::Say(chunked.into()), |_| {});
    recovers(|| Act::Say(b"This is not HTTP\r\n\r\n".to_vec()), |_| {});
}

#[test]
fn where_nobody_listens_is_asked_again_and_then_given_up() {
    let gone = Stand::new(|_, _| json(&hike()));
    let asking = {
        let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        Asking::new(&gone, |settings| {
            settings.attempts = 2;
            settings.base = format!("http://{address}/v3").parse().unwrap();
        })
    };
    let error = asking.ask(&event(HIKE)).unwrap_err();
    assert!(error.to_string().ends_with("in 2 attempts; the last: connection refused"), "{error}");
}

#[test]
fn retry_after_is_obeyed_by_every_question() {
    let stand = Stand::new(|_, number| match number {
        1 => whole(429, "application/json", "Retry-After: 90000\r\n", b"{}"),
        _ => json(&hike()),
    });
    let asking = Asking::new(&stand, |settings| settings.longest_retry_after = FOR_EVER);
    assert!(asking.fetcher.ask(event("1")));
    wait_until(&asking.fetcher, "a first attempt", |counters| counters.retries == 1);
    // The backoff alone would have them asked at once.
    assert!(asking.fetcher.ask(event("2")) && asking.fetcher.ask(event("1")));
    let counters = asking.fetcher.counters();
    assert_eq!((counters.waiting, counters.in_flight, counters.coalesced), (2, 0, 1));
    assert_eq!(stand.paths(), ["/v3/events/1/?expand=venue"]);
}

#[test]
fn retry_after_is_obeyed_up_to_a_limit_and_only_in_seconds() {
    let after =
        |value: &'static str| move || whole(429, "application/json", &format!("Retry-After: {value}\r\n"), b"{}");
    recovers(after("0"), |settings| settings.longest_retry_after = FOR_EVER);
    recovers(after("1"), |settings| settings.longest_retry_after = FOR_EVER);
    for value in ["90000", "99999999999999999999999"] {
        recovers(after(value), |settings| settings.longest_retry_after = Duration::from_millis(1));
    }
    for value in ["-1", "1e9", "soon", "Wed, 21 Oct 2099 07:28:00 GMT"] {
        recovers(after(value), |settings| settings.longest_retry_after = FOR_EVER);
    }
}

#[test]
fn a_question_that_waits_for_its_next_attempt_holds_up_no_other() {
    let stand = Stand::new(|path, _| if path.contains("/7/") { status(500) } else { json(&hike()) });
    let asking = Asking::new(&stand, |settings| {
        settings.threads = 1;
        settings.first_backoff = FOR_EVER;
        settings.longest_backoff = FOR_EVER;
    });
    assert!(asking.fetcher.ask(event("7")));
    wait_until(&asking.fetcher, "a first attempt", |counters| counters.retries == 1);
    assert!(asking.ask(&event(HIKE)).is_ok());
}

#[test]
fn a_question_put_again_and_again_neither_hastens_its_next_attempt_nor_uses_any_up() {
    let stand = Stand::new(|path, _| if path.contains("/7/") { status(500) } else { json(&hike()) });
    let asking = Asking::new(&stand, |settings| {
        settings.threads = 1;
        settings.attempts = 3;
        settings.first_backoff = FOR_EVER;
        settings.longest_backoff = FOR_EVER;
    });
    assert!(asking.fetcher.ask(event("7")));
    wait_until(&asking.fetcher, "a first attempt", |counters| counters.retries == 1);
    for number in 1..=10 {
        assert!(asking.fetcher.ask(event("7")));
        // The one thread has looked at all that waits before it answers this.
        assert!(asking.ask(&event(HIKE)).is_ok());
        let counters = asking.fetcher.counters();
        assert_eq!((counters.coalesced, counters.retries, counters.waiting), (number, 1, 1));
    }
    assert_eq!(stand.paths().iter().filter(|path| path.contains("/7/")).count(), 1);
}

#[test]
fn a_question_put_again_while_its_attempt_fails_is_still_one() {
    let (tell, told) = channel();
    let told = Mutex::new(Some(told));
    let stand = Stand::new(move |_, number| match number {
        1 => Act::SayWhenTold(told.lock().unwrap().take().unwrap(), bytes(500, "application/json", "", b"{}")),
        _ => json(&hike()),
    });
    let asking = Asking::new(&stand, |_| {});
    assert!(asking.fetcher.ask(event(HIKE)));
    wait_until(&asking.fetcher, "in flight", |counters| counters.in_flight == 1);
    assert!(asking.fetcher.ask(event(HIKE)));
    tell.send(()).unwrap();
    assert!(asking.answer().1.is_ok());
    wait_until(&asking.fetcher, "all done", |counters| (counters.waiting, counters.in_flight) == (0, 0));
    let counters = asking.fetcher.counters();
    assert_eq!((counters.asked, counters.retries, counters.answered, stand.heads().len()), (2, 1, 1, 2));
}

#[test]
fn waits_double_up_to_a_limit_and_respect_retry_after_up_to_another() {
    let token = Secret::new("token").expect("it is not empty");
    let settings = FetchSettings::new(token, chrono_tz::America::Chicago);
    let millis = |failures, retry_after: Option<u64>, share| {
        settings.wait(failures, retry_after.map(Duration::from_secs), share).as_millis()
    };
    let longest: Vec<u128> = (1..=10).map(|failures| millis(failures, None, 1.0)).collect();
    let doubled = [1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000, 256_000];
    assert_eq!((&longest[..9], longest[9]), (&doubled[..], 300_000));
    assert_eq!(millis(u32::MAX, None, 1.0), 300_000);
    assert_eq!(millis(4, None, 0.25), 2000);
    assert_eq!(millis(4, None, 0.0), 0);
    assert_eq!(millis(4, Some(5), 0.25), 5000);
    assert_eq!(millis(4, Some(5), 1.0), 8000);
    assert_eq!(millis(1, Some(u64::MAX), 1.0), 600_000);
}

#[test]
fn an_outage_of_hours_is_waited_out() {
    let settings = FetchSettings::new(Secret::new("token").expect("it is not empty"), chrono_tz::America::Chicago);
    let waits = (1..settings.attempts).map(|failures| settings.wait(failures, None, 0.5));
    assert!(waits.sum::<Duration>() > Duration::from_secs(6 * 60 * 60));
}
