//! The text above and below the table of a plan: the shift, the proof, alternatives, and the cost
//! of limits.

use crate::itinerary::{Instead, Itinerary};
use crate::text::counted;

pub(super) fn before(itinerary: &Itinerary) -> String {
    let Itinerary { from, to, .. } = itinerary;
    let end = if from.date_naive() == to.date_naive() { "%H:%M %Z" } else { "%a %H:%M %Z" };
    format!(
        "{} to {} ({}), {}, model: {}\n\n",
        from.format("%A %Y-%m-%d %H:%M"),
        to.format(end),
        itinerary.timezone,
        counted(itinerary.trucks.len(), "truck"),
        itinerary.model,
    )
}

pub(super) fn after(itinerary: &Itinerary) -> String {
    let mut text = format!("\n{:.6} {}, {}\n", itinerary.value, itinerary.unit, proof(itinerary));
    text.push_str(&by_stops(itinerary));
    let lost = |(truck, number, lost): (usize, usize, &Instead)| {
        let stops = if lost.stops.is_empty() { "no plan".into() } else { lost.stops.join(", ") };
        let of_truck = if itinerary.trucks.len() > 1 { format!("truck {truck}, ") } else { String::new() };
        format!("  {of_truck}stop {number}: {stops}\n")
    };
    let of_trucks = itinerary.trucks.iter().flat_map(|day| {
        let numbered = (1..).zip(day.stops());
        numbered.filter_map(|(number, stop)| Some((day.truck, number, stop.if_lost.as_ref()?)))
    });
    let alternatives: String = of_trucks.map(lost).collect();
    if !alternatives.is_empty() {
        text.extend([format!("The best plan without each stop:\n{alternatives}")]);
    }
    text.push_str(&limits(itinerary));
    text.push_str(&receipts(itinerary));
    text
}

/// How far the plan is from the bound.
pub(super) fn proof(itinerary: &Itinerary) -> String {
    if itinerary.proved {
        return "optimal (proved)".into();
    }
    // Rounded up, so that the true value is not greater.
    let percent = (itinerary.gap * 1000.0).ceil() / 10.0;
    format!("within {percent:.1} % of the bound of {:.6}", itinerary.bound)
}

fn by_stops(itinerary: &Itinerary) -> String {
    if itinerary.by_stops.is_empty() {
        return String::new();
    }
    let mut text = String::from("By number of stops:");
    let best = itinerary.trucks.first().map(|day| day.stops().count());
    for row in &itinerary.by_stops {
        let mark = if Some(row.stops) == best { " ←" } else { "" };
        let line = match (row.value, row.service_minutes) {
            (Some(value), Some(minutes)) => {
                format!(
                    "\n  {}: {value:.6} {} in {}h{:02}m of service{mark}",
                    row.stops,
                    itinerary.unit,
                    minutes / 60,
                    minutes % 60
                )
            }
            _ => format!("\n  {}: no plan found", row.stops),
        };
        text.push_str(&line);
    }
    text.push('\n');
    let fewer_won = itinerary.by_stops.iter().any(|row| row.value.is_some() && Some(row.stops) > best);
    if fewer_won {
        text.push_str("More stops have a lower value: each needs time for the drive, setup and teardown.\n");
    }
    text
}

fn limits(itinerary: &Itinerary) -> String {
    if itinerary.limits.is_empty() {
        return String::new();
    }
    let row = |cost: &crate::itinerary::LimitCost| match (cost.value, cost.gain) {
        (Some(value), Some(gain)) => format!("  {} ({}): {value:.6}, {gain:+.6}\n", cost.limit, cost.without),
        _ => format!("  {} ({}): no plan\n", cost.limit, cost.without),
    };
    format!("The value of the plan without a limit:\n{}", itinerary.limits.iter().map(row).collect::<String>())
}

fn receipts(itinerary: &Itinerary) -> String {
    let mut text = String::new();
    for day in &itinerary.trucks {
        for stop in day.stops() {
            let Some(receipt) = &stop.receipt else { continue };
            text.extend([format!(
                "Cell {} at {}: combined score {:.6}\n",
                stop.cell_id,
                stop.service_start.format("%H:%M"),
                receipt.combined_score
            )]);
            for term in &receipt.terms {
                text.extend([format!("  {:.2} × {:.6} {}\n", term.weight, term.score, term.layer)]);
            }
            for event in &stop.why {
                text.extend([format!("  event: {}\n", crate::text::terminal_line(event))]);
            }
        }
    }
    text
}
