//! Writes a fit as a pdpe.toml: the changes of the model in force, and every fitted factor with its evidence.

use std::fmt::Write as _;

use toml::{Table, Value};

use super::{DAY_TYPES, FitRecord, FittedFactor, KnownPlace, MONTHS, WEEKDAYS, hour_key};
use crate::layers::Model;
use crate::layers::calendar::DayType;
use crate::text::counted;

/// The maximum is at least the greatest product times this factor.
const ROOM: f64 = 1.05;

/// Keys of `[spending]` that are written with their evidence; the others keep the values of the model.
const WRITTEN: [&str; 9] =
    ["maximum", "week_of_month", "month", "weekday", "hours", "hours_by_day", "holidays", "public_holidays", "places"];

/// The model in force with the factors of a fit, as a complete pdpe.toml.
///
/// The places with known coordinates come first, with their radius, then those of the model. A cell within reach of
/// two of them has the factor of the nearer one. The maximum is raised where the factors need it.
#[must_use]
pub fn fitted_toml(model: &Model, places: &[KnownPlace], record: &FitRecord) -> String {
    let fitted = |key: &str| record.factors.iter().find(|factor| factor.key == format!("spending.{key}"));
    let value = |key: &str| fitted(key).map_or(1.0, |factor| factor.fitted);
    let mut text = format!(
        "# Spending factors fitted to {} stays from {} to {} ({}).\n\
         # Each starts from its {} value and moves by its credibility: the weight of your stays, 0 to 1.\n\
         # Use: pdpe score --config FILE, or --model FILE beside a pdpe.toml of your own.\n\n\
         model = \"{}\"\n",
        record.stays,
        record.from,
        record.to,
        record.unit.replace(|char: char| char.is_control(), " "),
        record.prior,
        model.base.name()
    );
    text += &own_changes(model);
    // Writing to a String cannot fail.
    let _ = write!(text, "\n[spending]\nmaximum = {:?}\n", maximum(model, record));
    list(
        &mut text,
        "week_of_month",
        &["1", "2", "3", "4", "5"].map(|week| (week, fitted(&format!("week_of_month.{week}")))),
    );
    list(&mut text, "month", &MONTHS.map(|month| (month, fitted(&format!("month.{month}")))));
    list(&mut text, "weekday", &WEEKDAYS.map(|day| (day, fitted(&format!("weekday.{day}")))));
    let mut holidays = Vec::new();
    for holiday in &model.spending.holidays {
        let mut holiday = holiday.clone();
        let found = fitted(&format!("holidays.{}", holiday.name));
        holiday.factor = rounded(found.map_or(holiday.factor, |factor| factor.fitted));
        let inline = Value::try_from(&holiday).map(|value| value.to_string()).unwrap_or_default();
        holidays.push(format!("    {inline},{}\n", found.map(comment).unwrap_or_default()));
    }
    let _ = write!(text, "holidays = [\n{}]\n\n[spending.hours_by_day]\n", holidays.concat());
    for (_, day) in DAY_TYPES {
        let keys: Vec<String> = (0..24).map(|hour| hour_key(day, hour)).collect();
        let factors: Vec<(&str, Option<&FittedFactor>)> = keys
            .iter()
            .map(|key| {
                let key = key.strip_prefix("spending.").unwrap_or(key);
                (key.rsplit('.').next().unwrap_or_default(), fitted(key))
            })
            .collect();
        list(&mut text, day, &factors);
    }
    let public = &model.spending.public_holidays;
    let _ = write!(
        text,
        "\n[spending.public_holidays]\nfactor = {:?}{}\n",
        rounded(value("public_holidays")),
        fitted("public_holidays").map(comment).unwrap_or_default()
    );
    if let Some(country) = &public.country {
        let _ = writeln!(text, "country = {country:?}");
    }
    if !public.dates.is_empty() {
        let dates: Vec<String> = public.dates.iter().map(ToString::to_string).collect();
        let _ = writeln!(text, "dates = [{}]", dates.join(", "));
    }
    for (place, at) in places.iter().filter_map(|place| Some((place, place.at?))) {
        let factor = fitted(&format!("places.{}", place.name));
        let _ = write!(
            text,
            "\n[[spending.places]]\nname = {}\nlat = {:?}\nlon = {:?}\nradius_km = {:?}\nfactor = {:?}{}\n",
            Value::from(place.name.as_str()),
            at.lat(),
            at.lon(),
            place.reach_km,
            rounded(factor.map_or(1.0, |factor| factor.fitted)),
            factor.map(comment).unwrap_or_default()
        );
    }
    for spot in model.spending.places.iter().filter(|spot| places.iter().all(|place| place.name != spot.name)) {
        let table = toml::to_string(spot).unwrap_or_default();
        let _ = write!(text, "\n[[spending.places]]  # as before\n{table}");
    }
    text + &record_toml(record)
}

/// The changes of the model in force to its base, without the fitted keys.
fn own_changes(model: &Model) -> String {
    let table = |model: &Model| model.to_toml().parse::<Table>().unwrap_or_default();
    let mut changes = difference(&table(&model.base.model()), table(model));
    changes.remove("model");
    if let Some(Value::Table(spending)) = changes.get_mut("spending") {
        spending.retain(|key, _| !WRITTEN.contains(&key));
        if spending.is_empty() {
            changes.remove("spending");
        }
    }
    let text = changes.to_string();
    // `[spending]` has only tables here, so it is not defined twice.
    if text.is_empty() { text } else { format!("\n# As in the model in force:\n{text}") }
}

/// The differences to a base: tables key by key, other values as a whole.
fn difference(base: &Table, table: Table) -> Table {
    let changed = |(key, value): (String, Value)| match (base.get(&key), value) {
        (Some(Value::Table(base)), Value::Table(inner)) => {
            let inner = difference(base, inner);
            (!inner.is_empty()).then_some((key, Value::Table(inner)))
        }
        (Some(base), value) if *base == value => None,
        (_, value) => Some((key, value)),
    };
    table.into_iter().filter_map(changed).collect()
}

fn list(text: &mut String, key: &str, factors: &[(&str, Option<&FittedFactor>)]) {
    let _ = writeln!(text, "{key} = [");
    for (name, factor) in factors {
        let value = rounded(factor.map_or(1.0, |factor| factor.fitted));
        let _ = writeln!(text, "    {value:?},  # {name}{}", factor.map(evidence).unwrap_or_default());
    }
    *text += "]\n";
}

fn comment(factor: &FittedFactor) -> String {
    format!("  #{}", evidence(factor).trim_start_matches(':'))
}

fn evidence(factor: &FittedFactor) -> String {
    let FittedFactor { prior, fitted, stays, credibility, .. } = factor;
    let stays = counted(*stays, "stay");
    match factor.stays {
        0 if *credibility <= 0.0 => ": no stays".into(),
        _ if *credibility <= 0.0 => format!(": {stays}, not fitted"),
        _ => format!(": {} → {}, {stays}, credibility {credibility:.2}", rounded(*prior), rounded(*fitted)),
    }
}

/// Rounds to four decimals; a factor above 0 stays above 0.
fn rounded(factor: f64) -> f64 {
    let rounded = (factor * 1e4).round() / 1e4;
    if rounded > 0.0 { rounded } else { factor }
}

/// The maximum of the model, raised if the greatest product of the fitted factors exceeds it.
fn maximum(model: &Model, record: &FitRecord) -> f64 {
    let greatest = |of: &str| {
        let of = format!("spending.{of}");
        let fitted = record.factors.iter().filter(|factor| factor.key.starts_with(&of)).map(|factor| factor.fitted);
        fitted.fold(0.0, f64::max)
    };
    let mut days: f64 = 0.0;
    for (number, weekday) in WEEKDAYS.iter().enumerate() {
        let own = [DayType::Workday, DayType::Saturday, DayType::Sunday][number.saturating_sub(4).min(2)];
        let row = |wanted: DayType| {
            let day = DAY_TYPES.iter().find(|(day, _)| *day == wanted).map_or("", |(_, day)| day);
            greatest(&format!("hours_by_day.{day}."))
        };
        let special = greatest("holidays.").max(greatest("public_holidays")).max(1.0);
        days = days.max(greatest(&format!("weekday.{weekday}")) * row(own).max(row(DayType::Sunday)) * special);
    }
    let spots = model.spending.places.iter().map(|spot| spot.factor).fold(1.0, f64::max);
    let place = greatest("places.").max(spots) * model.spending.income.maximum.max(1.0);
    let product = days * place * greatest("week_of_month.") * greatest("month.");
    model.spending.maximum.max((product * ROOM * 2.0).ceil() / 2.0)
}

/// `[fit]`: the evidence for each factor that at least one stay applies to.
fn record_toml(record: &FitRecord) -> String {
    let text = |text: &str| Value::from(text).to_string();
    let FitRecord { stays, prior, from, to, unit, scale, dispersion, factors } = record;
    let [prior, from, to, unit] = [prior, from, to, unit].map(|value| text(value));
    let mut toml = format!(
        "\n# What the factors rest on; scores don't depend on it, `pdpe explain` shows it.\n[fit]\nstays = {stays}\n\
         prior = {prior}\nfrom = {from}\nto = {to}\nunit = {unit}\nscale = {scale:?}\ndispersion = {dispersion:?}\n\
         factors = [\n"
    );
    for FittedFactor { key, prior, fitted, stays, credibility } in factors.iter().filter(|it| it.credibility > 0.0) {
        let (key, prior, fitted) = (text(key), rounded(*prior), rounded(*fitted));
        let _ = writeln!(
            toml,
            "    {{ key = {key}, prior = {prior:?}, fitted = {fitted:?}, stays = {stays}, credibility = {credibility:.4} }},"
        );
    }
    toml + "]\n"
}
