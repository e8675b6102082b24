//! The keys of measured models: hours by type of day, public holidays, known places, phases and attendance.

use chrono::{DateTime, Duration, Utc};
use pdpe::clock::{ZonedTime, parse_time};
use pdpe::event::{Event, EventId, Events, Status, Timing};
use pdpe::explain::explain;
use pdpe::geo::LatLon;
use pdpe::grid::Site;
use pdpe::model::{BuiltIn, Model};
use pdpe::score::Moment;
use proptest::prelude::*;

use super::{fault, model};

fn at(text: &str) -> ZonedTime {
    parse_time(text, chrono_tz::America::Chicago, DateTime::UNIX_EPOCH).unwrap().at
}

fn place(lat: f64, lon: f64) -> LatLon {
    LatLon::new(lat, lon).unwrap()
}

/// Hours by day whose factors tell the row and the hour: 100 + hour on workdays, 200 + hour on Sundays.
fn rows() -> String {
    let row = |from: u32| (0..24).map(|hour| format!("{}.0", from + hour)).collect::<Vec<_>>().join(", ");
    format!("hours_by_day = {{ workday = [{}], sunday = [{}] }}\n", row(100), row(200))
}

/// Name, reason and value of the holiday's and the hour's factor.
fn holiday_and_hour(model: &Model, time: &str) -> [(String, f64); 2] {
    let receipt = explain(model, &Events::new(), at(time), place(39.1, -94.58));
    let factors = receipt.layers[0].factors();
    [2, 4].map(|number: usize| (factors[number].because.clone(), factors[number].value))
}

#[test]
fn a_row_of_hours_takes_the_place_of_the_ranges_on_its_days() {
    let model = model(&format!("[spending]\n{}", rows()));
    let hour = |time| holiday_and_hour(&model, time)[1].clone();
    assert_eq!(hour("2026-10-07T12:30"), ("12:00-12:59 on a workday".into(), 112.0));
    assert_eq!(hour("2026-10-09T23:59:59"), ("23:00-23:59 on a workday".into(), 123.0));
    assert_eq!(hour("2026-10-10T12:00"), ("12:00-12:59".into(), 1.1), "a Saturday without a row");
    assert_eq!(hour("2026-10-11T00:00"), ("00:00-00:59 on a Sunday".into(), 200.0));
}

#[test]
fn a_public_holiday_has_its_factor_and_the_hours_of_a_sunday() {
    let holidays = "[spending.public_holidays]\nfactor = 0.7\ndates = [2026-10-07, 2026-12-25]\n";
    let both = model(&format!("[spending]\n{}{holidays}", rows()));
    let hour = "12:00-12:59 on a public holiday, as on a Sunday";
    assert_eq!(holiday_and_hour(&both, "2026-10-07T12:00"), [("public holiday".into(), 0.7), (hour.into(), 212.0)]);
    assert_eq!(holiday_and_hour(&both, "2026-12-25T12:00"), [("Christmas".into(), 2.0), (hour.into(), 212.0)]);
    assert_eq!(holiday_and_hour(&both, "2026-10-08T12:00")[0], ("none".into(), 1.0));
    // Without rows only the factor counts.
    let plain = model(holidays);
    let hour = ("12:00-12:59".to_owned(), 1.1);
    assert_eq!(holiday_and_hour(&plain, "2026-10-07T12:00"), [("public holiday".into(), 0.7), hour]);
}

#[test]
fn the_nearest_known_place_within_its_radius_gives_a_factor() {
    let spots = "[[spending.places]]\nname = \"wide\"\nlat = 39.10\nlon = -94.58\nradius_km = 5.0\nfactor = 2.0\n\
                 [[spending.places]]\nname = \"narrow\"\nlat = 39.11\nlon = -94.58\nradius_km = 0.4\nfactor = 3.0\n\
                 [[spending.places]]\nname = \"same\"\nlat = 39.10\nlon = -94.58\nradius_km = 5.0\nfactor = 4.0\n";
    let (with, without) = (model(spots), model(""));
    // 3:00 on a Wednesday: nothing is out of bounds.
    let time = at("2026-10-07T03:00");
    for (lat, factor, because) in [
        (39.10, 2.0, "wide, 0 m away"),
        (39.109, 3.0, "narrow, 111 m away"),
        (39.1055, 2.0, "wide, 612 m away"), // nearer to `narrow`, but beyond its radius
        (39.2, 1.0, "none in reach"),
    ] {
        let site = Site { income: Some(60_000.0), ..Site::from(place(lat, -94.58)) };
        let score = |model| Moment::new(model, &Events::new(), time).score_cell(site.clone()).layers[0];
        assert!((score(&with) - score(&without) * factor).abs() < 1e-12, "{lat}");
        let receipt = explain(&with, &Events::new(), time, site.clone());
        let told = receipt.layers[0].factors().last().unwrap().clone();
        assert_eq!((told.name.as_str(), told.because.as_str(), told.value), ("place", because, factor));
        assert_eq!(receipt.layers[0].score, score(&with));
    }
}

fn event(timing: Timing, attendance: Option<u64>) -> Event {
    Event {
        id: EventId::new("game").unwrap(),
        name: "Game".into(),
        place: place(39.1, -94.58),
        timing,
        attendance,
        radius_km: None,
        sentiment: 0.0,
        status: Status::Scheduled,
        source: "test".into(),
    }
}

fn bonus(model: &Model, event: &Event, time: ZonedTime) -> f64 {
    Moment::new(model, &[event.clone()].into_iter().collect(), time).score_cell(place(39.1, -94.58)).layers[2]
}

const PHASES: &str = "[proximity]\nlead_minutes = 180\ntail_minutes = 120\n[proximity.phases]\nbuild_up = 0.25\n\
                      last_hour = 0.55\nlast_hour_minutes = 60\nduring = 0.05\nfirst_hour = 1.0\n\
                      first_hour_minutes = 60\ntail = 0.15\n";

#[test]
fn each_phase_of_an_event_has_its_factor_from_its_first_instant_on() {
    let model = model(PHASES);
    let game =
        event(Timing::span(at("2026-10-03T19:00").to_utc(), Some(at("2026-10-03T21:30").to_utc())).unwrap(), None);
    for (time, factor) in [
        ("15:59:59", 0.0),
        ("16:00", 0.25),
        ("17:59:59", 0.25),
        ("18:00", 0.55),
        ("18:59:59", 0.55),
        ("19:00", 0.05),
        ("21:29:59", 0.05),
        ("21:30", 1.0),
        ("22:29:59", 1.0),
        ("22:30", 0.15),
        ("23:29:59", 0.15),
        ("23:30", 0.0),
    ] {
        let bonus = bonus(&model, &game, at(&format!("2026-10-03T{time}")));
        assert!((bonus - factor).abs() < 1e-12, "{time}: {bonus}");
    }
    let events = [game].into_iter().collect();
    let receipt = explain(&model, &events, at("2026-10-03T18:30"), place(39.1, -94.58));
    let phase = &receipt.layers[2].events()[0].factors[0];
    assert_eq!(
        (phase.name.as_str(), phase.because.as_str(), phase.value),
        ("phase", "last hour before the start", 0.55)
    );
}

#[test]
fn an_event_without_a_time_of_day_has_the_mean_of_the_phases() {
    // 3 h by default: (120 × 0.25 + 60 × 0.55 + 180 × 0.05 + 60 × 1 + 60 × 0.15) ÷ 480
    let mean = (30.0 + 33.0 + 9.0 + 60.0 + 9.0) / 480.0;
    let day = Timing::WholeDays { from: at("2026-10-03T00:00").to_utc(), until: at("2026-10-04T00:00").to_utc() };
    for timing in [Timing::Untimed, day] {
        let bonus = bonus(&model(PHASES), &event(timing, None), at("2026-10-03T18:00"));
        assert!((bonus - mean).abs() < 1e-12, "{bonus}");
        assert_eq!(self::bonus(&model(""), &event(timing, None), at("2026-10-03T18:00")), 1.0);
    }
}

#[test]
fn a_power_of_the_attendance_takes_the_place_of_the_logarithm() {
    let keys = "[proximity]\nattendance_exponent = 0.5\nreference_attendance = 40000.0\n";
    let known = model(&format!("{keys}unknown_attendance = 2500.0\n"));
    let bonus = |model: &Model, people| bonus(model, &event(Timing::Untimed, people), at("2026-10-03T18:00"));
    for (people, crowd) in [(Some(10_000), 0.5), (Some(400), 0.1), (Some(0), 0.0), (None, 0.25), (Some(90_000), 1.0)] {
        assert!((bonus(&known, people) - crowd).abs() < 1e-12, "{people:?}");
    }
    assert_eq!(bonus(&model(keys), None), 1.0, "unknown counts as the reference");
    let events = [event(Timing::Untimed, Some(10_000))].into_iter().collect();
    let receipt = explain(&known, &events, at("2026-10-03T18:30"), place(39.1, -94.58));
    let crowd = &receipt.layers[2].events()[0].factors[0];
    assert_eq!((crowd.because.as_str(), crowd.value), ("10,000 expected", 0.5));
}

#[test]
fn what_cannot_be_is_told_with_its_key() {
    let row = "[1.0, 1.0]";
    for (changes, key, word) in [
        (format!("[spending.hours_by_day]\nworkday = {row}"), "spending.hours_by_day.workday", "24"),
        (format!("[spending]\n{}", rows().replace("105.0", "-1.0")), "spending.hours_by_day.workday[5]", "negative"),
        ("[spending.hours_by_day]\nmonday = []".into(), "spending.hours_by_day.monday", "unknown field"),
        ("[spending.public_holidays]\nfactor = nan".into(), "spending.public_holidays.factor", "finite"),
        ("[spending.public_holidays]\ncountry = \"usa\"".into(), "spending.public_holidays.country", "`usa`"),
        ("[spending.public_holidays]\ndates = [\"x\"]".into(), "spending.public_holidays.dates[0]", ""),
        (
            "[[spending.places]]\nname='a'\nlat=1.0\nlon=1.0\nradius_km=0.0\nfactor=1.0".into(),
            "spending.places[0].radius_km",
            "above 0",
        ),
        (
            "[[spending.places]]\nname='a'\nlat=91.0\nlon=1.0\nradius_km=1.0\nfactor=1.0".into(),
            "spending.places[0]",
            "91",
        ),
        (
            "[[spending.places]]\nname='a'\nlat=1.0\nlon=1.0\nradius_km=1.0\nfactor=-1.0".into(),
            "spending.places[0].factor",
            "negative",
        ),
        ("[proximity.phases]\nduring = -0.1".into(), "proximity.phases.during", "negative"),
        ("[proximity.phases]\nlast_hour_minutes = -1".into(), "proximity.phases.last_hour_minutes", "whole number"),
        ("[proximity]\nattendance_exponent = 1.0".into(), "proximity.attendance_exponent", "reference_attendance"),
        (
            "[proximity]\nattendance_exponent = 2.1\nreference_attendance = 1.0".into(),
            "proximity.attendance_exponent",
            "at most 2",
        ),
        ("[proximity]\nreference_attendance = 0.0".into(), "proximity.reference_attendance", "above 0"),
        ("[proximity]\nunknown_attendance = -1.0".into(), "proximity.unknown_attendance", "negative"),
    ] {
        let error = fault(&changes);
        assert!(error.key.starts_with(key) && error.message.contains(word), "{changes}\n{error}");
        assert!(error.line.is_some(), "{error}");
    }
    let error = Model::from_toml("model = \"best\"").unwrap_err();
    assert_eq!((error.key.as_str(), error.line), ("model", Some(1)));
    assert!(error.message.contains("\"published\" or \"measured\""), "{error}");
}

#[test]
fn a_key_without_effect_is_told() {
    for (changes, words) in [
        (
            "[proximity]\nattendance_strength = 0.2\nattendance_exponent = 1.0\nreference_attendance = 9.0",
            "attendance_strength has no effect",
        ),
        ("[proximity]\nunknown_attendance = 9.0", "unknown_attendance has no effect"),
        ("[spending.public_holidays]\ndates = [2026-10-07]", "public_holidays has no effect"),
    ] {
        let told = model(changes).without_effect(changes);
        assert!(told.len() == 1 && told[0].contains(words), "{changes}: {told:?}");
    }
    let hours = "[spending]\nhours = [{ from = 0, to = 23, factor = 1.0 }]\n";
    let measured = |text: &str| Model::of(BuiltIn::Measured, &[text]).unwrap().without_effect(text);
    let is_told = |text: &str| measured(text).iter().any(|told| told.contains("spending.hours has no effect"));
    assert!(!is_told(hours), "they take the place of the measured hours");
    let rows = ["workday", "saturday", "sunday"].map(|day| format!("{day} = {:?}\n", [1.0; 24])).concat();
    assert!(is_told(&format!("{hours}[spending.hours_by_day]\n{rows}")));
    assert_eq!(model("").without_effect(""), [""; 0]);
}

#[test]
fn the_measured_model_is_that_of_its_file() {
    let model = Model::measured();
    assert_eq!(model.base, BuiltIn::Measured);
    // What no count says anything about is as published.
    let published = Model::published();
    assert_eq!((model.timezone, &model.college), (published.timezone, &published.college));
    let income = model.spending.income;
    assert_eq!(income.reference_income, published.spending.income.reference_income);
    assert_eq!((income.minimum, income.maximum), (1.0, 1.0), "no count says how incomes matter");
    assert_eq!(Model::from_toml(&model.to_toml()).unwrap(), model);
    let hours = model.spending.hours_by_day.as_ref().unwrap();
    for row in [hours.workday, hours.saturday, hours.sunday] {
        let mean = row.unwrap().iter().sum::<f64>() / 24.0;
        assert!((mean - 1.0).abs() < 0.01, "{mean}");
    }
    // No time clamps the score: the factors rank every hour.
    let largest = |row: Option<[f64; 24]>| row.unwrap().into_iter().fold(0.0, f64::max);
    let days = [hours.workday, hours.saturday, hours.sunday].map(largest);
    let week = model.spending.weekday.iter().copied().fold(0.0, f64::max);
    assert!(days.iter().all(|hour| hour * week <= model.spending.maximum), "{days:?}");
}

fn timing() -> impl Strategy<Value = (i64, Option<i64>)> {
    (-600i64..600, proptest::option::of(0i64..400))
}

proptest! {
    /// The bonus at the place of an event is phase × crowd, kept in 0…1, computed here from minutes alone.
    #[test]
    fn the_phase_of_an_instant_is_that_of_the_plain_intervals(
        (start, duration) in timing(),
        minutes in (0i64..200, 0i64..200, 0i64..200, 0i64..200, 0i64..200),
        factors in proptest::array::uniform5(0.0..1.0f64),
    ) {
        let (lead, after, default_duration, last, first) = minutes;
        let [build_up, last_hour, during, first_hour, rest] = factors;
        let model = model(&format!(
            "[proximity]\nlead_minutes = {lead}\ntail_minutes = {after}\ndefault_duration_minutes = {default_duration}\n\
             [proximity.phases]\nbuild_up = {build_up:?}\nlast_hour = {last_hour:?}\nlast_hour_minutes = {last}\n\
             during = {during:?}\nfirst_hour = {first_hour:?}\nfirst_hour_minutes = {first}\ntail = {rest:?}\n"
        ));
        let now: DateTime<Utc> = "2026-10-03T18:00:00Z".parse().unwrap();
        let instant = |minutes| now + Duration::minutes(minutes);
        let game = event(Timing::span(instant(start), duration.map(|minutes| instant(start + minutes))).unwrap(), None);
        let end = start + duration.unwrap_or(default_duration);
        let expected = match 0 {
            now if now < start - lead || now >= end + after => 0.0,
            now if now < start - last => build_up,
            now if now < start => last_hour,
            now if now < end => during,
            now if now < end + first => first_hour,
            _ => rest,
        };
        prop_assert!((bonus(&model, &game, now.with_timezone(&model.timezone)) - expected).abs() < 1e-12);
    }
}
