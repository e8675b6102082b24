//! Optima that were found another way, and what naive choices earn under the same limits.

use std::time::Instant;

use pdpe::geo::LatLon;
use pdpe::plan::one_truck::one_truck;
use pdpe::plan::values::Values;
use pdpe::plan::{PlanSettings, SAME, Scene, StayLimits};

use super::City;
use super::naive;

/// One row per optimum, and the totals.
pub fn table(folder: &str, city: &City) {
    let Ok(mut rows) = csv::Reader::from_path(format!("{folder}/plan_optima.csv")) else { return };
    println!("\n| shift | optimum | found | bound | seconds | best cell now | stays of --top | greedy insertion |");
    println!("|---|--:|--:|--:|--:|--:|--:|--:|");
    let (mut met, mut all) = (0, 0);
    let mut gains: Vec<Vec<f64>> = vec![Vec::new(); 3];
    for row in rows.records() {
        let row = row.expect("a row");
        let settings = settings(&row[1], &row[3]);
        let (day, start, minutes) = match &row[0] {
            "Fri" => (2, 16, 600),
            "Sat" => (3, 11, 720),
            _ => (4, 10, 720),
        };
        let clock = Instant::now();
        let values =
            Values::of_shift(
                &city.model,
                &city.grid,
                &city.events,
                city.at(day, start),
                minutes,
                |scores| match &row[2] {
                    "combined" => scores.combined_score,
                    "events" => scores.layers[2].clone(),
                    other => panic!("{other}"),
                },
            );
        let best = one_truck(&Scene::new(&values, &settings)).best().expect("a plan");
        let seconds = clock.elapsed().as_secs_f64();
        let optimum: f64 = row[4].parse().expect("an optimum");
        all += 1;
        // The reference has six decimals, from scores with six.
        met += usize::from(best.is_proved() && (best.value - optimum).abs() < 1e-4 + SAME);
        let scene = Scene::new(&values, &settings);
        let naive = [naive::best_now(&scene), naive::top_stays(&scene), naive::greedy(&scene)];
        let mut texts = Vec::new();
        for (gains, value) in gains.iter_mut().zip(naive) {
            let gain = 100.0 * (best.value / value - 1.0);
            gains.push(gain);
            texts.push(format!("{value:.3} (+{gain:.0} %)"));
        }
        println!(
            "| {} {} {} {} | {optimum:.6} | {:.6} | {:.6} | {seconds:.2} | {} |",
            &row[0],
            &row[1],
            &row[2],
            &row[3],
            best.value,
            best.bound,
            texts.join(" | ")
        );
    }
    println!("\n{met} of {all} optima met and proved");
    for (name, mut gains) in ["best cell now", "stays of --top", "greedy insertion"].iter().zip(gains) {
        gains.sort_by(f64::total_cmp);
        let (Some(least), Some(most)) = (gains.first(), gains.last()) else { continue };
        println!("gain over {name}: {least:+.0} to {most:+.0} %, median {:+.0} %", gains[gains.len() / 2]);
    }
}

fn settings(depot: &str, config: &str) -> PlanSettings {
    let depot: LatLon = match depot {
        "KCK" => "39.1163,-94.6275",
        "Downtown" => "39.0997,-94.5786",
        _ => "38.9822,-94.6708",
    }
    .parse()
    .expect("a place");
    let (longest, half_life_minutes, stops) = match config {
        "max4h K3" => (Some(240), None, 3),
        "max3h K4" => (Some(180), None, 4),
        "nolimit K3" => (None, None, 3),
        _ => (None, Some(180.0), 3),
    };
    PlanSettings {
        start: Some(depot),
        end: Some(depot),
        stops,
        stay: StayLimits { least: 60, longest, half_life_minutes },
        apart_km: 1.0,
        ..PlanSettings::default()
    }
}
