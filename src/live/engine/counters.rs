//! How often each layer was computed.

use serde::{Serialize, Serializer};

use super::EngineCounters;
use crate::layers::Model;

/// A count for each layer that has a factor of time; in JSON `spending_calculations` and so on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calculations(pub(super) Vec<LayerCount>);

/// How often a layer was computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerCount {
    /// The layer's name.
    pub name: String,
    /// Its short name; none for the events' layer, which is not counted.
    short: Option<String>,
    /// The number of instants.
    pub times: u64,
}

impl Calculations {
    /// Zeros.
    pub(super) fn of(model: &Model) -> Self {
        let count = |layer: &crate::layers::Layer| LayerCount {
            name: layer.name.to_owned(),
            short: layer.product().map(|_| layer.short.to_owned()),
            times: 0,
        };
        Self(model.layers().iter().map(count).collect())
    }

    /// Adds calculations of single scores; `short` is the short name of a layer, other names count for none.
    pub(super) fn add(&mut self, short: &str, times: u64) {
        for count in self.0.iter_mut().filter(|count| count.short.as_deref() == Some(short)) {
            count.times += times;
        }
    }

    /// The layers and how often each was computed.
    pub fn iter(&self) -> impl Iterator<Item = &LayerCount> {
        self.0.iter().filter(|count| count.short.is_some())
    }
}

impl EngineCounters {
    /// Counts a recalculation of some layers.
    pub(super) fn count(&mut self, layers: &[usize], cells: usize) {
        for layer in layers {
            if let Some(count) = self.calculations.0.get_mut(*layer) {
                count.times += 1;
            }
        }
        self.recalculations += 1;
        self.cells_rescored += cells as u64;
    }
}

impl Serialize for Calculations {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let short = |count: &LayerCount| format!("{}_calculations", count.short.as_deref().unwrap_or_default());
        serializer.collect_map(self.iter().map(|count| (short(count), count.times)))
    }
}
