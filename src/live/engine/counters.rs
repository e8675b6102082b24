//! How often each layer was computed for the grid.

use serde::{Serialize, Serializer};

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

    /// The layers and how often each was computed.
    pub fn iter(&self) -> impl Iterator<Item = &LayerCount> {
        self.0.iter().filter(|count| count.short.is_some())
    }
}

impl Serialize for Calculations {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let short = |count: &LayerCount| format!("{}_calculations", count.short.as_deref().unwrap_or_default());
        serializer.collect_map(self.iter().map(|count| (short(count), count.times)))
    }
}
