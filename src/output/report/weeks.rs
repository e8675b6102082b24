//! The weeks of a report: what was taken, and what was predicted of the same stays.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{Datelike, Duration, NaiveDate};

use super::Report;
use crate::fit::Rival;
use crate::text::{grouped, markup};

/// The drawing: its height, room for a week, and the margins.
const HEIGHT: f64 = 240.0;
const LEFT: f64 = 64.0;
const TOP: f64 = 12.0;
const FOOT: f64 = 26.0;
const LEAST_WIDTH: f64 = 640.0;
const LEAST_WEEK: f64 = 14.0;

/// Takings, the fitted and the in-force prediction of the stays of a week.
type Week = (NaiveDate, [f64; 3]);

pub fn section(report: &Report) -> String {
    let weeks = weeks(report);
    if weeks.is_empty() {
        return "<section>\n<h2>Weeks</h2>\n<p>No week has enough stays before it to be predicted.</p>\n</section>\n"
            .into();
    }
    format!(
        "<section>\n<h2>Weeks: {} predicted and taken</h2>\n<p class=\"key\"><span class=\"taken\"></span>taken \
         <span class=\"fitted\"></span>fitted factors <span class=\"force\"></span>model in force</p>\n{}\
         <p class=\"soft\">The stays of each week, predicted from the weeks before it.</p>\n</section>\n",
        markup(report.unit),
        drawing(&weeks)
    )
}

fn weeks(report: &Report) -> Vec<Week> {
    let mut weeks: BTreeMap<NaiveDate, [f64; 3]> = BTreeMap::new();
    for out in &report.test.held_out {
        let date = report.history.stays()[out.stay].start.date_naive();
        let monday = date - Duration::days(i64::from(date.weekday().num_days_from_monday()));
        let week = weeks.entry(monday).or_default();
        week[0] += out.taken;
        week[1] += out.expected[Rival::Fitted as usize];
        week[2] += out.expected[Rival::InForce as usize];
    }
    weeks.into_iter().collect()
}

fn drawing(weeks: &[Week]) -> String {
    #[expect(clippy::cast_precision_loss, reason = "weeks are few")]
    let number = weeks.len() as f64;
    let width = (LEAST_WIDTH - LEFT).max(LEAST_WEEK * number);
    let step = width / number;
    let most =
        weeks.iter().flat_map(|(_, sums)| sums).fold(0.0, |most: f64, &sum| most.max(sum)).max(f64::MIN_POSITIVE);
    let (tick, ticks) = ticks(most);
    let top = tick * f64::from(ticks);
    let y = |value: f64| TOP + (HEIGHT - TOP - FOOT) * (1.0 - value / top);
    let (right, bottom) = (LEFT + width, y(0.0));
    let mut svg = format!("<svg viewBox=\"0 0 {right:.0} {HEIGHT}\" role=\"img\" aria-label=\"Weeks\">\n");
    for at in 0..=ticks {
        let value = tick * f64::from(at);
        let line = y(value);
        // Writing to a String cannot fail.
        let _ = writeln!(
            svg,
            "<path class=\"grid\" d=\"M{LEFT} {line:.1}H{right:.1}\"/><text x=\"{:.0}\" y=\"{:.1}\" class=\"end\">{}</text>",
            LEFT - 6.0,
            line + 4.0,
            shown(value)
        );
    }
    let mut lines = [String::new(), String::new()];
    // A date for some 80 px.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small positive number")]
    let every = (80.0 / step).ceil().max(1.0) as usize;
    for (place, (monday, [taken, fitted, in_force])) in weeks.iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "weeks are few")]
        let left = LEFT + step * place as f64;
        let (middle, bar) = (left + step / 2.0, (step * 0.7).min(48.0));
        let _ = writeln!(
            svg,
            "<rect class=\"taken\" x=\"{:.1}\" y=\"{:.1}\" width=\"{bar:.1}\" height=\"{:.1}\"><title>Week of {monday}: taken \
             {}, fitted {}, model in force {}</title></rect>",
            middle - bar / 2.0,
            y(*taken),
            bottom - y(*taken),
            shown(*taken),
            shown(*fitted),
            shown(*in_force)
        );
        for (line, value) in lines.iter_mut().zip([fitted, in_force]) {
            let _ = write!(line, "{}{middle:.1} {:.1}", if place == 0 { "M" } else { "L" }, y(*value));
            // A line of one week would be invisible.
            if weeks.len() == 1 {
                let _ = write!(line, "h{bar:.1}");
            }
        }
        if place.is_multiple_of(every) {
            let _ =
                writeln!(svg, "<text x=\"{middle:.1}\" y=\"{:.1}\" class=\"middle\">{}</text>", HEIGHT - 8.0, monday);
        }
    }
    let [fitted, in_force] = lines;
    svg + &format!("<path class=\"force\" d=\"{in_force}\"/>\n<path class=\"fitted\" d=\"{fitted}\"/>\n</svg>\n")
}

/// A step of 1, 2 or 5 times a power of ten, and how many of them reach a value: five at most.
fn ticks(most: f64) -> (f64, u32) {
    let power = 10f64.powf((most / 5.0).log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|times| times * power).into_iter().find(|step| step * 5.0 >= most);
    let step = step.unwrap_or(power * 10.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "one to five")]
    let count = (most / step).ceil().max(1.0) as u32;
    (step, count)
}

/// A sum as people read it, without a unit.
fn shown(value: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a sum of takings, not negative")]
    let whole = value.round() as usize;
    if value > 0.0 && value < 10.0 { format!("{value:.1}") } else { grouped(whole) }
}
