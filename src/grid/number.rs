//! Parses decimal numbers exactly like the standard library, but faster.

use crate::text::escaped_field;

/// Powers of ten that are exact in a double.
const POWERS_OF_TEN: [f64; 16] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// Parses a finite number, with white space around it; `None` for anything else, such as `nan` and `inf`.
pub fn parse_number(text: &[u8]) -> Option<f64> {
    match decimal_at(text, 0) {
        Some((value, end)) if end == text.len() => Some(value),
        _ => any_finite(text.trim_ascii()),
    }
}

/// The plain decimal (`-94.5786`, no exponent) that starts at a byte, and its end.
///
/// With at most 15 digits, both the integer of the digits and the power of ten are exact, so their quotient is the
/// double nearest to the text. `None` for other spellings, which the standard library parses.
#[inline]
pub fn decimal_at(text: &[u8], start: usize) -> Option<(f64, usize)> {
    let negative = text.get(start) == Some(&b'-');
    let first = start + usize::from(negative);
    let (whole, point) = leading_digits(0, text, first);
    let (mantissa, end) = match text.get(point) {
        Some(b'.') => {
            // Most files have six decimals, which are parsed together.
            let (number, next) = six_digits(whole, text, point + 1);
            leading_digits(number, text, next)
        }
        _ => (whole, point),
    };
    let decimals = end.saturating_sub(point + 1);
    if !(1..=15).contains(&(point - first + decimals)) {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "15 digits are below 2^53")]
    let value = mantissa as f64 / POWERS_OF_TEN[decimals];
    Some((if negative { -value } else { value }, end))
}

/// [`decimal_at`] for the usual decimal of two digits before the point and six after it, read at once; `None` for any
/// other, and near the end of the text.
#[inline]
pub fn usual_decimal_at(text: &[u8], start: usize) -> Option<(f64, usize)> {
    let negative = *text.get(start)? == b'-';
    let first = start + usize::from(negative);
    // Two bytes more than it has, of which the first must be no digit.
    let [a, b, b'.', rest @ ..] = text.get(first..)?.first_chunk::<11>()? else { return None };
    let decimals = u64::from_le_bytes(*rest);
    if (decimals >> 48 & 0xff).wrapping_sub(u64::from(b'0')) <= 9 {
        return None;
    }
    let number = number_of_eight(u64::from(*a) | u64::from(*b) << 8 | decimals << 16)?;
    #[expect(clippy::cast_precision_loss, reason = "eight digits are below 2^53")]
    let value = number as f64 / 1e6;
    Some((if negative { -value } else { value }, first + 9))
}

const ZEROS: u64 = 0x3030_3030_3030_3030; // "00000000"

/// The number of which the bytes of a word are the digits, the first in the lowest; `None` if one is no digit.
///
/// All are checked together, and combined with one multiplication per step (D. Lemire, "Quickly parsing eight digits",
/// 2018).
#[inline]
fn number_of_eight(eight: u64) -> Option<u64> {
    let beyond_nine = eight.wrapping_add(0x4646_4646_4646_4646);
    let below_zero = eight.wrapping_sub(ZEROS);
    if (beyond_nine | below_zero) & 0x8080_8080_8080_8080 != 0 {
        return None;
    }
    let digits = eight - ZEROS;
    let pairs = digits * 10 + (digits >> 8);
    let first_and_third = (pairs & 0xff_0000_00ff).wrapping_mul(100 + (1_000_000 << 32));
    let second_and_fourth = ((pairs >> 16) & 0xff_0000_00ff).wrapping_mul(1 + (10_000 << 32));
    Some(first_and_third.wrapping_add(second_and_fourth) >> 32)
}

/// Appends six digits at a position to a number, if there are six. Returns the number and the end of the digits.
#[inline]
fn six_digits(number: u64, text: &[u8], at: usize) -> (u64, usize) {
    // Reads two bytes more than needed; at the end of the text the slow path is taken.
    let Some(&bytes) = text.get(at..).and_then(|text| text.first_chunk::<8>()) else { return (number, at) };
    match number_of_eight((u64::from_le_bytes(bytes) << 16) | (ZEROS & 0xffff)) {
        // May overflow; numbers of that length are not used.
        Some(six) => (number.wrapping_mul(1_000_000).wrapping_add(six), at + 6),
        None => (number, at),
    }
}

/// Appends the digits from a position to a number. Returns the number and the end of the digits.
#[inline]
fn leading_digits(mut number: u64, text: &[u8], mut at: usize) -> (u64, usize) {
    while let Some(byte) = text.get(at) {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        // May overflow; numbers of that length are not used.
        number = number.wrapping_mul(10).wrapping_add(u64::from(digit));
        at += 1;
    }
    (number, at)
}

#[cold]
fn any_finite(text: &[u8]) -> Option<f64> {
    std::str::from_utf8(text).ok()?.parse().ok().filter(|value: &f64| value.is_finite())
}

/// The message about text that [`parse_number`] rejects.
#[cold]
pub fn not_a_number(what: &str, text: &str) -> String {
    let text = text.trim_ascii();
    if text.is_empty() {
        return format!("{what} is missing");
    }
    format!("{what} `{}` is not a finite number{}", escaped_field(text.as_bytes()), comma_advice(text))
}

/// Advice for a text that would be a number without its commas, to add to a message.
///
/// `39,100` may mean 39.1 or 39100, so the advice fits both.
pub(crate) fn comma_advice(text: &str) -> &'static str {
    let commas_apart = text.replace(',', "");
    let with_commas = commas_apart.len() < text.len() && parse_number(commas_apart.as_bytes()).is_some();
    if with_commas { "; use a decimal point and no thousands separator" } else { "" }
}
