//! A picture in a terminal: each character shows two coloured pixels, or one shade.

use std::fmt::Write as _;

use anstyle::Style as Ansi;
use unicode_width::UnicodeWidthStr as _;

use super::lattice::{real, whole};
use super::picture::Picture;
use super::raster::Raster;
use super::table::{ColumnKind, Style, Table, cut};
use super::{ColourDepth, Scale};

/// The greatest width of a cell of a small grid, in pixels.
const LARGEST: usize = 4;

/// The shades from low to high without colours. A space is no cell.
const SHADES: [char; 5] = ['·', '░', '▒', '▓', '█'];

/// The gap between the map and the lists beside it.
const GAP: &str = "   ";

/// The least width of lists beside the map; narrower ones are left out.
const LEAST_LIST: usize = 12;

/// The length of the bar of the legend, in characters.
const BAR: usize = 24;

/// The size and the colours of a terminal for a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TerminalRoom {
    /// Characters in a line.
    pub width: usize,
    /// The greatest number of lines; `None` for no limit.
    pub lines: Option<usize>,
    /// The colours.
    pub depth: ColourDepth,
}

/// The picture as lines of text that fit into the room, except for the numbers of the lists.
///
/// North is up, and a pixel is about square on the ground. A grid that is too large is pooled: each pixel shows the
/// greatest score, or change, of its cells. A small grid is enlarged. The lists of places and events are below the map.
/// If the number of lines is limited, they are beside the map, whose size then does not depend on them.
#[must_use]
pub fn heatmap(picture: &Picture, room: TerminalRoom) -> String {
    let legend = legend(&picture.score_name(), picture.scale, room);
    // Title, subtitle, one blank line above and below the map, and two notes.
    let around = 6 + legend.lines().count();
    let pixel_rows = room.lines.map(|lines| 2 * lines.saturating_sub(around).max(2));
    let fit = Fit::new(&picture.raster, room.width, pixel_rows);
    let mut text = String::new();
    for line in [&picture.title, &picture.subtitle] {
        let _ = writeln!(text, "{}", cut(line, room.width));
    }
    text.push('\n');
    let map = map(picture, fit, room.depth);
    let lists = lists(picture, room);
    if room.lines.is_some() {
        beside(&map, &lists, room, &mut text);
    } else {
        text.extend(map.iter().map(|line| line.text.trim_end().to_owned() + "\n"));
    }
    text.push('\n');
    text.push_str(&legend);
    for note in picture.notes(fit.pooled) {
        let _ = writeln!(text, "{}", cut(&note, room.width));
    }
    if room.lines.is_none() && !lists.is_empty() {
        text.push('\n');
        text.push_str(&lists);
    }
    text
}

/// Adds the map with the lists on its right, as far as they fit.
fn beside(map: &[Line], lists: &str, room: TerminalRoom, text: &mut String) {
    let mut lists = lists.lines();
    for line in map {
        let left = room.width.saturating_sub(line.width + GAP.len());
        let list = lists.next().filter(|_| left >= LEAST_LIST).map_or_else(String::new, |list| cut(list, left));
        let line = format!("{}{GAP}{list}", line.text);
        let _ = writeln!(text, "{}", line.trim_end());
    }
}

/// The scaling from cells of a raster to pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Fit {
    /// Rows and columns of cells in a pixel.
    pooled: (usize, usize),
    /// Rows and columns of pixels in a cell; one of the two pairs is (1, 1).
    enlarged: (usize, usize),
}

impl Fit {
    fn new(raster: &Raster, width: usize, most_rows: Option<usize>) -> Self {
        let (rows, columns) = raster.shape();
        let most_rows = most_rows.unwrap_or(usize::MAX);
        let (tall_km, wide_km) = raster.cell_km();
        // The ratio of width to height of a cell, and its inverse; one of them is 1.
        let times = |ratio: f64| whole(ratio.round().clamp(1.0, 1000.0));
        let (wide, tall) = (times(wide_km / tall_km), times(tall_km / wide_km));
        let enlarged = (width / (columns * wide)).min(most_rows / (rows * tall)).min(LARGEST);
        if enlarged > 0 {
            return Self { pooled: (1, 1), enlarged: (tall * enlarged, wide * enlarged) };
        }
        let mut pooled = (wide, tall);
        let mut by = 1;
        while columns.div_ceil(pooled.1) > width || rows.div_ceil(pooled.0) > most_rows {
            by += 1;
            // Rounded from the exact ratio, so larger pixels are closer to square.
            let side = real(by);
            pooled = if wide_km >= tall_km {
                (times(side * wide_km / tall_km), by)
            } else {
                (by, times(side * tall_km / wide_km))
            };
        }
        Self { pooled, enlarged: (1, 1) }
    }
}

/// The lines of the map with the marks of events and places; all have the same width.
fn map(picture: &Picture, fit: Fit, depth: ColourDepth) -> Vec<Line> {
    let pooled;
    let raster = if fit.pooled == (1, 1) {
        &picture.raster
    } else {
        pooled = picture.raster.pooled(fit.pooled.0, fit.pooled.1);
        &pooled
    };
    let (rows, columns) = raster.shape();
    let (pixel_rows, pixel_columns) = (rows * fit.enlarged.0, columns * fit.enlarged.1);
    let lines = pixel_rows.div_ceil(2);
    let mut marks = vec![None; lines * pixel_columns];
    let per = |enlarged: usize, pooled: usize| real(enlarged) / real(pooled);
    let by = (per(fit.enlarged.0, fit.pooled.0), per(fit.enlarged.1, fit.pooled.1));
    let events = picture.events.iter().rev().map(|event| (event.place, Some(event.letter.unwrap_or('*'))));
    let places = picture.places.iter().rev().map(|place| (place.place, place.mark()));
    for (place, mark) in events.chain(places) {
        if let (Some((row, column)), Some(_)) = (picture.pixel(place, by), mark) {
            marks[(row / 2).min(lines - 1) * pixel_columns + column.min(pixel_columns - 1)] = mark;
        }
    }
    let pixel = |row: usize, column: usize| {
        if row < pixel_rows { raster.value(row / fit.enlarged.0, column / fit.enlarged.1) } else { f64::NAN }
    };
    let of_line = |line: usize| {
        let mut written = Line::new(depth);
        for column in 0..pixel_columns {
            let (upper, lower) = (pixel(2 * line, column), pixel(2 * line + 1, column));
            let shown = raster.shown_of(upper, lower);
            written.push(picture.scale, [upper, lower], shown, marks[line * pixel_columns + column]);
        }
        written.set_style(Ansi::new());
        written
    };
    (0..lines).map(of_line).collect()
}

/// One line of a map, and the style at its end.
struct Line {
    depth: ColourDepth,
    text: String,
    width: usize,
    style: Ansi,
}

impl Line {
    fn new(depth: ColourDepth) -> Self {
        Self { depth, text: String::new(), width: 0, style: Ansi::new() }
    }

    /// Adds a character: its two pixels (NaN for no cell), or a mark on the pixel `shown`.
    fn push(&mut self, scale: Scale, [upper, lower]: [f64; 2], shown: f64, mark: Option<char>) {
        self.width += 1;
        if self.depth == ColourDepth::Plain {
            let shade = |value: f64| SHADES[whole(scale.share(value) * real(SHADES.len())).min(SHADES.len() - 1)];
            self.text.push(mark.unwrap_or(if shown.is_nan() { ' ' } else { shade(shown) }));
            return;
        }
        let colour = |value: f64| if value.is_nan() { None } else { self.depth.colour(scale.share(value)) };
        let (char, style) = if let Some(mark) = mark {
            let on = (!shown.is_nan()).then(|| self.depth.mark_on(scale.colour(shown)));
            (mark, Ansi::new().bold().fg_color(on).bg_color(colour(shown)))
        } else {
            match (colour(upper), colour(lower)) {
                (None, None) => (' ', Ansi::new()),
                (None, lower) => ('▄', Ansi::new().fg_color(lower)),
                (upper, lower) => ('▀', Ansi::new().fg_color(upper).bg_color(lower)),
            }
        };
        self.set_style(style);
        self.text.push(char);
    }

    /// Sets the style of the following characters.
    fn set_style(&mut self, style: Ansi) {
        if style != self.style {
            let _ = write!(self.text, "{}{}", self.style.render_reset(), style.render());
            self.style = style;
        }
    }
}

/// The legend of colours or shades, on several lines if the room is narrow.
fn legend(name: &str, scale: Scale, room: TerminalRoom) -> String {
    if scale.low >= scale.high {
        return format!("{:.6} everywhere  {name}\n", scale.low);
    }
    let name = name.to_owned();
    if room.depth == ColourDepth::Plain {
        let value = |step: usize| scale.text(scale.value(real(step) / real(SHADES.len())));
        let from = |(step, shade): (usize, &char)| {
            let end = if step + 1 == SHADES.len() { format!(" to {}", scale.text(scale.high)) } else { String::new() };
            format!("{shade} {}{end}", value(step))
        };
        let parts = SHADES.iter().enumerate().map(from).chain([name]);
        return wrapped(parts.map(|part| (part.width(), part)), room.width);
    }
    let (low, high) = (format!("{:.6}", scale.low), format!("{:.6}", scale.high));
    let ends = low.len() + high.len() + 2;
    let length = room.width.saturating_sub(ends).clamp(2, BAR);
    let mut bar = Line::new(room.depth);
    for step in 0..length {
        let share = real(step) / real(length - 1);
        bar.set_style(Ansi::new().fg_color(room.depth.colour(share)));
        bar.text.push('█');
    }
    bar.set_style(Ansi::new());
    let bar = (ends + length, format!("{low} {} {high}", bar.text));
    wrapped([bar, (name.width(), name)].into_iter(), room.width)
}

/// Parts of known widths, separated by two spaces, wrapped into lines.
fn wrapped(parts: impl Iterator<Item = (usize, String)>, most: usize) -> String {
    let (mut text, mut used) = (String::new(), 0);
    for (width, part) in parts {
        if used > 0 && used + 2 + width > most {
            text.push('\n');
            used = 0;
        }
        let gap = if used > 0 { "  " } else { "" };
        text += gap;
        text += &part;
        used += gap.len() + width;
    }
    text + "\n"
}

/// The lists of places and events.
fn lists(picture: &Picture, room: TerminalRoom) -> String {
    let mut text = String::new();
    if !picture.places.is_empty() {
        let header = [
            ("#", ColumnKind::Number),
            ("cell", ColumnKind::Word),
            ("lat", ColumnKind::Number),
            ("lon", ColumnKind::Number),
        ];
        let header = header.into_iter().chain([(picture.score.name(), ColumnKind::Number)]);
        let has_names = picture.places.iter().any(|place| place.near.is_some());
        let header = header.chain(has_names.then_some(("near", ColumnKind::Text)));
        let mut table = Table::new(header.map(|(name, kind)| (name.to_owned(), kind)).collect());
        for place in &picture.places {
            let number = place.mark().map_or_else(|| place.number.to_string(), String::from);
            let six = |value: f64| format!("{value:.6}");
            let (lat, lon) = (six(place.place.lat()), six(place.place.lon()));
            let mut row = vec![number, place.cell.clone(), lat, lon, six(place.value)];
            row.extend(has_names.then(|| place.near.clone().unwrap_or_default()));
            table.row(&row);
        }
        // Lines beside a map are cut, which would break escape sequences.
        let is_bold = room.depth != ColourDepth::Plain && room.lines.is_none();
        text.push_str(&table.render(Style { width: u16::try_from(room.width).ok(), colour: is_bold }));
    }
    let events = picture.named_events().map(|(letter, name)| format!("{letter}  {name}"));
    let events: Vec<String> = events.chain(picture.other_events()).collect();
    if !events.is_empty() {
        let _ = writeln!(text, "{}open events", if text.is_empty() { "" } else { "\n" });
    }
    for event in events {
        let _ = writeln!(text, "{}", cut(&event, room.width));
    }
    text
}
