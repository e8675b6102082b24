//! Deliveries that wait: many of them, and those that wait for several things.

use pdpe::event::{EventId, EventKey, Events};
use pdpe::model::Model;
use pdpe::watch::agenda::Agenda;
use pdpe::watch::journal::Mark;
use pdpe::watch::testing::{Meaning, Reading};
use serde_json::json;

use super::rig::read;
use super::{added, at, delivery, show};

const DAY: &str = "2026-10-03";

/// An agenda and how many deliveries it has heard.
struct Hearing {
    agenda: Agenda,
    seq: u64,
}

impl Hearing {
    fn new() -> Self {
        Self { agenda: Agenda::new(Events::new(), Model::published().proximity), seq: 0 }
    }

    /// Hears of a delivery with these meanings; what became of all that it concerns.
    fn hear(&mut self, meanings: Vec<Meaning>) -> Vec<(u64, Mark)> {
        self.seq += 1;
        let delivery = delivery("box", at("2026-10-03T12:00"), &json!({}));
        let reading =
            Reading { webhook_type: "several".into(), data: json!({}), meanings, answers: None, asked_after: None };
        self.agenda.apply(self.seq, &delivery, &reading).marks
    }

    /// Hears that an event is on; the numbers of those that are done with it.
    fn add(&mut self, id: &str) -> Vec<u64> {
        let (_, reading) = read(delivery("box", at("2026-10-03T12:00"), &added(&show(id, DAY))));
        let marks = self.hear(reading.meanings);
        marks.into_iter().filter(|(seq, mark)| *mark == Mark::Applied && *seq != self.seq).map(|(seq, _)| seq).collect()
    }
}

fn comes(id: &str, attendance: u64) -> Meaning {
    Meaning::SetAttendance { id: EventKey::new(EventId::new(id).unwrap(), "box"), attendance }
}

#[test]
fn of_too_many_that_wait_those_whose_first_came_first_go() {
    let mut hearing = Hearing::new();
    for id in ["a", "z", "b", "a"] {
        hearing.hear(vec![comes(id, 7)]);
    }
    assert_eq!(hearing.add("z"), [2]);
    for number in 0..99_997 {
        hearing.hear(vec![comes(&number.to_string(), 7)]);
    }
    assert_eq!(hearing.agenda.waiting(), 100_000);
    for id in ["c", "d", "e"] {
        hearing.hear(vec![comes(id, 7)]);
    }
    // Both for `a`, then `b`: what is done already has no place among them.
    assert_eq!(hearing.agenda.waiting(), 100_000);
    for (id, done) in [("a", &[][..]), ("b", &[]), ("0", &[6]), ("c", &[100_003]), ("e", &[100_005])] {
        assert_eq!(hearing.add(id), done, "{id}");
    }
    assert_eq!(hearing.agenda.waiting(), 99_997);
}

#[test]
fn of_those_that_take_too_much_memory_the_oldest_of_the_greediest_source_go() {
    let mut hearing = Hearing::new();
    hearing.hear(vec![comes("first", 7)]);
    let long = "x".repeat(1000);
    for number in 0..12_000 {
        let fields = ["name", "start", "end", "status", "attendance", "radius_km", "sentiment"];
        let fields = fields.iter().map(|field| ((*field).to_owned(), json!(long))).collect();
        let id = EventKey::new(EventId::new(&number.to_string()).unwrap(), "greedy");
        hearing.hear(vec![Meaning::Update { id, fields, zone: chrono_tz::UTC }]);
    }
    let waiting = hearing.agenda.waiting();
    assert!((8_000..9_000).contains(&waiting), "{waiting}");
    assert_eq!(hearing.add("first"), [1]);
}

#[test]
fn the_events_of_deliveries_take_no_more_than_they_may() {
    let mut hearing = Hearing::new();
    let (_, reading) = read(delivery("box", at("2026-10-03T12:00"), &added(&show("a", DAY))));
    let [Meaning::AddOrUpdate(event)] = &reading.meanings[..] else { panic!("{reading:?}") };
    let event = |number: usize| {
        let id = EventId::new(&number.to_string()).unwrap();
        let start = at("2026-10-03T12:00") + chrono::TimeDelta::minutes(i64::try_from(number).unwrap());
        let timing = pdpe::event::Timing::Span { start, end: None };
        Meaning::AddOrUpdate(Box::new(pdpe::event::Event { id, name: "n".repeat(1000), timing, ..(**event).clone() }))
    };
    let mut add = |number| hearing.hear(vec![event(number)]).remove(0).1;
    let accepted = (0..30_000).take_while(|number| add(*number) == Mark::Applied).count();
    assert!((20_000..29_000).contains(&accepted), "{accepted}");
    let Mark::Dead { reason } = add(30_000) else { panic!("accepted") };
    assert_eq!(reason, "the events of deliveries take 32 MiB, and there is no room for another");
    // Those that are known can change.
    assert_eq!(add(7), Mark::Applied);
}

#[test]
fn a_delivery_that_waits_for_several_events_is_done_with_the_last() {
    let mut hearing = Hearing::new();
    let unresolved = hearing.hear(vec![comes("a", 1), comes("b", 2), comes("c", 3)]);
    assert!(matches!(unresolved[..], [(1, Mark::Unresolved { .. })]), "{unresolved:?}");
    for (id, done) in [("b", &[][..]), ("a", &[]), ("c", &[1])] {
        assert_eq!(hearing.add(id), done, "{id}");
    }
    let people = hearing.agenda.events().iter().map(|event| event.attendance);
    assert_eq!(people.collect::<Vec<_>>(), [Some(1), Some(2), Some(3)]);
}

#[test]
fn a_delivery_that_waits_for_what_it_tells_later_is_done() {
    let mut hearing = Hearing::new();
    let (_, reading) = read(delivery("box", at("2026-10-03T12:00"), &added(&show("a", DAY))));
    assert_eq!(hearing.hear([vec![comes("a", 1)], reading.meanings].concat()), [(1, Mark::Applied)]);
    assert_eq!(hearing.agenda.waiting(), 0);
}

#[test]
fn a_delivery_of_which_a_part_is_of_no_use_is_dead_once_nothing_of_it_waits() {
    let of_no_use = || Meaning::Unusable { id: None, reason: "it has no place".into() };
    let dead = || Mark::Dead { reason: "it has no place".into() };
    // Whichever of them comes first.
    for meanings in [[comes("a", 1), of_no_use(), comes("b", 2)], [of_no_use(), comes("b", 2), comes("a", 1)]] {
        let mut hearing = Hearing::new();
        let first = hearing.hear(meanings.to_vec());
        assert!(matches!(first[..], [(1, Mark::Unresolved { .. })]), "{first:?}");
        let (_, a) = read(delivery("box", at("2026-10-03T12:00"), &added(&show("a", DAY))));
        let (_, b) = read(delivery("box", at("2026-10-03T12:00"), &added(&show("b", DAY))));
        assert_eq!(hearing.hear(a.meanings), [(2, Mark::Applied)]);
        assert_eq!(hearing.hear(b.meanings), [(1, dead()), (3, Mark::Applied)]);
    }
    // With all that it waits for in it, it is dead at once.
    let (_, a) = read(delivery("box", at("2026-10-03T12:00"), &added(&show("a", DAY))));
    let own = [vec![comes("a", 1), of_no_use()], a.meanings].concat();
    assert_eq!(Hearing::new().hear(own), [(1, dead())]);
}

#[test]
fn no_delivery_reaches_further_than_it_may() {
    let wide = |radius_km: f64| {
        let mut body = added(&show("a", DAY));
        body["event"]["radius_km"] = json!(radius_km);
        read(delivery("box", at("2026-10-03T12:00"), &body)).1.meanings
    };
    let mut hearing = Hearing::new();
    let reason = "radius_km 20000 is more than 50; [live] delivery_radius_km allows more";
    assert_eq!(hearing.hear(wide(20_000.0)), [(1, Mark::Dead { reason: reason.into() })]);
    assert_eq!(hearing.hear(wide(50.0)), [(2, Mark::Applied)]);
    hearing.agenda = hearing.agenda.with_most_radius_km(100.0);
    assert_eq!(hearing.hear(wide(100.0)), [(3, Mark::Applied)]);
    // What a file says stays.
    let files: Events = hearing.agenda.events().clone();
    let mut again = Hearing { agenda: Agenda::new(files, Model::published().proximity), seq: 0 };
    assert_eq!(again.hear(vec![comes("a", 7)]), [(1, Mark::Applied)]);
}
