//! A replay as its messages, one per line, with a snapshot of the scores after each instant.

use std::cell::RefCell;

use pdpe::clock::ZonedTime;
use pdpe::grid::Grid;
use pdpe::live::bus::{Bus, BusSettings, Topic};
use serde::Serialize;

use super::super::destination::Destination;
use super::difference::{Before, Difference};
use super::span::ReplayJob;
use super::summary::InstantScores;

/// The scores after an instant.
#[derive(Serialize)]
struct Snapshot {
    r#type: &'static str,
    timestamp: String,
    open_events: usize,
    #[serde(flatten)]
    summary: InstantScores,
    /// The difference from the replay without the change, in a what-if.
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<Difference>,
}

/// Writes the replay. Returns the time at which it was interrupted.
pub fn write(span: &ReplayJob, grid: Grid, mut destination: Destination) -> anyhow::Result<Option<ZonedTime>> {
    let mut before = Before::new(span, &grid)?;
    let replay = RefCell::new(span.replay(grid, &span.events)?);
    let lines = RefCell::new(Vec::new());
    let mut bus = Bus::new(BusSettings::default());
    bus.subscribe("engine", Topic::All, |message| replay.borrow_mut().apply(message));
    bus.subscribe("output", Topic::All, |message| {
        let mut lines = lines.borrow_mut();
        serde_json::to_writer(&mut *lines, message)?;
        lines.push(b'\n');
        Ok(Vec::new())
    });
    let mut snapshot = |before: Option<&mut Before>, at: ZonedTime| -> anyhow::Result<()> {
        let replay = replay.borrow();
        let engine = replay.engine();
        let snapshot = Snapshot {
            r#type: "snapshot",
            timestamp: at.to_rfc3339(),
            open_events: engine.open_events(),
            summary: InstantScores::new(engine.summary(), engine.grid()),
            difference: before.map(|before| before.difference(engine)),
        };
        let mut lines = lines.borrow_mut();
        serde_json::to_writer(&mut *lines, &snapshot)?;
        lines.push(b'\n');
        destination.write(&lines)?;
        lines.clear();
        Ok(())
    };
    let mut progress = span.progress();
    snapshot(before.as_mut(), span.from)?;
    loop {
        let (due, before_due) = (replay.borrow().next_due(), before.as_ref().and_then(Before::next_due));
        let Some(next) = [due, before_due].into_iter().flatten().min() else { break };
        let at = next.with_timezone(&span.from.timezone());
        if due == Some(next) {
            let drafts = replay.borrow_mut().next_drafts().map(|(_, drafts)| drafts);
            for draft in drafts.into_iter().flatten() {
                let published = bus.publish(draft);
                replay.borrow_mut().count_errors(published.failed);
            }
        }
        if let Some(before) = &mut before {
            // Both replays are compared at every instant of either.
            before.pass(next);
            replay.borrow_mut().move_to(at);
        }
        snapshot(before.as_mut(), at)?;
        if progress.stops_at(at) {
            break;
        }
    }
    for failure in bus.failures() {
        span.talk.say(failure);
    }
    span.tell_statistics(&replay.borrow());
    drop(bus);
    destination.finish()?;
    Ok(progress.stopped)
}
