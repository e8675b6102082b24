//! One crowd that is listed twice: by two sources, or by one source under two ids, such as hospitality beside the seats.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::{Event, EventKey, Events, Status, Timing};

/// Listings further apart are different crowds.
const SAME_PLACE_KM: f64 = 0.1;

/// The same in degrees of latitude, rounded up.
const SAME_PLACE_DEG: f64 = 0.001;

/// A listing is compared with so many neighbours at most, so that time stays bounded.
const MOST_NEIGHBOURS: usize = 100;

/// No more events with one start are compared.
const MOST_AT_ONE_START: usize = 5000;

/// Words of titles that do not tell events apart.
const COMMON_WORDS: [&str; 24] = [
    "a",
    "an",
    "and",
    "at",
    "by",
    "el",
    "feat",
    "featuring",
    "hospitality",
    "in",
    "la",
    "live",
    "of",
    "on",
    "package",
    "packages",
    "presents",
    "show",
    "the",
    "tickets",
    "v",
    "vip",
    "vs",
    "with",
];

/// Words of the titles of packages that services list beside the seats.
const PACKAGE_WORDS: [&str; 6] = ["hospitality", "package", "packages", "vip", "upgrade", "upgrades"];

/// A listing of a crowd that another listing describes too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Double {
    /// The listing that does not count.
    pub left_out: EventKey,
    /// The listing that counts: that of the larger attendance, else the seats before a package, else the first in the
    /// order of ids.
    pub counted: EventKey,
}

/// A start that listings of one crowd share; none if the time is not known or the event does not take place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CrowdStart {
    at: DateTime<Utc>,
    is_day: bool,
}

impl CrowdStart {
    pub fn of(event: &Event) -> Option<Self> {
        match event.timing {
            _ if event.status == Status::Cancelled => None,
            Timing::Untimed => None,
            Timing::Span { start, .. } => Some(Self { at: start, is_day: false }),
            Timing::WholeDays { from, .. } => Some(Self { at: from, is_day: true }),
        }
    }
}

impl Events {
    /// The listings of crowds that other listings describe too: within 100 m, with the same start, and with names that
    /// share more than half of their words; of two sources, one name may be missing. Numbers in both names must agree: two screens are two crowds.
    #[must_use]
    pub fn doubles(&self) -> Vec<Double> {
        let mut by_start: BTreeMap<CrowdStart, Vec<&Event>> = BTreeMap::new();
        for event in self.iter() {
            if let Some(start) = CrowdStart::of(event) {
                by_start.entry(start).or_default().push(event);
            }
        }
        let mut doubles: Vec<Double> = by_start.into_values().flat_map(doubles_of).collect();
        doubles.sort_by(|a, b| a.left_out.cmp(&b.left_out));
        doubles
    }

    /// Removes the [doubles](Self::doubles) and returns them.
    pub fn take_doubles(&mut self) -> Vec<Double> {
        let doubles = self.doubles();
        for Double { left_out, .. } in &doubles {
            self.remove(left_out);
        }
        doubles
    }
}

/// The doubles among events with the same start.
pub(crate) fn doubles_of(mut events: Vec<&Event>) -> Vec<Double> {
    if events.len() < 2 {
        return Vec::new();
    }
    events.sort_by(|a, b| a.place.lat().total_cmp(&b.place.lat()).then_with(|| a.key().cmp(&b.key())));
    events.truncate(MOST_AT_ONE_START);
    let titles: Vec<Title> = events.iter().map(|event| Title::of(&event.name)).collect();
    let ranks = ranks(&events);
    let mut counted_by: BTreeMap<usize, usize> = BTreeMap::new();
    for (one, event) in events.iter().enumerate() {
        let near = |other: &usize| events[*other].place.lat() - event.place.lat() <= SAME_PLACE_DEG;
        for other in (one + 1..events.len()).take_while(near).take(MOST_NEIGHBOURS) {
            let is_double = events[other].place.distance_km(event.place) <= SAME_PLACE_KM
                && titles[one].is_like(&titles[other], event.source == events[other].source);
            if is_double {
                let (counted, left_out) = if ranks[one] < ranks[other] { (one, other) } else { (other, one) };
                let best = counted_by.entry(left_out).or_insert(counted);
                if ranks[counted] < ranks[*best] {
                    *best = counted;
                }
            }
        }
    }
    let double = |(left_out, counted): (usize, usize)| Double {
        left_out: events[left_out].key(),
        counted: events[counted].key(),
    };
    counted_by.into_iter().map(double).collect()
}

/// Of each event, its place in the order in which listings count: the larger attendance first, then those that are no
/// package, then by id.
fn ranks(events: &[&Event]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..events.len()).collect();
    order.sort_by_cached_key(|&number| {
        let event = events[number];
        (Reverse(event.attendance), Title::of_package(&event.name), event.key())
    });
    let mut ranks = vec![0; events.len()];
    for (rank, number) in order.into_iter().enumerate() {
        ranks[number] = rank;
    }
    ranks
}

/// The words of a name that tell events apart, and its numbers.
struct Title {
    words: BTreeSet<String>,
    numbers: BTreeSet<String>,
}

impl Title {
    fn of(name: &str) -> Self {
        let apostrophe = |char: char| matches!(char, '\'' | '’' | '‘' | '`');
        let text: String = name.chars().filter(|char| !apostrophe(*char)).flat_map(char::to_lowercase).collect();
        let words = text.split(|char: char| !char.is_alphanumeric());
        let told_apart = words.filter(|word| !word.is_empty() && !COMMON_WORDS.contains(word)).map(str::to_owned);
        let (numbers, words) = told_apart.partition(|word| word.chars().all(char::is_numeric));
        Self { words, numbers }
    }

    /// Whether a name is of a package with a ticket in it, such as hospitality.
    fn of_package(name: &str) -> bool {
        let lower = name.to_lowercase();
        lower.split(|char: char| !char.is_alphanumeric()).any(|word| PACKAGE_WORDS.contains(&word))
    }

    /// Whether two names can be of one event. A name without such words can be of any event of another source.
    fn is_like(&self, other: &Self, is_same_source: bool) -> bool {
        if !self.numbers.is_empty() && !other.numbers.is_empty() && self.numbers != other.numbers {
            return false;
        }
        let fewer = self.words.len().min(other.words.len());
        if fewer == 0 {
            return !is_same_source;
        }
        2 * self.words.intersection(&other.words).count() > fewer
    }
}
