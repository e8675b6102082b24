//! A drawing as SVG: one path per colour for the cells, and selectable text.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Scale;
use super::colour::{Rgb, WHITE};
use super::drawing::{Anchor, Drawing, Shape};
use super::raster::Raster;
use crate::text::markup;

/// Fonts of similar width, one of which exists on most systems.
const FONTS: &str = "'DejaVu Sans', Verdana, sans-serif";

/// The drawing as an SVG document; `title` is for screen readers.
#[must_use]
pub fn svg(drawing: &Drawing, title: &str) -> String {
    let Drawing { width, height, shapes } = drawing;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" font-family=\"{FONTS}\">\n<title>{}</title>\n",
        markup(title)
    );
    for shape in shapes {
        // Writing to a String cannot fail.
        let _ = match shape {
            Shape::Box([x, y, width, height], fill) => {
                let (x, y, width, height) = (number(*x), number(*y), number(*width), number(*height));
                let fill = fill.hex();
                writeln!(out, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\"/>")
            }
            Shape::Cells(frame, raster, scale) => out.write_str(&cells(*frame, raster, *scale)),
            Shape::Disc { centre: [x, y], radius, fill } => {
                let (x, y, radius) = (number(*x), number(*y), number(*radius));
                writeln!(out, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" {}/>", with_edge(*fill))
            }
            Shape::Diamond { centre: [x, y], radius: r, fill } => {
                let (x, top, r) = (number(*x), number(y - r), number(*r));
                writeln!(out, "<path d=\"M{x} {top}l{r} {r}l-{r} {r}l-{r} -{r}z\" {}/>", with_edge(*fill))
            }
            Shape::Text { at: [x, y], size, anchor, fill, text } => {
                let anchor = match anchor {
                    Anchor::Start => "",
                    Anchor::Middle => " text-anchor=\"middle\"",
                    Anchor::End => " text-anchor=\"end\"",
                };
                let (x, y, fill, text) = (number(*x), number(*y), fill.hex(), markup(text));
                writeln!(out, "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{anchor} fill=\"{fill}\">{text}</text>")
            }
        };
    }
    out + "</svg>\n"
}

/// The cells in units of cells, with runs of one colour as one rectangle.
fn cells([left, top, width, height]: [f64; 4], raster: &Raster, scale: Scale) -> String {
    let (rows, columns) = raster.shape();
    let mut paths: BTreeMap<Rgb, String> = BTreeMap::new();
    for row in 0..rows {
        let colour = |column: usize| {
            let value = raster.value(row, column);
            (!value.is_nan()).then(|| scale.colour(value))
        };
        let mut column = 0;
        while column < columns {
            let start = column;
            let of_run = colour(start);
            while column < columns && colour(column) == of_run {
                column += 1;
            }
            if let Some(fill) = of_run {
                let length = column - start;
                let _ = write!(paths.entry(fill).or_default(), "M{start} {row}h{length}v1h-{length}z");
            }
        }
    }
    let (across, down) = (width / super::lattice::real(columns), height / super::lattice::real(rows));
    let (left, top) = (number(left), number(top));
    let mut out =
        format!("<g transform=\"translate({left} {top}) scale({across} {down})\" shape-rendering=\"crispEdges\">\n");
    for (fill, path) in paths {
        let _ = writeln!(out, "<path fill=\"{}\" d=\"{path}\"/>", fill.hex());
    }
    out + "</g>\n"
}

fn with_edge(fill: Rgb) -> String {
    format!("fill=\"{}\" stroke=\"{}\" stroke-width=\"1.5\" paint-order=\"stroke\"", fill.hex(), WHITE.hex())
}

/// A length with two decimals at most.
fn number(length: f64) -> String {
    let text = format!("{length:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
