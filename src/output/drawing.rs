//! The layout of a picture on a page, as shapes that SVG and PNG draw.

use unicode_width::UnicodeWidthChar as _;

use super::colour::{INK, Rgb, Scale, WHITE, viridis};
use super::lattice::real;
use super::picture::Picture;
use super::raster::Raster;

/// The greatest height and width of the map.
const MAP: f64 = 640.0;

/// The greatest number of rows and of columns drawn; larger grids are pooled.
const MOST_CELLS: usize = 640;

const MARGIN: f64 = 36.0;
const TOP: f64 = 104.0;
const PANEL: f64 = 340.0;
const LINE: f64 = 25.0;

/// Height of the title's font.
const TITLE: f64 = 27.0;

/// From the foot of a pin, which is at the place, to the centre of its head.
const PIN: f64 = 13.0;

/// From the centre of an event's mark to its corners, one of which is at the place.
const SIGN: f64 = 11.5;

/// How many best places are listed.
const MOST_LISTED: usize = 20;

/// The greatest width of names, in heights of their font: up to the edge of the panel.
const LONGEST_NAME: f64 = (PANEL - 32.0) / 14.0;
const LONGEST_ID: f64 = 9.5;

const GREY: Rgb = Rgb([0x5f, 0x5f, 0x66]);
const PALE: Rgb = Rgb([0xec, 0xec, 0xef]);

/// A page: shapes from bottom to top, with lengths in pixels from the top left.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// Width of the page.
    pub width: f64,
    /// Height of the page.
    pub height: f64,
    /// The shapes.
    pub shapes: Vec<Shape>,
}

/// A shape on a page.
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
        /// The alignment of the text at x.
        anchor: Anchor,
        /// Its colour.
        fill: Rgb,
        /// The text. It may contain markup characters, but no control characters.
        text: String,
    },
}

/// The alignment of a text at its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The text starts there.
    Start,
    /// The text is centred there.
    Middle,
    /// The text ends there.
    End,
}

/// Lays a picture out: title, map with marks and scale bar; beside it the legend, the best places and the events.
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
    // The names of places are from GeoNames, whose licence asks for this.
    let is_named = picture.places.iter().any(|place| place.near.is_some());
    let credit = if is_named { ", names: © GeoNames" } else { "" };
    page.text([MARGIN, 80.0], 15.0, GREY, &format!("{}{credit}", picture.subtitle));
    let pooled = pooling(&picture.raster);
    page.map(picture, frame, pooled);
    page.scale_bar([MARGIN, TOP + map_height + 22.0], map_width, width_km);
    let bottom = page.panel(picture, (MARGIN + map_width + 40.0).round(), pooled);

    // The page is at least as wide as the title.
    let title_width = picture.title.chars().map(ems).sum::<f64>() * TITLE;
    let width = MARGIN + (map_width + 40.0 + PANEL).max(title_width) + MARGIN;
    let height = (TOP + map_height + 40.0).max(bottom) + MARGIN / 2.0;
    page.shapes.insert(0, Shape::Box([0.0, 0.0, width, height.ceil()], WHITE));
    Drawing { width: width.ceil(), height: height.ceil(), shapes: page.shapes }
}

/// The number of rows and columns per block of a large grid.
fn pooling(raster: &Raster) -> (usize, usize) {
    let (rows, columns) = raster.shape();
    (rows.div_ceil(MOST_CELLS), columns.div_ceil(MOST_CELLS))
}

/// The shapes of a page.
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
        // Blocks at the southern and eastern edges may extend beyond the grid.
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
            // The foot of a pin is at the place.
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
        // On a very narrow map the bar is wider than a third of the map.
        let longest = (map_width / 3.0).max(60.0);
        let km = Picture::round_km(longest * width_km / map_width);
        let length = km * map_width / width_km;
        for part in [[x, y, length, 2.0], [x, y - 4.0, 2.0, 6.0], [x + length - 2.0, y - 4.0, 2.0, 6.0]] {
            self.shapes.push(Shape::Box(part, INK));
        }
        self.text([x + length + 10.0, y + 4.0], 13.0, GREY, &format!("{km} km, north is up"));
    }

    /// Draws the panel beside the map. Returns its lower edge.
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
            // Long numbers are written only at the ends and in the middle.
            if scale.decimals() > 4 && quarter % 2 == 1 {
                continue;
            }
            let text = scale.text(scale.value(share));
            self.anchored(anchor, [x + PANEL * share, y + 58.0], 13.0, GREY, &text);
        }
        y + 98.0
    }
}

/// The centre of an event's mark next to its place: below, right, left or above, the first that covers no other mark.
/// If each covers one, the position farthest from the others.
fn free_side([x, y]: [f64; 2], taken: &[[f64; 2]]) -> [f64; 2] {
    let far_enough = (2.0 * SIGN - 2.0).powi(2);
    let distance_squared = |a: [f64; 2], b: [f64; 2]| (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2);
    let clearance =
        |side: [f64; 2]| taken.iter().map(|&other| distance_squared(side, other)).fold(far_enough, f64::min);
    let sides = [[x, y + SIGN], [x + SIGN, y], [x - SIGN, y], [x, y - SIGN]];
    // max_by returns the last of equal ones, so the first choice comes last.
    sides.into_iter().rev().max_by(|&a, &b| clearance(a).total_cmp(&clearance(b))).unwrap_or(sides[0])
}

/// The text, cut with `…` if it is wider than this many heights of its font.
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

/// The approximate width of a character in heights of its font. It is rather too large, because the font of an SVG
/// depends on the viewer.
fn ems(char: char) -> f64 {
    match char {
        _ if char.width() == Some(2) => 1.0,
        'M' | 'W' | 'm' | 'w' | '@' | '%' | '…' => 1.0,
        ' ' | 'I' | 'f' | 'i' | 'j' | 'l' | 'r' | 't' | '.' | ',' | ':' | ';' | '\'' | '-' | '|' | '(' | ')' => 0.4,
        _ if char.is_uppercase() => 0.75,
        _ => 0.63,
    }
}
