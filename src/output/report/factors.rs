//! The factors of a report: where each started, where it came to, and its band.

use std::fmt::Write as _;

use crate::model::fitted::FittedFactor;
use crate::text::{counted, markup};

/// A row of the drawing, and the columns in it.
const ROW: f64 = 20.0;
const WIDTH: f64 = 640.0;
const LABELS: f64 = 190.0;
const EVIDENCE: f64 = 170.0;

/// Factors below and above are drawn at the edge.
const LEAST: f64 = 0.1;
const MOST: f64 = 10.0;

pub fn section(factors: &[FittedFactor], bands: &[(f64, f64)]) -> String {
    let rows: Vec<(&FittedFactor, (f64, f64))> = factors
        .iter()
        .zip(bands.iter().copied())
        .filter(|(factor, _)| factor.stays > 0 && factor.credibility > 0.0)
        .collect();
    let x = |value: f64| {
        let share = (value.clamp(LEAST, MOST) / LEAST).ln() / (MOST / LEAST).ln();
        LABELS + share * (WIDTH - LABELS - EVIDENCE)
    };
    #[expect(clippy::cast_precision_loss, reason = "a hundred factors or so")]
    let bottom = ROW * (rows.len() as f64 + 1.0);
    let mut svg = format!("<svg viewBox=\"0 0 {WIDTH} {bottom:.0}\" role=\"img\" aria-label=\"Factors\">\n");
    for value in [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0] {
        // Writing to a String cannot fail.
        let _ = writeln!(
            svg,
            "<path class=\"grid\" d=\"M{0:.1} {ROW}V{bottom:.0}\"/><text x=\"{0:.1}\" y=\"13\" class=\"middle\">{value}</text>",
            x(value)
        );
    }
    let mut top = ROW;
    for (factor, (least, most)) in rows {
        let FittedFactor { prior, fitted, stays, credibility, .. } = factor;
        let (middle, text) = (top + ROW / 2.0, top + ROW / 2.0 + 4.0);
        let _ = writeln!(
            svg,
            "<g><title>{}: {prior:.3} to {fitted:.3}, 80 % band {least:.3} to {most:.3}</title><text x=\"0\" \
             y=\"{text:.1}\">{}</text><path class=\"band\" d=\"M{:.1} {middle:.1}H{:.1}\"/><circle class=\"prior\" \
             cx=\"{:.1}\" cy=\"{middle:.1}\" r=\"3.5\"/><circle class=\"fitted\" cx=\"{:.1}\" cy=\"{middle:.1}\" \
             r=\"4\"/><text x=\"{WIDTH}\" y=\"{text:.1}\" class=\"end\">{prior:.2} → {fitted:.2}, {}, {credibility:.2}</text></g>",
            markup(&factor.label()),
            markup(&short(&factor.label())),
            x(least),
            x(most),
            x(*prior),
            x(*fitted),
            counted(*stays, "stay"),
        );
        top += ROW;
    }
    format!(
        "<section>\n<h2>Factors before and after</h2>\n<p class=\"key\"><span class=\"prior\"></span>before <span \
         class=\"dot\"></span>after, with an 80 % band</p>\n{svg}</svg>\n<p class=\"soft\">At the right: before → after, \
         stays that touch the factor, and credibility, the weight of these stays against the factor before. Bands: fits to \
         50 draws of the stays. Where credibility is low a narrow band says that the stays hardly move the factor.</p>\n\
         </section>\n"
    )
}

/// A name of a place may be long.
fn short(label: &str) -> String {
    const LONGEST: usize = 26;
    let start: String = label.chars().take(LONGEST).collect();
    if start.len() < label.len() { start + "…" } else { start }
}
