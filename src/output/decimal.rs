//! Formats numbers with six decimals like `{:.6}`, but faster.

/// Adds `value` with six decimals, exactly like `{:.6}`.
///
/// Converts to whole millionths, whose digits are fast to compute. The multiplication rounds, so the standard library
/// formats values that are nearly halfway between two millionths, and very large ones. A value that is not finite
/// gives an empty field.
#[inline]
pub fn push_decimal(out: &mut Vec<u8>, value: f64) {
    match short_decimal(value) {
        Some(text) => out.extend_from_slice(&text),
        None => push_long(out, value),
    }
}

/// `value` with six decimals if it has one digit before the point and no sign, like all scores of the published model.
#[inline]
pub fn short_decimal(value: f64) -> Option<[u8; 8]> {
    let millionths = millionths(value).filter(|&millionths| millionths < 10_000_000)?;
    if value.is_sign_negative() {
        return None; // -0
    }
    let mut text = eight_digits(millionths);
    (text[0], text[1]) = (text[1], b'.');
    Some(text)
}

/// How many numbers [`short_decimals`] takes at once.
pub const AT_ONCE: usize = 64;

/// Formats numbers like [`short_decimal`], all at once, which the compiler turns into vector code. Returns whether all
/// of them have such a text; if not, those that have none are wrong.
#[expect(clippy::inline_always, reason = "so that it becomes vector code along with its caller")]
#[inline(always)]
pub fn short_decimals(values: &[f64; AT_ONCE], texts: &mut [u64; AT_ONCE]) -> bool {
    let mut wrong = 0;
    for (value, text) in values.iter().zip(texts) {
        let scaled = value * 1e6;
        let shifted = scaled + TO_WHOLE;
        let rounding = (shifted - TO_WHOLE) - scaled;
        let is_short = scaled < 9_999_999.5 && rounding.abs() <= NOT_HALFWAY;
        // The sign, and NaN, which is not below anything.
        wrong |= u64::from(!is_short) | value.to_bits() >> 63;
        let digits = digits_in_word(shifted.to_bits() & 0xffff_ffff);
        *text = (digits >> 8 & 0xff) | u64::from(b'.') << 8 | (digits & !0xffff);
    }
    wrong == 0
}

/// Adding this to a number below it leaves the nearest whole number in the lowest bits.
const TO_WHOLE: f64 = 4_503_599_627_370_496.0; // 2^52

/// A number of millionths is used if it is no nearer than this to the middle between two whole ones.
const NOT_HALFWAY: f64 = 0.5 - 1e-6;

/// `value` in whole millionths; `None` if it is negative, too large, or nearly halfway between two.
#[inline]
fn millionths(value: f64) -> Option<u32> {
    // Below 900 the rounding of the product is under 1e-7 millionths. NaN is in no range.
    if !(0.0..900.0).contains(&value) {
        return None;
    }
    let scaled = value * 1e6;
    let shifted = scaled + TO_WHOLE;
    let rounding = (shifted - TO_WHOLE) - scaled;
    #[expect(clippy::cast_possible_truncation, reason = "the whole number is below 9e8")]
    (rounding.abs() <= NOT_HALFWAY).then_some(shifted.to_bits() as u32)
}

fn push_long(out: &mut Vec<u8>, value: f64) {
    let Some(millionths) = millionths(value.abs()) else { return push_carefully(out, value) };
    if value.is_sign_negative() {
        out.push(b'-');
    }
    let mut text = eight_digits(millionths % 100_000_000);
    let tens = text[0];
    if millionths >= 100_000_000 {
        out.extend_from_slice(&[eight_digits(millionths / 100_000_000)[7], tens]);
    } else if tens != b'0' {
        out.push(tens);
    }
    (text[0], text[1]) = (text[1], b'.');
    out.extend_from_slice(&text);
}

#[cold]
fn push_carefully(out: &mut Vec<u8>, value: f64) {
    if value.is_finite() {
        out.extend_from_slice(format!("{value:.6}").as_bytes());
    }
}

#[inline]
fn eight_digits(number: u32) -> [u8; 8] {
    digits_in_word(number.into()).to_le_bytes()
}

/// The eight decimal digits of a number below 100,000,000 in the bytes of a word, the first in the lowest.
///
/// Splits into halves of four digits, then pairs, then digits. Each step divides all parts with one multiplication
/// by a rounded reciprocal, which is exact for numbers this small
/// (P. Khuong, "How to print integers really fast", 2017).
#[inline]
fn digits_in_word(number: u64) -> u64 {
    let upper = ((number & 0xffff_ffff) * 109_951_163) >> 40; // ÷ 10,000
    let halves = upper | ((number - 10_000 * (upper & 0xffff_ffff)) << 32);
    let hundreds = ((halves * 10_486) >> 20) & 0x7f_0000_007f;
    let pairs = hundreds | ((halves - 100 * hundreds) << 16);
    let tens = ((pairs * 103) >> 10) & 0x000f_000f_000f_000f;
    let digits = tens | ((pairs - 10 * tens) << 8);
    digits | 0x3030_3030_3030_3030
}

/// `value` rounded to six decimals.
#[must_use]
pub fn rounded(value: f64) -> f64 {
    match millionths(value.abs()) {
        // The nearest number to a quotient of whole numbers, like that to its decimals.
        Some(millionths) => (f64::from(millionths) / 1e6).copysign(value),
        None => format!("{value:.6}").parse().unwrap_or(value),
    }
}
