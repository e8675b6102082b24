//! Factors that are known come back; what is little known stays near its prior.

use pdpe::fit::{Estimate, FactorEstimate, estimate};

use super::world::{Random, World, city, flat, history, published};

/// |logarithm of fitted ÷ true|, both relative to their geometric means: a common factor belongs to the scale.
fn log_errors(fitted: &[f64], truth: &[f64]) -> Vec<f64> {
    let off: Vec<f64> = fitted.iter().zip(truth).map(|(fitted, truth)| (fitted / truth).ln()).collect();
    let mean = off.iter().sum::<f64>() / off.len() as f64;
    off.iter().map(|off| (off - mean).abs()).collect()
}

fn fitted(factors: &[FactorEstimate]) -> Vec<f64> {
    factors.iter().map(|factor| factor.fitted).collect()
}

/// Median error of places, weekdays and the hours worked on them.
fn median_error(world: &World, fit: &Estimate) -> f64 {
    let mut errors = log_errors(&fitted(&fit.places), &world.places);
    errors.extend(log_errors(&fitted(&fit.weekday)[..5], &world.tables.weekday[..5]));
    errors.extend(log_errors(&fitted(&fit.hours)[11..20], &world.tables.hours[0][11..20]));
    errors.sort_by(f64::total_cmp);
    errors[errors.len() / 2]
}

#[test]
fn a_thousand_stays_without_noise_give_the_factors_back() {
    let world = World { luck: 0.0, ..city() };
    let history = history(world.stays(1000, 20, &mut Random(0)));
    let error = median_error(&world, &estimate(&history, history.len(), &published()));
    assert!(error <= 0.015, "{error}");
}

#[test]
fn three_hundred_noisy_stays_give_the_factors_back_roughly() {
    let mut errors: Vec<f64> = (0..3)
        .map(|seed| {
            let history = history(city().stays(300, 6, &mut Random(100 + seed)));
            median_error(&city(), &estimate(&history, history.len(), &flat()))
        })
        .collect();
    errors.sort_by(f64::total_cmp);
    assert!(errors[1] <= 0.07, "{errors:?}");
}

#[test]
fn no_stays_leave_the_prior_as_it_is() {
    let fit = estimate(&history(Vec::new()), 0, &published());
    let mut tables = published().tables;
    tables.month = [1.0; 12]; // not told apart within a year
    assert_eq!(fit.tables(), tables);
    assert!(fit.hours.iter().all(|hour| hour.credibility == 0.0 && hour.stays == 0));
}

#[test]
fn a_lucky_evening_makes_no_place() {
    let mut random = Random(7);
    let mut stays = World { places: vec![1.0; 4], luck: 0.1, ..city() }.stays(60, 5, &mut random);
    let mut lucky = stays[30].clone();
    lucky.place = "new".into();
    lucky.taken *= 10.0;
    let once = {
        let mut stays = stays.clone();
        stays.push(lucky.clone());
        history(stays)
    };
    let fit = estimate(&once, once.len(), &flat());
    let new = fit.places[once.places().iter().position(|place| place == "new").unwrap()];
    // One stay counts little more than a fifth, 1 in 1 + k.
    assert!(new.credibility <= 0.22 && new.fitted < 3.0, "{new:?}");
    // Time and again it is no luck.
    for stay in stays.iter_mut().skip(32).step_by(4) {
        stay.place = "new".into();
        stay.taken *= 10.0;
    }
    let often = history(stays);
    let fit = estimate(&often, often.len(), &flat());
    let new = fit.places[often.places().iter().position(|place| place == "new").unwrap()];
    let other = fit.places[often.places().iter().position(|place| place == "place 0").unwrap()];
    assert!(new.credibility > 0.7 && new.fitted > 4.0 * other.fitted, "{new:?} {other:?}");
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let mut stays = city().stays(120, 5, &mut Random(3));
    let first = estimate(&history(stays.clone()), 120, &published());
    stays.reverse();
    stays.swap(5, 60);
    assert_eq!(estimate(&history(stays), 120, &published()), first);
}

#[test]
fn a_sold_out_stay_is_a_lower_bound() {
    let stays = city().stays(80, 5, &mut Random(5));
    let fit = |alter: &dyn Fn(&mut pdpe::fit::Stay)| {
        let mut stays = stays.clone();
        stays.iter_mut().filter(|stay| stay.place == "place 3").for_each(alter);
        let history = history(stays);
        estimate(&history, history.len(), &flat()).places[3].fitted
    };
    let whole = fit(&|_| {});
    let cut = fit(&|stay| stay.taken = stay.taken.min(150.0));
    let told = fit(&|stay| {
        stay.sold_out = stay.taken > 150.0;
        stay.taken = stay.taken.min(150.0);
    });
    assert!(cut < told && told <= whole * 1.1, "{cut} {told} {whole}");
}

#[test]
fn months_are_told_apart_after_a_year() {
    let mut world = city();
    world.tables.month = [0.5, 0.5, 0.5, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 1.0, 1.0, 0.5];
    let within = history(world.stays(200, 4, &mut Random(11)));
    assert!(within.span_days() < 360.0);
    assert!(estimate(&within, within.len(), &flat()).month.iter().all(|month| month.fitted == 1.0));
    let beyond = history(world.stays(400, 4, &mut Random(11)));
    assert!(beyond.span_days() > 360.0);
    let month = estimate(&beyond, beyond.len(), &flat()).month;
    assert!(month[7].fitted > 1.5 * month[1].fitted, "{month:?}");
}

#[test]
fn takings_in_another_unit_give_the_same_factors() {
    let stays = city().stays(60, 5, &mut Random(13));
    let mut in_cents = stays.clone();
    for stay in &mut in_cents {
        stay.taken *= 1024.0;
    }
    let (a, b) = (history(stays), history(in_cents));
    let (a, b) = (estimate(&a, 60, &published()), estimate(&b, 60, &published()));
    assert!(log_errors(&fitted(&a.hours), &fitted(&b.hours)).iter().all(|error| *error < 1e-9));
    assert!((b.scale / a.scale / 1024.0 - 1.0).abs() < 1e-9);
}

#[test]
fn a_year_of_zeros_and_a_single_stay_are_no_trouble() {
    let mut stays = city().stays(200, 5, &mut Random(17));
    for stay in &mut stays {
        stay.taken = 0.0;
    }
    let zeros = history(stays.clone());
    let fit = estimate(&zeros, zeros.len(), &flat());
    assert!(fit.hours.iter().chain(&fit.places).all(|factor| factor.fitted.is_finite()), "{fit:?}");
    stays.truncate(1);
    stays[0].taken = 50.0;
    let one = history(stays);
    let fit = estimate(&one, 1, &published());
    assert!((fit.expected(&one, 0) - 50.0).abs() < 5.0, "{}", fit.expected(&one, 0));
}
