//! Public holidays and national days by country.

use chrono::NaiveDate;
use pdpe::model::Model;
use pdpe::places::{HolidayDays, public_holidays, special_days};

use super::{CITIES, place};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn falls_on(country: &str, name: &str, day: &str) -> bool {
    let found = public_holidays(country).into_iter().find(|holiday| holiday.name.contains(name));
    match found.unwrap_or_else(|| panic!("{country} has no {name}")).days {
        HolidayDays::Rule(rule) => rule.falls_on(date(day)),
        HolidayDays::Dates(dates) => dates.contains(&date(day)),
    }
}

#[test]
fn public_holidays_are_on_the_days_of_the_calendar() {
    for (country, name, day) in [
        ("US", "Thanksgiving", "2026-11-26"),
        ("US", "Labor Day", "2026-09-07"),
        ("US", "Memorial Day", "2026-05-25"),
        ("FR", "National Day", "2026-07-14"),
        ("FR", "Easter Monday", "2026-04-06"),
        ("FR", "Ascension", "2026-05-14"),
        ("DE", "Unity", "2026-10-03"),
        ("GB", "Boxing Day", "2026-12-26"),
        ("CA", "Canada Day", "2026-07-01"),
        ("AU", "ANZAC Day", "2026-04-25"),
        ("TR", "Eid al-Fitr", "2026-03-20"),
        ("GR", "Easter Monday", "2026-04-13"), // the Orthodox one
    ] {
        assert!(falls_on(country, name, day), "{country}: {name} is not on {day}");
    }
}

#[test]
fn special_days_are_christmas_the_national_day_and_new_years_eve_where_they_are_kept() {
    let published = Model::published();
    let names = |country: &str| -> Vec<(String, f64)> {
        special_days(country, &published).into_iter().map(|holiday| (holiday.name, holiday.factor)).collect()
    };
    let french = [("Christmas".into(), 2.0), ("National Day".into(), 1.7), ("New Year's Eve".into(), 1.8)];
    assert_eq!(names("FR"), french);
    assert!(!names("IN").is_empty() && names("JP").iter().all(|(name, _)| name != "Christmas"));
    assert_eq!(names("XX"), []);
    assert_eq!(place("Austin, TX").holidays, published.spending.holidays);
    assert_eq!(place("San Juan, PR").holidays, published.spending.holidays);
}

#[test]
fn every_country_with_a_city_can_be_asked() {
    let mut codes: Vec<String> = CITIES.iter().map(|city| city.country).collect();
    codes.sort_unstable();
    codes.dedup();
    let (mut rules, mut dates) = (0, 0);
    for code in codes {
        for holiday in public_holidays(&code) {
            match holiday.days {
                HolidayDays::Rule(_) => rules += 1,
                HolidayDays::Dates(days) => {
                    assert!(!days.is_empty(), "{code}: {}", holiday.name);
                    dates += 1;
                }
            }
        }
    }
    assert!(rules > 2_000 && dates > 300, "{rules} rules, {dates} lists of dates");
}
