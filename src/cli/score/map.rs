//! Scores as a map: every cell, and a list of the best.

use pdpe::clock::ZonedTime;
use pdpe::config::Config;
use pdpe::output::html::{Map, MapInstant, Opening};

use super::super::elsewhere::Elsewhere;
use super::super::map::{USUAL_APART_KM, USUAL_TOP};
use super::super::shared::Talk;
use super::super::{Global, usage};
use super::Args;

/// Writes the map.
pub fn write(global: &Global, args: &Args, config: &Config, at: ZonedTime) -> anyhow::Result<()> {
    if args.min_score.is_some() || !args.columns.is_empty() {
        return Err(usage("a map shows every cell and every score; remove --min-score and --columns"));
    }
    let (talk, layer) = (Talk::new(global), args.by(&config.model)?);
    let grid = args.grid.read(config, talk, args.strict)?;
    Elsewhere::new(global, &config.model, at).tell(grid.place(0));
    let events = args.events.load(config, super::EventSpan::at(at), talk, args.strict)?;
    let open = events.iter().filter(|event| event.is_open(&config.model.proximity, at.to_utc()));
    let place = super::GridArgs::heading(config, open);
    let map = Map {
        title: args.events.title(&args.grid.name(config)),
        model: &config.model,
        model_name: config.model_name.clone(),
        grid: &grid,
        events: &events,
        instants: vec![MapInstant { at, boundaries: Vec::new() }],
        opening: Opening { layer, top: args.top.unwrap_or(USUAL_TOP), apart_km: args.apart.unwrap_or(USUAL_APART_KM) },
        backdrop: None,
        tiles: None,
        plan: None,
        names: place.as_ref().map(|place| &place.names),
    };
    args.map.write(map, args.destination()?)
}
