//! A picture laid out on a page, as a few kinds of shapes that SVG and PNG both draw.

use unicode_width::UnicodeWidthChar as _;

use super::colour::{INK, Rgb, Scale, WHITE, viridis};
use super::lattice::real;
use super::picture::Picture;
use super::raster::Raster;

/// The map takes at most so much of the page, in either direction.
const MAP: f64 = 640.0;

/// No more cells than this are drawn in either direction; more are pooled.
const MOST_CELLS: usize = 640;

const MARGIN: f64 = 36.0;
const TOP: f64 = 104.0;
const PANEL: f64 = 340.0;
const LINE: f64 = 25.0;

/// Height of the title's font.
const TITLE: f64 = 27.0;

/// From the foot of a pin, which is the place, to the middle of its head.
const PIN: f64 = 13.0;

/// From the middle of an event's sign to its tips, one of which touches the place.
const SIGN: f64 = 11.5;

/// So many of the best places are listed.
const MOST_LISTED: usize = 20;

/// How wide names are at most, in heights of their font: to the edge of the panel.
const LONGEST_NAME: f64 = (PANEL - 32.0) / 14.0;
const LONGEST_ID: f64 = 9.5;

const GREY: Rgb = Rgb([0x5f, 0x5f, 0x66]);
const PALE: Rgb = Rgb([0xec, 0xec, 0xef]);

/// A page: shapes in the order in which they cover each other, lengths in pixels from the top left.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// Width of the page.
    pub width: f64,
    /// Height of the page.
    pub height: f64,
    /// What is on it.
    pub shapes: Vec<Shape>,
}

/// Something on a page.
#[derive(Clone, Debug)]
pub enum Shape {
    /// A filled rectangle: left, top, width, height.
    Box([f64; 4], Rgb),
    /// The cells of a map in a rectangle (left, top, width, height), coloured by a scale.
    Cells([f64; 4], Raster, Scale),
    /// A disc around a centre with a thin white edge.
    Disc {
        /// x and y.
        centre: [f64; 2],
        /// Without the edge.
        radius: f64,
        /// Its colour.
        fill: Rgb,
    },
    /// A square on its tip around a centre with a thin white edge.
    Diamond {
        /// x and y.
        centre: [f64; 2],
        /// From the centre to a tip, without the edge.
        radius: f64,
        /// Its colour.
        fill: Rgb,
    },
    /// A line of text.
    Text {
        /// x of the anchor, y of the baseline.
        at: [f64; 2],
        /// Height of the font.
        size: f64,
        /// Where the text stands to x.
        anchor: Anchor,
        /// Its colour.
        fill: Rgb,
        /// What it says; may hold any markup, but no control characters.
        text: String,
    },
}

/// Where a text stands to its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// It starts there.
    Start,
    /// Its middle is there.
    Middle,
    /// It ends there.
    End,
}

/// Lays the picture out: title, map with marks, scale bar; beside it legend, best places and events.
#[must_use]
pub fn draw(picture: &Picture) -> Drawing {
    let (rows, columns) = picture.raster.shape();
    let (tall_km, wide_km) = picture.raster.cell_km();
    let (height_km, width_km) = (real(rows) * tall_km, real(columns) * wide_km);
    let longest_km = height_km.max(width_km);
    let (map_width, map_height) = (MAP * width_km / longest_km, MAP * height_km / longest_km);
    let frame = [MARGIN, TOP, map_width, map_height];
    let mut page = Page { shapes: Vec::new() };

    page.text([MARGIN, 52.0], TITLE, INK, &picture.title);
    page.text([MARGIN, 80.0], 15.0, GREY, &picture.subtitle);
    let pooled = pooling(&picture.raster);
    page.map(picture, frame, pooled);
    page.scale_bar([MARGIN, TOP + map_height + 22.0], map_width, width_km);
    let bottom = page.panel(picture, (MARGIN + map_width + 40.0).round(), pooled);

    // A narrow map leaves room for its title.
    let title_width = picture.title.chars().map(ems).sum::<f64>() * TITLE;
    let width = MARGIN + (map_width + 40.0 + PANEL).max(title_width) + MARGIN;
    let height = (TOP + map_height + 40.0).max(bottom) + MARGIN / 2.0;
    page.shapes.insert(0, Shape::Box([0.0, 0.0, width, height.ceil()], WHITE));
    Drawing { width: width.ceil(), height: height.ceil(), shapes: page.shapes }
}

/// By how many rows and columns a large grid is pooled.
fn pooling(raster: &Raster) -> (usize, usize) {
    let (rows, columns) = raster.shape();
    (rows.div_ceil(MOST_CELLS), columns.div_ceil(MOST_CELLS))
}

/// Shapes as they come.
struct Page {
    shapes: Vec<Shape>,
}

impl Page {
    fn text(&mut self, at: [f64; 2], size: f64, fill: Rgb, text: &str) {
        self.anchored(Anchor::Start, at, size, fill, text);
    }

    fn anchored(&mut self, anchor: Anchor, at: [f64; 2], size: f64, fill: Rgb, text: &str) {
        self.shapes.push(Shape::Text { at, size, anchor, fill, text: text.to_owned() });
    }

    fn map(&mut self, picture: &Picture, frame: [f64; 4], (by_rows, by_columns): (usize, usize)) {
        let [left, top, width, height] = frame;
        self.shapes.push(Shape::Box(frame, PALE));
        let raster = picture.raster.pooled(by_rows, by_columns);
        // Blocks at the southern and eastern edges may reach beyond the grid.
        let (rows, columns) = picture.raster.shape();
        let (pooled_rows, pooled_columns) = raster.shape();
        let beyond = |pooled: usize, by: usize, whole: usize| real(pooled * by) / real(whole);
        let cells = [
            left,
            top,
            width * beyond(pooled_columns, by_columns, columns),
            height * beyond(pooled_rows, by_rows, rows),
        ];
        self.shapes.push(Shape::Cells(cells, raster, picture.scale));
        let on_page = |place| {
            let (row, column) = picture.raster.position(place)?;
            Some([left + width * column / real(columns), top + height * row / real(rows)])
        };
        let pins: Vec<([f64; 2], usize)> =
            picture.places.iter().filter_map(|place| Some((on_page(place.place)?, place.number))).collect();
        let mut taken: Vec<[f64; 2]> = pins.iter().flat_map(|&([x, y], _)| [[x, y], [x, y - PIN]]).collect();
        let mut signs = Vec::new();
        for event in &picture.events {
            if let (Some(place), Some(letter)) = (on_page(event.place), event.letter) {
                let centre = free_side(place, &taken);
                taken.push(centre);
                signs.push((centre, letter));
            } else if let Some(centre) = on_page(event.place) {
                self.shapes.push(Shape::Diamond { centre, radius: 4.0, fill: INK });
            }
        }
        for (centre, letter) in signs.into_iter().rev() {
            self.event(centre, letter);
        }
        for (centre, number) in pins.into_iter().rev() {
            // The foot of a pin is the place.
            self.shapes.push(Shape::Disc { centre, radius: 2.5, fill: INK });
            self.place([centre[0], centre[1] - PIN], number);
        }
    }

    fn place(&mut self, centre: [f64; 2], number: usize) {
        let size = if number < 100 { 12.0 } else { 9.0 };
        self.shapes.push(Shape::Disc { centre, radius: 10.5, fill: INK });
        self.shapes.push(Shape::Disc { centre, radius: 8.5, fill: WHITE });
        self.anchored(Anchor::Middle, [centre[0], centre[1] + size * 0.36], size, INK, &number.to_string());
    }

    fn event(&mut self, centre: [f64; 2], letter: char) {
        self.shapes.push(Shape::Diamond { centre, radius: SIGN, fill: INK });
        self.anchored(Anchor::Middle, [centre[0], centre[1] + 4.0], 11.0, WHITE, &letter.to_string());
    }

    fn scale_bar(&mut self, [x, y]: [f64; 2], map_width: f64, width_km: f64) {
        // A very narrow map still has a bar that can be read.
        let longest = (map_width / 3.0).max(60.0);
        let km = Picture::round_km(longest * width_km / map_width);
        let length = km * map_width / width_km;
        for part in [[x, y, length, 2.0], [x, y - 4.0, 2.0, 6.0], [x + length - 2.0, y - 4.0, 2.0, 6.0]] {
            self.shapes.push(Shape::Box(part, INK));
        }
        self.text([x + length + 10.0, y + 4.0], 13.0, GREY, &format!("{km} km, north is up"));
    }

    /// The panel beside the map; returns how far down it reaches.
    fn panel(&mut self, picture: &Picture, x: f64, pooled: (usize, usize)) -> f64 {
        let mut y = self.legend(picture, [x, TOP]);
        let listed = picture.places.iter().take(MOST_LISTED);
        if !picture.places.is_empty() {
            self.text([x, y], 15.0, INK, "Best places");
            y += LINE + 2.0;
        }
        for place in listed {
            self.place([x + 11.0, y - 4.5], place.number);
            self.text([x + 32.0, y], 14.0, INK, &picture.scale.text(place.value));
            let (lat, lon) = (place.place.lat(), place.place.lon());
            self.text([x + 57.0 + 9.0 * real(picture.scale.decimals()), y], 14.0, INK, &format!("{lat:.5}, {lon:.5}"));
            let id = shortened(place.near.as_ref().unwrap_or(&place.cell), LONGEST_ID);
            self.anchored(Anchor::End, [x + PANEL, y], 13.0, GREY, &id);
            y += LINE;
        }
        if picture.places.len() > MOST_LISTED {
            let more = picture.places.len() - MOST_LISTED;
            self.text([x + 32.0, y], 13.0, GREY, &format!("{more} more on the map"));
            y += LINE;
        }
        let (named, others): (Vec<_>, _) = (picture.named_events().collect(), picture.other_events());
        if !named.is_empty() || others.is_some() {
            y += LINE / 2.0;
            self.text([x, y], 15.0, INK, "Open events");
            y += LINE + 2.0;
        }
        for (letter, name) in named {
            self.event([x + 11.0, y - 4.5], letter);
            self.text([x + 32.0, y], 14.0, INK, &shortened(name, LONGEST_NAME));
            y += LINE;
        }
        if let Some(others) = others {
            self.text([x + 32.0, y], 13.0, GREY, &others);
            y += LINE;
        }
        for note in picture.notes(pooled) {
            self.text([x, y + LINE / 2.0], 12.0, GREY, &note);
            y += 18.0;
        }
        y
    }

    fn legend(&mut self, picture: &Picture, [x, y]: [f64; 2]) -> f64 {
        const STEPS: usize = 170;
        let name = picture.score_name();
        let name = name[..1].to_uppercase() + &name[1..];
        self.text([x, y + 12.0], 15.0, INK, &name);
        let scale = picture.scale;
        if scale.low >= scale.high {
            self.shapes.push(Shape::Box([x, y + 24.0, PANEL, 16.0], scale.colour(scale.low)));
            self.text([x, y + 58.0], 13.0, GREY, &format!("{:.6} everywhere", scale.low));
            return y + 98.0;
        }
        for step in 0..STEPS {
            let part = [x + PANEL * real(step) / real(STEPS), y + 24.0, PANEL / real(STEPS), 16.0];
            self.shapes.push(Shape::Box(part, viridis(real(step) / real(STEPS - 1))));
        }
        let anchors = [Anchor::Start, Anchor::Middle, Anchor::Middle, Anchor::Middle, Anchor::End];
        for (quarter, anchor) in anchors.into_iter().enumerate() {
            let share = real(quarter) / 4.0;
            let tick = [(x + PANEL * share - 0.5).clamp(x, x + PANEL - 1.0), y + 40.0, 1.0, 4.0];
            self.shapes.push(Shape::Box(tick, INK));
            // Long numbers stand at the ends and in the middle alone.
            if scale.decimals() > 4 && quarter % 2 == 1 {
                continue;
            }
            let text = scale.text(scale.value(share));
            self.anchored(anchor, [x + PANEL * share, y + 58.0], 13.0, GREY, &text);
        }
        y + 98.0
    }
}

/// Where the sign of an event at a place covers nothing: below it, on its right, on its left or above
/// it; where none of them is free, the one farthest from what is there.
fn free_side([x, y]: [f64; 2], taken: &[[f64; 2]]) -> [f64; 2] {
    let far_enough = (2.0 * SIGN - 2.0).powi(2);
    let distance_squared = |a: [f64; 2], b: [f64; 2]| (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2);
    let clearance =
        |side: [f64; 2]| taken.iter().map(|&other| distance_squared(side, other)).fold(far_enough, f64::min);
    let sides = [[x, y + SIGN], [x + SIGN, y], [x - SIGN, y], [x, y - SIGN]];
    // Of equals the last one is the greatest, so the first choice comes last.
    sides.into_iter().rev().max_by(|&a, &b| clearance(a).total_cmp(&clearance(b))).unwrap_or(sides[0])
}

/// The text, with `…` at its end where it is wider than so many heights of its font.
fn shortened(text: &str, longest_ems: f64) -> String {
    if text.chars().map(ems).sum::<f64>() <= longest_ems {
        return text.to_owned();
    }
    let mut used = ems('…');
    let fits = |char: &char| {
        used += ems(*char);
        used <= longest_ems
    };
    text.chars().take_while(fits).collect::<String>() + "…"
}

/// How wide a character is in heights of its font, about and rather more: the fonts of whoever looks
/// at an SVG are not known.
fn ems(char: char) -> f64 {
    match char {
        _ if char.width() == Some(2) => 1.0,
        'M' | 'W' | 'm' | 'w' | '@' | '%' | '…' => 1.0,
        ' ' | 'I' | 'f' | 'i' | 'j' | 'l' | 'r' | 't' | '.' | ',' | ':' | ';' | '\'' | '-' | '|' | '(' | ')' => 0.4,
        _ if char.is_uppercase() => 0.75,
        _ => 0.63,
    }
}
