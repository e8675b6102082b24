//! The best stays of a replay: where to be, from when to when.

use chrono::Datelike as _;
use pdpe::clock::ZonedTime;
use pdpe::grid::Grid;
use pdpe::live::stays::{BestStays, Stay, Wanted};
use pdpe::output::{Column, Format, Kind, NamedScores, Style, Table, rounded};
use pdpe::score::{CellScore, Moment};
use serde::Serialize;

use super::super::destination::Destination;
use super::super::map::USUAL_APART_KM;
use super::super::shared;
use super::Span;
use super::course::Course;

/// A stay with its scores.
#[derive(Serialize)]
struct Row {
    rank: usize,
    from: String,
    to: String,
    hours: f64,
    cell_id: String,
    lat: f64,
    lon: f64,
    #[serde(flatten)]
    scores: NamedScores,
    /// The combined score there and then without the change, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    combined_score_before: Option<f64>,
}

/// What the CSV tells of a stay before its scores.
const COLUMNS: [&str; 7] = ["rank", "from", "to", "hours", "cell_id", "lat", "lon"];

impl Row {
    /// In the order of [`COLUMNS`], numbers with six decimals as in every CSV.
    fn texts(&self) -> impl Iterator<Item = String> {
        let six = |value: f64| format!("{value:.6}");
        let texts = [
            self.rank.to_string(),
            self.from.clone(),
            self.to.clone(),
            six(self.hours),
            self.cell_id.clone(),
            six(self.lat),
            six(self.lon),
        ];
        let scores = self.scores.scores.iter().map(move |(_, score)| six(*score));
        texts.into_iter().chain(scores).chain(self.combined_score_before.map(six))
    }
}

/// The stays as one document.
#[derive(Serialize)]
struct Document<'r> {
    schema_version: u32,
    from: String,
    to: String,
    timezone: &'static str,
    model: String,
    stopped_at: Option<String>,
    stays: &'r [Row],
}

/// Writes the best stays; the time at which the replay was interrupted, if it was.
pub fn write(span: &Span, top: usize, grid: &Grid, mut destination: Destination) -> anyhow::Result<Option<ZonedTime>> {
    let wanted = Wanted { top, apart_km: span.args.apart.unwrap_or(USUAL_APART_KM) };
    let (stays, stopped) = find(span, BestStays::new(wanted), grid)?;
    let rows: Vec<Row> = stays.iter().enumerate().map(|(number, stay)| row(span, grid, number + 1, stay)).collect();
    let (mut out, mut left_out) = (Vec::new(), Vec::new());
    match span.format {
        Format::Ndjson => {
            for row in &rows {
                serde_json::to_writer(&mut out, row)?;
                out.push(b'\n');
            }
        }
        Format::Csv => {
            let mut csv = csv::Writer::from_writer(&mut out);
            let scores = Column::of_layers(&span.config.model).into_iter().chain([Column::COMBINED_SCORE]);
            let scores: Vec<Column> = scores.collect();
            let columns = COLUMNS.into_iter().chain(scores.iter().map(Column::name));
            csv.write_record(columns.chain(span.before.is_some().then_some("combined_score_before")))?;
            for row in &rows {
                csv.write_record(row.texts())?;
            }
            csv.flush()?;
        }
        Format::Json => {
            let document = Document {
                schema_version: 1,
                from: span.from.to_rfc3339(),
                to: span.to.to_rfc3339(),
                timezone: span.from.timezone().name(),
                model: span.config.model_name(),
                stopped_at: stopped.map(|at| at.to_rfc3339()),
                stays: &rows,
            };
            serde_json::to_writer_pretty(&mut out, &document)?;
            out.push(b'\n');
        }
        _ => {
            let style = if destination.is_stdout() { shared::style() } else { Style::default() };
            let table = table(span, &stays, &rows);
            left_out = table.left_out(style);
            out.extend_from_slice(heading(span, grid).as_bytes());
            out.extend_from_slice(table.render(style).as_bytes());
        }
    }
    destination.write(&out)?;
    destination.finish()?;
    span.talk.tell_left_out(&left_out, "--format csv");
    Ok(stopped)
}

/// Runs the replay as often as it takes, which is hardly ever more than once.
fn find(span: &Span, mut best: BestStays, grid: &Grid) -> anyhow::Result<(Vec<Stay>, Option<ZonedTime>)> {
    loop {
        let mut replay = span.replay(grid.clone(), &span.events)?;
        let mut collector = best.start(grid, replay.engine().scores(), span.from);
        let mut progress = span.progress();
        while let Some((moment, change)) = replay.step() {
            collector.change(&change.cells_changed, replay.engine().scores(), moment.at);
            if progress.stops_at(moment.at) {
                break;
            }
        }
        best = collector.finish(progress.stopped.unwrap_or(span.to));
        if best.is_complete() || progress.stopped.is_some() {
            span.tell_statistics(&replay);
            return Ok((best.taken().to_vec(), progress.stopped));
        }
        span.talk.detail("not all of the best stays are found yet, replaying once more");
    }
}

fn row(span: &Span, grid: &Grid, rank: usize, stay: &Stay) -> Row {
    let place = grid.place(stay.cell);
    let score = |course: &Course| -> CellScore {
        Moment::new(&span.config.model, &course.at(stay.from), stay.from).score_cell(grid.site(stay.cell))
    };
    let now = score(&span.events);
    #[expect(clippy::cast_precision_loss, reason = "a span has far fewer than 2^53 seconds")]
    let hours = (stay.to - stay.from).num_seconds() as f64 / 3600.0;
    Row {
        rank,
        from: stay.from.to_rfc3339(),
        to: stay.to.to_rfc3339(),
        hours,
        cell_id: grid.id(stay.cell).to_owned(),
        lat: rounded(place.lat()),
        lon: rounded(place.lon()),
        scores: NamedScores::new(&span.config.model, &now),
        combined_score_before: span.before.as_ref().map(|events| rounded(score(events).combined_score)),
    }
}

fn table<'n>(span: &'n Span, stays: &[Stay], rows: &[Row]) -> Table<'n> {
    let layers = span.config.model.layers();
    let mut header = vec![
        ("#", Kind::Number),
        ("from", Kind::Word),
        ("to", Kind::Word),
        ("cell", Kind::Word),
        ("lat", Kind::Number),
        ("lon", Kind::Number),
    ];
    header.extend(layers.iter().map(|layer| (layer.short, Kind::Number)));
    header.push(("combined", Kind::Number));
    header.extend(span.before.is_some().then_some(("before", Kind::Number)));
    let mut table = Table::new(header).dispensing(&shared::dispensable_scores(&layers));
    // The line above the table tells the year of a span within one.
    let day = if span.from.year() == span.to.year() { "%a %m-%d" } else { "%a %Y-%m-%d" };
    for (stay, row) in stays.iter().zip(rows) {
        let same_day = stay.to.date_naive() == stay.from.date_naive();
        let end = if same_day { "%H:%M %Z".to_owned() } else { format!("{day} %H:%M %Z") };
        let six = |value: f64| format!("{value:.6}");
        let mut texts = vec![
            row.rank.to_string(),
            stay.from.format(&format!("{day} %H:%M")).to_string(),
            stay.to.format(&end).to_string(),
            row.cell_id.clone(),
            six(row.lat),
            six(row.lon),
        ];
        texts.extend(row.scores.scores.iter().map(|(_, score)| six(*score)));
        texts.extend(row.combined_score_before.map(six));
        table.row(&texts);
        table.bar(row.scores.combined());
    }
    table
}

fn heading(span: &Span, grid: &Grid) -> String {
    let time = |at: ZonedTime| at.format("%A %Y-%m-%d %H:%M %Z").to_string();
    format!(
        "{} to {} ({}), {}, {}\n\n",
        time(span.from),
        time(span.to),
        span.from.timezone(),
        shared::counted(grid.len(), "cell"),
        shared::counted(span.events.ever.len(), "event")
    )
}
