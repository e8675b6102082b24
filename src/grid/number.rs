//! Decimal numbers from bytes, exactly as the standard library reads them, but faster.

use crate::text::escaped_field;

/// The powers of ten that a double holds exactly.
const POWERS_OF_TEN: [f64; 16] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// A finite number, spaces around it allowed; `None` for anything else (also `nan`, `inf`).
pub fn parse_number(text: &[u8]) -> Option<f64> {
    match decimal_at(text, 0) {
        Some((value, end)) if end == text.len() => Some(value),
        _ => any_finite(text.trim_ascii()),
    }
}

/// The plain decimal (`-94.5786`, no exponent) that starts at a byte, and where it ends.
///
/// Up to 15 digits with a point among them make an integer and one division by a power of ten,
/// both exact, so the quotient is the double nearest to the text. `None` for other spellings:
/// the standard library reads those.
#[inline]
pub fn decimal_at(text: &[u8], start: usize) -> Option<(f64, usize)> {
    let negative = text.get(start) == Some(&b'-');
    let first = start + usize::from(negative);
    let (whole, point) = leading_digits(0, text, first);
    let (mantissa, end) = match text.get(point) {
        Some(b'.') => {
            // Six decimals, as most files have, go all at once.
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

/// Appends the six digits at a position to a number, if there are six; also where they end.
///
/// The digits are taken as bytes of one word: checked, paired, and the pairs summed up by one
/// multiplication each (D. Lemire, "Quickly parsing eight digits", 2018).
#[inline]
fn six_digits(number: u64, text: &[u8], at: usize) -> (u64, usize) {
    const ZEROS: u64 = 0x3030_3030_3030_3030; // "00000000"
    // Two bytes more than six, as the delimiter and what follows it nearly always are.
    let Some(&bytes) = text.get(at..).and_then(|text| text.first_chunk::<8>()) else { return (number, at) };
    let eight = (u64::from_le_bytes(bytes) << 16) | (ZEROS & 0xffff); // "00" and the six
    let beyond_nine = eight.wrapping_add(0x4646_4646_4646_4646);
    let below_zero = eight.wrapping_sub(ZEROS);
    if (beyond_nine | below_zero) & 0x8080_8080_8080_8080 != 0 {
        return (number, at);
    }
    let digits = eight - ZEROS;
    let pairs = digits * 10 + (digits >> 8);
    let first_and_third = (pairs & 0xff_0000_00ff).wrapping_mul(100 + (1_000_000 << 32));
    let second_and_fourth = ((pairs >> 16) & 0xff_0000_00ff).wrapping_mul(1 + (10_000 << 32));
    let six = first_and_third.wrapping_add(second_and_fourth) >> 32;
    // A number too long to be used may well overflow.
    (number.wrapping_mul(1_000_000).wrapping_add(six), at + 6)
}

/// Appends the digits of `text` from a position on to a number; also where they end.
#[inline]
fn leading_digits(mut number: u64, text: &[u8], mut at: usize) -> (u64, usize) {
    while let Some(byte) = text.get(at) {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        // A number too long to be used may well overflow.
        number = number.wrapping_mul(10).wrapping_add(u64::from(digit));
        at += 1;
    }
    (number, at)
}

#[cold]
fn any_finite(text: &[u8]) -> Option<f64> {
    std::str::from_utf8(text).ok()?.parse().ok().filter(|value: &f64| value.is_finite())
}

/// Why text that [`parse_number`] refuses is no number, for a message.
#[cold]
pub fn not_a_number(what: &str, text: &str) -> String {
    let text = text.trim_ascii();
    if text.is_empty() {
        return format!("{what} is missing");
    }
    format!("{what} `{}` is not a finite number{}", escaped_field(text.as_bytes()), comma_advice(text))
}

/// What to do about a text that would be a number without its commas, to be added to a message.
///
/// Whether `39,100` means 39.1 or 39100 cannot be told, so the advice fits both.
pub(crate) fn comma_advice(text: &str) -> &'static str {
    let commas_apart = text.replace(',', "");
    let with_commas = commas_apart.len() < text.len() && parse_number(commas_apart.as_bytes()).is_some();
    if with_commas { "; use a decimal point, and nothing to set off thousands" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::parse_number;

    #[test]
    fn equals_the_standard_library_on_every_spelling() {
        let spellings = [
            "0",
            "-0",
            "39.0997",
            "-94.5786",
            "1.",
            ".5",
            "-.5",
            "00039.10",
            "1e2",
            "-1E-3",
            "+5",
            "123456789012345",
            "0.1",
            "1234567890123456",
            "9007199254740993",
            "0.30000000000000004",
            "4.9e-324",
            "179.99999999999997",
            "1.7976931348623157e308",
        ];
        for text in spellings {
            let expected: f64 = text.parse().expect("a number");
            let found = parse_number(text.as_bytes()).map(f64::to_bits);
            assert_eq!(found, Some(expected.to_bits()), "{text}");
        }
    }

    #[test]
    fn rejects_what_is_no_finite_number() {
        for text in [
            "", "-", ".", "-.", "nan", "NaN", "inf", "-inf", "infinity", "1e999", "1.2.3", "39,1", "0x10", "12a",
            "1_0", "\u{661}",
        ] {
            assert_eq!(parse_number(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn six_digits_are_read_as_one_and_nothing_else_is() {
        for number in (0..1_000_000u32).step_by(7) {
            let text = format!("1.{number:06},x");
            assert_eq!(
                super::decimal_at(text.as_bytes(), 0),
                Some((format!("1.{number:06}").parse().expect("a number"), 8))
            );
        }
        for byte in (0..=u8::MAX).filter(|byte| !byte.is_ascii_digit()) {
            for place in 2..8 {
                let mut text = *b"1.234567,x";
                text[place] = byte;
                assert_eq!(super::decimal_at(&text, 0).map(|(_, end)| end), Some(place), "{byte} at {place}");
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn equals_the_standard_library_on_decimals(text in "[-]?[0-9]{1,3}\\.[0-9]{0,17}") {
            let expected: f64 = text.parse().expect("a number");
            proptest::prop_assert_eq!(parse_number(text.as_bytes()).map(f64::to_bits), Some(expected.to_bits()));
        }
    }
}
