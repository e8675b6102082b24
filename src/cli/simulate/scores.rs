//! A replay as the scores of all cells, or of changed cells, at every instant.

use pdpe::clock::ZonedTime;
use pdpe::grid::Grid;
use pdpe::output::{CellWriter, Column, Heading, RowFormat, Summary};
use pdpe::score::Scored;

use super::super::destination::Destination;
use super::span::ReplayJob;

/// Output is written when it has this many bytes.
const PIECE_BYTES: usize = 1 << 20;

/// Writes the replay. Returns the time at which it was interrupted.
pub fn write(
    span: &ReplayJob,
    format: RowFormat,
    grid: Grid,
    mut destination: Destination,
) -> anyhow::Result<Option<ZonedTime>> {
    let cell_degrees = span.args.grid.cell_degrees(&span.config)?;
    let mut scored = Scored { grid: grid.clone(), ..Scored::default() };
    let mut replay = span.replay(grid, &span.events)?;
    let writer = CellWriter {
        format,
        columns: [Column::TIMESTAMP].into_iter().chain(Column::usual(&span.config.model)).collect(),
        heading: Heading {
            timestamp: span.from.to_rfc3339(),
            timezone: span.from.timezone().to_string(),
            model: span.config.model_name.clone(),
            cell_degrees,
            place: None,
        },
    };
    let (mut out, mut progress) = (Vec::new(), span.progress());
    writer.start_replay(&mut out);
    let mut separator: &[u8] = b"";
    while let Some((moment, change)) = replay.step() {
        let timestamp = moment.at.to_rfc3339();
        scored.scores.clone_from(replay.engine().scores());
        let changed = span.args.changed_only.then_some(change.cells_changed);
        let cells = changed.unwrap_or_else(|| (0..scored.grid.len()).collect());
        if !cells.is_empty() {
            out.extend_from_slice(separator);
            writer.cells_at(&timestamp, &scored, cells.iter().copied(), &mut out);
            separator = writer.separator();
        }
        if out.len() > PIECE_BYTES {
            destination.write(&out)?;
            out.clear();
        }
        if progress.stops_at(moment.at) {
            break;
        }
    }
    writer.end(&Summary::new(0), &mut out);
    destination.write(&out)?;
    span.tell_statistics(&replay);
    destination.finish()?;
    Ok(progress.stopped)
}
