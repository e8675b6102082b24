//! A replay of a span of time with everything resolved, and its progress bar.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use pdpe::clock::ZonedTime;
use pdpe::config::Config;
use pdpe::grid::Grid;
use pdpe::live::engine::{Engine, EngineSettings};
use pdpe::live::replay::Replay;
use pdpe::output::{ColumnKind, Format, Lines, PlaceHeading, Rows, Sheet};
use pdpe::places::Place;
use pdpe::text::counted;
use serde::Serialize;

use super::super::destination::Destination;
use super::super::interrupt;
use super::super::shared::Talk;
use super::Args;
use super::course::Course;
use super::summary::{InstantScores, Statistics, with_room};
use crate::progress::{Progress, Unit};

/// A replay with everything resolved.
pub struct ReplayJob<'a> {
    pub args: &'a Args,
    pub talk: Talk,
    pub config: Config,
    pub from: ZonedTime,
    pub to: ZonedTime,
    pub format: Format,
    /// When the output is made.
    pub stamp: DateTime<Utc>,
    pub events: Course,
    /// The unchanged events, if `events` are changed by `--without` or `--add`.
    pub before: Option<Course>,
}

impl ReplayJob<'_> {
    /// A replay of the span with these events.
    pub fn replay(&self, grid: Grid, events: &Course) -> anyhow::Result<Replay> {
        // A replay does not wait, so no recalculation comes too early.
        let settings = EngineSettings { min_recalc_interval_seconds: 0, ..self.config.live };
        let engine = Engine::new(self.config.model.clone(), grid, events.start.clone(), self.from, settings)?;
        let mut replay = Replay::new(engine, self.to.to_utc());
        for (at, body) in &events.later {
            replay.dispatcher().timeline().at(*at, body.clone());
        }
        Ok(replay)
    }

    /// The place in outputs. Events of the span give names to spots too.
    pub fn place(&self) -> Option<PlaceHeading> {
        super::GridArgs::heading(&self.config, self.events.ever.iter())
    }

    /// The span, the grid and the number of events in one line, then a blank line.
    pub fn heading(&self, grid: &Grid, events: usize, open: Option<usize>) -> String {
        let time = |at: ZonedTime| at.format("%A %Y-%m-%d %H:%M %Z").to_string();
        format!(
            "{} to {} ({}), {}, {}{}, model: {}\n\n",
            time(self.from),
            time(self.to),
            self.from.timezone(),
            counted(grid.len(), "cell"),
            counted(events, "event"),
            open.map(|open| format!(", {open} open at the start")).unwrap_or_default(),
            self.config.model_label()
        )
    }

    /// The heading of a replay at its start.
    pub fn heading_of(&self, replay: &Replay) -> String {
        let engine = replay.engine();
        self.heading(engine.grid(), engine.events().len(), Some(engine.open_events()))
    }

    /// The writer of a list of instants. `dispensable` columns of its table are left out if there is no room.
    pub fn rows<N: Into<Cow<'static, str>>>(
        &self,
        destination: &Destination,
        grid: &Grid,
        fields: impl IntoIterator<Item: Into<Cow<'static, str>>>,
        columns: impl IntoIterator<Item = (N, ColumnKind, usize)>,
        dispensable: &[impl AsRef<[usize]>],
    ) -> Rows {
        let columns = with_room(columns, self.from, self.to, grid);
        Rows::new(self.format, fields, Sheet::Lines(Lines::new(destination.style(), columns, dispensable)))
    }

    /// Completes a list, and reports the columns left out.
    pub fn finish(&self, replay: &Replay, rows: &Rows, out: &mut Vec<u8>, mut to: Destination) -> anyhow::Result<()> {
        to.write_rows(rows, out)?;
        self.tell_statistics(replay);
        to.finish()?;
        self.talk.tell_left_out(&rows.left_out(), "--format csv");
        Ok(())
    }

    /// Reports the statistics of a replay, with `-v`.
    pub fn tell_statistics(&self, replay: &Replay) {
        if let Ok(statistics) = serde_json::to_string(&Statistics::of(replay)) {
            self.talk.detail(statistics);
        }
    }

    /// A progress bar over the span.
    pub fn progress(&self) -> SpanProgress {
        let seconds = u64::try_from((self.to - self.from).num_seconds()).unwrap_or(0);
        let bar = Progress::new(self.args.progress, Some(seconds), Unit::Seconds);
        SpanProgress { bar, at: self.from, stopped: None }
    }
}

/// A progress bar that follows the time of a replay until the replay ends or is interrupted.
pub struct SpanProgress {
    bar: Progress,
    at: ZonedTime,
    /// The time of the replay when it was interrupted.
    pub stopped: Option<ZonedTime>,
}

impl SpanProgress {
    /// Advances to an instant, and returns whether the replay must stop there.
    pub fn stops_at(&mut self, at: ZonedTime) -> bool {
        self.bar.advance(u64::try_from((at - self.at).num_seconds()).unwrap_or(0));
        self.at = at;
        self.stopped = interrupt::came().then_some(at);
        self.stopped.is_some()
    }

    /// The time at which the replay was interrupted, as documents write it.
    pub fn stopped_at(&self) -> Option<String> {
        self.stopped.map(|at| at.to_rfc3339())
    }
}

/// The members of a JSON document that describe its span.
#[derive(Serialize)]
pub struct SpanHeading {
    schema_version: u32,
    from: String,
    to: String,
    timezone: &'static str,
    model: String,
    #[serde(flatten)]
    place: Option<PlaceSaid>,
}

impl SpanHeading {
    pub fn new(span: &ReplayJob) -> Self {
        Self {
            schema_version: 1,
            from: span.from.to_rfc3339(),
            to: span.to.to_rfc3339(),
            timezone: span.from.timezone().name(),
            model: span.config.model_name.clone(),
            place: PlaceSaid::of(span.config.place.as_ref()),
        }
    }
}

/// The members of a JSON document that describe a replay at its start.
#[derive(Serialize)]
pub struct StartHeading {
    #[serde(flatten)]
    span: SpanHeading,
    cells: usize,
    events: usize,
    start: InstantScores,
}

impl StartHeading {
    pub fn new(span: &ReplayJob, replay: &Replay) -> Self {
        let engine = replay.engine();
        Self {
            span: SpanHeading::new(span),
            cells: engine.grid().len(),
            events: engine.events().len(),
            start: InstantScores::new(engine.summary(), engine.grid()),
        }
    }
}

/// The place in JSON documents, if one was chosen, and which of its data are not known.
#[derive(Serialize)]
pub struct PlaceSaid {
    place: String,
    unknown: Vec<&'static str>,
}

impl PlaceSaid {
    /// The place of a configuration.
    pub fn of(place: Option<&Place>) -> Option<Self> {
        let unknown = |place: &Place| place.unknown.iter().map(|unknown| unknown.as_str()).collect();
        place.map(|place| Self { place: place.to_string(), unknown: unknown(place) })
    }
}
