//! A model written as TOML reads back as the same model, whatever its values.

use chrono::{NaiveDate, Weekday};
use pdpe::model::{DateRange, Holiday, HolidayRule, Hotspot, HourFactor, Model, WeekTime};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;

const DAYS: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

fn factor() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), Just(1.0), 0.0..5.0f64, 1e-300..1e-290f64, 1e10..=1e12f64]
}

/// Ranges of hours that cover the day, cut at some hours.
fn hours() -> impl Strategy<Value = Vec<HourFactor>> {
    (btree_set(1u8..24, 0..8), vec(factor(), 8)).prop_map(|(cuts, factors)| {
        let starts: Vec<u8> = [0].into_iter().chain(cuts.iter().copied()).collect();
        let ends = cuts.iter().map(|cut| cut - 1).chain([23]);
        starts.iter().zip(ends).zip(factors).map(|((&from, to), factor)| HourFactor { from, to, factor }).collect()
    })
}

fn rule() -> impl Strategy<Value = HolidayRule> {
    let nth = prop_oneof![1..=5i8, -5..=-1i8];
    prop_oneof![
        (1..=12u32, 1..=28u32).prop_map(|(month, day)| HolidayRule::Fixed { month, day }),
        (1..=12u32, nth, 0..7usize, -365..=365i64).prop_map(|(month, nth, day, offset_days)| {
            HolidayRule::NthWeekday { month, nth, weekday: DAYS[day], offset_days }
        }),
        (-365..=365i64).prop_map(|offset_days| HolidayRule::Easter { offset_days }),
    ]
}

fn holiday() -> impl Strategy<Value = Holiday> {
    (any::<String>(), factor(), rule()).prop_map(|(name, factor, rule)| Holiday { name, factor, rule })
}

fn hotspot() -> impl Strategy<Value = Hotspot> {
    (any::<String>(), -90.0..=90.0f64, -180.0..=180.0f64, factor()).prop_map(|(name, lat, lon, weight)| Hotspot {
        name,
        lat,
        lon,
        weight,
    })
}

/// One time per day of the week, so that none overlap.
fn times() -> impl Strategy<Value = Vec<WeekTime>> {
    vec((any::<String>(), 0u8..24, 0u8..24, factor()), 0..7).prop_map(|times| {
        let on = |(day, (name, a, b, factor)): (Weekday, (String, u8, u8, f64))| WeekTime {
            name,
            from_day: day,
            to_day: day,
            from: a.min(b),
            to: a.max(b),
            factor,
        };
        DAYS.into_iter().zip(times).map(on).collect()
    })
}

fn calendar() -> impl Strategy<Value = Vec<DateRange>> {
    let range =
        (any::<String>(), 0..800_000i32, 0..4000i32, factor()).prop_map(|(name, first, more, factor)| DateRange {
            name,
            from: NaiveDate::from_num_days_from_ce_opt(first + 366).unwrap(),
            to: NaiveDate::from_num_days_from_ce_opt(first + 366 + more).unwrap(),
            factor,
        });
    vec(range, 0..4)
}

proptest! {
    #[test]
    fn what_is_written_reads_back_the_same(
        zone in 0..chrono_tz::TZ_VARIANTS.len(),
        factors in vec(factor(), 40),
        hours in hours(),
        holidays in vec(holiday(), 0..5),
        hotspots in vec(hotspot(), 0..5),
        times in times(),
        calendar in calendar(),
        minutes in [any::<u32>(), any::<u32>(), any::<u32>()],
        radius_km in 1e-9..20_000.0f64,
        income in (0.001..1e9f64, 0.0..1.0f64, 1.0..9.0f64),
    ) {
        let mut model = Model::published();
        model.timezone = chrono_tz::TZ_VARIANTS[zone];
        let mut factors = factors.into_iter();
        let mut next = || factors.next().unwrap();
        let weights = &mut model.weights;
        // Together these make no combined score above 1e12.
        let mut weight = || next().min(5.0);
        (weights.spending_propensity, weights.college_presence, weights.event_proximity) = (weight(), weight(), weight());
        model.spending.maximum = next().min(1e11);
        model.spending.week_of_month = std::array::from_fn(|_| next());
        model.spending.month = std::array::from_fn(|_| next());
        model.spending.weekday = std::array::from_fn(|_| next());
        (model.spending.hours, model.spending.holidays) = (hours, holidays);
        let bounds = &mut model.spending.income;
        (bounds.reference_income, bounds.minimum, bounds.maximum) = income;
        (model.college.maximum, model.college.otherwise) = (next().min(5e10), next());
        (model.college.hotspots, model.college.times, model.college.calendar) = (hotspots, times, calendar);
        model.proximity.radius_km = radius_km;
        [model.proximity.lead_minutes, model.proximity.tail_minutes, model.proximity.default_duration_minutes] = minutes;
        model.proximity.attendance_strength = next();

        let text = model.to_toml();
        let read = Model::from_toml(&text);
        prop_assert_eq!(read.map_err(|error| format!("{error}\n{text}")), Ok(model));
    }
}

#[test]
fn the_published_model_reads_back_the_same() {
    let model = Model::published();
    assert_eq!(Model::from_toml(&model.to_toml()).unwrap(), model);
}
