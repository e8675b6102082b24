//! The steps of a plan as a list of records: table, CSV and NDJSON.

use serde::Serialize;

use crate::clock::ZonedTime;
use crate::itinerary::{Itinerary, Step, TruckDay};
use crate::output::{ColumnKind, Format, Record, Rows, Sheet, Style, Table, rounded};

/// The columns of a CSV.
const FIELDS: [&str; 12] = [
    "truck",
    "type",
    "cell_id",
    "lat",
    "lon",
    "near",
    "leave",
    "arrival",
    "service_start",
    "service_end",
    "km",
    "value",
];

/// A step.
#[derive(Serialize)]
struct StepRow<'i> {
    truck: usize,
    r#type: &'static str,
    cell_id: Option<&'i str>,
    lat: Option<f64>,
    lon: Option<f64>,
    near: Option<&'i str>,
    leave: Option<String>,
    arrival: Option<String>,
    /// The start and the end of a break.
    service_start: Option<String>,
    service_end: Option<String>,
    km: Option<f64>,
    value: Option<f64>,
    #[serde(skip)]
    texts: Vec<String>,
}

impl Record for StepRow<'_> {
    fn texts(&self) -> Option<Vec<String>> {
        // The row of the first stop has the place and time of the start.
        (self.r#type != "start").then(|| self.texts.clone())
    }
}

/// The list of steps.
pub(super) fn written(itinerary: &Itinerary, format: Format, style: Style) -> serde_json::Result<Vec<u8>> {
    let mut stops = itinerary.trucks.iter().flat_map(TruckDay::stops);
    let has_alternatives = stops.any(|stop| stop.if_lost.is_some());
    let unit = itinerary.unit.as_str();
    let mut header: Vec<(&str, ColumnKind)> = vec![
        ("truck", ColumnKind::Number),
        ("leave", ColumnKind::Word),
        ("arrive", ColumnKind::Word),
        ("serve", ColumnKind::Word),
        ("cell", ColumnKind::Word),
        ("near", ColumnKind::Text),
        ("place", ColumnKind::Word),
        ("km", ColumnKind::Number),
        (unit, ColumnKind::Number),
    ];
    if has_alternatives {
        header.push(("if lost", ColumnKind::Number));
    }
    let header = header.into_iter().map(|(name, kind)| (name.to_owned(), kind)).collect();
    let table = Table::new(header).dispensing(&[&["place"], &["km"], &["leave"]]);
    let mut rows = Rows::new(format, FIELDS, Sheet::Whole(table, style));
    let mut out = Vec::new();
    rows.start(&serde_json::json!({}), "steps", &mut out)?;
    for day in &itinerary.trucks {
        for step in &day.steps {
            rows.push(&row(day.truck, day.value, step, has_alternatives), &mut out)?;
        }
    }
    rows.end(&serde_json::json!({}), &mut out)?;
    Ok(out)
}

fn row(truck: usize, of_truck: f64, of: &Step, has_alternatives: bool) -> StepRow<'_> {
    let clock = |at: &ZonedTime| at.format("%H:%M").to_string();
    let clock_if_any = |at: &Option<ZonedTime>| at.as_ref().map_or("-".into(), clock);
    let full = |at: &ZonedTime| Some(at.to_rfc3339());
    let mut row = StepRow {
        truck,
        r#type: "stop",
        cell_id: None,
        lat: None,
        lon: None,
        near: None,
        leave: None,
        arrival: None,
        service_start: None,
        service_end: None,
        km: None,
        value: None,
        texts: vec![truck.to_string()],
    };
    match of {
        Step::Start { lat, lon, leave } => {
            row.r#type = "start";
            (row.lat, row.lon, row.leave) = (Some(rounded(*lat)), Some(rounded(*lon)), full(leave));
        }
        Step::Stop(stop) => {
            row.cell_id = Some(&stop.cell_id);
            (row.lat, row.lon) = (Some(rounded(stop.lat)), Some(rounded(stop.lon)));
            row.near = stop.near.as_deref();
            (row.leave, row.arrival) = (stop.leave.map(|at| at.to_rfc3339()), stop.arrival.map(|at| at.to_rfc3339()));
            (row.service_start, row.service_end) = (full(&stop.service_start), full(&stop.service_end));
            (row.km, row.value) = (stop.km.map(rounded), Some(rounded(stop.value)));
            let kept = if stop.kept { ", fixed" } else { "" };
            row.texts.extend([
                clock_if_any(&stop.leave),
                clock_if_any(&stop.arrival),
                format!("{}–{}{kept}", clock(&stop.service_start), clock(&stop.service_end)),
                stop.cell_id.clone(),
                stop.near.clone().unwrap_or_default(),
                format!("{:.4},{:.4}", stop.lat, stop.lon),
                stop.km.map_or("-".into(), |km| format!("{km:.1}")),
                format!("{:.6}", stop.value),
            ]);
            if has_alternatives {
                let lost = stop.if_lost.as_ref().map(|lost| lost.value.map(|value| value - of_truck));
                row.texts.push(match lost {
                    None => "-".into(),
                    Some(None) => "no plan".into(),
                    Some(Some(change)) => format!("{change:+.6}"),
                });
            }
        }
        Step::Break { from, to } => {
            row.r#type = "break";
            (row.service_start, row.service_end) = (full(from), full(to));
            let dash = || "-".to_owned();
            row.texts.extend([dash(), dash(), format!("{}–{}", clock(from), clock(to)), "break".into()]);
        }
        Step::Return { lat, lon, leave, arrival, km } => {
            row.r#type = "return";
            (row.lat, row.lon) = (Some(rounded(*lat)), Some(rounded(*lon)));
            (row.leave, row.arrival, row.km) = (full(leave), full(arrival), Some(rounded(*km)));
            row.texts.extend([clock(leave), clock(arrival), "-".into(), "end".into(), String::new()]);
            row.texts.extend([format!("{lat:.4},{lon:.4}"), format!("{km:.1}")]);
        }
    }
    let columns = if has_alternatives { 10 } else { 9 };
    row.texts.resize(columns, String::new());
    row
}
