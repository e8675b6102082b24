//! The dynamic programme over (node, minute, stops): what a shift is worth at most when a truck
//! moves between some nodes, which are cells or whole zones of them.

use super::settings::Stay;

/// A way that cannot be taken.
pub(super) const NO_WAY: u32 = u32::MAX;
const NEVER: f64 = f64::NEG_INFINITY;

/// Nodes between which a truck moves, and how long that takes.
#[derive(Debug)]
pub(super) struct Network {
    pub stay: Stay,
    /// Score-hours of each node from the start of the shift to each minute.
    pub worth: Vec<Vec<f64>>,
    /// Minutes between which each node may be served: from, to.
    pub open: Vec<Vec<(usize, usize)>>,
    /// Minutes from the start of the shift to the first minute of service.
    pub out: Vec<u32>,
    /// Minutes from the last minute of service to the end of the way home.
    pub home: Vec<u32>,
    /// Minutes from the last minute of service at a node to the first at another: from × nodes + to.
    pub hop: Vec<u32>,
    pub minutes: usize,
}

/// One number for each minute of each node.
pub(super) type ByMinute = Vec<Vec<f64>>;

/// What a truck can have earned: `ready[k]` when it can start to serve as stop k, `done[k]` when
/// it has served stop k; stops count from 0.
pub(super) struct Forward {
    pub ready: Vec<ByMinute>,
    pub done: Vec<ByMinute>,
}

/// One stop: node, first and last minute of service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Served {
    pub node: usize,
    pub from: usize,
    pub to: usize,
}

impl Network {
    pub fn len(&self) -> usize {
        self.worth.len()
    }

    /// The most that can be earned up to each minute; `allowed` says which node may be which stop.
    pub fn forward(&self, stops: usize, allowed: impl Fn(usize, usize) -> bool + Sync) -> Forward {
        let nodes = self.len();
        let mut forward = Forward { ready: Vec::with_capacity(stops), done: Vec::with_capacity(stops) };
        for stop in 0..stops {
            let before = forward.done.last();
            let row = |to: usize| {
                let mut ready = vec![NEVER; self.minutes + 1];
                if !allowed(stop, to) {
                    return (ready.clone(), ready);
                }
                if let Some(before) = before {
                    for from in 0..nodes {
                        let hop = self.hop[from * nodes + to];
                        if hop != NO_WAY && allowed(stop - 1, from) && hop as usize <= self.minutes {
                            raise(&mut ready[hop as usize..], &before[from]);
                        }
                    }
                    // A truck may wait before it serves.
                    for minute in 1..ready.len() {
                        ready[minute] = ready[minute].max(ready[minute - 1]);
                    }
                } else if self.out[to] as usize <= self.minutes {
                    ready[self.out[to] as usize..].fill(0.0);
                }
                let done = self.serve(to, &ready);
                (ready, done)
            };
            let rows = crate::score::in_parallel((0..nodes).collect(), row);
            let (ready, done) = rows.into_iter().unzip();
            forward.ready.push(ready);
            forward.done.push(done);
        }
        forward
    }

    /// The most that can still be earned with exactly 0, 1, … `stops` more stops, after service at a
    /// node ended at a minute.
    pub fn backward(&self, stops: usize) -> Vec<ByMinute> {
        let nodes = self.len();
        let home = |node: usize| {
            let last = self.minutes.checked_sub(self.home[node] as usize);
            (0..=self.minutes).map(|minute| if Some(minute) <= last { 0.0 } else { NEVER }).collect()
        };
        let mut rests: Vec<ByMinute> = vec![(0..nodes).map(home).collect()];
        for stop in 0..stops {
            let after = &rests[stop];
            let starts = crate::score::in_parallel((0..nodes).collect(), |node: usize| {
                let mut start = self.serve_backward(node, &after[node]);
                for minute in (0..self.minutes).rev() {
                    start[minute] = start[minute].max(start[minute + 1]);
                }
                start
            });
            let rest = crate::score::in_parallel((0..nodes).collect(), |from: usize| {
                let mut rest = vec![NEVER; self.minutes + 1];
                for (to, start) in starts.iter().enumerate() {
                    let hop = self.hop[from * nodes + to];
                    if hop != NO_WAY && hop as usize <= self.minutes {
                        raise(&mut rest, &start[hop as usize..]);
                    }
                }
                rest
            });
            rests.push(rest);
        }
        rests
    }

    /// What a stay at a node is worth, in score-hours.
    pub fn value(&self, node: usize, from: usize, to: usize) -> f64 {
        let worth = &self.worth[node];
        match self.stay.fade() {
            None => worth[to] - worth[from],
            Some(fade) => fade.growth(from) * (from..to).map(|minute| fade.share(worth, minute)).sum::<f64>(),
        }
    }

    /// The most after service that ends at each minute, from what can be had before it starts.
    fn serve(&self, node: usize, ready: &[f64]) -> Vec<f64> {
        let mut done = vec![NEVER; self.minutes + 1];
        let worth = &self.worth[node];
        for &(opens, closes) in self.open[node].iter().filter(|&&(opens, closes)| opens + self.stay.least <= closes) {
            let Some(fade) = self.stay.fade() else {
                let gain = |from: usize| ready[from] - worth[from];
                let mut best = Window::default();
                for end in opens + self.stay.least..=closes {
                    let from = end - self.stay.least;
                    best.add(from, gain(from));
                    best.forget_before(
                        self.stay.longest.map_or(opens, |longest| opens.max(end.saturating_sub(longest))),
                    );
                    done[end] = done[end].max(best.greatest() + worth[end]);
                }
                continue;
            };
            let sums = fade.sums(worth);
            for from in opens..=closes - self.stay.least {
                if ready[from] == NEVER {
                    continue;
                }
                let last = self.stay.longest.map_or(closes, |longest| closes.min(from + longest));
                let (growth, base) = (fade.growth(from), ready[from]);
                let ends = from + self.stay.least..=last;
                for (done, sum) in done[ends.clone()].iter_mut().zip(&sums[ends]) {
                    let value = base + growth * (sum - sums[from]);
                    *done = if value > *done { value } else { *done };
                }
            }
        }
        done
    }

    /// The most from service that starts at each minute, with what follows its end.
    fn serve_backward(&self, node: usize, rest: &[f64]) -> Vec<f64> {
        let mut start = vec![NEVER; self.minutes + 1];
        let worth = &self.worth[node];
        for &(opens, closes) in self.open[node].iter().filter(|&&(opens, closes)| opens + self.stay.least <= closes) {
            let Some(fade) = self.stay.fade() else {
                let mut best = Window::default();
                for from in (opens..=closes - self.stay.least).rev() {
                    let end = from + self.stay.least;
                    best.add(end, rest[end] + worth[end]);
                    best.forget_after(self.stay.longest.map_or(closes, |longest| closes.min(from + longest)));
                    start[from] = start[from].max(best.greatest() - worth[from]);
                }
                continue;
            };
            let sums = fade.sums(worth);
            for from in opens..=closes - self.stay.least {
                let last = self.stay.longest.map_or(closes, |longest| closes.min(from + longest));
                let growth = fade.growth(from);
                let mut best = NEVER;
                for end in from + self.stay.least..=last {
                    let value = rest[end] + growth * (sums[end] - sums[from]);
                    best = if value > best { value } else { best };
                }
                start[from] = start[from].max(best);
            }
        }
        start
    }

    /// The best plan with exactly so many stops that a forward pass knows, and its value.
    pub fn best_path(&self, forward: &Forward, stops: usize) -> Option<(f64, Vec<Served>)> {
        let done = forward.done.get(stops - 1)?;
        let (mut value, mut end) = (NEVER, None);
        for (node, done) in done.iter().enumerate() {
            let Some(last) = self.minutes.checked_sub(self.home[node] as usize) else { continue };
            for (minute, &earned) in done[..=last].iter().enumerate() {
                if earned > value {
                    (value, end) = (earned, Some((node, minute)));
                }
            }
        }
        let (mut node, mut to) = end?;
        let mut path = Vec::with_capacity(stops);
        for stop in (0..stops).rev() {
            let from = self.start_of(node, to, &forward.ready[stop][node]);
            path.push(Served { node, from, to });
            if stop > 0 {
                (node, to) = self.stop_before(node, from, forward.ready[stop][node][from], &forward.done[stop - 1])?;
            }
        }
        path.reverse();
        Some((value, path))
    }

    /// When the best service that ends at a minute starts, the earliest of equals.
    fn start_of(&self, node: usize, to: usize, ready: &[f64]) -> usize {
        let (mut best, mut start) = (NEVER, to);
        let fade = self.stay.fade().map(|fade| (fade, fade.sums(&self.worth[node])));
        for &(opens, closes) in self.open[node].iter().filter(|&&(opens, closes)| opens <= to && to <= closes) {
            let first = self.stay.longest.map_or(opens, |longest| opens.max(to.saturating_sub(longest)));
            for from in first..=to.min(closes).saturating_sub(self.stay.least) {
                let value = ready[from]
                    + match &fade {
                        None => self.worth[node][to] - self.worth[node][from],
                        Some((fade, sums)) => fade.growth(from) * (sums[to] - sums[from]),
                    };
                if value > best {
                    (best, start) = (value, from);
                }
            }
        }
        start
    }

    /// The stop from which a truck comes that has earned so much when it can serve at a minute.
    fn stop_before(&self, node: usize, minute: usize, earned: f64, done: &ByMinute) -> Option<(usize, usize)> {
        let nodes = self.len();
        (0..nodes).find_map(|from| {
            let hop = self.hop[from * nodes + node];
            let last = (hop != NO_WAY).then(|| minute.checked_sub(hop as usize)).flatten()?;
            // The latest: what is left is driven without waiting.
            let end = (0..=last).rev().find(|&end| done[from][end].to_bits() == earned.to_bits())?;
            Some((from, end))
        })
    }
}

/// Each number becomes the greater of itself and another.
fn raise(numbers: &mut [f64], others: &[f64]) {
    for (number, &other) in numbers.iter_mut().zip(others) {
        *number = if other > *number { other } else { *number };
    }
}

/// The greatest of the numbers in a window that moves in one direction.
#[derive(Default)]
struct Window(std::collections::VecDeque<(usize, f64)>);

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

    fn forget_after(&mut self, last: usize) {
        while self.0.front().is_some_and(|&(at, _)| at > last) {
            self.0.pop_front();
        }
    }

    fn greatest(&self) -> f64 {
        self.0.front().map_or(NEVER, |&(_, number)| number)
    }
}
