//! A backtest as one HTML page that needs no network and runs no script: the verdict, each week as
//! predicted and as taken, and the factors before and after.

mod factors;
mod weeks;

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::fit::{Backtest, History};
use crate::model::fitted::FittedFactor;
use crate::text::{counted, markup};

const STYLE: &str = concat!(include_str!("colours.css"), include_str!("report/style.css"));

/// A backtest and what it is of.
#[derive(Clone, Copy, Debug)]
pub struct Report<'r> {
    /// The column of takings, with its currency if the input has one.
    pub unit: &'r str,
    /// What the model in force is called.
    pub model: &'r str,
    /// What the factors start from.
    pub prior: &'r str,
    /// The stays.
    pub history: &'r History,
    /// Their predictions.
    pub test: &'r Backtest,
    /// The factors of all stays.
    pub factors: &'r [FittedFactor],
    /// The 80 % band of each factor.
    pub bands: &'r [(f64, f64)],
}

impl Report<'_> {
    /// The whole file.
    #[must_use]
    pub fn html(&self) -> Vec<u8> {
        let hash = STANDARD.encode(Sha256::digest(STYLE));
        let stays = self.history.stays();
        let date =
            |stay: Option<&crate::fit::Stay>| stay.map(|stay| stay.start.date_naive().to_string()).unwrap_or_default();
        let span = format!("{}, {} to {}", counted(stays.len(), "stay"), date(stays.first()), date(stays.last()));
        let verdict = self.test.verdict.sentence(stays.len(), self.test.held_out.len());
        let html = format!(
            "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{hash}'; \
             base-uri 'none'; form-action 'none'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>pdpe backtest: {span}</title>\n<style>{STYLE}</style>\n<main>\n\
             <h1>Takings, predicted and taken</h1>\n\
             <p class=\"soft\">{span}; unit: {}; model in force: {}; the factors start from: {}</p>\n\
             <p class=\"verdict\">{}</p>\n{}{}{}\
             <p class=\"soft\">Scores and predictions rank places and hours. They rest on the stays given here and say \
             nothing about places and hours without any.</p>\n</main>\n</html>\n",
            markup(self.unit),
            markup(self.model),
            markup(self.prior),
            markup(&verdict),
            weeks::section(self),
            self.figures(),
            factors::section(self.factors, self.bands),
        );
        html.into_bytes()
    }

    fn figures(&self) -> String {
        if self.test.figures.is_empty() {
            return String::new();
        }
        let mut text =
            "<section>\n<h2>Figures</h2>\n<table>\n<tr><th>predicted by<th>deviance<th>error<th>rank<th>pick \
                        ÷ best</tr>\n"
                .to_owned();
        let optional = |value: Option<f64>| value.map_or_else(|| "–".into(), |value| format!("{value:.3}"));
        for figures in &self.test.figures {
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "<tr><td>{}<td>{:.3}<td>{:.3}<td>{}<td>{}</tr>",
                figures.rival.as_str(),
                figures.deviance,
                figures.error,
                optional(figures.rank_correlation),
                optional(figures.pick_over_best)
            );
        }
        let coverage = self.test.coverage.map(|coverage| {
            let banded = self.test.held_out.iter().filter(|out| out.band.is_some()).count();
            format!(" {:.0} % of {} lie in their 80 % band.", coverage * 100.0, counted(banded, "stay"))
        });
        text + "</table>\n<p class=\"soft\">Deviance and error (mean absolute error ÷ mean takings): less is better. Rank \
                correlation and pick ÷ best (what the choice of each week took ÷ the best stay of that week): 1 is best."
            + &coverage.unwrap_or_default()
            + "</p>\n</section>\n"
    }
}
