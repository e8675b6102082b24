//! Amounts as people write them: `412.5`, `$1,234.50`, `1.234,50 €`.

use super::TakingsError;
use crate::text::escaped;

/// Reads amounts and remembers their currencies.
pub(super) struct Money {
    /// In files with `;` between fields a comma is a decimal comma.
    decimal_comma: bool,
    /// Currencies met, and the line of the first amount in each.
    met: Vec<(String, u64)>,
}

impl Money {
    pub fn new(delimiter: u8) -> Self {
        Self { decimal_comma: delimiter == b';', met: Vec::new() }
    }

    /// The amount of a field, 0 or more.
    pub fn amount(&mut self, name: &str, text: &str, line: u64) -> Result<f64, String> {
        if text.is_empty() {
            return Err(format!("{name} is missing; a stay that brought nothing is 0, a day off has `closed`"));
        }
        let is_number = |char: char| char.is_ascii_digit() || "+-.,'\u{a0}\u{202f}".contains(char);
        let digits = text.trim_matches(|char: char| !is_number(char) || char == '\u{a0}' || char == '\u{202f}');
        let currency = text.replacen(digits, "", 1).replace(|char: char| char.is_whitespace(), "");
        let has_digits = digits.bytes().any(|byte| byte.is_ascii_digit()) && digits.chars().all(is_number);
        let known = currency.is_empty()
            || currency.chars().count() <= 2 && currency.chars().all(|char| "$€£¥CADU".contains(char))
            || currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_alphabetic());
        let number = if known && has_digits { self.number(digits) } else { None };
        let Some(number) = number.filter(|number| number.is_finite()) else {
            return Err(format!("{name} `{}` is not an amount{}", escaped(text), self.advice(digits)));
        };
        if number < 0.0 {
            return Err(format!("{name} {number} is negative; a stay brings 0 or more"));
        }
        if !currency.is_empty() && !self.met.iter().any(|(met, _)| *met == currency) {
            self.met.push((currency, line));
        }
        Ok(number)
    }

    /// The currency of the amounts, if they have one.
    pub fn currency(&self) -> Option<&str> {
        self.met.first().map(|(currency, _)| currency.as_str())
    }

    /// # Errors
    /// Two currencies, which can't be added up.
    pub fn one_currency(&self) -> Result<(), TakingsError> {
        match &self.met[..] {
            [(first, at), (second, line), ..] => Err(TakingsError {
                line: *line,
                message: format!("amounts in {second}, but in {first} in line {at}; all rows must be in one currency"),
            }),
            _ => Ok(()),
        }
    }

    /// A number of digits that may be set off in groups of three.
    fn number(&self, digits: &str) -> Option<f64> {
        let digits: String = digits.chars().filter(|char| !"'\u{a0}\u{202f}".contains(*char)).collect();
        let (point, comma) = (digits.rfind('.'), digits.rfind(','));
        let decimal = match (point, comma) {
            (Some(point), Some(comma)) => Some(if point > comma { '.' } else { ',' }),
            (Some(_), None) if self.decimal_comma && in_groups(&digits, '.') => return None,
            (Some(_), None) => Some('.'),
            (None, Some(_)) if self.decimal_comma => Some(','),
            (None, Some(_)) if in_groups(&digits, ',') => None,
            (None, Some(_)) => return None,
            (None, None) => None,
        };
        let (whole, part) = decimal.and_then(|decimal| digits.rsplit_once(decimal)).unwrap_or((&digits, ""));
        let set_off = if decimal == Some(',') { '.' } else { ',' };
        if whole.contains(set_off) && !in_groups(whole, set_off) || part.contains(['.', ',', '-', '+']) {
            return None;
        }
        let plain = format!("{}.{}", whole.replace(set_off, ""), if part.is_empty() { "0" } else { part });
        plain.parse().ok()
    }

    fn advice(&self, digits: &str) -> &'static str {
        match () {
            () if self.decimal_comma && in_groups(digits, '.') => {
                "; it could be thousands or decimals: write 1234 or 1234,5"
            }
            () if digits.contains(',') => "; write 1234.5, or 1,234.50 in quotes",
            () => "",
        }
    }
}

/// `1,234,567`: groups of three behind the first.
fn in_groups(digits: &str, set_off: char) -> bool {
    let mut groups = digits.trim_start_matches(['-', '+']).split(set_off);
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    (1..=3).contains(&first.len()) && !rest.is_empty() && rest.iter().all(|group| group.len() == 3)
}

/// A coordinate or a count. Its comma is a decimal comma where commas do not separate fields.
pub(super) fn plain(name: &str, text: &str, delimiter: u8) -> Result<f64, String> {
    if text.is_empty() {
        return Err(format!("{name} is missing"));
    }
    let has_comma = delimiter != b',' && text.matches(',').count() == 1;
    let plain = if has_comma { text.replace(',', ".") } else { text.to_owned() };
    let number = plain.parse().ok().filter(|number: &f64| number.is_finite());
    number.ok_or_else(|| format!("{name} `{}` is not a number", escaped(text)))
}
