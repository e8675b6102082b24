//! A replay as the scores of all cells, or of changed cells, at every instant.

use pdpe::clock::ZonedTime;
use pdpe::grid::Grid;
use pdpe::output::{CellWriter, Column, Format, Heading, RowFormat};
use pdpe::score::Scored;

use super::super::destination::Destination;
use super::span::ReplayJob;

/// Output is written when it has this many bytes.
const PIECE_BYTES: usize = 1 << 20;

/// Writes the replay. Returns the time at which it was interrupted.
pub fn write(span: &ReplayJob, grid: Grid, mut destination: Destination) -> anyhow::Result<Option<ZonedTime>> {
    let mut scored = Scored { grid: grid.clone(), ..Scored::default() };
    let mut replay = span.replay(grid, &span.events)?;
    let writer = CellWriter {
        format: if span.format == Format::CSV { RowFormat::Csv } else { RowFormat::Ndjson },
        columns: Column::usual(&span.config.model),
        heading: Heading {
            timestamp: span.from.to_rfc3339(),
            timezone: span.from.timezone().to_string(),
            model: span.config.model_name.clone(),
            cell_degrees: None,
            place: None,
        },
    };
    let (mut out, mut progress) = (Vec::new(), span.progress());
    writer.start_timed(&mut out);
    while let Some((moment, change)) = replay.step() {
        let timestamp = moment.at.to_rfc3339();
        scored.scores.clone_from(replay.engine().scores());
        if span.args.changed_only {
            writer.timed_cells(&timestamp, &scored, change.cells_changed.iter().copied(), &mut out);
        } else {
            writer.timed_cells(&timestamp, &scored, 0..scored.grid.len(), &mut out);
        }
        if out.len() > PIECE_BYTES {
            destination.write(&out)?;
            out.clear();
        }
        if progress.stops_at(moment.at) {
            break;
        }
    }
    destination.write(&out)?;
    span.tell_statistics(&replay);
    destination.finish()?;
    Ok(progress.stopped)
}
