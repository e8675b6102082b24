//! The options of maps and writing a map, for `pdpe score` and `pdpe simulate`.

use std::path::PathBuf;

use anyhow::Context as _;
use pdpe::output::html::Map;
use pdpe::output::html::backdrop::Backdrop;
use pdpe::output::html::tiles::Tiles;
use pdpe::text::grouped;

use super::destination::Destination;
use super::{shared, usage};

/// How many best places a map lists by default.
pub const USUAL_TOP: usize = 10;

/// The default minimum distance between best places, and between stays of a replay, in kilometres.
pub const USUAL_APART_KM: f64 = 1.0;

/// The greatest size of a backdrop in bytes; browsers are slow with more.
const LARGEST_BACKDROP: usize = 30_000_000;

/// Layers above and below the cells of a map.
#[derive(clap::Args)]
pub struct MapArgs {
    /// With html: draw these lines over the cells, such as outlines or roads
    #[arg(long, value_name = "FILE.geojson", help_heading = "Map")]
    backdrop: Option<PathBuf>,
    /// With html: show a background map, which the browser loads from this URL with {z}, {x} and {y} [default: none; the map makes no requests]
    #[arg(long, value_name = "URL", help_heading = "Map")]
    tiles: Option<Tiles>,
}

impl MapArgs {
    /// The files to read.
    pub fn inputs(&self) -> impl Iterator<Item = &PathBuf> {
        self.backdrop.iter()
    }

    /// An error if any of these options is given and the output is not a map.
    pub fn check(&self, is_map: bool) -> anyhow::Result<()> {
        if !is_map && (self.backdrop.is_some() || self.tiles.is_some()) {
            return Err(usage("--backdrop and --tiles are for maps; add --format html, or -o FILE.html"));
        }
        Ok(())
    }

    /// Writes the map with its backdrop and tiles.
    pub fn write(&self, map: Map<'_>, mut destination: Destination) -> anyhow::Result<()> {
        let map = Map { backdrop: self.backdrop()?, tiles: self.tiles.clone(), ..map };
        destination.write(&map.html()?)?;
        destination.finish()
    }

    fn backdrop(&self) -> anyhow::Result<Option<Backdrop>> {
        let Some(path) = &self.backdrop else { return Ok(None) };
        let (name, bytes) = (shared::input_name(path), shared::read_input(path)?);
        if bytes.len() > LARGEST_BACKDROP {
            let (found, most) = (grouped(bytes.len()), grouped(LARGEST_BACKDROP));
            anyhow::bail!("{name}: {found} bytes are too many, a map takes {most}; simplify the lines");
        }
        Backdrop::read(&bytes).map(Some).with_context(|| name)
    }
}
