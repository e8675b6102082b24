//! Stops in a fixed order: what they earn with the best times, and what one more stop among them would earn.
//!
//! Of each stop are known the earliest end of its service and the most earned until it ends at each minute; and the
//! same from the end of the shift. So whether one more stop fits takes a constant time, and so does what it earns at
//! some minutes. Without breaks and fixed stops.

use super::NEVER;
use super::network::{NO_WAY, Network};
use super::serve::{Stays, Time};

/// Smaller differences do not lengthen a [`Row`].
const EQUAL: f64 = 1e-12;
/// The number of starts that are tried for one more stop, less one.
const TRIED_STARTS: usize = 3;

/// What a route reads of a network, forwards and backwards.
pub(super) struct Ground<'n> {
    pub network: &'n Network,
    sides: [Side; 2],
}

struct Side {
    time: Time,
    /// First minute of service at each node; `None`: impossible.
    first: Vec<Option<usize>>,
    /// In order of this direction of time.
    open: Vec<Vec<(usize, usize)>>,
}

/// The most earned by each minute: nothing before the first, then these, then the last of them.
struct Row {
    first: usize,
    most: Vec<f64>,
}

/// Stops in order.
pub(super) struct Route<'g> {
    ground: &'g Ground<'g>,
    pub nodes: Vec<usize>,
    /// Forwards, up to and with each stop; backwards, from each stop on.
    rows: [Vec<Row>; 2],
    pub value: f64,
}

/// One more stop.
#[derive(Clone, Copy)]
pub(super) struct Insertion {
    pub node: usize,
    /// Before which stop.
    pub place: usize,
    /// At least so much is earned with it.
    pub value: f64,
    /// By how many minutes later the next stop can start.
    pub delay: u32,
}

impl<'n> Ground<'n> {
    pub fn new(network: &'n Network) -> Self {
        let side = |time: Time| {
            let limit = |node: usize| match time {
                Time::Forwards => network.first[node][0].filter(|&first| first <= network.minutes),
                Time::Backwards => network.last[node][0].map(|last| network.minutes - last),
            };
            let windows = |open: &Vec<(usize, usize)>| {
                let mut open: Vec<_> = open.iter().map(|&window| time.window(window, network.minutes)).collect();
                open.sort_unstable();
                open
            };
            let first = (0..network.len()).map(limit).collect();
            Side { time, first, open: network.open.iter().map(windows).collect() }
        };
        Self { network, sides: [Time::Forwards, Time::Backwards].map(side) }
    }

    fn hop(&self, from: usize, to: usize) -> Option<usize> {
        let hop = self.network.hop[from * self.network.len() + to];
        (hop != NO_WAY).then_some(hop as usize)
    }
}

impl Side {
    /// The first minute at which service can start after an arrival.
    fn start(&self, network: &Network, node: usize, arrival: usize) -> Option<usize> {
        let start = self.open[node].iter().map(|&(opens, closes)| (opens.max(arrival), closes));
        start.into_iter().find(|(start, closes)| start + network.stay.least <= *closes).map(|(start, _)| start)
    }

    /// What there is after service at a node that ends until a minute; `before` is there from `arrival` on.
    fn serve(
        &self,
        network: &Network,
        node: usize,
        arrival: usize,
        until: usize,
        before: impl Fn(usize) -> f64,
    ) -> Option<Row> {
        let mut row: Option<Row> = None;
        for &(opens, closes) in &self.open[node] {
            let mut stays = Stays::new(network, node, self.time, (opens.max(arrival), closes.min(until)));
            let ends = stays.ends();
            if ends.is_empty() {
                continue;
            }
            let row = row.get_or_insert_with(|| Row { first: *ends.start(), most: Vec::new() });
            let mut most = row.most.last().copied().unwrap_or(NEVER);
            row.most.resize(ends.start() - row.first, most);
            row.most.extend(ends.map(|end| {
                most = most.max(stays.best(&before, end));
                most
            }));
        }
        let mut row = row?;
        while let [.., before, last] = row.most[..]
            && last - before <= EQUAL
        {
            row.most.pop();
        }
        Some(row)
    }
}

impl Row {
    fn at(&self, minute: usize) -> f64 {
        minute.checked_sub(self.first).map_or(NEVER, |minute| self.most[minute.min(self.most.len() - 1)])
    }
}

impl<'g> Route<'g> {
    /// `None` if there is no time for the shortest stays in this order.
    pub fn new(ground: &'g Ground<'g>, nodes: Vec<usize>) -> Option<Self> {
        let latest = Self::starts(ground, &nodes, 1)?;
        let mut rows = [Vec::new(), Vec::new()];
        rows[0] = Self::rows(ground, &nodes, 0, &latest)?;
        let earliest: Vec<usize> = rows[0].iter().map(|row: &Row| row.first - ground.network.stay.least).collect();
        rows[1] = Self::rows(ground, &nodes, 1, &earliest)?;
        let value = rows[0].last()?.most.last().copied()?;
        Some(Self { ground, nodes, rows, value })
    }

    /// The stops in the order of one direction of time, each with the minutes to it from the one before.
    fn legs(ground: &Ground, nodes: &[usize], side: usize) -> Option<Vec<(usize, usize, usize)>> {
        let count = nodes.len();
        let leg = |number: usize| {
            let place = if side == 0 { number } else { count - 1 - number };
            let node = nodes[place];
            let minutes = match (number, side) {
                (0, _) => ground.sides[side].first[node],
                (_, 0) => ground.hop(nodes[place - 1], node),
                _ => ground.hop(node, nodes[place + 1]),
            };
            Some((place, node, minutes?))
        };
        (0..count).map(leg).collect()
    }

    /// The first start of service at each stop, in one direction of time.
    fn starts(ground: &Ground, nodes: &[usize], side: usize) -> Option<Vec<usize>> {
        let mut starts = vec![0; nodes.len()];
        let mut end = 0;
        for (place, node, minutes) in Self::legs(ground, nodes, side)? {
            starts[place] = ground.sides[side].start(ground.network, node, end + minutes)?;
            end = starts[place] + ground.network.stay.least;
        }
        Some(starts)
    }

    /// Service at each stop ends before the stop's start in the other direction of time.
    fn rows(ground: &Ground, nodes: &[usize], side: usize, other_starts: &[usize]) -> Option<Vec<Row>> {
        let network = ground.network;
        let mut rows: Vec<Row> = Vec::with_capacity(nodes.len());
        for (place, node, minutes) in Self::legs(ground, nodes, side)? {
            let until = network.minutes - other_starts[place];
            let before = rows.last();
            let arrival = before.map_or(0, |row| row.first) + minutes;
            let earned = |minute: usize| before.map_or(0.0, |row| row.at(minute - minutes));
            rows.push(ground.sides[side].serve(network, node, arrival, until, earned)?);
        }
        if side == 1 {
            rows.reverse();
        }
        Some(rows)
    }

    /// One more stop at a place of the order, if there is time for it.
    pub fn insertion(&self, node: usize, place: usize) -> Option<Insertion> {
        let Ground { network, sides: [forwards, backwards] } = self.ground;
        let (least, minutes) = (network.stay.least, network.minutes);
        let before = place.checked_sub(1).map(|before| &self.rows[0][before]);
        let after = self.rows[1].get(place);
        let there = match place.checked_sub(1) {
            Some(before) => self.ground.hop(self.nodes[before], node)?,
            None => forwards.first[node]?,
        };
        let onwards = match self.nodes.get(place) {
            Some(&next) => self.ground.hop(node, next)?,
            None => backwards.first[node]?,
        };
        let first = forwards.start(network, node, before.map_or(0, |row| row.first) + there)?;
        let until = minutes - backwards.start(network, node, after.map_or(0, |row| row.first) + onwards)?;
        let spare = until.checked_sub(first + least)?;
        let mut most = NEVER;
        for number in 0..=TRIED_STARTS {
            let start = first + spare * number / TRIED_STARTS;
            let earned = before.map_or(0.0, |row| row.at(start - there));
            let longest = network.stay.longest.map_or(until, |longest| until.min(start + longest));
            let ends = [longest, usize::midpoint(start + least, longest), start + least];
            let tried = if longest == start + least { 1 } else { ends.len() };
            for &end in &ends[..tried] {
                let later = after.map_or(0.0, |row| row.at(minutes - end - onwards));
                let is_open = forwards.open[node].iter().any(|&(opens, closes)| opens <= start && end <= closes);
                if is_open {
                    most = most.max(earned + network.value(node, start, end) + later);
                }
            }
            if spare == 0 {
                break;
            }
        }
        let direct = match (place.checked_sub(1), self.nodes.get(place)) {
            (_, Some(_)) => self.rows[0][place].first - least,
            (Some(before), None) => self.rows[0][before].first + backwards.first[self.nodes[before]]?,
            (None, None) => 0,
        };
        let delay = u32::try_from((first + least + onwards).saturating_sub(direct)).ok()?;
        (most > NEVER).then(|| Insertion { node, place, value: most - network.toll[node], delay })
    }
}
