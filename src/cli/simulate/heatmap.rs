//! A replay as pictures, one for each instant that changes scores. On a terminal, each replaces the one before.
//! In a what-if, the pictures show the gain or loss of each cell.

use std::time::Duration;

use pdpe::clock::ZonedTime;
use pdpe::grid::Grid;
use pdpe::live::replay::Replay;
use pdpe::output::{
    Best, BestPlace, Column, Happening, Picture, PlaceHeading, Points, Raster, Scale, TerminalRoom, heatmap,
};
use pdpe::score::Scored;
use pdpe::text::{counted, terminal_line};

use super::super::destination::Destination;
use super::super::{interrupt, picture};
use super::course::told;
use super::difference::{self, Before};
use super::span::ReplayJob;
use super::summary;

/// How many of the best places are numbered.
const TOP: usize = 3;

/// How long a picture is shown on a terminal.
const PICTURE: Duration = Duration::from_millis(250);

/// Writes the replay. Returns the time at which it was interrupted.
pub fn write(span: &ReplayJob, grid: Grid, mut destination: Destination) -> anyhow::Result<Option<ZonedTime>> {
    let mut before = Before::new(span, &grid)?;
    let mut film = Film {
        // All pictures have the same scale.
        scale: if before.is_some() { scale_of_changes(span, &grid)? } else { scale(span, &grid)? },
        scored: Scored { grid: grid.clone(), ..Scored::default() },
        room: picture::room(&destination),
        place: span.place(),
        lines_above: None,
    };
    if picture::is_on_terminal(&destination) {
        (film.room, film.lines_above) = (picture::room_in_place(&destination), Some(0));
    }
    let mut replay = span.replay(grid, &span.events)?;
    let mut progress = span.progress();
    let mut changes = before.as_mut().map(|before| before.gains(replay.engine()));
    destination.write_styled(film.next(&replay, changes.as_deref(), span.from, "").as_bytes())?;
    while let Some((at, mut is_news, turned)) = next(span, before.as_mut(), &mut replay) {
        if let Some(before) = &mut before {
            let now = Some(before.gains(replay.engine()));
            is_news = now != changes;
            changes = now;
        }
        if is_news {
            if film.lines_above.is_some() {
                interrupt::wait(PICTURE);
            }
            destination.write_styled(film.next(&replay, changes.as_deref(), at, &turned).as_bytes())?;
        }
        if progress.stops_at(at) {
            break;
        }
    }
    span.tell_statistics(&replay);
    destination.finish()?;
    Ok(progress.stopped)
}

/// Steps to the next instant. Returns its time, whether something changes, and a description of its events.
fn next(span: &ReplayJob, before: Option<&mut Before>, replay: &mut Replay) -> Option<(ZonedTime, bool, String)> {
    if before.is_some() {
        return difference::step(span, before, replay).map(|(at, _, turned)| (at, true, turned));
    }
    let (moment, change) = replay.step()?;
    let told = told(moment.messages.iter().map(|due| due.what.clone()));
    let turned =
        summary::turned(&moment.turns, &span.events.ever).into_iter().chain(told).collect::<Vec<_>>().join("  ");
    Some((moment.at, !change.cells_changed.is_empty() || !moment.turns.is_empty(), turned))
}

fn no_cell() -> anyhow::Error {
    anyhow::anyhow!("there is no cell to draw")
}

/// The scale from the least to the greatest score of the span.
fn scale(span: &ReplayJob, grid: &Grid) -> anyhow::Result<Scale> {
    let mut replay = span.replay(grid.clone(), &span.events)?;
    let start = replay.engine().summary().ok_or_else(no_cell)?;
    let mut ends = [start.min, start.max];
    while let Some(run) = replay.next_run() {
        for summary in run.iter().filter_map(|(_, passed)| passed.summary) {
            ends = [ends[0].min(summary.min), ends[1].max(summary.max)];
        }
        if interrupt::came() {
            break;
        }
    }
    Scale::of(ends).ok_or_else(no_cell)
}

/// The scale of changes, symmetric around 0: up to the greatest gain or loss of a cell in the span.
fn scale_of_changes(span: &ReplayJob, grid: &Grid) -> anyhow::Result<Scale> {
    let mut before = Before::new(span, grid)?.ok_or_else(no_cell)?;
    let mut replay = span.replay(grid.clone(), &span.events)?;
    let mut most = 0.0_f64;
    loop {
        most = before.gains(replay.engine()).into_iter().fold(most, |most, gain| most.max(gain.abs()));
        if interrupt::came() || difference::step(span, Some(&mut before), &mut replay).is_none() {
            return Ok(Scale { low: 0.0 - most, high: most }); // never −0
        }
    }
}

/// A sequence of pictures.
struct Film {
    scale: Scale,
    scored: Scored,
    room: TerminalRoom,
    place: Option<PlaceHeading>,
    /// The number of lines of the previous picture, if the next one replaces it.
    lines_above: Option<usize>,
}

impl Film {
    /// The next picture, with the escape sequences that replace the previous one.
    fn next(&mut self, replay: &Replay, changes: Option<&[f64]>, at: ZonedTime, turned: &str) -> String {
        let Some(text) = self.draw(replay, changes, at, turned) else { return String::new() };
        let Some(above) = self.lines_above else { return text + "\n" };
        let lines: Vec<&str> = text.lines().take(self.room.lines.unwrap_or(usize::MAX)).collect();
        self.lines_above = Some(lines.len());
        // Moves up to the first line. Wrapping is off, so each line overwrites one line and clears its rest.
        let up = if above > 0 { format!("\x1b[{above}A") } else { String::new() };
        format!("\r{up}\x1b[?7l{}\x1b[K\n\x1b[J\x1b[?7h", lines.join("\x1b[K\n"))
    }

    /// The picture of the scores, or of their changes, with the best places.
    fn draw(&mut self, replay: &Replay, changes: Option<&[f64]>, at: ZonedTime, turned: &str) -> Option<String> {
        let engine = replay.engine();
        self.scored.scores.clone_from(engine.scores());
        let scored = &self.scored;
        let mut best = Best::new(picture::best(Column::COMBINED_SCORE, TOP, None, f64::NEG_INFINITY));
        best.add(scored);
        let mut points = if changes.is_some() { Points::of_changes() } else { Points::default() };
        let values = changes.unwrap_or(&scored.scores.combined_score);
        for (cell, &value) in values.iter().enumerate() {
            points.push(scored.grid.lat()[cell], scored.grid.lon()[cell], value);
        }
        let raster = Raster::of(&points, None)?;
        let open = engine.events().iter().filter(|event| event.is_open(&engine.model().proximity, at.to_utc()));
        let (events, more_events) = Happening::all_on(&raster, open);
        let names = self.place.as_ref().map(|place| &place.names);
        let name = self.place.as_ref().and_then(|place| place.name.as_ref());
        let city = name.map(|name| format!("{name}: ")).unwrap_or_default();
        let picture = Picture {
            title: format!("{city}{} ({})", at.format("%A %Y-%m-%d %H:%M %Z"), at.timezone()),
            subtitle: terminal_line(format!("{} open  {turned}", counted(engine.open_events(), "event")).trim_end()),
            score: Column::COMBINED_SCORE,
            scale: self.scale,
            places: BestPlace::all_of(&best.finish(), &Column::COMBINED_SCORE, names),
            raster,
            events,
            more_events,
        };
        Some(heatmap(&picture, self.room))
    }
}
