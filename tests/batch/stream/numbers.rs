//! The numbers of a grid equal those of the standard library for every spelling.

use pdpe::grid::{ColumnChoice, GridReader, read_all};
use proptest::prelude::*;

const LON: usize = 2;
const INCOME: usize = 3;

/// The bits of the numbers that a grid contains in a column, of which each row has another text.
fn read(column: usize, texts: &[String]) -> Vec<u64> {
    let mut csv = "id,lat,lon,income,note\n".to_owned();
    for text in texts {
        let mut fields = ["a", "1", "2", "3", "x"];
        fields[column] = text;
        csv += &(fields.join(",") + "\n");
    }
    let (grid, _) = read_all(GridReader::open(csv.as_bytes(), "g.csv", &ColumnChoice::default()).unwrap()).unwrap();
    let numbers = if column == LON { grid.lon() } else { grid.income() };
    numbers.iter().map(|number| number.to_bits()).collect()
}

fn expected(text: &str) -> u64 {
    text.parse::<f64>().unwrap().to_bits()
}

#[test]
fn every_spelling_gives_the_nearest_number() {
    let short = ["0", "39.0997", "1.", ".5", "00039.10", "1e2", "+5", "0.1", "0.30000000000000004", "4.9e-324"];
    let long = ["123456789012345", "1234567890123456", "9007199254740993", "1.7976931348623157e308"];
    let signed = ["-0", "-94.5786", "-.5", "-1E-3", "179.99999999999997"];
    for (column, text) in short.iter().flat_map(|text| [(LON, text), (INCOME, text)]) {
        assert_eq!(read(column, &[(*text).to_owned()]), [expected(text)], "{text}");
    }
    for (column, text) in long.iter().map(|text| (INCOME, text)).chain(signed.iter().map(|text| (LON, text))) {
        assert_eq!(read(column, &[(*text).to_owned()]), [expected(text)], "{text}");
    }
}

#[test]
fn a_row_without_a_finite_number_is_rejected() {
    let texts = [
        "", "-", ".", "-.", "nan", "NaN", "inf", "-inf", "infinity", "1e999", "1.2.3", "\"39,1\"", "0x10", "12a",
        "1_0", "\u{661}",
    ];
    for text in texts {
        assert_eq!(read(LON, &[text.to_owned()]), [0; 0], "{text}");
    }
}

#[test]
fn six_decimals_are_digits_and_nothing_else() {
    let texts: Vec<String> = (0..1_000_000u32).step_by(7).map(|number| format!("1.{number:06}")).collect();
    let numbers: Vec<u64> = texts.iter().map(|text| expected(text)).collect();
    assert_eq!(read(LON, &texts), numbers);
    let others = (0x20..0x7f_u8).filter(|byte| !byte.is_ascii_digit() && !b",\"".contains(byte));
    for (byte, place) in others.flat_map(|byte| (2..8).map(move |place| (byte, place))) {
        let mut text = *b"1.234567";
        text[place] = byte;
        let text = String::from_utf8(text.to_vec()).unwrap();
        let number = text.trim().parse::<f64>().ok().filter(|number| number.abs() <= 180.0);
        assert_eq!(read(LON, std::slice::from_ref(&text)), Vec::from_iter(number.map(f64::to_bits)), "{text:?}");
    }
}

proptest! {
    #[test]
    fn decimals_equal_those_of_the_standard_library(text in "-?[0-9]{1,2}\\.[0-9]{0,17}") {
        prop_assert_eq!(read(LON, std::slice::from_ref(&text)), [expected(&text)]);
    }
}
