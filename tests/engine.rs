//! The law of the engine: after any sequence of events and times its scores are those of a
//! fresh score of the whole grid, bit for bit.
#![allow(clippy::unwrap_used)]

use chrono::{DateTime, Duration, Utc};
use pdpe::event::{Event, EventId, Events, Status, Timing};
use pdpe::geo::LatLon;
use pdpe::grid::{CellIndex, Grid, kansas_city};
use pdpe::live::engine::Engine;
use pdpe::live::message::LayerType;
use pdpe::model::Model;
use pdpe::score::{Scores, score_grid};
use proptest::prelude::*;

/// The start of the span in which everything happens: a Friday at 16:00 in Kansas City.
fn start() -> DateTime<Utc> {
    "2026-10-02T21:00:00Z".parse().unwrap()
}

fn grid() -> Grid {
    kansas_city().whole()
}

#[derive(Clone, Debug)]
enum Step {
    Put(Event),
    Remove(u8),
    MoveTo(DateTime<Utc>),
}

fn place() -> impl Strategy<Value = LatLon> {
    (38.9..39.4, -94.8..-94.3).prop_map(|(lat, lon)| LatLon::new(lat, lon).unwrap())
}

fn instant() -> impl Strategy<Value = DateTime<Utc>> {
    // Half hours: boundaries, openings and closings fall together.
    (-48i64..240).prop_map(|half_hours| start() + Duration::minutes(30 * half_hours))
}

fn timing() -> impl Strategy<Value = Timing> {
    prop_oneof![
        1 => Just(Timing::Untimed),
        6 => (instant(), proptest::option::of(0i64..12)).prop_map(|(start, hours)| {
            Timing::span(start, hours.map(|hours| start + Duration::hours(hours))).unwrap()
        }),
        1 => instant().prop_map(|from| Timing::WholeDays { from, until: from + Duration::hours(24) }),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    let status = prop_oneof![4 => Just(Status::Scheduled), 1 => Just(Status::Cancelled), 1 => Just(Status::Postponed)];
    let details = (proptest::option::of(0u64..80_000), proptest::option::of(0.2..30.0f64), -1.0..=1.0f64);
    (0u8..12, place(), timing(), details, status).prop_map(|(id, place, timing, details, status)| Event {
        id: EventId::new(&format!("e{id:02}")).unwrap(),
        name: String::new(),
        place,
        timing,
        attendance: details.0,
        radius_km: details.1,
        sentiment: details.2,
        status,
        source: "test".into(),
    })
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => event().prop_map(Step::Put),
        1 => (0u8..12).prop_map(Step::Remove),
        4 => instant().prop_map(Step::MoveTo),
    ]
}

fn bits(scores: &Scores) -> Vec<[u64; 4]> {
    (0..scores.len())
        .map(|cell| scores.cell(cell))
        .map(|cell| {
            [cell.spending_propensity, cell.college_presence, cell.event_proximity_bonus, cell.combined_score]
                .map(f64::to_bits)
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn after_any_steps_the_scores_are_those_of_a_fresh_score(
        known in proptest::collection::vec(event(), 0..8),
        steps in proptest::collection::vec(step(), 1..16),
    ) {
        let model = Model::default();
        let known: Events = known.into_iter().collect();
        let mut engine = Engine::new(model.clone(), grid(), known.clone(), start().with_timezone(&model.timezone));
        let mut events = known;
        for step in steps {
            let before = bits(engine.scores());
            let change = match step {
                Step::Put(event) => {
                    let old = events.insert(event.clone());
                    let (replaced, change) = engine.put_event(event);
                    prop_assert_eq!(replaced, old);
                    change
                }
                Step::Remove(id) => {
                    let old = events.remove(&format!("e{id:02}"));
                    let (removed, change) = engine.remove_event(&format!("e{id:02}")).unzip();
                    prop_assert_eq!(removed, old);
                    change.unwrap_or_default()
                }
                Step::MoveTo(at) => engine.move_to(at.with_timezone(&model.timezone)),
            };
            let fresh = bits(&score_grid(&model, engine.grid(), &events, engine.at()));
            let after = bits(engine.scores());
            prop_assert!(after == fresh, "{change:?}");
            let changed: Vec<usize> = (0..after.len()).filter(|&cell| before[cell][3] != after[cell][3]).collect();
            prop_assert_eq!(change.cells_changed, changed);
        }
    }

    #[test]
    fn cells_within_a_distance_are_all_found_and_no_others(
        places in proptest::collection::vec((-90.0..=90.0, -180.0..=180.0), 1..300),
        centre in (-90.0..=90.0, -180.0..=180.0),
        radius_km in prop_oneof![0.1..50.0, 50.0..15_000.0],
    ) {
        let mut grid = Grid::default();
        for (lat, lon) in places {
            grid.push("cell", LatLon::new(lat, lon).unwrap());
        }
        let centre = LatLon::new(centre.0, centre.1).unwrap();
        let near = |cell: &usize| (grid.place(*cell).distance_km(centre) - radius_km) < -1e-6;
        let far = |cell: &usize| (grid.place(*cell).distance_km(centre) - radius_km) > 1e-6;
        let found = CellIndex::new(&grid).within(centre, radius_km);
        prop_assert!((0..grid.len()).filter(near).all(|cell| found.contains(&cell)));
        prop_assert!(!found.iter().any(far) && found.is_sorted());
    }
}

#[test]
fn a_layer_whose_factors_did_not_change_is_left_alone() {
    let model = Model::default();
    let at = |time: &str| time.parse::<DateTime<Utc>>().unwrap().with_timezone(&model.timezone);
    // A Wednesday: from 12 to 13 h nothing changes, from 15 to 16 h spending does, from 17 to 18 h both do.
    let mut engine = Engine::new(model.clone(), grid(), Events::new(), at("2026-10-07T17:00:00Z"));
    assert_eq!(engine.move_to(at("2026-10-07T18:00:00Z")).layers, []);
    assert_eq!(engine.counters().cells_rescored, 0);
    assert_eq!(engine.move_to(at("2026-10-07T21:00:00Z")).layers, [LayerType::SpendingPropensity]);
    let both = [LayerType::SpendingPropensity, LayerType::CollegePresence];
    assert_eq!(engine.move_to(at("2026-10-07T23:00:00Z")).layers, both);
    assert_eq!((engine.counters().spending_calculations, engine.counters().college_calculations), (2, 1));
}

#[test]
fn an_event_touches_the_cells_within_its_old_and_its_new_reach() {
    let model = Model::default();
    let concert = |lat: f64| Event {
        id: EventId::new("concert").unwrap(),
        name: String::new(),
        place: LatLon::new(lat, -94.5786).unwrap(),
        timing: Timing::Untimed,
        attendance: None,
        radius_km: Some(1.0),
        sentiment: 0.0,
        status: Status::Scheduled,
        source: String::new(),
    };
    let mut engine = Engine::new(model.clone(), grid(), Events::new(), start().with_timezone(&model.timezone));
    let index = CellIndex::new(engine.grid());
    let (old, new) = (index.within(concert(39.1).place, 1.0), index.within(concert(39.2).place, 1.0));
    assert_eq!(engine.put_event(concert(39.1)).1.cells_changed, old);
    assert_eq!(engine.put_event(concert(39.2)).1.cells_changed, [old, new.clone()].concat());
    assert_eq!(engine.remove_event("concert").unwrap().1.cells_changed, new);
    assert!(engine.remove_event("concert").is_none());
}

#[test]
fn replay_backwards_recalculates() {
    let model = Model::default();
    let at = |time: &str| time.parse::<DateTime<Utc>>().unwrap().with_timezone(&model.timezone);
    let (noon, night) = (at("2026-10-07T17:00:00Z"), at("2026-10-08T04:00:00Z"));
    let mut engine = Engine::new(model.clone(), grid(), Events::new(), night);
    assert!(!engine.move_to(noon).cells_changed.is_empty());
    assert_eq!(bits(engine.scores()), bits(&score_grid(&model, engine.grid(), &Events::new(), noon)));
}
