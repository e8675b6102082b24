//! The colour scale of every picture: viridis, which is read alike in grey and by most eyes.

use anstyle::{AnsiColor, Color, RgbColor};

/// A colour: red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rgb(pub [u8; 3]);

/// Almost black, for text and marks.
pub const INK: Rgb = Rgb([0x1b, 0x1b, 0x1f]);
/// Pure white.
pub const WHITE: Rgb = Rgb([0xff; 3]);

/// The colour of a share 0…1, dark to bright: the entry ⌊256 × share⌋ of matplotlib's 256 entries of
/// viridis (the last one for 1), as d3's `interpolateViridis` has them too.
///
/// ```
/// use pdpe::output::{Rgb, viridis};
/// assert_eq!(viridis(0.0), Rgb([0x44, 0x01, 0x54]));
/// assert_eq!(viridis(1.0), Rgb([0xfd, 0xe7, 0x25]));
/// ```
#[must_use]
pub fn viridis(share: f64) -> Rgb {
    Rgb(colorous::VIRIDIS.eval_continuous(share.clamp(0.0, 1.0)).as_array())
}

impl Rgb {
    /// White or almost black, whichever is read better on this colour.
    #[must_use]
    pub fn contrast(self) -> Self {
        let [red, green, blue] = self.0.map(f64::from);
        if 0.299 * red + 0.587 * green + 0.114 * blue < 140.0 { WHITE } else { INK }
    }

    /// As CSS writes it: `#440154`.
    #[must_use]
    pub fn hex(self) -> String {
        let [red, green, blue] = self.0;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }
}

/// How many colours a terminal shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColourDepth {
    /// None: shades of characters instead.
    #[default]
    Plain,
    /// The 256 of xterm.
    Xterm256,
    /// All, in 24 bits.
    TrueColour,
}

impl ColourDepth {
    /// The colour as this terminal comes nearest to it; none on a plain one.
    #[must_use]
    pub fn nearest(self, Rgb([red, green, blue]): Rgb) -> Option<Color> {
        let rgb = RgbColor(red, green, blue);
        match self {
            Self::Plain => None,
            Self::Xterm256 => Some(anstyle_lossy::rgb_to_xterm(rgb).into()),
            Self::TrueColour => Some(rgb.into()),
        }
    }

    /// What a mark on a colour is written in: the terminal's own black or white.
    #[must_use]
    pub fn mark_on(self, colour: Rgb) -> Color {
        if colour.contrast() == WHITE { AnsiColor::BrightWhite } else { AnsiColor::Black }.into()
    }
}

/// The span of values that the colours stand for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// The value of the darkest colour.
    pub low: f64,
    /// The value of the brightest.
    pub high: f64,
}

impl Scale {
    /// From the least to the greatest of some values; none of none. NaN does not count.
    #[must_use]
    pub fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        values.into_iter().filter(|value| !value.is_nan()).fold(None, |scale, value| {
            let Self { low, high } = scale.unwrap_or(Self { low: value, high: value });
            Some(Self { low: low.min(value), high: high.max(value) })
        })
    }

    /// How far up a value is, 0…1; halfway where low and high are one.
    #[must_use]
    pub fn share(self, value: f64) -> f64 {
        if self.high > self.low { ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0) } else { 0.5 }
    }

    /// The value at a share.
    #[must_use]
    pub fn value(self, share: f64) -> f64 {
        self.low + share * (self.high - self.low)
    }

    /// The colour of a value.
    #[must_use]
    pub fn colour(self, value: f64) -> Rgb {
        viridis(self.share(value))
    }
}
