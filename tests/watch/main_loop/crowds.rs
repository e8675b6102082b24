//! What counts depends on the known events alone, however they became known.

use std::collections::BTreeMap;

use pdpe::event::{Event, EventKey, Events};
use pdpe::model::Model;
use pdpe::watch::agenda::Agenda;
use proptest::prelude::*;
use serde_json::json;

use super::rig::read;
use super::{at, delivery};

const NAMES: [&str; 5] = ["Royals vs. Yankees", "Royals - Yankees (VIP)", "Dune, screen 1", "Dune, screen 2", ""];

proptest! {
    #[test]
    fn what_counts_is_the_known_events_without_doubles(
        steps in prop::collection::vec((0..3_usize, 0..4_u8, 0..5_usize, 0..3_u8, 0..3_u8, any::<bool>()), 1..40),
    ) {
        let now = at("2026-10-03T12:00");
        let mut agenda = Agenda::new(Events::new(), Model::published().proximity);
        let (mut known, mut followed) = (Events::new(), BTreeMap::<EventKey, Event>::new());
        for (number, (source, id, name, place, people, is_removed)) in steps.into_iter().enumerate() {
            let source = ["a", "b", "c"][source];
            let event = json!({ "id": id.to_string(), "name": NAMES[name], "lat": 39.0 + f64::from(place) * 0.0006,
                                "lon": -94.5, "start": format!("2026-10-03T1{}:00", 8 + people % 2), "attendance": people });
            let is_known = known.iter().any(|event| event.source == source && event.id.as_str() == id.to_string());
            // The removal of an unknown event would wait for it.
            let kind = if is_removed && is_known { "removed" } else { "added" };
            let (delivery, reading) = read(delivery(source, now, &json!({ "type": kind, "event": event })));
            let outcome = agenda.apply(number as u64 + 1, &delivery, &reading);
            match &reading.meanings[..] {
                [pdpe::watch::testing::Meaning::AddOrUpdate(event)] => drop(known.insert((**event).clone())),
                [pdpe::watch::testing::Meaning::Remove { id, .. }] => drop(known.remove(id)),
                other => panic!("{other:?}"),
            }
            for change in outcome.changes {
                let key = change.key().unwrap();
                prop_assert_eq!(followed.get(&key), change.before.as_ref());
                match change.after {
                    Ok(event) => drop(followed.insert(key, event)),
                    Err(_) => drop(followed.remove(&key)),
                }
            }
            let mut counted = known.clone();
            counted.take_doubles();
            prop_assert_eq!(agenda.events(), &counted);
            prop_assert_eq!(&followed.values().cloned().collect::<Events>(), &counted);
        }
    }
}
