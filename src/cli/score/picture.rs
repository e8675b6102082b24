//! Scores as a picture: in the terminal, as SVG or as PNG.

use pdpe::output::{
    Best, BestPlace, Happening, Picture, PictureFormat, Points, Raster, Scale, draw, heatmap, png, svg,
};
use pdpe::stream::CellSource;
use pdpe::text::{counted, terminal_line};

use super::super::destination::Destination;
use super::super::picture;
use super::job::Job;

/// How many of the best places are numbered without `--top`.
const USUAL_TOP: usize = 5;

/// Scores all cells and draws them, with the open events.
pub fn write(job: &Job, format: PictureFormat, cells: CellSource, mut destination: Destination) -> anyhow::Result<()> {
    let (by, min_score) = (&job.by, job.min_score());
    let order = picture::best(by.clone(), job.args.top.unwrap_or(USUAL_TOP), job.args.apart, min_score);
    let (mut best, mut points) = (Best::new(order), Points::default());
    let summary = job.collect(cells, |scored| {
        best.add(scored);
        for cell in 0..scored.grid.len() {
            let is_shown = scored.scores.combined_score[cell] >= min_score;
            let value = if is_shown { by.number(scored, cell) } else { f64::NAN };
            points.push(scored.grid.lat()[cell], scored.grid.lon()[cell], value);
        }
    })?;
    let none = || anyhow::anyhow!("no cell has a combined score of {min_score} or more: nothing to draw");
    let raster = Raster::of(&points, job.heading.cell_degrees).ok_or_else(none)?;
    let scale = Scale::of(raster.values().iter().copied()).ok_or_else(none)?;
    let (events, more_events) = Happening::all_on(&raster, job.open_events());
    let picture = Picture {
        title: job.title(),
        subtitle: terminal_line(&format!(
            "{}, {} open, model: {}",
            counted(summary.cells, "cell"),
            counted(summary.open_events, "event"),
            job.config.model_label()
        )),
        places: BestPlace::all_of(&best.finish(), by, job.names()),
        score: by.clone(),
        raster,
        scale,
        events,
        more_events,
    };
    let bytes = match format {
        PictureFormat::Svg => {
            let title = format!("{}: {}; {}", picture.score_name(), picture.title, picture.subtitle);
            svg(&draw(&picture), &title).into_bytes()
        }
        PictureFormat::Png => png(&draw(&picture))?,
        PictureFormat::Heatmap => heatmap(&picture, picture::room(&destination)).into_bytes(),
    };
    destination.write_styled(&bytes)?;
    destination.finish()
}
