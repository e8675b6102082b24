//! What holds of every plan: it is the best there is, its bound is one, and limits only cost.

#![allow(clippy::unwrap_used)]

use pdpe::parallel::with_threads;
use pdpe::plan::check::check;
use pdpe::plan::limits::alternatives;
use pdpe::plan::one_truck::one_truck;
use pdpe::plan::trucks::{Fleet, plan};
use pdpe::plan::{FixedStop, PlanSettings, SAME, StayLimits, Stop};
use proptest::prelude::*;

use super::every_plan::{best_of_all, every_plan};
use super::small::{Small, small};

fn value(small: &Small) -> f64 {
    plan(&small.scene()).map_or(f64::NEG_INFINITY, |fleet| fleet.value)
}

fn checked(small: &Small, fleet: &Fleet) {
    let scene = small.scene();
    check(&scene, &fleet.stops()).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, max_shrink_iters: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_plan_of_one_truck_is_the_best_of_all_plans(small in small(26, 8, 3)) {
        let scene = small.scene();
        let all = every_plan(&scene);
        let plans = one_truck(&scene);
        for stops in 1..=small.settings.stops {
            let best = all.iter().filter(|(_, plan)| plan.len() == stops).map(|(value, _)| *value).reduce(f64::max);
            let found = plans.by_stops[stops - 1].as_ref();
            prop_assert_eq!(best.is_some(), found.is_some(), "{} stops: {:?} {:?}", stops, best, plans);
            if let (Some(best), Some(found)) = (best, found) {
                prop_assert!((best - found.value).abs() < SAME, "{} stops: {} is best, not {:?}", stops, best, found);
                prop_assert!(found.is_proved(), "{found:?}");
                prop_assert!(plans.bounds[stops - 1] >= best - SAME);
                check(&scene, &[&found.stops]).unwrap();
            }
        }
    }

    #[test]
    fn many_stops_reach_the_best_plan_or_say_how_far_it_is(mut small in small(22, 5, 3), stops in 5..7_usize) {
        small.settings.stops = stops;
        small.settings.breaks.clear();
        small.settings.stay = StayLimits { least: 2, longest: Some(3), ..small.settings.stay };
        let all = every_plan(&small.scene());
        let best = all.iter().map(|(value, _)| *value).reduce(f64::max);
        let fleet = plan(&small.scene());
        prop_assert_eq!(best.is_some(), fleet.is_some());
        if let (Some(best), Some(fleet)) = (best, fleet) {
            checked(&small, &fleet);
            prop_assert!(fleet.value <= best + SAME, "{} is more than {best}", fleet.value);
            prop_assert!(fleet.bound >= best - SAME, "the bound {} is below {best}", fleet.bound);
            prop_assert!(fleet.value >= 0.97 * best, "{} is far below {best}", fleet.value);
        }
    }

    #[test]
    fn two_trucks_earn_at_most_their_bound(mut small in small(14, 5, 2)) {
        small.settings.trucks = 2;
        let best = best_of_all(&small.scene());
        if let Some(fleet) = plan(&small.scene()) {
            checked(&small, &fleet);
            let best = best.unwrap();
            prop_assert!(fleet.value <= best + SAME, "{} is more than {best}", fleet.value);
            prop_assert!(fleet.bound >= best - SAME, "bound {} is below {best}", fleet.bound);
        }
    }

    #[test]
    fn what_is_kept_stays_and_the_rest_is_the_best(small in small(22, 6, 3), at in 0..400_usize, now in 0..10_usize) {
        let all = every_plan(&small.scene());
        prop_assume!(!all.is_empty());
        let (_, stops) = &all[at * 7919 % all.len()];
        let Stop { cell, service_start, service_end, .. } = stops[at % stops.len()];
        let mut kept = small.clone();
        kept.settings.keep = vec![FixedStop { truck: 0, cell, from: service_start, least_to: service_end, most_to: service_end }];
        // Windows of pitches bind new stops alone; that of this stop is as it was.
        let has_it = |stops: &[Stop]| stops.iter().any(|stop| (stop.cell, stop.service_start, stop.service_end) == (cell, service_start, service_end));
        let best = all.iter().filter(|(_, stops)| has_it(stops)).map(|(value, _)| *value).fold(f64::MIN, f64::max);
        let fleet = plan(&kept.scene()).expect("the plan it was taken from");
        checked(&kept, &fleet);
        prop_assert!((fleet.value - best).abs() < SAME && fleet.is_proved(), "{best} is best, not {fleet:?}");

        // From a time on, no more can be done than that.
        kept.settings.now = now.min(service_start);
        if let Some(later) = plan(&kept.scene()) {
            checked(&kept, &later);
            prop_assert!(later.value <= best + SAME);
        }
    }

    #[test]
    fn a_plan_is_the_same_at_any_number_of_threads(mut small in small(60, 12, 4), trucks in 1..3_usize) {
        small.settings.trucks = trucks;
        let one = with_threads(1, || plan(&small.scene())).unwrap();
        for threads in [2, 8] {
            let many = with_threads(threads, || plan(&small.scene())).unwrap();
            prop_assert_eq!(format!("{one:?}"), format!("{many:?}"));
        }
    }

    #[test]
    fn more_room_never_costs_and_one_more_limit_never_pays(small in small(60, 10, 3)) {
        let usual = value(&small);
        let with = |change: &dyn Fn(&mut PlanSettings)| {
            let mut other = small.clone();
            change(&mut other.settings);
            value(&other)
        };
        prop_assert!(with(&|all| all.stops += 1) >= usual - SAME, "one more stop");
        prop_assert!(with(&|all| all.speed_kmh *= 1.3) >= usual - SAME, "faster");
        prop_assert!(with(&|all| all.setup_minutes = 0) >= usual - SAME, "no set-up");
        prop_assert!(with(&|all| all.breaks.clear()) >= usual - SAME, "no break");
        prop_assert!(with(&|all| all.apart_km += 0.4) <= usual + SAME, "farther apart");
        prop_assert!(with(&|all| all.stay.least += 2) <= usual + SAME, "longer stays");
        prop_assert!(with(&|all| all.stay.longest = Some(all.stay.longest.unwrap_or(9).max(all.stay.least) - 1).filter(|&most| most >= all.stay.least).or(all.stay.longest)) <= usual + SAME, "shorter stays");
        prop_assert!(with(&|all| all.stay.half_life_minutes = Some(all.stay.half_life_minutes.unwrap_or(40.0) / 2.0)) <= usual + SAME, "faster fading");
        let mut always = small.clone();
        always.open = None;
        prop_assert!(value(&always) >= usual - SAME, "no windows");
        let mut longer = small.clone();
        longer.values = pdpe::plan::values::Values::new(small.values.places().to_vec(), small.values.minutes() + 7, small.values.spans().to_vec());
        longer.open = small.open.clone();
        prop_assert!(value(&longer) >= usual - SAME, "a longer shift");
    }

    #[test]
    fn an_alternative_leaves_the_lost_place_out_and_is_no_better(small in small(40, 10, 3)) {
        if let Some(fleet) = plan(&small.scene()) {
            for other in alternatives(&small.scene(), &fleet, 0.5) {
                let Some(found) = other.plan else { continue };
                let lost = small.values.places()[fleet.trucks[other.truck].stops[other.stop].cell];
                prop_assert!(found.value <= fleet.value + SAME);
                let is_far = |stop: &Stop| small.values.places()[stop.cell].distance_km(lost) >= 0.5;
                prop_assert!(found.stops.iter().all(is_far));
                check(&small.scene(), &[&found.stops]).unwrap();
            }
        }
    }
}
