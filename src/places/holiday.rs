//! Public holidays by country, as rules where possible, else as dates.

use chrono::{Datelike as _, NaiveDate, Weekday};
use chrono_tz::Tz;

use super::Cities;
use super::tables::Parts;
use crate::model::{Calendar, Holiday, HolidayRule, Model};

/// The country codes of each part, and the parts.
const TABLE: Parts = Parts(include_bytes!("tables/holidays.z"));

/// A public holiday of a country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicHoliday {
    /// Its name, in English where the source has one.
    pub name: String,
    /// Its days.
    pub days: HolidayDays,
    /// Whether it is the country's national day.
    pub is_national_day: bool,
}

/// The days of a public holiday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HolidayDays {
    /// A rule of the model.
    Rule(HolidayRule),
    /// Dates of the years 2024 to 2035, such as those of the Islamic and the Chinese calendar.
    Dates(Vec<NaiveDate>),
}

/// The public holidays of a country by its ISO 3166-1 code; empty if unknown.
///
/// From the package `holidays` 0.109: nationwide holidays on the day itself, without substitute days; in the order of
/// the year, those without a rule last.
///
/// ```
/// use pdpe::places::public_holidays;
/// let national = public_holidays("FR").into_iter().find(|holiday| holiday.is_national_day);
/// assert_eq!(national.map(|holiday| holiday.name).as_deref(), Some("National Day")); // 14 July
/// ```
#[must_use]
pub fn public_holidays(country: &str) -> Vec<PublicHoliday> {
    let codes = TABLE.open(0).text();
    let of_country = |line: &usize| codes.fields(*line).any(|code| code == country);
    let Some(line) = (0..codes.len()).find(of_country) else { return Vec::new() };
    let lines = TABLE.open(line + 1).text();
    let of_country = lines.iter().filter_map(|line| {
        let (code, rest) = line.split_once('\t')?;
        let (rule, name) = rest.split_once('\t').filter(|_| code == country)?;
        let (is_national_day, rule) = rule.strip_prefix('*').map_or((false, rule), |rule| (true, rule));
        Some(PublicHoliday { name: name.to_owned(), days: days(rule)?, is_national_day })
    });
    let mut holidays: Vec<PublicHoliday> = of_country.collect();
    holidays.sort_by_key(|holiday| match &holiday.days {
        HolidayDays::Rule(rule) => (0, rule.date_in(2026).map(|date| date.ordinal())),
        HolidayDays::Dates(dates) => (1, dates.first().map(NaiveDate::ordinal)),
    });
    holidays
}

/// The calendar of a country by its code, or else of the country of a zone; `None` if unknown.
///
/// A region of a country, as in `GB-ENG`, has the calendar of the country.
#[must_use]
pub fn calendar(country: Option<&str>, zone: Tz) -> Option<Calendar> {
    let country = country.map(str::to_owned).or_else(|| Cities::load().country_of(zone))?;
    let holidays = public_holidays(country.split('-').next().unwrap_or_default());
    let mut calendar = Calendar::default();
    for holiday in holidays {
        match holiday.days {
            HolidayDays::Rule(rule) => calendar.rules.push(rule),
            HolidayDays::Dates(dates) => calendar.dates.extend(dates),
        }
    }
    (calendar != Calendar::default()).then_some(calendar)
}

fn days(rule: &str) -> Option<HolidayDays> {
    let (kind, rest) = rule.split_once(' ')?;
    let mut numbers = rest.split(' ').map(|number| number.parse::<i8>().ok());
    let mut number = || numbers.next().flatten();
    Some(HolidayDays::Rule(match kind {
        "f" => HolidayRule::Fixed { month: number()?.try_into().ok()?, day: number()?.try_into().ok()? },
        "n" => HolidayRule::NthWeekday {
            month: number()?.try_into().ok()?,
            nth: number()?,
            weekday: Weekday::try_from(u8::try_from(number()?).ok()?).ok()?,
            offset_days: number()?.into(),
        },
        "e" => HolidayRule::Easter { offset_days: number()?.into() },
        _ => return Some(HolidayDays::Dates(rest.split(' ').filter_map(|date| date.parse().ok()).collect())),
    }))
}

/// The special days of a country that the published model has a factor for: Christmas and New Year's Eve where 25
/// December and 1 January are public holidays, and the national day with the factor of the fourth of July.
///
/// The United States have the whole published list, which includes Black Friday.
#[must_use]
pub fn special_days(country: &str, published: &Model) -> Vec<Holiday> {
    let holidays = &published.spending.holidays;
    let factor = |month, day| {
        let fixed = HolidayRule::Fixed { month, day };
        holidays.iter().find(|holiday| holiday.rule == fixed).map_or(1.0, |holiday| holiday.factor)
    };
    let public = public_holidays(country);
    let has = |month, day| {
        let fixed = HolidayDays::Rule(HolidayRule::Fixed { month, day });
        public.iter().any(|holiday| holiday.days == fixed)
    };
    let fixed = |name: &str, month, day| Holiday {
        name: name.into(),
        factor: factor(month, day),
        rule: HolidayRule::Fixed { month, day },
    };
    let national = public.iter().filter(|holiday| holiday.is_national_day).filter_map(|holiday| match holiday.days {
        HolidayDays::Rule(rule) => Some(Holiday { name: holiday.name.clone(), factor: factor(7, 4), rule }),
        HolidayDays::Dates(_) => None,
    });
    let christmas = has(12, 25).then(|| fixed("Christmas", 12, 25));
    let new_year = has(1, 1).then(|| fixed("New Year's Eve", 12, 31));
    christmas.into_iter().chain(national).chain(new_year).collect()
}
