//! Numbers: parses those of the command line, and formats scores.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// Parses a whole number from 1.
pub fn at_least_one<N: FromStr + PartialOrd + From<u8>>(text: &str) -> Result<N, String> {
    text.parse().ok().filter(|number| *number >= N::from(1)).ok_or_else(|| "write a whole number, 1 or more".into())
}

/// Parses a whole number in a range.
pub fn whole<N>(range: RangeInclusive<N>) -> impl Fn(&str) -> Result<N, String> + Clone
where
    N: FromStr + PartialOrd + Display + Clone,
{
    move |text| {
        let number = text.parse().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| format!("write a whole number from {} to {}", range.start(), range.end()))
    }
}

/// Parses a finite number.
pub fn finite(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|number: &f64| number.is_finite()).ok_or_else(|| "not a number".into())
}

/// Parses an income.
pub fn income(text: &str) -> Result<f64, String> {
    finite(text).ok().filter(|income| *income >= 0.0).ok_or_else(|| "write a number, 0 or more".into())
}

/// Parses a distance in kilometres.
pub fn kilometres(text: &str) -> Result<f64, String> {
    finite(text).ok().filter(|km| (0.0..=20_000.0).contains(km)).ok_or_else(|| "write kilometres, 0 to 20000".into())
}

/// A number with six decimals, or `-` without one.
pub fn six(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.6}"))
}
