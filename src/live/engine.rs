//! The engine: a grid, its events and a time, and always the scores that belong to them.
//!
//! It keeps what depends on place alone, and when time moves or an event changes it computes
//! again only what that touches: a layer whose factors are the same as before is left alone,
//! and an event reaches the cells within its radius and no others. Whatever happens, in
//! whatever order, its scores are those of [`score_grid`], bit for bit.

use std::collections::BTreeSet;
use std::ops::Bound;

use chrono::{DateTime, Utc};

use super::message::LayerType;
use crate::clock::ZonedTime;
use crate::event::{Event, EventId, Events};
use crate::grid::{CellIndex, Grid};
use crate::layers::college::{CollegeFactors, Hotspots, college_presence};
use crate::layers::combined;
use crate::layers::proximity::OpenEvents;
use crate::layers::spending::{SpendingFactors, spending_propensity};
use crate::model::Model;
use crate::score::{Scores, score_grid};

/// What one step of the engine computed again, and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// The layers computed again; none whose factors stayed the same.
    pub layers: Vec<LayerType>,
    /// Cells of which any score was computed again.
    pub cells_rescored: usize,
    /// Positions of the cells whose combined score is another than before, rising.
    pub cells_changed: Vec<usize>,
}

/// How much the engine has worked since its start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct EngineCounters {
    /// Steps that computed anything.
    pub recalculations: u64,
    /// Times spending propensity was computed for the grid.
    pub spending_calculations: u64,
    /// Times college presence was computed for the grid.
    pub college_calculations: u64,
    /// Cells of which any score was computed again, over all steps.
    pub cells_rescored: u64,
}

/// A grid with its events at a time, and the scores that belong to them.
///
/// ```
/// use pdpe::{clock::{now, parse_time}, event::Events, grid::kansas_city, live::engine::Engine, model::Model};
/// let model = Model::default();
/// let at = |time| parse_time(time, model.timezone, now()).map(|parsed| parsed.at);
/// let mut engine = Engine::new(model.clone(), kansas_city().whole(), Events::new(), at("2024-12-15T18:00")?);
/// assert!(engine.move_to(at("2024-12-15T19:00")?).layers.is_empty()); // the factors of 18 to 23 h are the same
/// assert_eq!(engine.move_to(at("2024-12-15T23:00")?).cells_changed.len(), 5494); // Sunday's student evening is over
/// # Ok::<(), pdpe::clock::TimeError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Engine {
    model: Model,
    grid: Grid,
    index: CellIndex,
    hotspot_sums: Vec<f64>,
    income_factors: Vec<f64>,
    events: Events,
    /// Every instant at which an event opens or closes.
    turns: BTreeSet<(DateTime<Utc>, EventId)>,
    open: OpenEvents,
    at: ZonedTime,
    spending_product: f64,
    college_multiplier: f64,
    scores: Scores,
    counters: EngineCounters,
}

impl Engine {
    /// Scores a grid whole.
    #[must_use]
    pub fn new(model: Model, grid: Grid, events: Events, at: ZonedTime) -> Self {
        let at = at.with_timezone(&model.timezone);
        let hotspots = Hotspots::new(&model.college);
        let income = &model.spending.income;
        let mut engine = Self {
            index: CellIndex::new(&grid),
            hotspot_sums: (0..grid.len()).map(|cell| hotspots.sum_at(grid.place(cell))).collect(),
            income_factors: grid.income().iter().map(|&cell| income.factor(cell)).collect(),
            turns: BTreeSet::new(),
            open: OpenEvents::at(&events, &model.proximity, at.to_utc()),
            spending_product: SpendingFactors::at(&model.spending, at).product(),
            college_multiplier: CollegeFactors::at(&model.college, at).multiplier(),
            scores: score_grid(&model, &grid, &events, at),
            counters: EngineCounters::default(),
            model,
            grid,
            events: Events::new(),
            at,
        };
        for event in events.iter() {
            engine.turns.extend(engine.turns_of(event));
        }
        engine.events = events;
        engine
    }

    /// The grid.
    #[must_use]
    pub fn grid(&self) -> &Grid {
        &self.grid
    }

    /// The events, open or not.
    #[must_use]
    pub fn events(&self) -> &Events {
        &self.events
    }

    /// The time the scores are of.
    #[must_use]
    pub fn at(&self) -> ZonedTime {
        self.at
    }

    /// The scores.
    #[must_use]
    pub fn scores(&self) -> &Scores {
        &self.scores
    }

    /// How much it has worked.
    #[must_use]
    pub fn counters(&self) -> EngineCounters {
        self.counters
    }

    /// Moves to another time, later or earlier.
    pub fn move_to(&mut self, at: ZonedTime) -> Change {
        let at = at.with_timezone(&self.model.timezone);
        let (from, to) = (self.at.to_utc(), at.to_utc());
        self.at = at;
        // Whichever way time goes, only events that turn between the two can have turned.
        let span = (Bound::Included((from.min(to), EventId::least())), Bound::Unbounded);
        let turning: BTreeSet<&EventId> =
            self.turns.range(span).take_while(|(turn, _)| *turn <= from.max(to)).map(|(_, id)| id).collect();
        let is_open = |event: &Event, at| event.is_open(&self.model.proximity, at);
        let turned: Vec<&Event> = turning
            .into_iter()
            .filter_map(|id| self.events.get(id.as_str()))
            .filter(|event| is_open(event, from) != is_open(event, to))
            .collect();
        let touched = self.reach_of(&turned);
        self.rescore(&touched)
    }

    /// Adds an event, or puts it in the place of the one with its id; also that one.
    pub fn put_event(&mut self, event: Event) -> (Option<Event>, Change) {
        let old = self.forget(event.id.as_str());
        self.turns.extend(self.turns_of(&event));
        let touched = self.reach_of(&self.open_of(old.iter().chain([&event])));
        self.events.insert(event);
        (old, self.rescore(&touched))
    }

    /// Takes an event out; none if it is not known.
    pub fn remove_event(&mut self, id: &str) -> Option<(Event, Change)> {
        let old = self.forget(id)?;
        let touched = self.reach_of(&self.open_of([&old]));
        let change = self.rescore(&touched);
        Some((old, change))
    }

    fn forget(&mut self, id: &str) -> Option<Event> {
        let old = self.events.remove(id)?;
        for turn in self.turns_of(&old) {
            self.turns.remove(&turn);
        }
        Some(old)
    }

    fn turns_of(&self, event: &Event) -> Vec<(DateTime<Utc>, EventId)> {
        let window = event.window(&self.model.proximity);
        let turns = window.into_iter().flat_map(|window| [window.opens, window.closes]);
        turns.flatten().map(|turn| (turn, event.id.clone())).collect()
    }

    fn open_of<'e>(&self, events: impl IntoIterator<Item = &'e Event>) -> Vec<&'e Event> {
        let at = self.at.to_utc();
        events.into_iter().filter(|event| event.is_open(&self.model.proximity, at)).collect()
    }

    /// The cells that any of some events reaches, rising.
    fn reach_of(&self, events: &[&Event]) -> Vec<usize> {
        let reach = |event: &&Event| self.index.within(event.place, event.reach_km(&self.model.proximity));
        let mut cells: Vec<usize> = events.iter().flat_map(reach).collect();
        if events.len() > 1 {
            cells.sort_unstable();
            cells.dedup();
        }
        cells
    }

    /// Brings the scores to the engine's time and events, of which those touching the cells
    /// given have changed.
    fn rescore(&mut self, touched: &[usize]) -> Change {
        let mut layers = Vec::new();
        let product = SpendingFactors::at(&self.model.spending, self.at).product();
        if product.to_bits() != self.spending_product.to_bits() {
            self.spending_product = product;
            self.counters.spending_calculations += 1;
            layers.push(LayerType::SpendingPropensity);
            for (cell, score) in self.scores.spending_propensity.iter_mut().enumerate() {
                let income_factor = self.income_factors.get(cell).copied().unwrap_or(1.0);
                *score = spending_propensity(product, income_factor, self.model.spending.maximum);
            }
        }
        let multiplier = CollegeFactors::at(&self.model.college, self.at).multiplier();
        if multiplier.to_bits() != self.college_multiplier.to_bits() {
            self.college_multiplier = multiplier;
            self.counters.college_calculations += 1;
            layers.push(LayerType::CollegePresence);
            for (score, &sum) in self.scores.college_presence.iter_mut().zip(&self.hotspot_sums) {
                *score = college_presence(multiplier, sum, self.model.college.maximum);
            }
        }
        let whole_grid = !layers.is_empty();
        if !touched.is_empty() {
            layers.push(LayerType::EventProximity);
            self.open = OpenEvents::at(&self.events, &self.model.proximity, self.at.to_utc());
            for &cell in touched {
                let (lat, lon) = (self.grid.lat()[cell], self.grid.lon()[cell]);
                self.scores.event_proximity_bonus[cell] = self.open.bonus_at(lat, lon, self.index.unit_vectors()[cell]);
            }
        }
        let cells_changed =
            if whole_grid { self.recombine(0..self.grid.len()) } else { self.recombine(touched.iter().copied()) };
        let cells_rescored = if whole_grid { self.grid.len() } else { touched.len() };
        self.counters.recalculations += u64::from(!layers.is_empty());
        self.counters.cells_rescored += cells_rescored as u64;
        Change { layers, cells_rescored, cells_changed }
    }

    /// Combines the layers of some cells anew; those whose combined score changed.
    fn recombine(&mut self, cells: impl Iterator<Item = usize>) -> Vec<usize> {
        let Scores { spending_propensity, college_presence, event_proximity_bonus, combined_score } = &mut self.scores;
        let weights = &self.model.weights;
        cells
            .filter(|&cell| {
                let score =
                    combined(weights, spending_propensity[cell], college_presence[cell], event_proximity_bonus[cell]);
                let old = std::mem::replace(&mut combined_score[cell], score);
                old.to_bits() != score.to_bits()
            })
            .collect()
    }
}
