//! Scores of the preset against the published formula, written a second time.

use pdpe::model::Model;

use super::{haversine_km, numbers, score};

/// Place and weight of the published hotspots.
const HOTSPOTS: [(f64, f64, f64); 5] = [
    (39.0334, -94.5760, 1.5),
    (38.9584, -95.2448, 1.5),
    (38.7440, -93.7310, 1.5),
    (39.0496, -94.5913, 1.2),
    (39.0991, -94.5783, 1.1),
];

/// Sunday 19:00 in the third week of December: week × month × weekday × hour.
const SPENDING: f64 = 0.8 * 1.5 * 1.2 * 1.8;
/// Sunday 18 to 22.
const COLLEGE: f64 = 2.0;

fn assert_near(found: f64, expected: f64, what: &str) {
    // Places and scores have six decimals each; half a unit of either counts.
    assert!((found - expected).abs() < 3e-6, "{what}: {found}, not {expected}");
}

#[test]
fn without_incomes_the_published_formula_holds_everywhere() {
    let csv = score(&["--no-income", "--format", "csv"]);
    let [lat, lon, spending, college, bonus, combined] =
        ["lat", "lon", "spending_propensity", "college_presence", "event_proximity_bonus", "combined_score"]
            .map(|name| numbers(&csv, name));
    assert_eq!(lat.len(), 5494);
    for cell in 0..lat.len() {
        let place = (lat[cell], lon[cell]);
        let pull = |&(lat, lon, weight): &(f64, f64, f64)| weight / (1.0 + haversine_km(place, (lat, lon)));
        let students = (COLLEGE * HOTSPOTS.iter().map(pull).sum::<f64>()).clamp(0.0, 3.0);
        assert_near(spending[cell], SPENDING, "spending");
        // The steepest hotspot changes by 3 per km, that is 3.3e-4 per millionth of a degree.
        assert!((college[cell] - students).abs() < 4e-4, "{place:?}: {}, not {students}", college[cell]);
        assert_near(bonus[cell], 0.0, "bonus");
        assert_near(combined[cell], 0.4 * spending[cell] + 0.3 * college[cell], "combined");
    }
}

#[test]
fn with_incomes_spending_is_that_times_the_income_factor() {
    let csv = score(&["--format", "csv", "--columns", "income,spending_propensity"]);
    let (incomes, spending) = (numbers(&csv, "income"), numbers(&csv, "spending_propensity"));
    let reference = Model::published().spending.income.reference_income;
    let mut kinds = [0; 3];
    for (income, spending) in incomes.iter().zip(spending) {
        let factor = (income / reference).clamp(0.5, 2.0);
        assert_near(spending, (SPENDING * factor).clamp(0.0, 3.0), "spending");
        kinds[if factor > 1.0 { 2 } else { usize::from(factor > 0.5) }] += 1;
    }
    assert!(kinds.iter().all(|&count| count > 0), "poor, middling and rich cells: {kinds:?}");
}

#[test]
fn without_incomes_there_is_no_income_to_write() {
    let csv = score(&["--no-income", "--format", "csv", "--columns", "cell_id,income", "--top", "3"]);
    assert_eq!(super::column(&csv, "income"), ["", "", ""]);
}
