//! What is asked and answered, and how often.

use std::sync::mpsc::{RecvTimeoutError, channel};

use pdpe::event::{EventId, EventKey};
use pdpe::watch::testing::LookUp;
use pdpe::watch::testing::Meaning;
use pdpe::watch::testing::Secret;
use pdpe::watch::testing::{BaseAddress, BaseAddressError, Fetcher};

use super::stand::{Act, Stand, bytes, json};
use super::{Asking, FOR_EVER, HIKE, TOKEN, event, hike, id, listing, settings, wait_until};

#[test]
fn an_event_is_asked_for_with_the_token_and_read() {
    let stand = Stand::new(|_, _| json(&hike()));
    let asking = Asking::new(&stand, |_| {});
    let meaning = asking.ask(&event(HIKE)).unwrap();
    assert!(matches!(&meaning, Meaning::AddOrUpdate(event)
        if event.id.as_str() == HIKE && event.place.to_string() == "38.912631,-76.971886"));

    let [head] = &stand.heads()[..] else { panic!("asked more than once") };
    assert!(head.starts_with(&format!("GET /v3/events/{HIKE}/?expand=venue HTTP/1.1\r\n")), "{head}");
    let lines: Vec<String> = head.lines().map(str::to_ascii_lowercase).collect();
    assert!(lines.contains(&format!("authorization: bearer {}", TOKEN.to_lowercase())), "{head}");
    assert!(lines.contains(&"accept: application/json".into()), "{head}");
    assert!(lines.iter().any(|line| line.starts_with("user-agent: pdpe/")), "{head}");
    let counters = asking.fetcher.counters();
    assert_eq!((counters.asked, counters.answered, counters.retries), (1, 1, 0));
    assert_eq!(counters.failed().map(|(_, count)| count), [0; 4]);
}

#[test]
fn an_answer_can_be_kept_byte_by_byte() {
    let stand = Stand::new(|_, _| json(&hike()));
    let (sender, answers) = channel();
    let answered = move |what, answer| sender.send((what, answer)).unwrap();
    let fetcher = Fetcher::start(settings(&format!("http://{}/v3", stand.address)), || 7, answered).unwrap();
    assert!(fetcher.ask(event(HIKE)));
    let (what, answer) = answers.recv_timeout(super::PATIENCE).unwrap();
    let answer = answer.unwrap();
    assert_eq!((what, &answer.body, answer.asked_after), (event(HIKE), &hike(), 7));
}

#[test]
fn an_order_leads_to_the_attendees_of_its_event_and_those_to_their_number() {
    let stand = Stand::new(|path, _| match path {
        "/v3/orders/1/" => json(&listing("eventbrite_order.json")),
        "/v3/events/1/attendees/?status=attending" => json(&listing("eventbrite_attendees.json")),
        other => panic!("{other} was asked for"),
    });
    let asking = Asking::new(&stand, |_| {});
    let next = asking.ask(&LookUp::Order { id: id("1") }).unwrap();
    let Meaning::LookUp(next) = next else { panic!("{next:?}") };
    assert_eq!(next, LookUp::Attendance { event: id("1") });
    let meaning = asking.ask(&next).unwrap();
    assert_eq!(
        meaning,
        Meaning::SetAttendance { id: EventKey::new(EventId::new("1").unwrap(), "eventbrite"), attendance: 1 }
    );
}

#[test]
fn the_content_type_may_name_a_character_set() {
    let stand = Stand::new(|_, _| super::stand::whole(200, "Application/JSON; charset=utf-8", "", &hike()));
    assert!(Asking::new(&stand, |_| {}).ask(&event(HIKE)).is_ok());
}

#[test]
fn a_question_that_waits_is_not_put_twice_and_one_being_asked_is_put_once_more() {
    let (tell, told) = channel();
    let told = std::sync::Mutex::new(Some(told));
    let stand = Stand::new(move |_, number| match number {
        1 => Act::SayWhenTold(
            told.lock().unwrap().take().unwrap(),
            bytes(200, "application/json", "", br#"{"id":"7","status":"draft"}"#),
        ),
        _ => json(br#"{"id":"7","status":"deleted"}"#),
    });
    let asking = Asking::new(&stand, |_| {});
    assert!(asking.fetcher.ask(event("7")));
    wait_until(&asking.fetcher, "in flight", |counters| counters.in_flight == 1);
    for _ in 0..3 {
        assert!(asking.fetcher.ask(event("7")));
    }
    // A second thread is idle, and leaves it alone.
    let counters = asking.fetcher.counters();
    assert_eq!((counters.asked, counters.coalesced, counters.waiting, counters.in_flight), (4, 2, 1, 1));
    tell.send(()).unwrap();
    for reason in ["Unpublished", "Deleted"] {
        let (_, answer) = asking.answer();
        assert!(format!("{answer:?}").contains(reason), "{answer:?}");
    }
    wait_until(&asking.fetcher, "all done", |counters| counters.in_flight == 0);
    let counters = asking.fetcher.counters();
    assert_eq!((counters.answered, counters.waiting, stand.heads().len()), (2, 0, 2));
}

#[test]
fn a_full_queue_refuses_and_says_so() {
    let stand = Stand::new(|_, _| Act::Silence);
    let asking = Asking::new(&stand, |settings| {
        settings.threads = 1;
        settings.queue_limit = 2;
    });
    assert!(asking.fetcher.ask(event("1")));
    wait_until(&asking.fetcher, "in flight", |counters| counters.in_flight == 1);
    assert!(asking.fetcher.ask(event("2")));
    assert!(asking.fetcher.ask(LookUp::Attendance { event: id("2") }));
    assert!(!asking.fetcher.ask(event("3")));
    assert!(asking.fetcher.ask(event("2")), "it waits already");
    let counters = asking.fetcher.counters();
    assert_eq!((counters.asked, counters.refused, counters.coalesced, counters.waiting), (5, 1, 1, 2));
}

#[test]
fn a_panic_of_the_one_who_is_told_costs_that_answer_alone() {
    let stand = Stand::new(|path, _| json(format!("{{\"id\":\"{}\",\"status\":\"draft\"}}", &path[11..12]).as_bytes()));
    let (sender, answers) = channel();
    let mut settings = settings(&format!("http://{}/v3", stand.address));
    settings.threads = 1;
    let fetcher = Fetcher::start(
        settings,
        || 0,
        move |what, answer| {
            assert_ne!(what, event("1"), "as the test wished");
            sender.send(answer).unwrap();
        },
    )
    .unwrap();
    assert!(fetcher.ask(event("1")) && fetcher.ask(event("2")));
    assert!(answers.recv_timeout(super::PATIENCE).unwrap().is_ok());
    wait_until(&fetcher, "all done", |counters| counters.in_flight == 0);
    assert_eq!(fetcher.counters().panics, 1);
}

#[test]
fn an_end_while_waiting_between_attempts_is_an_end() {
    let stand = Stand::new(|_, _| super::stand::whole(429, "application/json", "Retry-After: 90000\r\n", b"{}"));
    let asking = Asking::new(&stand, |settings| settings.longest_retry_after = FOR_EVER);
    assert!(asking.fetcher.ask(event("1")));
    wait_until(&asking.fetcher, "a first attempt", |counters| counters.retries == 1);
    drop(asking.fetcher);
    // The threads have ended, and with them the one that could send.
    assert_eq!(asking.answers.recv_timeout(super::PATIENCE), Err(RecvTimeoutError::Disconnected));
}

#[test]
fn an_end_does_not_wait_for_an_answer_and_tells_none() {
    let (tell, told) = channel();
    let told = std::sync::Mutex::new(Some(told));
    let stand = Stand::new(move |_, _| {
        Act::SayWhenTold(told.lock().unwrap().take().unwrap(), bytes(200, "application/json", "", &hike()))
    });
    let asking = Asking::new(&stand, |settings| settings.answer_within = FOR_EVER);
    assert!(asking.fetcher.ask(event(HIKE)));
    wait_until(&asking.fetcher, "in flight", |counters| counters.in_flight == 1);
    drop(asking.fetcher);
    tell.send(()).unwrap();
    assert_eq!(asking.answers.recv_timeout(super::PATIENCE), Err(RecvTimeoutError::Disconnected));
}

#[test]
fn only_sealed_or_own_addresses_are_asked() {
    let base = |text: &str| text.parse::<BaseAddress>().map(|base| base.to_string());
    for (text, shown) in [
        ("https://www.eventbriteapi.com/v3", "https://www.eventbriteapi.com/v3"),
        ("https://proxy.example:8443/eventbrite/v3/", "https://proxy.example:8443/eventbrite/v3"),
        ("http://localhost:1/", "http://localhost:1"),
        ("http://127.8.8.8", "http://127.8.8.8"),
        ("http://[::1]:80/v3", "http://[::1]:80/v3"),
    ] {
        assert_eq!(base(text).unwrap(), shown);
    }
    for text in
        ["http://10.0.0.1/v3", "http://localhost.evil.example", "http://127.0.0.1.evil.example/", "http://[::2]/"]
    {
        assert_eq!(base(text), Err(BaseAddressError::NotSealed(text.into())));
    }
    for text in
        ["https://user:password@host/v3", "https://host/v3?x=1", "https://host/v3#x", "http://127.0.0.1@evil.example/"]
    {
        assert_eq!(base(text), Err(BaseAddressError::TooMuch), "{text}");
    }
    for text in ["", "www.eventbriteapi.com", "/v3", "ftp://localhost/", "https://", "https://a b/", "unix:/run/x"] {
        assert_eq!(base(text), Err(BaseAddressError::NotAnAddress), "{text}");
    }
}

#[test]
fn the_token_is_shown_to_nobody() {
    let settings = settings("http://127.0.0.1:1/v3");
    assert!(!format!("{settings:?}").contains(TOKEN), "{settings:?}");
    for token in ["two words", "line\r\nX: y", "ümlaut", "nul\0"] {
        let mut settings = settings.clone();
        settings.token = Secret::new(token).unwrap();
        let error = Fetcher::start(settings, || 0, |_, _| {}).err().unwrap();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
        assert!(error.to_string().contains("EVENTBRITE_TOKEN") && !error.to_string().contains(token), "{error}");
    }
}
