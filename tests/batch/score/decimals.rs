//! Numbers with six decimals, against the standard library.

use pdpe::output::push_decimal;

fn printed(value: f64) -> String {
    let mut out = Vec::new();
    push_decimal(&mut out, value);
    String::from_utf8(out).expect("digits")
}

#[test]
fn all_digits_below_100_are_those_of_the_standard_library() {
    for millionths in (0..100_000_000).step_by(97).chain([9_999, 10_000, 99_999_999]) {
        let value = f64::from(millionths) / 1e6;
        assert_eq!(printed(value), format!("{value:.6}"), "{millionths}");
    }
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
