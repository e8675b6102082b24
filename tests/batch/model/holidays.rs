//! Special days by rule, against a table of the real ones and against Easter by another method.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};
use pdpe::model::{HolidayRule, Model, easter};

use super::{fault, model};

/// The 23 days of the table, each as the rule by which it falls.
const RULES: [(&str, &str); 23] = [
    ("New Year's Day", "month = 1, day = 1"),
    ("Martin Luther King Jr. Day", "month = 1, nth = 3, weekday = 'monday'"),
    ("Valentine's Day", "month = 2, day = 14"),
    ("Presidents' Day", "month = 2, nth = 3, weekday = 'monday'"),
    ("St. Patrick's Day", "month = 3, day = 17"),
    ("Good Friday", "easter_offset_days = -2"),
    ("Easter", "easter_offset_days = 0"),
    ("Mother's Day", "month = 5, nth = 2, weekday = 'sunday'"),
    ("Memorial Day", "month = 5, nth = -1, weekday = 'monday'"),
    ("Father's Day", "month = 6, nth = 3, weekday = 'sunday'"),
    ("Juneteenth", "month = 6, day = 19"),
    ("Independence Day", "month = 7, day = 4"),
    ("Labor Day", "month = 9, nth = 1, weekday = 'monday'"),
    ("Columbus Day", "month = 10, nth = 2, weekday = 'monday'"),
    ("Halloween", "month = 10, day = 31"),
    ("Election Day", "month = 11, nth = 1, weekday = 'monday', offset_days = 1"),
    ("Veterans Day", "month = 11, day = 11"),
    ("Thanksgiving", "month = 11, nth = 4, weekday = 'thursday'"),
    ("Black Friday", "month = 11, nth = 4, weekday = 'thursday', offset_days = 1"),
    ("Cyber Monday", "month = 11, nth = 4, weekday = 'thursday', offset_days = 4"),
    ("Christmas Eve", "month = 12, day = 24"),
    ("Christmas", "month = 12, day = 25"),
    ("New Year's Eve", "month = 12, day = 31"),
];

/// A rule as it is written in TOML.
fn rule(toml: &str) -> HolidayRule {
    model(&format!("[spending]\nholidays = [{{ name = 'x', factor = 1, {toml} }}]")).spending.holidays[0].rule
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Date by name and year, of all 713 rows.
fn table() -> BTreeMap<(String, i32), NaiveDate> {
    let mut reader = csv::Reader::from_path("fixtures/us_holidays_2000_2030.csv").unwrap();
    let rows: BTreeMap<_, _> = reader
        .records()
        .map(|row| {
            let row = row.unwrap();
            ((row[1].to_owned(), row[0].parse().unwrap()), day(&row[2]))
        })
        .collect();
    assert_eq!(rows.len(), 23 * 31);
    rows
}

#[test]
fn all_23_holidays_of_31_years_fall_where_the_table_says() {
    let table = table();
    for (name, toml) in RULES {
        let rule = rule(toml);
        for year in 2000..=2030 {
            let found = rule.date_in(year);
            assert_eq!(found, Some(table[&(name.to_owned(), year)]), "{name} {year}");
        }
    }
}

#[test]
fn a_holiday_falls_on_its_date_and_on_no_other() {
    let table = table();
    for (name, toml) in RULES {
        let rule = rule(toml);
        for date in day("2000-01-01").iter_days().take_while(|date| date.year() <= 2030) {
            assert_eq!(rule.falls_on(date), table[&(name.to_owned(), date.year())] == date, "{name} {date}");
        }
    }
}

#[test]
fn the_four_holidays_of_the_published_model_are_those_of_the_table() {
    let table = table();
    let published: Vec<_> =
        Model::published().spending.holidays.iter().map(|day| (day.name.clone(), day.factor, day.rule)).collect();
    let factors: Vec<(&str, f64)> = published.iter().map(|(name, factor, _)| (name.as_str(), *factor)).collect();
    assert_eq!(
        factors,
        [("Christmas", 2.0), ("Black Friday", 2.5), ("Independence Day", 1.7), ("New Year's Eve", 1.8)]
    );
    for (name, _, rule) in published {
        for year in 2000..=2030 {
            assert_eq!(rule.date_in(year), Some(table[&(name.clone(), year)]), "{name} {year}");
        }
    }
}

#[test]
fn black_friday_is_neither_the_24th_nor_the_fourth_nor_the_last_friday() {
    let black_friday = Model::published().spending.holidays[1].rule;
    let dates: Vec<NaiveDate> = (2000..=2030).map(|year| black_friday.date_in(year).unwrap()).collect();
    assert!(dates.iter().all(|date| date.weekday() == Weekday::Fri && (23..=29).contains(&date.day())));
    assert!(dates.iter().any(|date| date.day() != 24), "fixed on 24 November");
    // 2024: November began on a Friday, so the 4th was the 22nd and the 5th and last the 29th.
    assert_eq!(black_friday.date_in(2024), Some(day("2024-11-29")));
    // 2018: the 23rd was the 4th Friday, and a 30th was still to come.
    assert_eq!(black_friday.date_in(2018), Some(day("2018-11-23")));
}

/// Easter as the ecclesiastical tables give it: the Sunday after the paschal full moon, found
/// from the epact and the dominical number of the year (Knuth, TAOCP 1.3.2, exercise 14).
fn easter_by_epact(year: i32) -> NaiveDate {
    let golden = year % 19 + 1;
    let century = year / 100 + 1;
    let leap_days_dropped = 3 * century / 4 - 12;
    let moon_correction = (8 * century + 5) / 25 - 5;
    let extra_days = 5 * year / 4 - leap_days_dropped - 10;
    let mut epact = (11 * golden + 20 + moon_correction - leap_days_dropped).rem_euclid(30);
    if epact == 24 || epact == 25 && golden > 11 {
        epact += 1;
    }
    let mut full_moon = 44 - epact;
    if full_moon < 21 {
        full_moon += 30;
    }
    let sunday = full_moon + 7 - (extra_days + full_moon) % 7;
    NaiveDate::from_ymd_opt(year, 3, 1).unwrap() + chrono::Duration::days(i64::from(sunday - 1))
}

#[test]
fn easter_equals_the_epact_method_for_all_years_of_the_calendar() {
    for year in 1583..=9999 {
        let found = easter(year).unwrap();
        assert_eq!(found, easter_by_epact(year));
        assert_eq!(found.weekday(), Weekday::Sun);
    }
    // The earliest and the latest Easter there can be.
    assert_eq!((easter(1818), easter(2038)), (Some(day("1818-03-22")), Some(day("2038-04-25"))));
}

#[test]
fn counting_from_the_end_of_a_month_equals_counting_its_days() {
    for year in [2023, 2024] {
        for month in 1..=12 {
            for weekday in ["monday", "thursday", "sunday"] {
                let of_month: Vec<NaiveDate> = NaiveDate::from_ymd_opt(year, month, 1)
                    .unwrap()
                    .iter_days()
                    .take_while(|date| date.month() == month)
                    .filter(|date| date.format("%A").to_string().to_lowercase() == weekday)
                    .collect();
                for nth in 1..=5 {
                    let from_start = rule(&format!("month = {month}, nth = {nth}, weekday = '{weekday}'"));
                    let from_end = rule(&format!("month = {month}, nth = -{nth}, weekday = '{weekday}'"));
                    assert_eq!(from_start.date_in(year), of_month.get(nth - 1).copied(), "{weekday} {nth}");
                    assert_eq!(from_end.date_in(year), of_month.iter().rev().nth(nth - 1).copied(), "{weekday} -{nth}");
                }
            }
        }
    }
}

#[test]
fn a_day_that_a_year_does_not_have_is_no_holiday_in_it() {
    let leap_day = rule("month = 2, day = 29");
    assert_eq!((leap_day.date_in(2024), leap_day.date_in(2023)), (Some(day("2024-02-29")), None));
    assert!(!leap_day.falls_on(day("2023-03-01")) && !leap_day.falls_on(day("2023-02-28")));
    assert!(
        fault("[spending]\nholidays = [{ name = 'x', factor = 1, month = 2, day = 30 }]").to_string().contains("30")
    );
}

#[test]
fn an_offset_may_lead_into_the_year_before_or_after() {
    let after_the_last_sunday = rule("month = 12, nth = -1, weekday = 'sunday', offset_days = 4");
    // The last Sunday of 2023 was 31 December; four days on is 4 January 2024.
    assert!(after_the_last_sunday.falls_on(day("2024-01-04")));
    let before_new_year = rule("month = 1, nth = 1, weekday = 'monday', offset_days = -7");
    // The first Monday of 2025 was 6 January; a week before is 30 December 2024.
    assert!(before_new_year.falls_on(day("2024-12-30")));
}
