//! A drawing as PNG, with antialiased edges and a bundled font.

use ab_glyph::{Font, FontRef, ScaleFont};

use super::Scale;
use super::colour::{Rgb, WHITE};
use super::drawing::{Anchor, Drawing, Shape};
use super::lattice::{real, whole};
use super::raster::Raster;

/// Image pixels per pixel of the drawing, for sharp output on paper and on high-resolution screens.
const DENSITY: f64 = 2.0;

/// Width of the white edge around marks.
const EDGE: f64 = 1.5;

/// The encoder rejected the image.
#[derive(Debug, thiserror::Error)]
#[error("the image cannot be made: {0}")]
pub struct PngError(String);

/// The drawing as a PNG file, with two pixels for each pixel of the drawing.
///
/// # Errors
/// When the encoder refuses the image.
pub fn png(drawing: &Drawing) -> Result<Vec<u8>, PngError> {
    let fault = |error: &dyn std::fmt::Display| PngError(error.to_string());
    let font = FontRef::try_from_slice(dejavu::sans::regular()).map_err(|error| fault(&error))?;
    let mut canvas = Canvas::new(drawing.width, drawing.height);
    for shape in &drawing.shapes {
        canvas.paint(shape, &font);
    }
    let mut bytes = Vec::new();
    let side = |pixels: usize| u32::try_from(pixels).map_err(|error| fault(&error));
    let mut encoder = png::Encoder::new(&mut bytes, side(canvas.width)?, side(canvas.height)?);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(|error| fault(&error))?;
    writer.write_image_data(&canvas.pixels).map_err(|error| fault(&error))?;
    writer.finish().map_err(|error| fault(&error))?;
    Ok(bytes)
}

/// The image being painted, with coordinates in its pixels.
struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Canvas {
    fn new(width: f64, height: f64) -> Self {
        let (width, height) = (whole(width * DENSITY), whole(height * DENSITY));
        Self { width, height, pixels: vec![0xff; width * height * 3] }
    }

    fn paint(&mut self, shape: &Shape, font: &FontRef) {
        match shape {
            Shape::Box(frame, fill) => self.rectangle(frame.map(|length| length * DENSITY), *fill),
            Shape::Cells(frame, raster, scale) => {
                self.cells(frame.map(|length| length * DENSITY), raster, *scale);
            }
            Shape::Disc { centre, radius, fill } => {
                self.mark(*centre, *radius, *fill, |x, y| (x * x + y * y).sqrt());
            }
            Shape::Diamond { centre, radius, fill } => {
                self.mark(*centre, *radius, *fill, |x, y| x.abs() + y.abs());
            }
            Shape::Text { at, size, anchor, fill, text } => self.text(font, *at, *size, *anchor, *fill, text),
        }
    }

    /// Blends a colour into a pixel by its coverage (0…1).
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between two bytes")]
    fn blend(&mut self, x: usize, y: usize, coverage: f64, Rgb(colour): Rgb) {
        if x >= self.width || y >= self.height || coverage <= 0.0 {
            return;
        }
        let start = (y * self.width + x) * 3;
        for (below, above) in self.pixels[start..start + 3].iter_mut().zip(colour) {
            let mixed = f64::from(*below) + (f64::from(above) - f64::from(*below)) * coverage.min(1.0);
            *below = mixed.round() as u8;
        }
    }

    /// The pixels of row `y` from `left` to `right`, as far as they are in the image.
    fn row(&mut self, y: usize, left: usize, right: usize) -> &mut [[u8; 3]] {
        let (pixels, _) = self.pixels[y * self.width * 3..(y + 1) * self.width * 3].as_chunks_mut();
        let right = right.min(pixels.len());
        &mut pixels[left.min(right)..right]
    }

    /// Rounds edges to whole pixels, so that neighbours have no gap.
    fn rectangle(&mut self, [left, top, width, height]: [f64; 4], fill: Rgb) {
        for y in whole(top.round())..whole((top + height).round()).min(self.height) {
            self.row(y, whole(left.round()), whole((left + width).round())).fill(fill.0);
        }
    }

    /// Each pixel shows the cell that contains its centre.
    fn cells(&mut self, [left, top, width, height]: [f64; 4], raster: &Raster, scale: Scale) {
        let (rows, columns) = raster.shape();
        let cell = |pixel: usize, start: f64, length: f64, cells: usize| {
            whole((real(pixel) + 0.5 - start) / length * real(cells)).min(cells - 1)
        };
        let (first, end) = (whole(left.round()), whole((left + width).round()));
        let column_of: Vec<usize> = (first..end).map(|x| cell(x, left, width, columns)).collect();
        // The colours of the row of cells that the last row of pixels showed.
        let (mut shown, mut colours) = (None, Vec::new());
        for y in whole(top.round())..whole((top + height).round()).min(self.height) {
            let row = cell(y, top, height, rows);
            if shown.replace(row) != Some(row) {
                let values = (0..columns).map(|column| raster.value(row, column));
                colours = values.map(|value| (!value.is_nan()).then(|| scale.colour(value).0)).collect();
            }
            for (pixel, column) in self.row(y, first, end).iter_mut().zip(&column_of) {
                *pixel = colours[*column].unwrap_or(*pixel);
            }
        }
    }

    /// A mark with a white edge. `distance` of an offset from the centre equals `radius` at its border.
    fn mark(&mut self, centre: [f64; 2], radius: f64, fill: Rgb, distance: impl Fn(f64, f64) -> f64) {
        let [centre_x, centre_y] = centre.map(|length| length * DENSITY);
        for (radius, fill) in [((radius + EDGE / 2.0) * DENSITY, WHITE), (radius * DENSITY, fill)] {
            let first = |centre: f64| whole((centre - radius - 1.0).max(0.0));
            for y in first(centre_y)..=whole(centre_y + radius + 1.0) {
                for x in first(centre_x)..=whole(centre_x + radius + 1.0) {
                    let from_centre = distance(real(x) + 0.5 - centre_x, real(y) + 0.5 - centre_y);
                    self.blend(x, y, (radius - from_centre + 0.5).clamp(0.0, 1.0), fill);
                }
            }
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "fonts count in f32")]
    fn text(&mut self, font: &FontRef, at: [f64; 2], size: f64, anchor: Anchor, fill: Rgb, text: &str) {
        // ab_glyph scales by the line height, `size` is the em.
        let em = font.units_per_em().unwrap_or(1.0);
        let scaled = font.as_scaled((size * DENSITY) as f32 * font.height_unscaled() / em);
        let mut pen = 0.0_f32;
        let mut last = None;
        let mut glyphs = Vec::new();
        for char in text.chars() {
            let id = font.glyph_id(char);
            if let Some(last) = last {
                pen += scaled.kern(last, id);
            }
            glyphs.push((id, pen));
            pen += scaled.h_advance(id);
            last = Some(id);
        }
        let start = match anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => -pen / 2.0,
            Anchor::End => -pen,
        };
        let [x, y] = at.map(|length| (length * DENSITY) as f32);
        for (id, offset) in glyphs {
            let position = ab_glyph::point(x + start + offset, y);
            let Some(outline) = font.outline_glyph(id.with_scale_and_position(scaled.scale(), position)) else {
                continue;
            };
            let bounds = outline.px_bounds();
            outline.draw(|column, row, coverage| {
                let (x, y) = (f64::from(bounds.min.x) + f64::from(column), f64::from(bounds.min.y) + f64::from(row));
                if x >= 0.0 && y >= 0.0 {
                    self.blend(whole(x), whole(y), f64::from(coverage), fill);
                }
            });
        }
    }
}
