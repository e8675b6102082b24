//! Cached scores of single places and times, kept until something they depend on changes.
//!
//! [`Caches`] has a cache for each layer of the model's table but that of events: by hour, or by place and hour if the
//! layer adds up points of places near it. One more has the combined scores by place and hour, for the part of the hour
//! in which no event opens or closes there; it uses the others. The functions that score a grid also compute missing
//! entries. An entry is removed when it expires, when it is evicted, or when something it [depends](Dependency) on
//! changes.
//!
//! Scores are pure functions, so the passing of time makes no entry wrong. A new hour only removes entries of the past
//! hour. Another model needs other caches. After a change of an event, update the [`Events`], then call
//! [`Caches::event_changed`] before the next lookup.
//!
//! ```
//! use pdpe::event::Events;
//! use pdpe::live::cache::{CacheSettings, Caches};
//! use pdpe::model::Model;
//!
//! let mut caches = Caches::new(Model::published(), CacheSettings::default())?;
//! let now = "2026-10-03T12:00:00Z".parse()?;
//! let at = pdpe::clock::parse_time("2026-10-03T19:00", caches.model().timezone, now)?.at;
//! let power_and_light: pdpe::geo::LatLon = "39.0991,-94.5783".parse()?;
//!
//! let first = caches.combined_score(now, &Events::new(), power_and_light, at);
//! let again = caches.combined_score(now, &Events::new(), power_and_light, at);
//! assert_eq!(first, again);
//! assert_eq!((caches.report().combined.hits, caches.report().combined.misses), (1, 1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod index;
mod lookup;
mod settings;
mod warm;

use std::collections::BTreeSet;
use std::hash::Hash;

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use lru::LruCache;

use super::message::TimeChange;
use crate::clock::{BoundaryKind, ZonedTime};
use crate::event::{Event, Events};
use crate::geo::LatLon;
use crate::layers::kernel::layer_score;
use crate::layers::{Layer, Product};
use crate::model::Model;
use crate::score::CellScore;
use index::{Index, Links};
use lookup::{Combined, CombinedKey, ProductKey, combined_at, product_at};

pub use crate::grid::Site;
pub use index::{Dependency, LocalHour};
pub use settings::{CacheCounters, CacheLimits, CacheReport, CacheSettings, CacheSettingsError};

/// The caches, and their model.
#[derive(Debug)]
pub struct Caches {
    model: Model,
    /// The products of each layer's factors, as [`product_at`] has them; nothing for the layer of events.
    layers: Vec<Store<ProductKey, f64>>,
    combined: Store<CombinedKey, Combined>,
    hits: u64,
    misses: u64,
}

impl Caches {
    /// Empty caches for the scores of a model.
    ///
    /// # Errors
    /// [`CacheSettingsError`] when a limit is zero or too great.
    pub fn new(model: Model, settings: CacheSettings) -> Result<Self, CacheSettingsError> {
        settings.check()?;
        let store = |layer: &Layer| Store::new(layer.product().and_then(|product| settings.of(product)));
        Ok(Self {
            layers: model.layers().iter().map(store).collect(),
            model,
            combined: Store::new(settings.enabled.then_some(settings.combined)),
            hits: 0,
            misses: 0,
        })
    }

    /// The model.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Drops all entries; returns their number.
    pub fn clear(&mut self) -> usize {
        let of_layers = self.layers.iter_mut().map(|store| store.invalidate(Index::all));
        of_layers.sum::<usize>() + self.combined.invalidate(Index::all)
    }

    /// The score of a layer, by its position in the table, without the factors that columns of the grid and known places
    /// give; 0 for the layer of events. `place` is for layers that add up points. `now` is the current time, for the age
    /// of entries.
    ///
    /// # Panics
    /// If there is no such layer.
    pub fn layer_score(&mut self, number: usize, now: DateTime<Utc>, place: Option<LatLon>, at: ZonedTime) -> f64 {
        let (layers, at) = (self.model.layers(), at.with_timezone(&self.model.timezone));
        let Some(product) = layers[number].product() else { return 0.0 };
        let (kept, is_hit) = self.layers[number].product(now, product, place, at);
        let score = layer_score(kept, 1.0, layers[number].maximum);
        self.count(is_hit);
        score
    }

    /// The combined score of a place at a time; `now` as in [`Caches::layer_score`].
    ///
    /// `events` must be those of earlier lookups, except for reported changes.
    pub fn combined_score(&mut self, now: DateTime<Utc>, events: &Events, site: impl Into<Site>, at: ZonedTime) -> f64 {
        self.cell_score(now, events, site, at).combined_score
    }

    /// The combined score of a place at a time with its layers; as [`Caches::combined_score`].
    pub fn cell_score(
        &mut self,
        now: DateTime<Utc>,
        events: &Events,
        site: impl Into<Site>,
        at: ZonedTime,
    ) -> CellScore {
        let (site, at) = (site.into(), at.with_timezone(&self.model.timezone));
        let key = CombinedKey::new(&site, at);
        let found = self.combined.get_if(now, &key, |kept| kept.span.contains(at.to_utc()));
        self.count(found.is_some());
        if let Some(kept) = found {
            return kept.score;
        }
        let products: Vec<Option<f64>> = (self.model.layers().iter().zip(&mut self.layers))
            .map(|(layer, store)| Some(store.product(now, layer.product()?, Some(site.place), at).0))
            .collect();
        let (combined, links) = combined_at(&self.model, &products, events, &site, at);
        let score = combined.score.clone();
        self.combined.put(now, key, combined, links);
        score
    }

    fn count(&mut self, is_hit: bool) {
        *(if is_hit { &mut self.hits } else { &mut self.misses }) += 1;
    }

    /// Drops what depended on an event that was added (`old` is `None`), updated or removed (`new` is
    /// `None`): combined scores within reach of the old and of the new place, for times at which the event
    /// is open there. Returns their number.
    pub fn event_changed(&mut self, old: Option<&Event>, new: Option<&Event>) -> usize {
        let mut dropped = 0;
        for event in [old, new].into_iter().flatten() {
            dropped += self.combined.invalidate(|index| index.dependents(&Dependency::Event(event.id.clone())));
            let Some(window) = event.window(&self.model.proximity) else { continue };
            let around = Dependency::Location { place: event.place, radius_km: event.reach_km(&self.model.proximity) };
            dropped +=
                self.combined.invalidate_if(|index| index.dependents(&around), |kept| kept.span.overlaps(&window));
        }
        dropped
    }

    /// Drops the entries of the past hour, day or month; returns their number. Those of the new hour and
    /// later ones stay. A new week drops nothing, because its days have been dropped.
    pub fn time_changed(&mut self, change: &TimeChange) -> usize {
        let local = |at: DateTime<_>| LocalHour::of(at.with_timezone(&self.model.timezone));
        let (left, entered) = (local(change.previous_time), local(change.new_time));
        let month_of = |hour: LocalHour| Dependency::Month { year: hour.date.year(), month: hour.date.month() };
        let (over, begun) = match change.boundary_type {
            BoundaryKind::Hour => (Dependency::Hour(left), Dependency::Hour(entered)),
            BoundaryKind::Day => (Dependency::Day(left.date), Dependency::Day(entered.date)),
            BoundaryKind::Month => (month_of(left), month_of(entered)),
            BoundaryKind::Week => return 0,
        };
        // When clocks fall back, the next hour has the same name.
        if over == begun { 0 } else { self.invalidate(&over) }
    }

    /// Drops the entries that depend on something; returns their number.
    pub fn invalidate(&mut self, on: &Dependency) -> usize {
        let of_layers = self.layers.iter_mut().map(|store| store.invalidate(|index| index.dependents(on)));
        of_layers.sum::<usize>() + self.combined.invalidate(|index| index.dependents(on))
    }

    /// The contents and counters of the caches.
    pub fn report(&self) -> CacheReport {
        CacheReport {
            layers: (self.model.layers().iter().zip(&self.layers))
                .filter(|(layer, _)| !layer.is_of_events())
                .map(|(layer, store)| (layer.short.to_owned(), store.report()))
                .collect(),
            combined: self.combined.report(),
            hits: self.hits,
            misses: self.misses,
        }
    }
}

impl Store<ProductKey, f64> {
    /// The product of a layer's factors, and whether it was there.
    fn product(&mut self, now: DateTime<Utc>, of: &dyn Product, place: Option<LatLon>, at: ZonedTime) -> (f64, bool) {
        let key = ProductKey::new(of, place, at);
        if let Some(product) = self.get(now, &key) {
            return (product, true);
        }
        let (product, links) = product_at(of, place, at);
        self.put(now, key, product, links);
        (product, false)
    }
}

#[derive(Debug)]
struct Entry<V> {
    score: V,
    links: Links,
    expires: DateTime<Utc>,
}

/// A cache: entries in the order of their last use, and the index of their dependencies.
#[derive(Debug)]
struct Store<K: Hash + Eq, V> {
    entries: LruCache<K, Entry<V>>,
    index: Index<K>,
    capacity: usize,
    ttl: TimeDelta,
    counters: CacheCounters,
}

impl<K: Clone + Ord + Hash, V: Clone> Store<K, V> {
    /// Without limits it keeps nothing.
    fn new(limits: Option<CacheLimits>) -> Self {
        let CacheLimits { capacity, ttl_seconds } = limits.unwrap_or(CacheLimits { capacity: 0, ttl_seconds: 0 });
        Self {
            // Bounded by `put`, which needs the evicted entries.
            entries: LruCache::unbounded(),
            index: Index::new(),
            capacity,
            ttl: TimeDelta::seconds(ttl_seconds.into()),
            counters: CacheCounters::default(),
        }
    }

    /// Looks up an entry: counts one hit or miss.
    fn get(&mut self, now: DateTime<Utc>, key: &K) -> Option<V> {
        self.get_if(now, key, |_| true)
    }

    /// Looks up an entry that must still be valid: counts one hit or miss.
    fn get_if(&mut self, now: DateTime<Utc>, key: &K, is_of_use: impl Fn(&V) -> bool) -> Option<V> {
        self.expire(now);
        let score = self.entries.get(key).map(|entry| entry.score.clone()).filter(is_of_use);
        *(if score.is_some() { &mut self.counters.hits } else { &mut self.counters.misses }) += 1;
        score
    }

    fn put(&mut self, now: DateTime<Utc>, key: K, score: V, links: Links) {
        if self.capacity == 0 {
            return;
        }
        self.drop_entry(&key);
        let expires = now.checked_add_signed(self.ttl).unwrap_or(DateTime::<Utc>::MAX_UTC);
        self.index.insert(&key, &links, expires);
        self.entries.put(key, Entry { score, links, expires });
        while self.entries.len() > self.capacity {
            let Some((key, entry)) = self.entries.pop_lru() else { break };
            self.index.remove(&key, &entry.links, entry.expires);
            self.counters.evicted += 1;
        }
    }

    /// Adds an entry in advance, while there is room beside those `kept` before; a valid existing entry uses
    /// room too. Counts as used, but not as a lookup. Its age counts from the time `at`.
    fn warm(
        &mut self,
        (now, at): (DateTime<Utc>, DateTime<Utc>),
        kept: &mut BTreeSet<K>,
        key: K,
        is_of_use: impl Fn(&V) -> bool,
        compute: impl FnOnce() -> (V, Links),
    ) -> V {
        let has_room = kept.contains(&key) || kept.len() < self.capacity && kept.insert(key.clone());
        self.expire(now);
        if let Some(score) = self.entries.get(&key).map(|entry| entry.score.clone()).filter(is_of_use) {
            return score;
        }
        let (score, links) = compute();
        if has_room {
            self.put(now.max(at), key, score.clone(), links);
            self.counters.warmed += 1;
        }
        score
    }

    fn expire(&mut self, now: DateTime<Utc>) {
        while let Some(key) = self.index.first_expired(now) {
            self.drop_entry(&key);
            self.counters.expired += 1;
        }
    }

    /// Drops the entries with the keys from the index.
    fn invalidate(&mut self, keys: impl FnOnce(&Index<K>) -> Vec<K>) -> usize {
        self.invalidate_if(keys, |_| true)
    }

    /// Drops those entries with keys from the index that are wrong now.
    fn invalidate_if(&mut self, keys: impl FnOnce(&Index<K>) -> Vec<K>, is_wrong: impl Fn(&V) -> bool) -> usize {
        let mut keys = keys(&self.index);
        keys.retain(|key| self.entries.peek(key).is_some_and(|entry| is_wrong(&entry.score)));
        for key in &keys {
            self.drop_entry(key);
        }
        self.counters.invalidated += keys.len() as u64;
        keys.len()
    }

    fn drop_entry(&mut self, key: &K) {
        if let Some(entry) = self.entries.pop(key) {
            self.index.remove(key, &entry.links, entry.expires);
        }
    }

    fn report(&self) -> CacheCounters {
        CacheCounters { entries: self.entries.len(), links: self.index.len(), ..self.counters }
    }
}
