//! Reading and checking of a model; every fault is told with the key it stands at.

use toml::{Table, Value};

use super::{Model, ModelError};
use crate::geo::LatLon;
use crate::layers::combined;

/// Products of numbers up to this stay finite, and so does every score.
const LARGEST: f64 = 1e12;

/// A TOML text as a table.
pub fn parse(text: &str) -> Result<Table, ModelError> {
    text.parse().map_err(|error: toml::de::Error| ModelError {
        key: "not TOML".into(),
        line: error.span().map(|span| line_at(text, span.start)),
        message: error.message().to_owned(),
    })
}

/// Lays `changes` over `base`: tables key by key, everything else whole.
pub fn merge(base: &mut Table, changes: Table) {
    for (key, value) in changes {
        match (base.get_mut(&key), value) {
            (Some(Value::Table(inner)), Value::Table(inner_changes)) => merge(inner, inner_changes),
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}

/// A fault found by the deserializer.
pub fn wrong_type(error: &serde_path_to_error::Error<toml::de::Error>) -> ModelError {
    let path = error.path().to_string();
    let message = in_words(error.inner().message().trim());
    let key = if path == "." { unknown_field(&message).unwrap_or(path) } else { path };
    ModelError { key, line: None, message }
}

/// What serde says, with words for the types of the program.
pub fn in_words(message: &str) -> String {
    let Some((found, expected)) = message.rsplit_once("expected ") else { return message.to_owned() };
    let wanted = match expected {
        "f64" => "a number".into(),
        "u8" => format!("a whole number from 0 to {}", u8::MAX),
        "u32" => format!("a whole number from 0 to {}", u32::MAX),
        "u64" | "usize" => "a whole number, 0 or more".into(),
        "a boolean" => "true or false".into(),
        "a string" => "text in quotes".into(),
        "a sequence" => "a list".into(),
        "a map" => "a table".into(),
        other if other.starts_with("struct ") => "a table".into(),
        other => other.to_owned(),
    };
    format!("{found}expected {wanted}")
}

/// At the top level serde names the unknown key only in its message.
fn unknown_field(message: &str) -> Option<String> {
    message.strip_prefix("unknown field `")?.split('`').next().map(str::to_owned)
}

/// The 1-based line on which `key` (a path such as `spending.hours[2].to`) or, where that
/// cannot be found, its nearest parent is given.
pub fn line_of(text: &str, key: &str) -> Option<usize> {
    let document = toml::de::DeTable::parse(text).ok()?;
    let mut table = document.get_ref();
    let mut start = None;
    let mut steps = key.split(['.', '[']).map(|step| step.trim_end_matches(']')).peekable();
    while let Some(step) = steps.next() {
        let Some((name, mut value)) = table.get_key_value(step) else { break };
        start = Some(name.span().start);
        while let Some((index, item)) = steps.peek().and_then(|next| {
            let index: usize = next.parse().ok()?;
            Some((index, value.get_ref().as_array()?.get(index)?))
        }) {
            start = Some(item.span().start);
            value = item;
            let _ = index;
            steps.next();
        }
        let Some(inner) = value.get_ref().as_table() else { break };
        table = inner;
    }
    start.map(|offset| line_at(text, offset))
}

fn line_at(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|&byte| byte == b'\n').count() + 1
}

fn fault<T>(key: impl Into<String>, message: impl Into<String>) -> Result<T, ModelError> {
    Err(ModelError { key: key.into(), line: None, message: message.into() })
}

fn not_negative(key: impl Into<String>, value: f64) -> Result<(), ModelError> {
    if !value.is_finite() {
        return fault(key, format!("{value} is not a finite number"));
    }
    if value < 0.0 {
        return fault(key, format!("{value} is negative; it must be 0 or more"));
    }
    if value > LARGEST {
        return fault(key, format!("{value} is too large; it must be at most {LARGEST}"));
    }
    Ok(())
}

fn positive(key: &str, value: f64) -> Result<(), ModelError> {
    not_negative(key, value)?;
    if value == 0.0 { fault(key, "0 is too small; it must be above 0") } else { Ok(()) }
}

/// Everything the types cannot say.
pub fn check(model: &Model) -> Result<(), ModelError> {
    not_negative("weights.spending_propensity", model.weights.spending_propensity)?;
    not_negative("weights.college_presence", model.weights.college_presence)?;
    not_negative("weights.event_proximity", model.weights.event_proximity)?;
    check_spending(model)?;
    check_college(model)?;
    let greatest = combined(&model.weights, model.spending.maximum, model.college.maximum, 1.0);
    if greatest > LARGEST {
        let message = format!(
            "they make combined scores of up to {greatest}; lower them, or the maxima of the layers, so that it is at most {LARGEST}"
        );
        return fault("weights", message);
    }
    positive("proximity.radius_km", model.proximity.radius_km)?;
    if model.proximity.radius_km > 20_000.0 {
        return fault("proximity.radius_km", format!("{} km is more than half the Earth", model.proximity.radius_km));
    }
    not_negative("proximity.attendance_strength", model.proximity.attendance_strength)?;
    not_negative("proximity.sentiment_strength", model.proximity.sentiment_strength)?;
    if model.proximity.sentiment_strength > 1.0 {
        return fault("proximity.sentiment_strength", "above 1 a bad mood would make a negative bonus");
    }
    Ok(())
}

fn check_spending(model: &Model) -> Result<(), ModelError> {
    let spending = &model.spending;
    not_negative("spending.maximum", spending.maximum)?;
    for (name, factors) in
        [("week_of_month", &spending.week_of_month[..]), ("month", &spending.month), ("weekday", &spending.weekday)]
    {
        for (index, &factor) in factors.iter().enumerate() {
            not_negative(format!("spending.{name}[{index}]"), factor)?;
        }
    }
    let mut owner: [Option<usize>; 24] = [None; 24];
    for (index, range) in spending.hours.iter().enumerate() {
        let key = format!("spending.hours[{index}]");
        hours_in_order(&key, range.from, range.to)?;
        not_negative(format!("{key}.factor"), range.factor)?;
        for hour in range.from..=range.to {
            if let Some(earlier) = owner[usize::from(hour)].replace(index) {
                return fault(key, format!("hour {hour} is already in spending.hours[{earlier}]"));
            }
        }
    }
    if let Some(hour) = owner.iter().position(Option::is_none) {
        return fault("spending.hours", format!("no range covers hour {hour}; every hour 0-23 needs one"));
    }
    for (index, holiday) in spending.holidays.iter().enumerate() {
        not_negative(format!("spending.holidays[{index}].factor"), holiday.factor)?;
    }
    positive("spending.income.reference_income", spending.income.reference_income)?;
    not_negative("spending.income.minimum", spending.income.minimum)?;
    not_negative("spending.income.maximum", spending.income.maximum)?;
    if spending.income.maximum < spending.income.minimum {
        return fault(
            "spending.income.maximum",
            format!("{} is below the minimum {}", spending.income.maximum, spending.income.minimum),
        );
    }
    Ok(())
}

fn check_college(model: &Model) -> Result<(), ModelError> {
    let college = &model.college;
    not_negative("college.maximum", college.maximum)?;
    not_negative("college.otherwise", college.otherwise)?;
    for (index, hotspot) in college.hotspots.iter().enumerate() {
        let key = format!("college.hotspots[{index}]");
        not_negative(format!("{key}.weight"), hotspot.weight)?;
        if let Err(error) = LatLon::new(hotspot.lat, hotspot.lon) {
            return fault(key, format!("`{}`: {error}", hotspot.name));
        }
    }
    for (index, time) in college.times.iter().enumerate() {
        let key = format!("college.times[{index}]");
        hours_in_order(&key, time.from, time.to)?;
        not_negative(format!("{key}.factor"), time.factor)?;
        if time.days().is_empty() {
            return fault(
                key,
                format!("to_day {} comes before from_day {}; the week starts on Monday", time.to_day, time.from_day),
            );
        }
        for (earlier, other) in college.times[..index].iter().enumerate() {
            let days = time.days().start().max(other.days().start()) <= time.days().end().min(other.days().end());
            if days && time.from.max(other.from) <= time.to.min(other.to) {
                return fault(key, format!("`{}` overlaps `{}` (college.times[{earlier}])", time.name, other.name));
            }
        }
    }
    for (index, range) in college.calendar.iter().enumerate() {
        let key = format!("college.calendar[{index}]");
        not_negative(format!("{key}.factor"), range.factor)?;
        if range.to < range.from {
            return fault(key, format!("`{}` ends ({}) before it starts ({})", range.name, range.to, range.from));
        }
    }
    Ok(())
}

fn hours_in_order(key: &str, from: u8, to: u8) -> Result<(), ModelError> {
    if to > 23 {
        return fault(format!("{key}.to"), format!("there is no hour {to}; hours are 0-23"));
    }
    if from > to {
        return fault(key, format!("from = {from} comes after to = {to}; split a range that passes midnight"));
    }
    Ok(())
}
