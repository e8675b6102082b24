//! Decimal numbers from bytes, exactly as the standard library reads them, but faster.

/// The powers of ten that a double holds exactly.
const POWERS_OF_TEN: [f64; 16] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// A finite number, spaces around it allowed; `None` for anything else (also `nan`, `inf`).
///
/// Up to 15 digits with a point among them make an integer and one division by a power of ten,
/// both exact, so the quotient is the double nearest to the text. All other spellings take the
/// standard library's way.
#[inline]
pub fn parse_number(text: &[u8]) -> Option<f64> {
    plain_decimal(text).or_else(|| any_finite(text.trim_ascii()))
}

#[inline]
fn plain_decimal(text: &[u8]) -> Option<f64> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let (whole, point) = leading_digits(0, digits, 0);
    let (mantissa, end) = match digits.get(point) {
        Some(b'.') => leading_digits(whole, digits, point + 1),
        _ => (whole, point),
    };
    let decimals = end.saturating_sub(point + 1);
    if end != digits.len() || !(1..=15).contains(&(point + decimals)) {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "15 digits are below 2^53")]
    let value = mantissa as f64 / POWERS_OF_TEN[decimals];
    Some(if negative { -value } else { value })
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

    proptest::proptest! {
        #[test]
        fn equals_the_standard_library_on_decimals(text in "[-]?[0-9]{1,3}\\.[0-9]{0,17}") {
            let expected: f64 = text.parse().expect("a number");
            proptest::prop_assert_eq!(parse_number(text.as_bytes()).map(f64::to_bits), Some(expected.to_bits()));
        }
    }
}
