//! The law of the engine: after any sequence of events and times its scores are those of a
//! fresh score of the whole grid, bit for bit.
#![allow(clippy::unwrap_used)]

use chrono::{DateTime, Duration, Utc};
use pdpe::event::{Event, EventId, Events, Status, Timing};
use pdpe::geo::LatLon;
use pdpe::grid::{CellIndex, CellSize, Grid, Regular, kansas_city};
use pdpe::layers::proximity::Pull;
use pdpe::layers::{COLLEGE_PRESENCE, EVENT_PROXIMITY, SPENDING_PROPENSITY};
use pdpe::live::engine::{Engine, EngineSettings};
use pdpe::live::message::{Cause, Draft, EventUpdated, MessageId};
use pdpe::live::replay::Replay;
use pdpe::model::{BuiltIn, Model};
use pdpe::parallel::with_threads;
use pdpe::score::{Scores, score_grid};
use proptest::prelude::*;

use crate::key;

/// The start of the span in which everything happens: a Friday at 16:00 in Kansas City.
fn start() -> DateTime<Utc> {
    "2026-10-02T21:00:00Z".parse().unwrap()
}

fn grid() -> Grid {
    kansas_city().whole()
}

fn engine(grid: Grid, events: Events, at: DateTime<Utc>) -> Engine {
    let model = Model::published();
    let at = at.with_timezone(&model.timezone);
    Engine::new(model, grid, events, at, EngineSettings::default()).unwrap()
}

#[derive(Clone, Debug)]
enum Step {
    Put(Event),
    Remove(u8),
    MoveTo(DateTime<Utc>),
    /// Forwards, backwards, any number of them.
    Advance(Vec<DateTime<Utc>>),
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
        source: "eventbrite".into(),
    })
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => event().prop_map(Step::Put),
        1 => (0u8..12).prop_map(Step::Remove),
        3 => instant().prop_map(Step::MoveTo),
        2 => proptest::collection::vec(instant(), 0..80).prop_map(Step::Advance),
    ]
}

/// A model with phases, a power of the attendance, hours by type of day, public holidays and known places.
fn model() -> impl Strategy<Value = Model> {
    // Few values, so that some neighbouring phases are alike.
    let factor = || prop_oneof![Just(0.0), Just(0.55), Just(1.0), Just(1.4)];
    let phases = ((factor(), factor(), factor(), factor(), factor()), 0u32..150, 0u32..150);
    let minutes = (0u32..200, 0u32..200, 0u32..300);
    let crowd = proptest::option::of((0.0..=2.0f64, 1.0..60_000.0f64, proptest::option::of(0.0..20_000.0f64)));
    let rows = (proptest::option::of(factor()), proptest::option::of(factor()), proptest::option::of(factor()));
    let spots = proptest::collection::vec((place(), 0.3..6.0f64, 0.0..3.0f64), 0..4);
    (phases, minutes, crowd, rows, spots, factor()).prop_map(|(phases, minutes, crowd, rows, spots, holiday)| {
        let ((build_up, last_hour, during, first_hour, tail), last_hour_minutes, first_hour_minutes) = phases;
        let (lead, after, duration) = minutes;
        let mut toml = String::from("[spending.hours_by_day]\n");
        for (name, row) in [("workday", rows.0), ("saturday", rows.1), ("sunday", rows.2)] {
            // Each hour another factor.
            let row = row.map(|factor| (0..24).map(|hour| factor * f64::from(hour) / 12.0).collect::<Vec<_>>());
            toml.extend(row.map(|row| format!("{name} = {row:?}\n")));
        }
        toml.extend([format!("[spending.public_holidays]\nfactor = {holiday:?}\ndates = [2026-10-02, 2026-10-06]\n")]);
        for (number, (place, radius_km, factor)) in spots.into_iter().enumerate() {
            let (lat, lon) = (place.lat(), place.lon());
            toml.extend([format!("[[spending.places]]\nname = \"p{number}\"\nlat = {lat:?}\nlon = {lon:?}\n")]);
            toml.extend([format!("radius_km = {radius_km:?}\nfactor = {factor:?}\n")]);
        }
        toml.extend([format!(
            "[proximity]\nlead_minutes = {lead}\ntail_minutes = {after}\ndefault_duration_minutes = {duration}\n"
        )]);
        if let Some((exponent, reference, unknown)) = crowd {
            toml.extend([format!("attendance_exponent = {exponent:?}\nreference_attendance = {reference:?}\n")]);
            toml.extend(unknown.map(|people| format!("unknown_attendance = {people:?}\n")));
        }
        toml.extend([format!("[proximity.phases]\nbuild_up = {build_up:?}\nlast_hour = {last_hour:?}\n")]);
        toml.extend([format!("last_hour_minutes = {last_hour_minutes}\nfirst_hour_minutes = {first_hour_minutes}\n")]);
        toml.extend([format!("during = {during:?}\nfirst_hour = {first_hour:?}\ntail = {tail:?}\n")]);
        Model::of(BuiltIn::Published, &[&toml]).unwrap_or_else(|error| panic!("{error}\n{toml}"))
    })
}

fn bits(scores: &Scores) -> Vec<Vec<u64>> {
    (0..scores.len()).map(|cell| scores.columns().map(|column| column[cell].to_bits()).collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn after_any_steps_the_scores_are_those_of_a_fresh_score(
        model in prop_oneof![1 => Just(Model::published()), 1 => Just(Model::measured()), 4 => model()],
        known in proptest::collection::vec(event(), 0..8),
        steps in proptest::collection::vec(step(), 1..16),
    ) {
        let known: Events = known.into_iter().collect();
        let at = start().with_timezone(&model.timezone);
        let mut engine = Engine::new(model.clone(), grid(), known.clone(), at, EngineSettings::default()).unwrap();
        let mut events = known;
        for step in steps {
            let before = bits(engine.scores());
            let change = match step {
                Step::Advance(times) => {
                    let times: Vec<_> = times.into_iter().map(|at| at.with_timezone(&model.timezone)).collect();
                    let mut other = Engine::new(
                        model.clone(), grid(), events.clone(), engine.at(), EngineSettings::default(),
                    ).unwrap();
                    for passed in engine.advance(&times) {
                        let change = other.move_to(passed.at);
                        prop_assert_eq!(&passed.layers, &change.layers);
                        prop_assert_eq!(passed.cells_rescored, change.cells_rescored);
                        prop_assert_eq!(passed.cells_changed, change.cells_changed.len());
                        prop_assert_eq!(passed.summary, other.summary());
                    }
                    prop_assert_eq!(engine.summary(), other.summary());
                    prop_assert_eq!(engine.open_events(), other.open_events());
                    let fresh = bits(&score_grid(&model, engine.grid(), &events, engine.at()));
                    prop_assert!(bits(engine.scores()) == fresh);
                    continue;
                }
                Step::Put(event) => {
                    let old = events.insert(event.clone());
                    let (replaced, change) = engine.put_event(event);
                    prop_assert_eq!(replaced, old);
                    change
                }
                Step::Remove(id) => {
                    let old = events.remove(&key(&format!("e{id:02}")));
                    let (removed, change) = engine.remove_event(&key(&format!("e{id:02}"))).unzip();
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

    /// A clock that follows the turns misses no phase: between two instants at which something happens, all scores
    /// are those of the former.
    #[test]
    fn nothing_changes_between_two_turns(
        model in model(),
        known in proptest::collection::vec(event(), 1..8),
        minutes in proptest::collection::vec(0i64..24 * 60, 6),
    ) {
        let known: Events = known.into_iter().collect();
        let at = start().with_timezone(&model.timezone);
        let grid = Regular::new("38.9,-94.8,39.4,-94.3".parse().unwrap(), CellSize::new(4000.0).unwrap()).unwrap().whole();
        let engine = Engine::new(model.clone(), grid.clone(), known.clone(), at, EngineSettings::default()).unwrap();
        let mut replay = Replay::new(engine, start() + Duration::hours(24));
        let mut minutes = minutes;
        minutes.sort_unstable();
        for minute in minutes {
            let at = start() + Duration::minutes(minute);
            while replay.next_due().is_some_and(|due| due <= at) {
                replay.step();
            }
            let fresh = score_grid(&model, &grid, &known, at.with_timezone(&model.timezone));
            prop_assert!(bits(replay.engine().scores()) == bits(&fresh), "{at}");
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
    let model = Model::published();
    let at = |time: &str| time.parse::<DateTime<Utc>>().unwrap().with_timezone(&model.timezone);
    // A Wednesday: from 12 to 13 h nothing changes, from 15 to 16 h spending does, from 17 to 18 h both do.
    let mut engine = engine(grid(), Events::new(), at("2026-10-07T17:00:00Z").to_utc());
    assert_eq!(engine.move_to(at("2026-10-07T18:00:00Z")).layers, [0; 0]);
    assert_eq!(engine.counters().cells_rescored, 0);
    assert_eq!(engine.move_to(at("2026-10-07T21:00:00Z")).layers, [SPENDING_PROPENSITY]);
    let both = [SPENDING_PROPENSITY, COLLEGE_PRESENCE];
    assert_eq!(engine.move_to(at("2026-10-07T23:00:00Z")).layers, both);
    let counters = engine.counters();
    let calculations: Vec<u64> = counters.calculations.iter().map(|count| count.times).collect();
    assert_eq!(calculations, [2, 1]);
}

#[test]
fn an_event_touches_the_cells_within_its_old_and_its_new_reach() {
    let concert = |lat: f64| Event {
        id: EventId::new("concert").unwrap(),
        name: String::new(),
        place: LatLon::new(lat, -94.5786).unwrap(),
        timing: Timing::Untimed,
        attendance: None,
        radius_km: Some(1.0),
        sentiment: 0.0,
        status: Status::Scheduled,
        source: "eventbrite".into(),
    };
    let mut engine = engine(grid(), Events::new(), start());
    let index = CellIndex::new(engine.grid());
    let (old, new) = (index.within(concert(39.1).place, 1.0), index.within(concert(39.2).place, 1.0));
    assert_eq!(engine.put_event(concert(39.1)).1.cells_changed, old);
    assert_eq!(engine.put_event(concert(39.2)).1.cells_changed, [old, new.clone()].concat());
    assert_eq!(engine.remove_event(&key("concert")).unwrap().1.cells_changed, new);
    assert!(engine.remove_event(&key("concert")).is_none());
}

#[test]
fn replay_backwards_recalculates() {
    let model = Model::published();
    let at = |time: &str| time.parse::<DateTime<Utc>>().unwrap().with_timezone(&model.timezone);
    let (noon, night) = (at("2026-10-07T17:00:00Z"), at("2026-10-08T04:00:00Z"));
    let mut engine = engine(grid(), Events::new(), night.to_utc());
    assert!(!engine.move_to(noon).cells_changed.is_empty());
    assert_eq!(bits(engine.scores()), bits(&score_grid(&model, engine.grid(), &Events::new(), noon)));
}

/// 40,401 cells, enough for many blocks to be scored at the same time.
fn large_grid() -> Grid {
    Regular::new("38.9,-94.8,39.3,-94.4".parse().unwrap(), CellSize::new(200.0).unwrap()).unwrap().whole()
}

#[test]
fn the_summary_is_that_of_the_scores_and_the_first_of_equals_is_best() {
    // Where events alone count, all is 0 but for the cells around one.
    let nothing_else = "[weights]\nspending_propensity = 0\ncollege_presence = 0\nevent_proximity = 1";
    let show = Event {
        id: EventId::new("show").unwrap(),
        name: String::new(),
        place: LatLon::new(39.1, -94.58).unwrap(),
        timing: Timing::span(start() + Duration::hours(2), None).unwrap(),
        attendance: None,
        radius_km: None,
        sentiment: 0.0,
        status: Status::Scheduled,
        source: "eventbrite".into(),
    };
    for model in [Model::published(), Model::of(BuiltIn::Published, &[nothing_else]).unwrap()] {
        let at = start().with_timezone(&model.timezone);
        let events: Events = [show.clone()].into_iter().collect();
        let mut engine = Engine::new(model, large_grid(), events, at, EngineSettings::default()).unwrap();
        for hours in [0, 2, 30] {
            engine.move_to(at + Duration::hours(hours));
            let scores = &engine.scores().combined_score;
            let summary = engine.summary().unwrap();
            let max = scores.iter().copied().fold(f64::MIN, f64::max);
            assert_eq!(summary.min.to_bits(), scores.iter().copied().fold(f64::MAX, f64::min).to_bits());
            assert_eq!(summary.max.to_bits(), max.to_bits());
            assert_eq!(Some(summary.best), scores.iter().position(|score| score.to_bits() == max.to_bits()));
            let mean = scores.iter().sum::<f64>() / f64::from(u32::try_from(scores.len()).unwrap());
            assert!((summary.mean - mean).abs() < 1e-12);
        }
    }
    assert_eq!(engine(Grid::default(), Events::new(), start()).summary(), None);
}

#[test]
fn the_bytes_are_the_same_at_any_number_of_threads() {
    let times: Vec<_> =
        (1..100).map(|hour| (start() + Duration::hours(hour)).with_timezone(&Model::published().timezone)).collect();
    let listing =
        pdpe::listings::read(include_bytes!("../../fixtures/kc_weekend.json"), None, Model::published().timezone);
    let events: Events = listing.unwrap().events.into_iter().collect();
    let run = || {
        let mut engine = engine(large_grid(), events.clone(), start());
        let passed = engine.advance(&times);
        (format!("{passed:?}"), bits(engine.scores()))
    };
    let one = with_threads(1, run).unwrap();
    for threads in [2, 3, 8] {
        assert!(with_threads(threads, run).unwrap() == one, "{threads} threads");
    }
}

#[test]
fn an_update_that_holds_the_data_of_another_event_changes_nothing() {
    let zone = Model::published().timezone;
    let listing = pdpe::listings::read(include_bytes!("../../fixtures/kc_weekend.json"), None, zone).unwrap();
    let events: Events = listing.events.into_iter().collect();
    let (one, other) = (events.iter().next().unwrap().clone(), events.iter().nth(1).unwrap().clone());
    let mut engine = engine(grid(), events.clone(), start());
    let mut update = EventUpdated::new(one.clone(), other, zone);
    update.updated_event_id = one.id;
    let draft = Draft::new(start().with_timezone(&zone).fixed_offset(), Cause::User, update);
    let error = engine.apply(&draft.numbered(MessageId(1))).unwrap_err().to_string();
    assert!(error.contains("contains the data of event"), "{error}");
    assert_eq!(engine.events(), &events);
}

/// 1 − Π(1 − b) over all open events in the order of their ids, at each cell.
fn bonuses_one_by_one(model: &Model, grid: &Grid, events: &Events, at: DateTime<Utc>) -> Vec<f64> {
    let pulls = events.iter().filter_map(|event| {
        let factor = event.stage_at(&model.proximity, at)?.factor;
        Some(Pull::new(event, &model.proximity, factor))
    });
    let pulls: Vec<Pull> = pulls.collect();
    let bonus = |cell: usize| {
        let reaching = pulls.iter().filter_map(|pull| pull.distance_and_bonus(grid.place(cell).into()));
        1.0 - reaching.fold(1.0, |left, (_, bonus)| left * (1.0 - bonus))
    };
    (0..grid.len()).map(bonus).collect()
}

#[test]
fn dense_events_give_the_bonus_of_all_of_them() {
    let model = Model::published();
    let grid = grid();
    // Dense around the centre and sparse elsewhere; of several radii, some of them without any effect.
    for (count, radius_km) in [(400, None), (3000, Some(1.5)), (3000, None), (30_000, Some(3.0))] {
        let event = |number: u32| {
            let spread = |step: f64| (f64::from(number) * step).fract() - 0.5;
            let size = if number.is_multiple_of(3) { 0.38 } else { 0.1 };
            Event {
                id: EventId::new(&format!("{number:05}")).unwrap(),
                name: String::new(),
                timing: Timing::Untimed,
                status: Status::Scheduled,
                source: String::new(),
                place: LatLon::new(39.1 + size * spread(0.618_034), -94.57 + size * spread(0.414_214)).unwrap(),
                radius_km,
                attendance: number.is_multiple_of(7).then_some(number.into()),
                sentiment: if number.is_multiple_of(11) { -1.0 } else { 0.0 },
            }
        };
        let events: Events = (0..count).map(event).collect();
        let scores = score_grid(&model, &grid, &events, start().with_timezone(&model.timezone));
        let expected = bonuses_one_by_one(&model, &grid, &events, start());
        let same = scores.layers[EVENT_PROXIMITY].iter().zip(&expected).all(|(a, b)| a.to_bits() == b.to_bits());
        assert!(same, "{count} of {radius_km:?}");
        let ones = expected.iter().filter(|bonus| **bonus >= 1.0).count();
        assert!(count == 400 || (1..grid.len()).contains(&ones), "{ones} of {count}");
    }
}
