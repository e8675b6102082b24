//! The colour scale of pictures: viridis, which also works in grey and with colour blindness.

use anstyle::{Ansi256Color, AnsiColor, Color, RgbColor};

use super::lattice::{real, whole};

/// A colour: red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rgb(pub [u8; 3]);

/// Almost black, for text and marks.
pub const INK: Rgb = Rgb([0x1b, 0x1b, 0x1f]);
/// Pure white.
pub const WHITE: Rgb = Rgb([0xff; 3]);

/// Colours of xterm along viridis in equal steps, each brighter than the one before. The nearest colours are not.
const XTERM: [u8; 11] = [53, 54, 24, 25, 30, 36, 71, 77, 113, 149, 220];

/// The colour of a share 0…1, from dark to bright: entry ⌊256 × share⌋ of the 256 of viridis, and the last one for 1,
/// as in d3's `interpolateViridis`.
///
/// ```
/// use pdpe::output::{Rgb, viridis};
/// assert_eq!(viridis(0.0), Rgb([0x44, 0x01, 0x54]));
/// assert_eq!(viridis(1.0), Rgb([0xfd, 0xe7, 0x25]));
/// ```
#[must_use]
pub fn viridis(share: f64) -> Rgb {
    Rgb(colorous::VIRIDIS.eval_rational(whole(share * 256.0).min(255), 256).as_array())
}

impl Rgb {
    /// White or almost black, whichever has more contrast with this colour.
    #[must_use]
    pub fn contrast(self) -> Self {
        let [red, green, blue] = self.0.map(f64::from);
        if 0.299 * red + 0.587 * green + 0.114 * blue < 140.0 { WHITE } else { INK }
    }

    /// The colour in CSS, such as `#440154`.
    #[must_use]
    pub fn hex(self) -> String {
        let [red, green, blue] = self.0;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }
}

/// The colours that a terminal supports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColourDepth {
    /// None; pictures use shaded characters.
    #[default]
    Plain,
    /// The 256 colours of xterm.
    Xterm256,
    /// 24-bit colours.
    TrueColour,
}

impl ColourDepth {
    /// The colour of a share on this terminal; `None` on a plain one.
    #[must_use]
    pub fn colour(self, share: f64) -> Option<Color> {
        let Rgb([red, green, blue]) = viridis(share);
        let step = whole(share * real(XTERM.len())).min(XTERM.len() - 1);
        match self {
            Self::Plain => None,
            Self::Xterm256 => Some(Ansi256Color(XTERM[step]).into()),
            Self::TrueColour => Some(RgbColor(red, green, blue).into()),
        }
    }

    /// The colour of a mark on another colour: the terminal's black or white.
    #[must_use]
    pub fn mark_on(self, colour: Rgb) -> Color {
        if colour.contrast() == WHITE { AnsiColor::BrightWhite } else { AnsiColor::Black }.into()
    }
}

/// The range of values that the colours represent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// The value of the darkest colour.
    pub low: f64,
    /// The value of the brightest.
    pub high: f64,
}

impl Scale {
    /// The range of some values without NaN; `None` without values.
    #[must_use]
    pub fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        values.into_iter().filter(|value| !value.is_nan()).fold(None, |scale, value| {
            let Self { low, high } = scale.unwrap_or(Self { low: value, high: value });
            Some(Self { low: low.min(value), high: high.max(value) })
        })
    }

    /// The share of a value, 0…1; 0.5 if low and high are equal.
    #[must_use]
    pub fn share(self, value: f64) -> f64 {
        if self.high > self.low { ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0) } else { 0.5 }
    }

    /// The value at a share.
    #[must_use]
    pub fn value(self, share: f64) -> f64 {
        self.low + share * (self.high - self.low)
    }

    /// A value with the number of decimals of this scale.
    #[must_use]
    pub fn text(self, value: f64) -> String {
        format!("{value:.*}", self.decimals())
    }

    /// The number of decimals of values on this scale, 3…6, so that its colours can be distinguished.
    pub(super) fn decimals(self) -> usize {
        let zeros = -(self.high - self.low).max(1e-9).log10();
        whole((zeros.ceil() + 2.0).clamp(3.0, 6.0))
    }

    /// The colour of a value.
    #[must_use]
    pub fn colour(self, value: f64) -> Rgb {
        viridis(self.share(value))
    }
}
