//! Service at a node of a network: what it is worth, and when it is best to start or to end it.

use std::collections::VecDeque;

use super::NEVER;
use super::fading::{Hull, greatest_line};
use super::network::Network;
use super::settings::FixedStop;

impl Network {
    fn charge(&self, node: usize, minute: usize) -> f64 {
        self.charge.get(node).map_or(0.0, |charge| charge[minute])
    }

    /// The value of a stay after the charges, in score-hours.
    pub fn value(&self, node: usize, from: usize, to: usize) -> f64 {
        match &self.fading {
            None => self.worth[node][to] - self.worth[node][from],
            Some(fading) => fading.value(node, from, to) + self.charge(node, from) - self.charge(node, to),
        }
    }

    /// The value of a fixed stop, by its end.
    fn kept_values(&self, node: usize, kept: FixedStop) -> impl Iterator<Item = (usize, f64)> {
        let ends = kept.least_to..=kept.most_to.min(self.minutes);
        ends.map(move |to| (to, self.reward + self.value(node, kept.from, to)))
    }

    /// The greatest value after service that ends at each minute, from the value before it starts.
    pub fn serve(&self, node: usize, ready: &[f64]) -> Vec<f64> {
        let mut done = vec![NEVER; self.minutes + 1];
        if let Some(kept) = self.kept[node] {
            for (to, value) in self.kept_values(node, kept) {
                done[to] = ready[kept.from] + value - self.toll[node];
            }
            return done;
        }
        for &window in &self.open[node] {
            let mut stays = Stays::new(self, node, Time::Forwards, window);
            for end in stays.ends() {
                done[end] = done[end].max(stays.best(|minute| ready[minute], end));
            }
        }
        done
    }

    /// The greatest value of service that starts at each minute, with what follows its end.
    pub fn serve_backward(&self, node: usize, rest: &[f64]) -> Vec<f64> {
        let mut start = vec![NEVER; self.minutes + 1];
        if let Some(kept) = self.kept[node] {
            let most = self.kept_values(node, kept).map(|(to, value)| rest[to] + value).fold(NEVER, f64::max);
            start[kept.from] = most - self.toll[node];
            return start;
        }
        let rest: Vec<f64> = rest.iter().rev().copied().collect();
        for &window in &self.open[node] {
            let mut stays = Stays::new(self, node, Time::Backwards, Time::Backwards.window(window, self.minutes));
            for end in stays.ends() {
                let start = &mut start[self.minutes - end];
                *start = start.max(stays.best(|minute| rest[minute], end));
            }
        }
        start
    }

    /// The start of the best service that ends at a minute; the earliest of equals.
    pub fn start_of(&self, node: usize, to: usize, ready: &[f64]) -> usize {
        if let Some(kept) = self.kept[node] {
            return kept.from;
        }
        let (mut best, mut start) = (NEVER, to);
        for &(opens, _) in self.open[node].iter().filter(|&&(opens, closes)| opens <= to && to <= closes) {
            let first = self.stay.longest.map_or(opens, |longest| opens.max(to.saturating_sub(longest)));
            for from in (first..=to.saturating_sub(self.stay.least)).take_while(|from| from + self.stay.least <= to) {
                let value = ready[from] + self.value(node, from, to);
                if value > best {
                    (best, start) = (value, from);
                }
            }
        }
        start
    }
}

/// A direction of time. Backwards, minutes are counted from the end of the shift, and a stay starts where it ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Time {
    Forwards,
    Backwards,
}

impl Time {
    /// A minute of the other direction.
    pub fn minute(self, minute: usize, minutes: usize) -> usize {
        if self == Self::Forwards { minute } else { minutes - minute }
    }

    pub fn window(self, (opens, closes): (usize, usize), minutes: usize) -> (usize, usize) {
        match self {
            Self::Forwards => (opens, closes),
            Self::Backwards => (minutes - closes.min(minutes), minutes - opens.min(minutes)),
        }
    }
}

/// The stays in a window of a node. Finds the best start for each end, in order of the ends.
pub(super) struct Stays<'n> {
    network: &'n Network,
    node: usize,
    time: Time,
    opens: usize,
    closes: usize,
    /// Starts before this one are in the window of starts, or in the hull.
    added: usize,
    starts: Window,
    hull: Hull,
    bases: Vec<f64>,
    steepness: Vec<f64>,
}

impl<'n> Stays<'n> {
    pub fn new(network: &'n Network, node: usize, time: Time, (opens, closes): (usize, usize)) -> Self {
        let (starts, hull) = (Window::default(), Hull::default());
        let (bases, steepness) = (Vec::new(), Vec::new());
        Self { network, node, time, opens, closes, added: opens, starts, hull, bases, steepness }
    }

    /// The possible ends.
    pub fn ends(&self) -> std::ops::RangeInclusive<usize> {
        self.opens + self.network.stay.least..=self.closes
    }

    /// The greatest value after service that ends at a minute, with the toll, from the value before service.
    #[inline]
    pub fn best(&mut self, ready: impl Fn(usize) -> f64, end: usize) -> f64 {
        let (stay, node) = (self.network.stay, self.node);
        let first = stay.longest.map_or(self.opens, |longest| self.opens.max(end.saturating_sub(longest)));
        let last = end - stay.least;
        let new = self.added..last + 1;
        self.added = last + 1;
        let worth = &self.network.worth[node];
        let real = |minute: usize| self.time.minute(minute, self.network.minutes);
        let is_forwards = self.time == Time::Forwards;
        let Some(fading) = &self.network.fading else {
            let sign = if is_forwards { 1.0 } else { -1.0 };
            if stay.longest == Some(stay.least) {
                return ready(last) - sign * (worth[real(last)] - worth[real(end)]) - self.network.toll[node];
            }
            for start in new {
                self.starts.add(start, ready(start) - sign * worth[real(start)]);
            }
            self.starts.forget_before(first);
            return self.starts.greatest() + sign * worth[real(end)] - self.network.toll[node];
        };
        let (future, rest, growth) = (&fading.future[node], &fading.rest[node], &fading.growth);
        let charge = |minute: usize| self.network.charge(node, minute);
        for start in new {
            let (at, ready) = (real(start), ready(start));
            let (steepness, base) = if is_forwards {
                (growth[at], ready + future[at] + charge(at))
            } else {
                (rest[at], ready - charge(at))
            };
            if stay.longest.is_none() {
                self.hull.add(steepness, base);
            } else {
                self.steepness.push(steepness);
                self.bases.push(base);
            }
        }
        let at = real(end);
        let (x, plus) = if is_forwards { (rest[at], -charge(at)) } else { (growth[at], future[at] + charge(at)) };
        let most = if stay.longest.is_none() {
            self.hull.greatest(x)
        } else {
            let used = first - self.opens..=last - self.opens;
            greatest_line(&self.steepness[used.clone()], &self.bases[used], x)
        };
        most + plus - self.network.toll[node]
    }
}

/// The maximum of a sliding window.
#[derive(Default)]
struct Window(VecDeque<(usize, f64)>);

impl Window {
    fn add(&mut self, at: usize, number: f64) {
        while self.0.back().is_some_and(|&(_, last)| last < number) {
            self.0.pop_back();
        }
        self.0.push_back((at, number));
    }

    fn forget_before(&mut self, first: usize) {
        while self.0.front().is_some_and(|&(at, _)| at < first) {
            self.0.pop_front();
        }
    }

    fn greatest(&self) -> f64 {
        self.0.front().map_or(NEVER, |&(_, number)| number)
    }
}
