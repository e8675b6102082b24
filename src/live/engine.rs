//! The engine: a grid, its events and a time, with their current scores.
//!
//! It stores the factors that depend only on place. When the time or an event changes, it recomputes only the affected
//! layers and cells. Its scores always equal those of [`crate::score::score_grid`], bit for bit.
//!
//! Cells are processed in blocks, on all threads. While a block is in the processor's cache, it goes through many
//! instants ([`Engine::advance`]), so a replay moves little memory.
//!
//! [`Engine::apply`] does the same for messages and returns the resulting updates. For single places and times, the
//! engine has [caches](super::cache).

mod answers;
mod block;
mod counters;
mod pass;
mod points;
mod recalculate;
mod run;
mod settings;
mod strips;
mod summary;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::cache::{CacheReport, CacheSettingsError, Caches, Site};
use super::openings::Openings;
use crate::clock::ZonedTime;
use crate::event::{Event, EventKey, Events};
use crate::grid::{CellIndex, Grid};
use crate::model::Model;
use crate::score::{CellScore, Scores};
use pass::Places;
use run::{Act, LONGEST, Span};
use summary::BlockSummary;

pub use answers::{CLOCK_CHANGED, EVENT_CLOSES, EVENT_OPENS, EVENT_SHIFTS, REFRESH, TurnData};
pub use counters::{Calculations, LayerCount};
pub use settings::{DEFAULT_TOML, EngineSettings};
pub use summary::GridSummary;

/// The result of a step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// The layers computed again, as positions in the model's table.
    pub layers: Vec<usize>,
    /// Cells of which any score was computed again.
    pub cells_rescored: usize,
    /// Cells within reach of an event that opened, closed, was added, removed or changed.
    pub cells_reached: usize,
    /// Positions of the cells whose combined score changed, ascending.
    pub cells_changed: Vec<usize>,
    /// Events that opened, in the order of their ids.
    pub opened: Vec<EventKey>,
    /// Events that closed.
    pub closed: Vec<EventKey>,
    /// Events that entered a phase with another factor.
    pub shifted: Vec<EventKey>,
}

/// The result of one instant of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Passed {
    /// The instant.
    pub at: ZonedTime,
    /// The layers computed again, as positions in the model's table.
    pub layers: Vec<usize>,
    /// Cells of which any score was computed again.
    pub cells_rescored: usize,
    /// Cells within reach of an event that opened or closed.
    pub cells_reached: usize,
    /// Cells whose combined score changed.
    pub cells_changed: usize,
    /// A summary of the scores at that instant; none for a grid without cells.
    pub summary: Option<GridSummary>,
}

/// Counters of the engine since its start.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct EngineCounters {
    /// Lookups of single scores answered from a cache.
    pub cache_hits: u64,
    /// Lookups that were computed.
    pub cache_misses: u64,
    /// Calculations of layers: instants at which they were computed for the grid, and single scores that
    /// were not in a cache.
    #[serde(flatten)]
    pub calculations: Calculations,
    /// Instants and events at which anything was computed.
    pub recalculations: u64,
    /// Cells of which any score was computed again, over all of these.
    pub cells_rescored: u64,
    /// Cells of the grid.
    pub cells_total: usize,
}

/// A grid with its events at a time, and their scores.
///
/// ```
/// use pdpe::live::engine::{Engine, EngineSettings};
/// use pdpe::{clock::{now, parse_time}, event::Events, grid::kansas_city, model::Model};
/// let model = Model::published();
/// let at = |time| parse_time(time, model.timezone, now()).map(|parsed| parsed.at);
/// let (grid, start) = (kansas_city().whole(), at("2024-12-15T18:00")?);
/// let mut engine = Engine::new(model.clone(), grid, Events::new(), start, EngineSettings::default())?;
/// assert!(engine.move_to(at("2024-12-15T19:00")?).layers.is_empty()); // the factors of 18 to 23 h are the same
/// assert_eq!(engine.move_to(at("2024-12-15T23:00")?).cells_changed.len(), 5494); // Sunday's student evening is over
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Engine {
    model: Model,
    grid: Arc<Grid>,
    index: CellIndex,
    /// The factors of place of each layer.
    places: Vec<Places>,
    events: Events,
    openings: Openings,
    open: BTreeSet<EventKey>,
    at: ZonedTime,
    /// The factor of time of each layer.
    times: Vec<f64>,
    scores: Scores,
    summaries: Vec<BlockSummary>,
    caches: Caches,
    settings: EngineSettings,
    /// The last time change that was applied, and the one that is deferred.
    refreshed: Option<ZonedTime>,
    put_off: Option<ZonedTime>,
    /// Cells that changed since [`Engine::take_unreported`], unordered; only with `real_time`.
    unreported: Vec<usize>,
    counters: EngineCounters,
}

impl Engine {
    /// Scores the whole grid.
    ///
    /// # Errors
    /// [`CacheSettingsError`] when a limit of the caches is zero or too great.
    pub fn new(
        model: Model,
        grid: impl Into<Arc<Grid>>,
        events: Events,
        at: ZonedTime,
        settings: EngineSettings,
    ) -> Result<Self, CacheSettingsError> {
        let at = at.with_timezone(&model.timezone);
        let grid: Arc<Grid> = grid.into();
        let index = CellIndex::new(&grid);
        let layers = model.layers();
        let mut scores = Scores::default();
        scores.resize(layers.len(), grid.len());
        let mut engine = Self {
            places: layers.iter().map(|layer| Places::new(layer, &grid, &index)).collect(),
            openings: Openings::of(&events, &model.proximity),
            open: BTreeSet::new(),
            // No factor is NaN, so the first step finds all of them changed.
            times: vec![f64::NAN; layers.len()],
            // The scores before the first step are 0.
            summaries: (0..index.blocks())
                .map(|number| BlockSummary::of(index.block(number), &scores.combined_score[index.block(number)]))
                .collect(),
            caches: Caches::new(model.clone(), settings.cache)?,
            settings,
            refreshed: None,
            put_off: None,
            unreported: Vec::new(),
            counters: EngineCounters::default(),
            index,
            scores,
            model,
            grid,
            events: Events::new(),
            at,
        };
        let open = |event: &&Event| event.is_open(&engine.model.proximity, at.to_utc());
        let acts = events.iter().flat_map(|event| run::acts_of(event, &engine.model, None, &[at])).collect();
        engine.open = events.iter().filter(open).map(Event::key).collect();
        engine.events = events;
        engine.run(&[at], acts, false);
        engine.counters = EngineCounters { calculations: Calculations::of(&engine.model), ..EngineCounters::default() };
        Ok(engine)
    }

    /// The model.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The grid.
    pub fn grid(&self) -> &Arc<Grid> {
        &self.grid
    }

    /// The events, open or not.
    pub fn events(&self) -> &Events {
        &self.events
    }

    /// Their openings and closings.
    pub fn openings(&self) -> &Openings {
        &self.openings
    }

    /// How many events are open.
    pub fn open_events(&self) -> usize {
        self.open.len()
    }

    /// The time of the scores.
    pub fn at(&self) -> ZonedTime {
        self.at
    }

    /// The scores.
    pub fn scores(&self) -> &Scores {
        &self.scores
    }

    /// A summary of the scores; none for a grid without cells.
    pub fn summary(&self) -> Option<GridSummary> {
        let all = self.summaries.iter().fold(BlockSummary::EMPTY, |all, block| all.and(*block));
        all.of_grid(self.grid.len())
    }

    /// The counters.
    pub fn counters(&self) -> EngineCounters {
        let report = self.caches.report();
        let mut counters = EngineCounters {
            cache_hits: report.hits,
            cache_misses: report.misses,
            cells_total: self.grid.len(),
            ..self.counters.clone()
        };
        for (cache, counted) in report.by_name() {
            counters.calculations.add(cache.as_ref(), counted.misses + counted.warmed);
        }
        counters
    }

    /// Moves to another time, later or earlier.
    pub fn move_to(&mut self, at: ZonedTime) -> Change {
        let at = at.with_timezone(&self.model.timezone);
        if at == self.at {
            // Several messages have the same instant; the first did everything.
            return Change::default();
        }
        let turning = self.turning(&[at]);
        let acts = self.acts(&turning, &[at]);
        let before: Vec<Option<f64>> = turning.iter().map(|id| self.factor_of(id)).collect();
        let mut change = self.run(&[at], acts, true);
        self.mark_open(&turning);
        for (id, before) in turning.into_iter().zip(before) {
            match (before, self.factor_of(&id)) {
                (None, Some(_)) => change.opened.push(id),
                (Some(_), None) => change.closed.push(id),
                (Some(before), Some(now)) if before.to_bits() != now.to_bits() => change.shifted.push(id),
                _ => {}
            }
        }
        change
    }

    /// Moves through several times and returns the result of each; the same as repeated
    /// [`Engine::move_to`], with less memory traffic.
    pub fn advance(&mut self, times: &[ZonedTime]) -> Vec<Passed> {
        let times: Vec<ZonedTime> = times.iter().map(|at| at.with_timezone(&self.model.timezone)).collect();
        let mut spans = Vec::new();
        for times in times.chunks(LONGEST) {
            let turning = self.turning(times);
            spans.push(Span { times, acts: self.acts(&turning, times) });
            self.at = times.last().copied().unwrap_or(self.at);
            self.mark_open(&turning);
        }
        self.pass(spans, false).0
    }

    /// Adds or replaces an event; returns the replaced one.
    pub fn put_event(&mut self, event: Event) -> (Option<Event>, Change) {
        let key = event.key();
        let old = self.events.get(&key).cloned();
        (old, self.change_events(BTreeMap::from([(key, Some(event))])))
    }

    /// Removes an event; none if it is not known.
    pub fn remove_event(&mut self, key: &EventKey) -> Option<(Event, Change)> {
        let old = self.events.get(key).cloned()?;
        let change = self.change_events(BTreeMap::from([(key.clone(), None)]));
        Some((old, change))
    }

    /// Adds or replaces several events and removes others (`None`), in one pass over the cells they reach.
    pub fn change_events(&mut self, changes: BTreeMap<EventKey, Option<Event>>) -> Change {
        let mut own: BTreeMap<EventKey, Vec<Act>> = BTreeMap::new();
        for (id, new) in changes {
            let was_open = self.open.remove(&id);
            let old = self.events.remove(&id);
            if let Some(old) = &old {
                self.openings.remove(&id, &old.stages(&self.model.proximity));
            }
            self.caches.event_changed(old.as_ref(), new.as_ref());
            let act = |event: &Event, is_new: bool| {
                let factor = event.stage_at(&self.model.proximity, self.at.to_utc())?.factor;
                Some(Act::new(event, &self.model, factor, !is_new, is_new.into(), 1))
            };
            let before = old.as_ref().filter(|_| was_open).and_then(|old| act(old, false));
            let after = new.as_ref().and_then(|new| act(new, true));
            if after.is_some() {
                self.open.insert(id.clone());
            }
            if before.is_some() || after.is_some() {
                own.insert(id, before.into_iter().chain(after).collect());
            }
            if let Some(new) = new {
                self.openings.add(&new.key(), &new.stages(&self.model.proximity));
                self.events.insert(new);
            }
        }
        // Bonuses combine in the order of event ids.
        let own_ids: BTreeSet<EventKey> = own.keys().cloned().collect();
        let mut acts = Vec::new();
        if !own.is_empty() {
            for id in self.open.union(&own_ids) {
                let open = || self.events.get(id).map(|event| self.acts_of(event, &[self.at]));
                acts.extend(own.remove(id).or_else(open).unwrap_or_default());
            }
        }
        self.run(&[self.at], acts, true)
    }

    /// The cells whose combined score changed since the last call, ascending; only with `real_time`.
    pub fn take_unreported(&mut self) -> Vec<usize> {
        sort_and_dedup(&mut self.unreported);
        std::mem::take(&mut self.unreported)
    }

    /// Records changed cells for [`Engine::take_unreported`], in bounded memory.
    fn keep_unreported(&mut self, changed: &[usize]) {
        self.unreported.extend_from_slice(changed);
        if self.unreported.len() > 2 * self.grid.len() {
            sort_and_dedup(&mut self.unreported);
        }
    }

    /// The combined score of a place at a time with its layers; `now` is the current time, for the age of
    /// cache entries.
    pub fn cell_score(&mut self, now: DateTime<Utc>, site: impl Into<Site>, at: ZonedTime) -> CellScore {
        self.caches.cell_score(now, &self.events, site, at)
    }

    /// Warms the caches for some places and a span; see [`Caches::warm`].
    pub fn warm(&mut self, now: DateTime<Utc>, sites: &[Site], span: std::ops::RangeInclusive<DateTime<Utc>>) -> u64 {
        self.caches.warm(now, &self.events, sites, span)
    }

    /// The contents and counters of the caches.
    pub fn cache_report(&self) -> CacheReport {
        self.caches.report()
    }

    /// The events that may open or close between the engine's time and some others, in either direction:
    /// those with a change between the earliest and the latest of them.
    fn turning(&self, times: &[ZonedTime]) -> BTreeSet<EventKey> {
        let instants = || times.iter().map(ZonedTime::to_utc).chain([self.at.to_utc()]);
        let (Some(earliest), Some(latest)) = (instants().min(), instants().max()) else { return BTreeSet::new() };
        let turns = self.openings.since(earliest).take_while(|turn| turn.at <= latest);
        turns.map(|turn| turn.event.clone()).collect()
    }

    /// The events open at some times; none if none of them opens or closes.
    fn acts(&self, turning: &BTreeSet<EventKey>, times: &[ZonedTime]) -> Vec<Act> {
        if turning.is_empty() {
            return Vec::new();
        }
        let ids = self.open.union(turning);
        ids.filter_map(|id| self.events.get(id)).flat_map(|event| self.acts_of(event, times)).collect()
    }

    /// The acts of an event from the engine's time through some others.
    fn acts_of(&self, event: &Event, times: &[ZonedTime]) -> Vec<Act> {
        run::acts_of(event, &self.model, self.factor_of(&event.key()), times)
    }

    /// The factor of the phase that an event is in; none if it is not open.
    fn factor_of(&self, id: &EventKey) -> Option<f64> {
        let event = self.events.get(id).filter(|_| self.open.contains(id))?;
        Some(event.stage_at(&self.model.proximity, self.at.to_utc())?.factor)
    }

    fn mark_open(&mut self, turning: &BTreeSet<EventKey>) {
        for id in turning {
            let is_open = |event: &Event| event.is_open(&self.model.proximity, self.at.to_utc());
            if self.events.get(id).is_some_and(is_open) {
                self.open.insert(id.clone());
            } else {
                self.open.remove(id);
            }
        }
    }

    /// A run of one instant, with the cells that changed.
    fn run(&mut self, at: &[ZonedTime; 1], acts: Vec<Act>, lists_changed: bool) -> Change {
        let (passed, cells_changed) = self.pass(vec![Span { times: at, acts }], lists_changed);
        let Some(Passed { layers, cells_rescored, cells_reached, .. }) = passed.into_iter().next() else {
            return Change::default();
        };
        Change { layers, cells_rescored, cells_reached, cells_changed, ..Change::default() }
    }
}

fn sort_and_dedup(cells: &mut Vec<usize>) {
    cells.sort_unstable();
    cells.dedup();
}
