//! Which factor holds at which wall time, at the edges of every range.

use std::fs;

use chrono::NaiveDate;
use pdpe::clock::{ZonedTime, parse_time};
use pdpe::event::Events;
use pdpe::geo::LatLon;
use pdpe::grid::Site;
use pdpe::layers::college::CollegeFactors;
use pdpe::layers::time::TimeFactors;
use pdpe::model::Model;
use pdpe::score::Moment;

use super::model;

fn at(text: &str) -> ZonedTime {
    parse_time(text, chrono_tz::America::Chicago, chrono::DateTime::UNIX_EPOCH).unwrap().at
}

/// Week, month, holiday, weekday, hour.
fn spending(text: &str) -> [f64; 5] {
    let model = Model::published();
    let factors = TimeFactors::at(model.spending.times(), at(text));
    [factors.week, factors.month, factors.holiday_factor(), factors.weekday, factors.hour]
}

fn multiplier(model: &Model, text: &str) -> f64 {
    CollegeFactors::at(&model.college, at(text)).multiplier()
}

#[test]
fn the_hour_changes_on_the_stroke_and_not_before() {
    for (time, factor) in [
        ("00:00", 0.2),
        ("05:59:59", 0.2),
        ("06:00", 0.7),
        ("10:59:59", 0.7),
        ("11:00", 1.1),
        ("15:59:59", 1.1),
        ("16:00", 1.3),
        ("17:59:59", 1.3),
        ("18:00", 1.8),
        ("23:59:59", 1.8),
    ] {
        assert_eq!(spending(&format!("2024-12-16T{time}"))[4], factor, "{time}");
    }
}

#[test]
fn weeks_of_the_month_begin_on_the_8th_15th_22nd_and_29th() {
    for (day, factor) in
        [(1, 1.4), (7, 1.4), (8, 0.9), (14, 0.9), (15, 0.8), (21, 0.8), (22, 1.1), (28, 1.1), (29, 1.0), (31, 1.0)]
    {
        assert_eq!(spending(&format!("2024-10-{day:02}T12:00"))[0], factor, "day {day}");
    }
}

#[test]
fn every_month_and_weekday_has_its_factor() {
    let months = [0.8, 0.9, 0.95, 1.0, 1.0, 1.1, 1.1, 1.0, 1.0, 1.2, 1.4, 1.5];
    for (month, factor) in (1..).zip(months) {
        assert_eq!(spending(&format!("2024-{month:02}-10T12:00"))[1], factor, "month {month}");
    }
    // 14 October 2024 was a Monday.
    for (day, factor) in (14..).zip([0.7, 0.8, 0.9, 1.0, 1.5, 2.0, 1.2]) {
        assert_eq!(spending(&format!("2024-10-{day}T12:00"))[3], factor, "day {day}");
    }
}

#[test]
fn a_holiday_holds_from_local_midnight_to_local_midnight() {
    let holiday = |text: &str| spending(text)[2];
    assert_eq!(holiday("2024-12-24T23:59:59"), 1.0);
    assert_eq!(holiday("2024-12-25T00:00"), 2.0);
    assert_eq!(holiday("2024-12-25T23:59:59"), 2.0);
    assert_eq!(holiday("2024-12-26T00:00"), 1.0);
    // In UTC it is already the 26th.
    assert_eq!(holiday("2024-12-26T03:00Z"), 2.0);
    for (date, factor) in
        [("2024-11-24", 1.0), ("2024-11-28", 1.0), ("2024-11-29", 2.5), ("2024-07-04", 1.7), ("2024-12-31", 1.8)]
    {
        assert_eq!(holiday(&format!("{date}T12:00")), factor, "{date}");
    }
}

#[test]
fn the_college_multiplier_of_all_168_hours_of_a_week() {
    let model = Model::published();
    // 14 October 2024 was a Monday.
    for day in 0..7 {
        for hour in 0..24 {
            let expected = match (day, hour) {
                (0..=4, 8..=17) => 1.5,
                (5..=6, 18..=22) => 2.0,
                (_, 0..=5) => 0.3,
                _ => 1.0,
            };
            for minute in [0, 59] {
                let text = format!("2024-10-{:02}T{hour:02}:{minute:02}", 14 + day);
                assert_eq!(multiplier(&model, &text), expected, "{text}");
            }
        }
    }
}

#[test]
fn the_academic_calendar_multiplies_on_its_days_both_ends_included_and_the_first_range_counts() {
    let model = model(
        "[college]\ncalendar = [
            { name = 'finals', from = 2026-12-14, to = 2026-12-18, factor = 0.5 },
            { name = 'break', from = 2026-12-18, to = 2027-01-18, factor = 0.25 },
        ]",
    );
    // At 12:00 on working days the multiplier is 1.5, on Sundays 1.
    for (time, expected) in [
        ("2026-12-13T23:59", 1.0),
        ("2026-12-14T00:00", 0.3 * 0.5),
        ("2026-12-14T12:00", 1.5 * 0.5),
        ("2026-12-18T12:00", 1.5 * 0.5),
        ("2026-12-19T12:00", 0.25),
        ("2027-01-18T12:00", 1.5 * 0.25),
        ("2027-01-18T23:59", 0.25),
        ("2027-01-19T12:00", 1.5),
    ] {
        assert_eq!(multiplier(&model, time), expected, "{time}");
    }
    let place: LatLon = "39.2,-94.5".parse().unwrap();
    let college = |model: &Model| Moment::new(model, &Events::new(), at("2026-12-21T12:00")).score_cell(place);
    let (with, without) = (college(&model).layers[1], college(&Model::published()).layers[1]);
    assert!((with - 0.25 * without).abs() < 1e-15 && without > 0.0, "{with} {without}");
}

#[test]
fn wall_time_is_that_of_the_models_zone_not_of_the_time_given() {
    let place: LatLon = "39.2,-94.5".parse().unwrap();
    let score = |model: &Model, text| Moment::new(model, &Events::new(), at(text)).score_cell(place);
    let denver = model("timezone = 'America/Denver'");
    // 18:00 in Chicago is 17:00 in Denver, another factor.
    assert_eq!(score(&denver, "2024-12-16T18:00"), score(&Model::published(), "2024-12-16T17:00"));
    assert_ne!(score(&denver, "2024-12-16T18:00"), score(&Model::published(), "2024-12-16T18:00"));
}

#[test]
fn the_reference_income_is_the_household_weighted_median_of_the_zip_codes() {
    let table = fs::read_to_string("fixtures/kc_zip_income_2022.csv").unwrap();
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let mut rows: Vec<(f64, u64)> = reader
        .records()
        .map(Result::unwrap)
        .filter(|row| !row[5].is_empty())
        .map(|row| (row[5].parse().unwrap(), row[4].parse().unwrap()))
        .collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let households: u64 = rows.iter().map(|row| row.1).sum();
    assert_eq!((rows.len(), households), (195, 870_168));
    let mut below = 0;
    let median = rows.iter().find(|row| {
        below += row.1;
        2 * below >= households
    });
    assert_eq!(Model::published().spending.income.reference_income, median.unwrap().0);
}

#[test]
fn income_is_a_ratio_kept_between_a_half_and_two_and_1_where_unknown() {
    let income = Model::published().spending.income;
    let reference = income.reference_income;
    for (amount, factor) in [
        (reference, 1.0),
        (reference * 1.5, 1.5),
        (reference / 2.0, 0.5),
        (0.0, 0.5),
        (2499.0, 0.5),
        (reference * 2.0, 2.0),
        (250_001.0, 2.0),
        (f64::NAN, 1.0),
    ] {
        assert_eq!(income.factor(amount), factor, "{amount}");
    }
}

#[test]
fn a_range_of_one_day_holds_on_that_day_alone() {
    let first = NaiveDate::from_ymd_opt(2026, 12, 19).unwrap();
    let model =
        model(&format!("[college]\ncalendar = [{{ name = 'a day', from = {first}, to = {first}, factor = 0 }}]"));
    assert_eq!(multiplier(&model, "2026-12-18T23:59"), 1.0);
    assert_eq!(multiplier(&model, "2026-12-19T00:00"), 0.0);
    assert_eq!(multiplier(&model, "2026-12-20T00:00"), 0.3);
}

#[test]
fn the_largest_numbers_there_may_be_still_make_a_finite_score() {
    let large = model(
        "[weights]\nspending_propensity = 0.5\ncollege_presence = 0.5\nevent_proximity = 0\n
        [spending]\nmaximum = 1e12\nweek_of_month = [1e12, 1e12, 1e12, 1e12, 1e12]\nweekday = [1e12, 1e12, 1e12, 1e12, 1e12, 1e12, 1e12]
        hours = [{ from = 0, to = 23, factor = 1e12 }]\nincome.maximum = 1e12\n
        [college]\nmaximum = 1e12\nhotspots = [{ name = 'x', lat = 39.2, lon = -94.5, weight = 1e12 }]\n",
    );
    let score = Moment::new(&large, &Events::new(), at("2024-12-16T12:00"))
        .score_cell(Site::new("39.2,-94.5".parse().unwrap(), Some(f64::MAX)));
    assert_eq!((score.layers[0], score.layers[1], score.combined_score), (1e12, 1e12, 1e12));
}
