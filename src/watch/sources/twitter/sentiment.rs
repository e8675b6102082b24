//! The sentiment of a text, by VADER: a lexicon and rules for short messages in English.
//!
//! The library is a port; on the examples of the original it differs by at most 0.04.

use std::sync::LazyLock;

use vader_sentimental::SentimentIntensityAnalyzer;

/// A sentiment, −1…1 in steps of 1/10,000, so that sums are exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sentiment(i32);

/// One, in steps.
const SCALE: i32 = 10_000;

/// The most characters analysed; a tweet has 280. The library takes quadratic time in the words.
const LONGEST_CHARS: usize = 400;

/// Phrases with a value of their own in VADER, without blanks; those in a row have the same value.
const PHRASES: [&[&str]; 4] = [&["theshit", "thebomb", "todiefor"], &["badass"], &["yeahright"], &["kissofdeath"]];

static ANALYZER: LazyLock<SentimentIntensityAnalyzer<'static>> = LazyLock::new(SentimentIntensityAnalyzer::new);

impl Sentiment {
    /// The nearest step to a number; 0 for one that is not in −1…1.
    pub fn new(value: f64) -> Self {
        if !(-1.0..=1.0).contains(&value) {
            return Self::default();
        }
        #[expect(clippy::cast_possible_truncation, reason = "it is within ±10,000")]
        Self((value * f64::from(SCALE)).round() as i32)
    }

    /// As a number, −1…1.
    pub fn value(self) -> f64 {
        f64::from(self.0) / f64::from(SCALE)
    }

    /// In steps.
    pub(super) fn steps(self) -> i64 {
        self.0.into()
    }
}

/// The mean of some sentiments, given their sum in steps; 0 of none.
pub(super) fn mean(steps: i64, count: u32) -> f64 {
    if count == 0 {
        return 0.0;
    }
    #[expect(clippy::cast_precision_loss, reason = "a sum of 2^32 sentiments is below 2^53")]
    let sum = steps as f64;
    sum / (f64::from(count) * f64::from(SCALE))
}

/// The sentiment of an English text; 0 if it has none.
///
/// The same text gives the same value in every run: texts with two phrases of different values give 0,
/// because the library would choose one at random.
///
/// ```
/// use pdpe::watch::testing::sentiment_of;
/// assert_eq!(sentiment_of("The book was good.").value(), 0.4404);
/// assert_eq!(sentiment_of("The concert is at 7, doors open at 6!!!").value(), 0.0);
/// ```
pub fn sentiment_of(text: &str) -> Sentiment {
    let text: String = text.chars().take(LONGEST_CHARS).collect();
    if phrases_in(&text) > 1 {
        return Sentiment::default();
    }
    let scores = ANALYZER.polarity_scores(&text);
    // Without any rated word, the library rates exclamation marks as negative.
    let says_nothing = scores.pos == 0.0 && scores.neg == 0.0;
    if says_nothing { Sentiment::default() } else { Sentiment::new(scores.compound) }
}

/// How many phrases of different value a text may contain. The library joins words of more than one
/// byte; comparing only letters and digits finds at least what it finds.
fn phrases_in(text: &str) -> usize {
    let words = text.split_whitespace().filter(|word| word.len() > 1);
    let letters: String = words.flat_map(str::chars).filter(|char| char.is_alphanumeric()).collect();
    let letters = letters.to_lowercase();
    PHRASES.iter().filter(|phrases| phrases.iter().any(|phrase| letters.contains(phrase))).count()
}
