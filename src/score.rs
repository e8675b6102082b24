//! The pure function from (model, cells, events, time) to scores, for one cell or a grid.

use crate::clock::ZonedTime;
use crate::event::Events;
use crate::grid::{BLOCK, Grid, RejectedRow, Site};
use crate::layers::cells::{Cells, UnitVectors};
use crate::layers::kernel::{Term, combine_into, layer_scores_into};
use crate::layers::lanes::Lanes;
use crate::layers::proximity::OpenEvents;
use crate::layers::{Layer, Model};
use crate::parallel::{in_parallel, wide};

/// The scores of one cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CellScore {
    /// The score of each layer, in the order of the model's table ([`Model::layers`]).
    pub layers: Vec<f64>,
    /// Their weighted sum, 0…2.4 in the published model.
    pub combined_score: f64,
}

/// The scores of many cells, one column per quantity, in the order of the grid.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scores {
    /// The scores of each layer, in the order of the model's table ([`Model::layers`]).
    pub layers: Vec<Vec<f64>>,
    /// The weighted sums.
    pub combined_score: Vec<f64>,
}

impl Scores {
    /// The number of cells.
    #[must_use]
    pub fn len(&self) -> usize {
        self.combined_score.len()
    }

    /// Whether there are no cells.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.combined_score.is_empty()
    }

    /// The scores of the cell at a position.
    ///
    /// # Panics
    /// When `cell` is not below [`Scores::len`].
    #[must_use]
    pub fn cell(&self, cell: usize) -> CellScore {
        CellScore {
            layers: self.layers.iter().map(|column| column[cell]).collect(),
            combined_score: self.combined_score[cell],
        }
    }

    /// All columns: the layers, then the combined score.
    pub fn columns(&self) -> impl Iterator<Item = &[f64]> {
        self.layers.iter().chain([&self.combined_score]).map(Vec::as_slice)
    }

    /// Appends one cell of other scores of the same model.
    ///
    /// # Panics
    /// When `cell` is not below the length of `other`.
    pub fn append_cell(&mut self, other: &Self, cell: usize) {
        self.layers.resize(other.layers.len(), Vec::new());
        for (own, other) in self.layers.iter_mut().zip(&other.layers) {
            own.push(other[cell]);
        }
        self.combined_score.push(other.combined_score[cell]);
    }

    /// Sets the numbers of layers and cells, and keeps allocated memory.
    pub fn resize(&mut self, layers: usize, cells: usize) {
        self.layers.resize(layers, Vec::new());
        for column in self.layers.iter_mut().chain([&mut self.combined_score]) {
            column.resize(cells, 0.0);
        }
    }

    /// The columns, divided into blocks.
    fn blocks(&mut self) -> Vec<Block<'_>> {
        let mut blocks: Vec<Block> = (self.combined_score.chunks_mut(BLOCK).enumerate())
            .map(|(number, combined)| Block { start: number * BLOCK, layers: Vec::new(), combined })
            .collect();
        for column in &mut self.layers {
            for (block, scores) in blocks.iter_mut().zip(column.chunks_mut(BLOCK)) {
                block.layers.push(scores);
            }
        }
        blocks
    }
}

/// The scores of a block of cells.
struct Block<'s> {
    start: usize,
    layers: Vec<&'s mut [f64]>,
    combined: &'s mut [f64],
}

/// Neighbouring cells with their scores. Reused for one chunk after another.
#[derive(Clone, Debug, Default)]
pub struct Scored {
    /// The cells.
    pub grid: Grid,
    /// Their scores.
    pub scores: Scores,
    /// Rejected rows of this chunk.
    pub rejected: Vec<RejectedRow>,
    /// The size of the input, for progress: bytes of a CSV, or cells of a regular grid.
    pub advance: u64,
}

impl Scored {
    /// Appends one cell of another chunk.
    ///
    /// # Panics
    /// When `cell` is not below the length of `other`.
    pub fn append_cell(&mut self, other: &Self, cell: usize) {
        self.grid.append_cell(&other.grid, cell);
        self.scores.append_cell(&other.scores, cell);
    }
}

/// What does not depend on the cell: the factors of time of the layers, and the open events.
#[derive(Clone, Debug)]
pub struct Moment<'m> {
    layers: Vec<Layer<'m>>,
    /// The factor of time of each layer.
    times: Vec<f64>,
    open: OpenEvents,
}

/// Memory for a block of cells.
struct Room {
    unit_vectors: UnitVectors,
    factors: [f64; BLOCK],
}

impl Default for Room {
    fn default() -> Self {
        Self { unit_vectors: UnitVectors::default(), factors: [0.0; BLOCK] }
    }
}

impl<'m> Moment<'m> {
    /// Looks up the factors and selects the open events.
    #[must_use]
    pub fn new(model: &'m Model, events: &Events, at: ZonedTime) -> Self {
        let at = at.with_timezone(&model.timezone);
        let layers = model.layers();
        Self {
            times: layers.iter().map(|layer| layer.time(at)).collect(),
            layers,
            open: OpenEvents::at(events, &model.proximity, at.to_utc()),
        }
    }

    /// The number of open events.
    #[must_use]
    pub fn open_events(&self) -> usize {
        self.open.len()
    }

    /// Scores one place.
    #[must_use]
    pub fn score_cell(&self, site: impl Into<Site>) -> CellScore {
        let mut scores = Scores::default();
        self.score_into(&Grid::of("", &site.into()), &mut scores);
        scores.cell(0)
    }

    /// Scores all cells of a grid on this thread, and resizes `scores` to fit.
    pub fn score_into(&self, grid: &Grid, scores: &mut Scores) {
        scores.resize(self.layers.len(), grid.len());
        let mut room = Room::default();
        for block in scores.blocks() {
            wide(
                #[inline(always)]
                || self.score_block(grid, block, &mut room),
            );
        }
    }

    #[expect(clippy::inline_always, reason = "so that it becomes vector code along with its caller")]
    #[inline(always)]
    fn score_block(&self, grid: &Grid, block: Block, room: &mut Room) {
        let Block { start, mut layers, combined } = block;
        let Room { unit_vectors, factors } = room;
        let cells = unit_vectors.of(grid, start, start + combined.len());
        for ((layer, &time), scores) in self.layers.iter().zip(&self.times).zip(&mut layers) {
            self.score_layer(layer, time, &cells, &mut factors[..cells.len()], scores);
        }
        let columns = self.layers.iter().zip(&layers);
        let terms: Vec<Term> = columns.map(|(layer, scores)| Term::scores(layer.weight, scores)).collect();
        combine_into(&terms, combined, &mut Lanes::default());
    }

    #[expect(clippy::inline_always, reason = "as above")]
    #[inline(always)]
    fn score_layer(&self, layer: &Layer, time: f64, cells: &Cells, room: &mut [f64], scores: &mut [f64]) {
        match layer.product() {
            Some(product) => layer_scores_into(time, product.place().factors(cells, room), layer.maximum, scores),
            None => self.open.bonuses_into(cells, scores),
        }
    }
}

/// Scores a grid at one time, on the threads of rayon's pool.
///
/// The result does not depend on the number of threads: each cell is computed alone.
///
/// ```
/// use pdpe::{clock, event::Events, grid, model::Model, score::score_grid};
/// let model = Model::published();
/// let grid = grid::kansas_city().whole();
/// let at = clock::parse_time("2024-12-15T19:00", model.timezone, clock::now())?.at;
/// let scores = score_grid(&model, &grid, &Events::new(), at);
/// assert_eq!(scores.len(), 5494);
/// # Ok::<(), clock::TimeError>(())
/// ```
#[must_use]
pub fn score_grid(model: &Model, grid: &Grid, events: &Events, at: ZonedTime) -> Scores {
    let moment = Moment::new(model, events, at);
    let mut scores = Scores::default();
    scores.resize(moment.layers.len(), grid.len());
    in_parallel(
        scores.blocks(),
        #[inline(always)]
        |block| moment.score_block(grid, block, &mut Room::default()),
    );
    scores
}
