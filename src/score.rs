//! The pure function from (model, cells, events, time) to scores, one cell or a whole grid.

use rayon::prelude::*;

use crate::clock::ZonedTime;
use crate::event::Events;
use crate::geo::{LatLon, UnitVector};
use crate::grid::{BLOCK, Grid};
use crate::layers::college::{CollegeFactors, Hotspots, college_presence};
use crate::layers::combined;
use crate::layers::proximity::OpenEvents;
use crate::layers::spending::{SpendingFactors, spending_propensity};
use crate::model::Model;

/// Fewer blocks than this are done before another thread has woken up.
const WORTH_THREADS: usize = 16;

/// The scores of one cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellScore {
    /// How freely people spend, 0…3 in the published model.
    pub spending_propensity: f64,
    /// How near students are, 0…3 in the published model.
    pub college_presence: f64,
    /// How near open events are, 0…1.
    pub event_proximity_bonus: f64,
    /// The weighted sum of the three, 0…2.4 in the published model.
    pub combined_score: f64,
}

/// The scores of many cells, one column per quantity, in the order of the grid.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scores {
    /// See [`CellScore::spending_propensity`].
    pub spending_propensity: Vec<f64>,
    /// See [`CellScore::college_presence`].
    pub college_presence: Vec<f64>,
    /// See [`CellScore::event_proximity_bonus`].
    pub event_proximity_bonus: Vec<f64>,
    /// See [`CellScore::combined_score`].
    pub combined_score: Vec<f64>,
}

impl Scores {
    /// How many cells there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.combined_score.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.combined_score.is_empty()
    }

    /// The scores of the cell at a position of the grid.
    ///
    /// # Panics
    /// When `cell` is not below [`Scores::len`].
    #[must_use]
    pub fn cell(&self, cell: usize) -> CellScore {
        CellScore {
            spending_propensity: self.spending_propensity[cell],
            college_presence: self.college_presence[cell],
            event_proximity_bonus: self.event_proximity_bonus[cell],
            combined_score: self.combined_score[cell],
        }
    }

    /// Adds one cell at the end.
    pub fn push(&mut self, cell: CellScore) {
        self.spending_propensity.push(cell.spending_propensity);
        self.college_presence.push(cell.college_presence);
        self.event_proximity_bonus.push(cell.event_proximity_bonus);
        self.combined_score.push(cell.combined_score);
    }

    /// Makes room for the scores of `cells` cells, keeping what memory there is.
    pub fn resize(&mut self, cells: usize) {
        for column in [
            &mut self.spending_propensity,
            &mut self.college_presence,
            &mut self.event_proximity_bonus,
            &mut self.combined_score,
        ] {
            column.resize(cells, 0.0);
        }
    }
}

/// Everything about a moment that does not depend on the cell: the model's factors at that
/// time and the events open then.
#[derive(Clone, Debug)]
pub struct Moment<'m> {
    model: &'m Model,
    spending: SpendingFactors<'m>,
    college: CollegeFactors<'m>,
    hotspots: Hotspots,
    open: OpenEvents,
}

impl<'m> Moment<'m> {
    /// Looks the factors up and picks the open events.
    #[must_use]
    pub fn new(model: &'m Model, events: &Events, at: ZonedTime) -> Self {
        let at = at.with_timezone(&model.timezone);
        Self {
            model,
            spending: SpendingFactors::at(&model.spending, at),
            college: CollegeFactors::at(&model.college, at),
            hotspots: Hotspots::new(&model.college),
            open: OpenEvents::at(events, &model.proximity, at.to_utc()),
        }
    }

    /// The factors of spending propensity.
    #[must_use]
    pub fn spending(&self) -> &SpendingFactors<'m> {
        &self.spending
    }

    /// The multiplier of college presence.
    #[must_use]
    pub fn college(&self) -> &CollegeFactors<'m> {
        &self.college
    }

    /// How many events are open.
    #[must_use]
    pub fn open_events(&self) -> usize {
        self.open.len()
    }

    /// Scores one place; `income` as in [`Grid::income`], if known.
    #[must_use]
    pub fn score_cell(&self, place: LatLon, income: Option<f64>) -> CellScore {
        let mut scores = Scores::default();
        scores.resize(1);
        self.score_block(
            Columns { lat: &[place.lat()], lon: &[place.lon()], income: income.as_slice() },
            &mut ScoreColumns::all(&mut scores),
        );
        scores.cell(0)
    }

    /// Scores all cells of a grid on this thread, into `scores`, which takes the grid's length.
    pub fn score_into(&self, grid: &Grid, scores: &mut Scores) {
        scores.resize(grid.len());
        let mut rest = ScoreColumns::all(scores);
        for start in (0..grid.len()).step_by(BLOCK) {
            let end = (start + BLOCK).min(grid.len());
            let (mut block, after) = rest.split_at(end - start);
            self.score_block(Columns::of(grid, start, end), &mut block);
            rest = after;
        }
    }

    fn score_block(&self, cells: Columns, scores: &mut ScoreColumns) {
        let count = cells.lat.len();
        let (mut x, mut y, mut z) = ([0.0; BLOCK], [0.0; BLOCK], [0.0; BLOCK]);
        for i in 0..count {
            let cell = UnitVector::from_degrees(cells.lat[i], cells.lon[i]);
            (x[i], y[i], z[i]) = (cell.x, cell.y, cell.z);
        }
        let mut hotspot_sums = [0.0; BLOCK];
        self.hotspots.sum_into(&x[..count], &y[..count], &z[..count], &mut hotspot_sums[..count]);

        let (product, income) = (self.spending.product(), &self.model.spending.income);
        for i in 0..count {
            let factor = cells.income.get(i).map_or(1.0, |&cell| income.factor(cell));
            scores.spending[i] = spending_propensity(product, factor, self.model.spending.maximum);
        }
        let multiplier = self.college.multiplier();
        for (score, sum) in scores.college.iter_mut().zip(hotspot_sums) {
            *score = college_presence(multiplier, sum, self.model.college.maximum);
        }
        for i in 0..count {
            let cell = UnitVector { x: x[i], y: y[i], z: z[i] };
            scores.proximity[i] = self.open.bonus_at(cells.lat[i], cells.lon[i], cell);
        }
        for i in 0..count {
            scores.combined[i] =
                combined(&self.model.weights, scores.spending[i], scores.college[i], scores.proximity[i]);
        }
    }
}

/// Scores a grid at one time, on all threads of rayon's pool.
///
/// The bytes of the result do not depend on the number of threads: each cell is computed alone.
///
/// ```
/// use pdpe::{clock, event::Events, grid, model::Model, score::score_grid};
/// let model = Model::default();
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
    scores.resize(grid.len());
    let mut blocks = Vec::with_capacity(grid.len().div_ceil(BLOCK));
    let mut rest = ScoreColumns::all(&mut scores);
    for start in (0..grid.len()).step_by(BLOCK) {
        let end = (start + BLOCK).min(grid.len());
        let (block, after) = rest.split_at(end - start);
        blocks.push((Columns::of(grid, start, end), block));
        rest = after;
    }
    in_parallel(blocks, |(cells, mut scores)| moment.score_block(cells, &mut scores));
    scores
}

/// Does some work on every item on all threads of rayon's pool; the results in the items' order.
///
/// Of what is inlined into `work` a second version is compiled for wide vector instructions, and
/// taken where the processor has them. Each number comes out the same: nothing is reordered.
pub(crate) fn in_parallel<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    let widest = pulp::Arch::new();
    let work = |item| {
        widest.dispatch(
            #[inline(always)]
            || work(item),
        )
    };
    if items.len() < WORTH_THREADS {
        return items.into_iter().map(work).collect();
    }
    items.into_par_iter().map(work).collect()
}

/// Runs something in a pool of so many threads of its own, which [`score_grid`] and
/// [`crate::live::engine`] then use; 0 means as many as there are cores.
///
/// # Errors
/// [`rayon::ThreadPoolBuildError`] when the system gives no threads.
pub fn with_threads<R: Send>(threads: usize, run: impl FnOnce() -> R + Send) -> Result<R, rayon::ThreadPoolBuildError> {
    Ok(rayon::ThreadPoolBuilder::new().num_threads(threads).build()?.install(run))
}

/// Some cells of a grid, column by column; `income` is empty where the grid has none.
#[derive(Clone, Copy)]
struct Columns<'g> {
    lat: &'g [f64],
    lon: &'g [f64],
    income: &'g [f64],
}

impl<'g> Columns<'g> {
    fn of(grid: &'g Grid, start: usize, end: usize) -> Self {
        Self {
            lat: &grid.lat()[start..end],
            lon: &grid.lon()[start..end],
            income: grid.income().get(start..end).unwrap_or_default(),
        }
    }
}

/// Where the scores of the same cells go.
struct ScoreColumns<'s> {
    spending: &'s mut [f64],
    college: &'s mut [f64],
    proximity: &'s mut [f64],
    combined: &'s mut [f64],
}

impl<'s> ScoreColumns<'s> {
    fn all(scores: &'s mut Scores) -> Self {
        Self {
            spending: &mut scores.spending_propensity,
            college: &mut scores.college_presence,
            proximity: &mut scores.event_proximity_bonus,
            combined: &mut scores.combined_score,
        }
    }

    fn split_at(self, cells: usize) -> (Self, Self) {
        let (spending, spending_rest) = self.spending.split_at_mut(cells);
        let (college, college_rest) = self.college.split_at_mut(cells);
        let (proximity, proximity_rest) = self.proximity.split_at_mut(cells);
        let (combined, combined_rest) = self.combined.split_at_mut(cells);
        (
            Self { spending, college, proximity, combined },
            Self { spending: spending_rest, college: college_rest, proximity: proximity_rest, combined: combined_rest },
        )
    }
}
