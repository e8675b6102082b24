//! Numbers with six decimals, the digits `{:.6}` prints, at a fraction of its cost.

/// Two digits for every number below 100.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[b'0'; 2]; 100];
    let mut number = 0;
    while number < 100 {
        pairs[number] = [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8];
        number += 1;
    }
    pairs
};

/// Adds `value` with six decimals, as `{:.6}` does to the last digit.
///
/// Millionths as a whole number need only a table of digits. Scaling by a million rounds, so
/// values within a hair of halfway between two millionths, and very large ones, take the
/// standard library's way. Finite values only; others are written as an empty field.
#[inline]
pub fn push_decimal(out: &mut Vec<u8>, value: f64) {
    let scaled = value.abs() * 1e6;
    let whole = scaled.floor();
    let fraction = scaled - whole;
    // Below 1e9 millionths the rounding of the product is under 1e-7.
    if !(scaled < 1e9) || (fraction - 0.5).abs() < 1e-6 {
        return push_carefully(out, value);
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1e9")]
    let millionths = whole as u32 + u32::from(fraction > 0.5);
    let (units, decimals) = (millionths / 1_000_000, millionths % 1_000_000);
    let pair = |number: u32| PAIRS[number as usize % 100];
    let ([a, b], [c, d], [e, f]) = (pair(decimals / 10_000), pair(decimals / 100), pair(decimals));
    let [_, unit] = pair(units % 10);
    if units < 10 && value.is_sign_positive() {
        out.extend_from_slice(&[unit, b'.', a, b, c, d, e, f]);
        return;
    }
    let [thousands, hundreds] = pair(units / 100);
    let [tens, unit] = pair(units);
    // A minus sign, then as many digits before the point as there are.
    let text = [b'-', thousands, hundreds, tens, unit, b'.', a, b, c, d, e, f];
    let digits = 1 + usize::from(units > 9) + usize::from(units > 99) + usize::from(units > 999);
    if value.is_sign_negative() {
        out.push(text[0]);
    }
    out.extend_from_slice(&text[5 - digits..]);
}

#[cold]
fn push_carefully(out: &mut Vec<u8>, value: f64) {
    if value.is_finite() {
        out.extend_from_slice(format!("{value:.6}").as_bytes());
    }
}

/// The number that six decimals of `value` spell.
#[must_use]
pub fn rounded(value: f64) -> f64 {
    let mut text = Vec::with_capacity(16);
    push_decimal(&mut text, value);
    std::str::from_utf8(&text).ok().and_then(|text| text.parse().ok()).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::push_decimal;

    fn printed(value: f64) -> String {
        let mut out = Vec::new();
        push_decimal(&mut out, value);
        String::from_utf8(out).expect("digits")
    }

    #[test]
    fn equals_the_standard_library_at_the_edges() {
        for value in [
            0.0,
            -0.0,
            1.0,
            9.999_999_5,
            0.999_999_5,
            0.000_000_5,
            1.000_000_5,
            999.999_999_6,
            1e9,
            -94.5786,
            180.0,
            1e300,
            5e-324,
            -1e-9,
            2.5e-7,
        ] {
            assert_eq!(printed(value), format!("{value:.6}"), "{value:?}");
        }
        // Halves of a millionth and the doubles next to them.
        for half in 0..200_000u32 {
            let value = (f64::from(half) + 0.5) / 1e6;
            for value in [value.next_down(), value, value.next_up()] {
                assert_eq!(printed(value), format!("{value:.6}"), "{value:?}");
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn equals_the_standard_library(value in proptest::prop_oneof![0.0..3.0f64, -180.0..180.0f64, proptest::num::f64::NORMAL]) {
            proptest::prop_assert_eq!(printed(value), format!("{value:.6}"));
        }
    }
}
