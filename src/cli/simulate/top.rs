//! The best stays of a replay: a place, from one time to another.

use chrono::Datelike as _;
use pdpe::clock::ZonedTime;
use pdpe::grid::Grid;
use pdpe::layers::Layer;
use pdpe::live::stays::{BestStays, CellStay, Wanted};
use pdpe::model::Model;
use pdpe::output::{Column, ColumnKind, Format, NamedScores, Record, Rows, Sheet, Table, Waypoint, rounded, waypoints};
use pdpe::places::Names;
use pdpe::score::{CellScore, Moment};
use serde::Serialize;

use super::super::destination::Destination;
use super::super::map::USUAL_APART_KM;
use super::super::shared;
use super::course::Course;
use super::span::{ReplayJob, SpanHeading};

/// A stay with its scores.
#[derive(Serialize)]
struct ScoredStay {
    rank: usize,
    from: String,
    to: String,
    hours: f64,
    cell_id: String,
    lat: f64,
    lon: f64,
    /// The name of a known spot nearby, if a place was chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    near: Option<String>,
    #[serde(flatten)]
    scores: NamedScores,
    /// The combined score at the same place and time without the change, in a what-if.
    #[serde(skip_serializing_if = "Option::is_none")]
    combined_score_before: Option<f64>,
    /// The start and the end, for the table.
    #[serde(skip)]
    times: [String; 2],
}

impl Record for ScoredStay {
    fn texts(&self) -> Option<Vec<String>> {
        let [from, to] = self.times.clone();
        let numbers = [self.lat, self.lon].into_iter().chain(self.scores.scores.iter().map(|(_, score)| *score));
        let numbers = numbers.chain(self.combined_score_before).map(|value| format!("{value:.6}"));
        let words = [self.rank.to_string(), from, to, self.cell_id.clone()];
        Some(words.into_iter().chain(numbers).chain(self.near.clone()).collect())
    }

    fn bar(&self) -> Option<f64> {
        Some(self.scores.combined())
    }
}

/// The columns of the CSV.
fn fields(model: &Model, is_what_if: bool) -> impl Iterator<Item = String> {
    let stay = ["rank", "from", "to", "hours", "cell_id", "lat", "lon"].into_iter().map(str::to_owned);
    let before = is_what_if.then(|| "combined_score_before".to_owned());
    stay.chain(Column::scores(model).map(|column| column.name().to_owned())).chain(before)
}

/// The members of a JSON document besides the stays.
#[derive(Serialize)]
struct StaysHeading {
    #[serde(flatten)]
    span: SpanHeading,
    stopped_at: Option<String>,
}

/// Writes the best stays. Returns the time at which the replay was interrupted.
pub fn write(
    span: &ReplayJob,
    top: usize,
    grid: &Grid,
    mut destination: Destination,
) -> anyhow::Result<Option<ZonedTime>> {
    let wanted = Wanted { top, apart_km: span.args.apart.unwrap_or(USUAL_APART_KM) };
    let (stays, stopped) = find(span, BestStays::new(wanted), grid)?;
    let is_what_if = span.before.is_some();
    let place = span.place();
    let names = place.as_ref().map(|place| &place.names);
    if let Format::Waypoints(format) = span.format {
        let points: Vec<Waypoint> = (1..)
            .zip(&stays)
            .map(|(rank, stay)| waypoint(&scored(span, grid, rank, stay, names), grid, stay))
            .collect();
        destination.write(waypoints(format, &points, span.stamp).as_bytes())?;
        destination.finish()?;
        return Ok(stopped);
    }
    let sheet = Sheet::Whole(table(&span.config.model.layers(), is_what_if, place.is_some()), destination.style());
    let mut rows = Rows::new(span.format, fields(&span.config.model, is_what_if), sheet).indented();
    let heading = StaysHeading { span: SpanHeading::new(span), stopped_at: stopped.map(|at| at.to_rfc3339()) };
    let mut out = Vec::new();
    rows.words(&span.heading(grid, span.events.ever.len(), None), &mut out);
    rows.start(&heading, "stays", &mut out)?;
    for (number, stay) in stays.iter().enumerate() {
        rows.push(&scored(span, grid, number + 1, stay, names), &mut out)?;
    }
    rows.end(&(), &mut out)?;
    destination.write_rows(&rows, &mut out)?;
    destination.finish()?;
    span.talk.tell_left_out(&rows.left_out(), "--format csv");
    Ok(stopped)
}

/// Runs the replay until all best stays are found, which rarely takes more than one run.
fn find(span: &ReplayJob, mut best: BestStays, grid: &Grid) -> anyhow::Result<(Vec<CellStay>, Option<ZonedTime>)> {
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
        span.talk.detail("not all of the best stays are found; replaying again");
    }
}

fn scored(span: &ReplayJob, grid: &Grid, rank: usize, stay: &CellStay, names: Option<&Names>) -> ScoredStay {
    let place = grid.place(stay.cell);
    let score = |course: &Course| -> CellScore {
        Moment::new(&span.config.model, &course.at(stay.from), stay.from).score_cell(grid.site(stay.cell))
    };
    let now = score(&span.events);
    #[expect(clippy::cast_precision_loss, reason = "a span has far fewer than 2^53 seconds")]
    let hours = (stay.to - stay.from).num_seconds() as f64 / 3600.0;
    ScoredStay {
        rank,
        from: stay.from.to_rfc3339(),
        to: stay.to.to_rfc3339(),
        hours,
        cell_id: grid.id(stay.cell).to_owned(),
        lat: rounded(place.lat()),
        lon: rounded(place.lon()),
        near: names.map(|names| names.near(place).unwrap_or_default().to_owned()),
        scores: NamedScores::new(&span.config.model, &now),
        combined_score_before: span.before.as_ref().map(|events| rounded(score(events).combined_score)),
        times: times(span, stay),
    }
}

/// A stay for navigation, maps and calendars.
fn waypoint(stay: &ScoredStay, grid: &Grid, at: &CellStay) -> Waypoint {
    let near = stay.near.as_deref().filter(|near| !near.is_empty()).unwrap_or(&stay.cell_id);
    let scores = stay.scores.scores.iter().map(|(name, score)| format!("{name} {score:.6}"));
    Waypoint {
        place: grid.place(at.cell),
        name: format!("{} {near}", stay.rank),
        description: format!("cell {}: {}", stay.cell_id, scores.collect::<Vec<_>>().join(", ")),
        from: at.from,
        to: at.to,
    }
}

/// The start and the end of a stay for the table; the end without what it shares with the start.
fn times(span: &ReplayJob, stay: &CellStay) -> [String; 2] {
    // The heading shows the year if the span is within one year.
    let day = if span.from.year() == span.to.year() { "%a %m-%d" } else { "%a %Y-%m-%d" };
    let same_day = stay.to.date_naive() == stay.from.date_naive();
    let end = if same_day { "%H:%M %Z".to_owned() } else { format!("{day} %H:%M %Z") };
    [stay.from.format(&format!("{day} %H:%M")).to_string(), stay.to.format(&end).to_string()]
}

fn table(layers: &[Layer], is_what_if: bool, has_names: bool) -> Table {
    let words =
        [("#", ColumnKind::Number), ("from", ColumnKind::Word), ("to", ColumnKind::Word), ("cell", ColumnKind::Word)];
    let scores = layers.iter().map(|layer| layer.short).chain(["combined"]).chain(is_what_if.then_some("before"));
    let numbers = ["lat", "lon"].into_iter().chain(scores).map(|name| (name, ColumnKind::Number));
    let near = has_names.then_some(("near", ColumnKind::Text));
    let header = words.into_iter().chain(numbers).chain(near).map(|(name, kind)| (name.to_owned(), kind)).collect();
    Table::new(header).dispensing(&shared::dispensable_scores(layers))
}
