//! `GET /cells`: the current scores of the grid or a part of it, in the formats of `pdpe score`.

use std::sync::Arc;

use super::query::Query;
use super::{Problem, safe};
use crate::clock::ZonedTime;
use crate::geo::BoundingBox;
use crate::output::{Best, CellWriter, Column, Heading, PlaceHeading, RowFormat, Selection, Summary};
use crate::places::Names;
use crate::score::Scored;
use crate::watch::door::Response;
use crate::watch::main_loop::Snapshot;
use crate::watch::shared::{GATE_WITHIN, Shared};

/// Cells per piece.
const PIECE: usize = 4096;

/// The greatest `top`.
const MOST_TOP: usize = 10_000;

pub(super) fn cells(shared: &Shared, query: &mut Query) -> Result<Response, Problem> {
    let top = query.count("top", MOST_TOP)?;
    let bbox = query.parse::<BoundingBox>("bbox")?;
    let format = match query.take("format")? {
        None => RowFormat::Json,
        Some(name) => RowFormat::ALL.into_iter().find(|format| format.name() == name).ok_or_else(|| {
            let names = RowFormat::ALL.map(RowFormat::name).join(", ");
            Problem::new(400, format!("format: choose from {names}"))
        })?,
    };
    let names = shared.names_at();
    let (snapshot, at, names) = shared.ask(|inside| (inside.snapshot(), inside.time(), names(inside, inside.now)))?;
    let writer = CellWriter { format, columns: Column::usual(&shared.model), heading: heading(shared, at, names) };
    let mut pieces = Pieces::new(writer, snapshot, bbox);
    if let Some(top) = top {
        pieces.select(top);
    }
    let is_short = pieces.cells() <= PIECE;
    let response = if is_short {
        Response::whole(200, format.media_type(), pieces.flatten().collect::<Vec<u8>>())
    } else {
        // Each piece passes the gate again, because the client may read slowly.
        let gates = Arc::clone(&shared.gates);
        let next = move || {
            let _inside = gates.reads.enter(GATE_WITHIN);
            pieces.next()
        };
        Response::pieces(format.media_type(), std::iter::from_fn(next))
    };
    Ok(safe(response))
}

fn heading(shared: &Shared, at: ZonedTime, names: Option<Names>) -> Heading {
    Heading {
        timestamp: at.to_rfc3339(),
        timezone: shared.model.timezone.to_string(),
        model: shared.model_name.clone(),
        cell_degrees: shared.regular.as_ref().map(crate::grid::Regular::cell_degrees),
        place: names.map(|names| Arc::new(PlaceHeading { name: None, unknown: Vec::new(), names })),
    }
}

/// Cells in the order of writing.
enum Cells {
    /// All cells, or those in a box: positions in the snapshot.
    Of(Arc<Snapshot>, Vec<usize>),
    /// The best ones, best first.
    Best(Box<Scored>),
}

/// A document, written in pieces.
struct Pieces {
    writer: CellWriter,
    cells: Cells,
    summary: Summary,
    written: usize,
    stage: Stage,
}

enum Stage {
    Start,
    Cells,
    Over,
}

impl Pieces {
    fn new(writer: CellWriter, snapshot: Arc<Snapshot>, bbox: Option<BoundingBox>) -> Self {
        let (lat, lon) = (snapshot.grid.lat(), snapshot.grid.lon());
        let is_inside = |cell: &usize| {
            bbox.is_none_or(|area| {
                (area.south..=area.north).contains(&lat[*cell]) && (area.west..=area.east).contains(&lon[*cell])
            })
        };
        let chosen = (0..snapshot.grid.len()).filter(is_inside).collect();
        let summary = Summary::new(snapshot.open_events);
        Self { writer, cells: Cells::Of(snapshot, chosen), summary, written: 0, stage: Stage::Start }
    }

    /// Keeps only the best cells.
    fn select(&mut self, top: usize) {
        let Cells::Of(snapshot, chosen) = &self.cells else { return };
        let order =
            Selection { by: Column::COMBINED_SCORE, top: Some(top), apart_km: None, min_score: f64::NEG_INFINITY };
        let mut best = Best::new(order);
        for piece in chosen.chunks(PIECE) {
            let scored = scored(snapshot, piece);
            self.summary.add(&scored, f64::NEG_INFINITY);
            best.add(&scored);
        }
        let best = best.finish();
        self.summary.written = best.grid.len();
        self.cells = Cells::Best(Box::new(best));
    }

    fn cells(&self) -> usize {
        match &self.cells {
            Cells::Of(_, chosen) => chosen.len(),
            Cells::Best(best) => best.grid.len(),
        }
    }

    /// Writes the next cells, if any are left.
    fn next_cells(&mut self, out: &mut Vec<u8>) -> bool {
        let piece = match &self.cells {
            Cells::Best(best) if self.written == 0 => Scored::clone(best),
            Cells::Best(_) => return false,
            Cells::Of(snapshot, chosen) => {
                let end = chosen.len().min(self.written + PIECE);
                let piece = scored(snapshot, &chosen[self.written..end]);
                self.summary.add(&piece, f64::NEG_INFINITY);
                piece
            }
        };
        if piece.grid.is_empty() {
            return false;
        }
        if self.written > 0 {
            out.extend_from_slice(self.writer.separator());
        }
        self.writer.cells(&piece, f64::NEG_INFINITY, out);
        self.written += piece.grid.len();
        true
    }
}

impl Iterator for Pieces {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        match self.stage {
            Stage::Start => {
                self.writer.start(&mut out);
                self.stage = Stage::Cells;
                self.next_cells(&mut out);
            }
            Stage::Cells => {
                if !self.next_cells(&mut out) {
                    self.writer.end(&self.summary, &mut out);
                    self.stage = Stage::Over;
                }
            }
            Stage::Over => return None,
        }
        Some(out)
    }
}

fn scored(snapshot: &Snapshot, cells: &[usize]) -> Scored {
    let mut scored = Scored::default();
    for &cell in cells {
        scored.grid.append_cell(&snapshot.grid, cell);
        scored.scores.append_cell(&snapshot.scores, cell);
    }
    scored
}
