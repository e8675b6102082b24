//! `GET /cells`: the current scores of the grid or a part of it, in the formats of `pdpe score`.

use std::sync::Arc;

use super::query::Query;
use super::{Problem, safe, too_many_versions};
use crate::clock::ZonedTime;
use crate::geo::BoundingBox;
use crate::output::{Best, CellWriter, Column, Heading, PlaceHeading, RowFormat, Selection, Summary};
use crate::places::Names;
use crate::score::Scored;
use crate::watch::door::{Piece, Response};
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
    let snapshot = snapshot.ok_or_else(too_many_versions)?;
    let writer = CellWriter { format, columns: Column::usual(&shared.model), heading: heading(shared, at, names) };
    let mut pieces = Pieces::new(writer, &snapshot, bbox);
    if let Some(top) = top {
        pieces.select(&snapshot, top);
    }
    if pieces.is_short() {
        let body = std::iter::from_fn(|| pieces.next(&snapshot)).flatten().collect::<Vec<u8>>();
        return Ok(safe(Response::whole(200, format.media_type(), body)));
    }
    // The client may read slowly: each piece passes the gate again, and the scores are not kept for it.
    let (gates, snapshot) = (Arc::clone(&shared.gates), Arc::downgrade(&snapshot));
    let response = Response::computed(format.media_type(), move || {
        let _inside = gates.reads.enter(GATE_WITHIN);
        let Some(snapshot) = snapshot.upgrade() else { return Piece::Cut };
        pieces.next(&snapshot).map_or(Piece::End, Piece::Bytes)
    });
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
    /// All cells, or those in a box.
    In(Option<BoundingBox>),
    /// The best ones, best first.
    Best(Box<Scored>),
}

/// A document, written in pieces.
struct Pieces {
    writer: CellWriter,
    cells: Cells,
    summary: Summary,
    /// The cells before this one have been looked at.
    next: usize,
    written: usize,
    stage: Stage,
    is_short: bool,
}

enum Stage {
    Start,
    Cells,
    Over,
}

impl Pieces {
    fn new(writer: CellWriter, snapshot: &Snapshot, bbox: Option<BoundingBox>) -> Self {
        let is_short = positions(snapshot, bbox, 0).nth(PIECE).is_none();
        let summary = Summary::new(snapshot.open_events);
        Self { writer, cells: Cells::In(bbox), summary, next: 0, written: 0, stage: Stage::Start, is_short }
    }

    /// Whether it has no more cells than a piece.
    fn is_short(&self) -> bool {
        self.is_short
    }

    /// Keeps only the best cells.
    fn select(&mut self, snapshot: &Snapshot, top: usize) {
        let order =
            Selection { by: Column::COMBINED_SCORE, top: Some(top), apart_km: None, min_score: f64::NEG_INFINITY };
        let mut best = Best::new(order);
        while let Some(piece) = self.next_scored(snapshot) {
            self.summary.add(&piece, f64::NEG_INFINITY);
            best.add(&piece);
        }
        let best = best.finish();
        self.summary.written = best.grid.len();
        self.is_short = best.grid.len() <= PIECE;
        self.cells = Cells::Best(Box::new(best));
    }

    /// The next cells of the grid or the box, if any are left.
    fn next_scored(&mut self, snapshot: &Snapshot) -> Option<Scored> {
        let Cells::In(bbox) = self.cells else { return None };
        let piece: Vec<usize> = positions(snapshot, bbox, self.next).take(PIECE).collect();
        self.next = piece.last()? + 1;
        Some(scored(snapshot, &piece))
    }

    /// Writes the next cells, if any are left.
    fn next_cells(&mut self, snapshot: &Snapshot, out: &mut Vec<u8>) -> bool {
        let piece = match &self.cells {
            Cells::Best(best) if self.written == 0 => Scored::clone(best),
            Cells::Best(_) => return false,
            Cells::In(_) => {
                let Some(piece) = self.next_scored(snapshot) else { return false };
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

    /// The next piece, if any is left.
    fn next(&mut self, snapshot: &Snapshot) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        match self.stage {
            Stage::Start => {
                self.writer.start(&mut out);
                self.stage = Stage::Cells;
                self.next_cells(snapshot, &mut out);
            }
            Stage::Cells => {
                if !self.next_cells(snapshot, &mut out) {
                    self.writer.end(&self.summary, &mut out);
                    self.stage = Stage::Over;
                }
            }
            Stage::Over => return None,
        }
        Some(out)
    }
}

/// The cells of the grid, or those in a box, from one on.
fn positions(snapshot: &Snapshot, bbox: Option<BoundingBox>, from: usize) -> impl Iterator<Item = usize> {
    let (lat, lon) = (snapshot.grid.lat(), snapshot.grid.lon());
    let is_inside = move |cell: &usize| {
        bbox.is_none_or(|area| {
            (area.south..=area.north).contains(&lat[*cell]) && (area.west..=area.east).contains(&lon[*cell])
        })
    };
    (from..snapshot.grid.len()).filter(is_inside)
}

fn scored(snapshot: &Snapshot, cells: &[usize]) -> Scored {
    let mut scored = Scored::default();
    for &cell in cells {
        scored.grid.append_cell(&snapshot.grid, cell);
        scored.scores.append_cell(&snapshot.scores, cell);
    }
    scored
}
