//! A replay as a map with a slider: every boundary, and every instant at which an event opens or closes.

use pdpe::grid::Grid;
use pdpe::live::openings::Openings;
use pdpe::live::timeline::Timeline;
use pdpe::output::Column;
use pdpe::output::html::{MOST_INSTANTS, Map, MapInstant, Opening};

use super::super::destination::Destination;
use super::super::map::{USUAL_APART_KM, USUAL_TOP};
use super::span::ReplayJob;

/// Writes the map.
pub fn write(span: &ReplayJob, grid: &Grid, destination: Destination) -> anyhow::Result<()> {
    let place = span.place();
    let map = Map {
        title: span.args.title(&span.config),
        model: &span.config.model,
        model_name: span.config.model_name.clone(),
        grid,
        events: &span.events.start,
        instants: instants(span),
        opening: Opening { layer: Column::COMBINED_SCORE, top: USUAL_TOP, apart_km: USUAL_APART_KM },
        backdrop: None,
        tiles: None,
        names: place.as_ref().map(|place| &place.names),
        plan: None,
    };
    span.args.map.write(map, destination)
}

/// The start and all later instants. Stops as soon as there are too many for a map.
fn instants(span: &ReplayJob) -> Vec<MapInstant> {
    let mut timeline = Timeline::<()>::new(span.from.to_utc(), span.config.model.timezone);
    let openings = Openings::of(&span.events.start, &span.config.model.proximity);
    let mut instants = vec![MapInstant { at: span.from, boundaries: Vec::new() }];
    while instants.len() <= MOST_INSTANTS
        && let Some(moment) = timeline.step(span.to.to_utc(), &openings)
    {
        let boundaries = moment.boundary.iter().flat_map(|boundary| boundary.kinds.iter()).collect();
        instants.push(MapInstant { at: moment.at, boundaries });
    }
    instants
}
