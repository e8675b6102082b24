//! The dynamic programme over (node, minute, stops, breaks taken). It gives the greatest value of a
//! shift when a truck moves between nodes, which are cells or zones of cells.

use std::ops::Range;

use super::NEVER;
use super::breaks::{Leg, NO_END, Ways, through};
use super::fading::Fading;
use super::settings::{Break, FixedStop, StayLimits};
use crate::parallel::in_parallel;

/// The duration of an impossible leg.
pub(super) const NO_WAY: u32 = u32::MAX;

/// Nodes between which a truck moves, with the durations.
#[derive(Debug)]
pub(super) struct Network {
    pub stay: StayLimits,
    /// Score-hours of each node from the start of the shift to each minute. Without fading, the
    /// charges are subtracted.
    pub worth: Vec<Vec<f64>>,
    /// The charges for service from the start of the shift to each minute, with fading; may be
    /// empty.
    pub charge: Vec<Vec<f64>>,
    /// What fading needs of each node; `None`: nothing fades.
    pub fading: Option<Fading>,
    /// The windows in which each node may be served.
    pub open: Vec<Vec<(usize, usize)>>,
    /// The fixed stop at a node, if any.
    pub kept: Vec<Option<FixedStop>>,
    /// The extra value of a fixed stop, so that the best plan contains every fixed stop.
    pub reward: f64,
    /// The price of a visit to each node.
    pub toll: Vec<f64>,
    /// The first possible minute of service of a first stop, by breaks taken before it; `None`:
    /// impossible.
    pub first: Vec<Vec<Option<usize>>>,
    /// The last possible minute of service of a last stop, by breaks taken until then; `None`:
    /// impossible.
    pub last: Vec<Vec<Option<usize>>>,
    /// Minutes from the end of service at a node to the start at another: from × nodes + to.
    pub hop: Vec<u32>,
    pub ways: Ways,
    pub minutes: usize,
}

/// One number for each minute of each node.
pub(super) type ByMinute = Vec<Vec<f64>>;

/// The greatest value so far, by stop (counted from 0) and breaks taken: `ready` when service can
/// start, `done` when it has ended.
pub(super) struct Forward {
    pub ready: Vec<Vec<ByMinute>>,
    pub done: Vec<Vec<ByMinute>>,
}

/// One stop: node, start and end of service.
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

    fn breaks(&self) -> usize {
        self.ways.breaks().len()
    }

    /// The latest minute at which a leg home with these breaks may begin.
    pub fn latest(breaks: &[Break], leg: Leg, minutes: usize) -> Option<usize> {
        let is_home = |begin: usize| through(begin, leg, breaks).is_some_and(|end| end <= minutes);
        // A leg that begins earlier ends earlier or at the same time.
        let (mut in_time, mut late) = (is_home(0).then_some(0)?, minutes + 1);
        while late - in_time > 1 {
            let middle = usize::midpoint(in_time, late);
            if is_home(middle) { in_time = middle } else { late = middle }
        }
        Some(in_time)
    }

    /// The greatest value up to each minute; `allowed` says which node may be which stop. The rows of other nodes
    /// are empty.
    pub fn forward(&self, stops: usize, allowed: impl Fn(usize, usize) -> bool + Sync) -> Forward {
        let mut forward = Forward { ready: Vec::with_capacity(stops), done: Vec::with_capacity(stops) };
        for stop in 0..stops {
            let nodes: Vec<usize> = (0..self.len()).filter(|&node| allowed(stop, node)).collect();
            let before = forward.done.last().map(|done| (done, reached(done)));
            let row = |to: usize| -> Vec<(Vec<f64>, Vec<f64>)> {
                let mut rows = Vec::with_capacity(self.breaks() + 1);
                for taken in 0..=self.breaks() {
                    let mut ready = vec![NEVER; self.minutes + 1];
                    if let Some((before, reached)) = &before {
                        self.arrive(to, taken, before, reached, &mut ready);
                    } else if let Some(first) = self.first[to][taken].filter(|&first| first <= self.minutes) {
                        ready[first..].fill(0.0);
                    }
                    let done = self.serve(to, &ready);
                    rows.push((ready, done));
                }
                rows
            };
            let rows = in_parallel(nodes.clone(), row);
            let mut ready: Vec<ByMinute> = vec![vec![Vec::new(); self.len()]; self.breaks() + 1];
            let mut done = ready.clone();
            for (node, row) in nodes.into_iter().zip(rows) {
                for (taken, (ready_row, done_row)) in row.into_iter().enumerate() {
                    ready[taken][node] = ready_row;
                    done[taken][node] = done_row;
                }
            }
            forward.ready.push(ready);
            forward.done.push(done);
        }
        forward
    }

    /// The greatest value at a node when service can start, after service at other nodes.
    fn arrive(&self, to: usize, taken: usize, before: &[ByMinute], reached: &[Vec<Range<usize>>], ready: &mut [f64]) {
        let closes = self.last_start(to);
        for from in 0..self.len() {
            let hop = self.hop[from * self.len() + to];
            if hop == NO_WAY || hop as usize > self.minutes {
                continue;
            }
            let Range { start, end } = reached[taken][from].clone();
            let end = end.min((closes + 1).saturating_sub(hop as usize));
            if start < end {
                raise(&mut ready[start + hop as usize..], &before[taken][from][start..end]);
            }
            for (had, before) in before[..taken].iter().enumerate() {
                for (&end, &earned) in self.ways.ends(hop, had, taken).iter().zip(&before[from]) {
                    if end != NO_END && earned > ready[end as usize] {
                        ready[end as usize] = earned;
                    }
                }
            }
        }
        // A truck may wait before it serves.
        for minute in 1..=closes {
            ready[minute] = ready[minute].max(ready[minute - 1]);
        }
    }

    /// The last possible start of service at a node.
    fn last_start(&self, node: usize) -> usize {
        if let Some(kept) = self.kept[node] {
            return kept.from;
        }
        let closes = self.open[node].iter().map(|&(_, closes)| closes).max().unwrap_or(0);
        closes.min(self.minutes).saturating_sub(self.stay.least)
    }

    /// The greatest value of exactly 0, 1, … `stops` more stops, by breaks taken, after service at
    /// a node has ended at a minute.
    pub fn backward(&self, stops: usize) -> Vec<Vec<ByMinute>> {
        let nodes = self.len();
        let home = |node: usize, taken: usize| {
            let last = self.last[node][taken];
            (0..=self.minutes).map(|minute| if Some(minute) <= last { 0.0 } else { NEVER }).collect()
        };
        let homes = |taken| (0..nodes).map(|node| home(node, taken)).collect();
        let mut rests: Vec<Vec<ByMinute>> = vec![(0..=self.breaks()).map(homes).collect()];
        for stop in 0..stops {
            let after = &rests[stop];
            let starts: Vec<ByMinute> = (0..=self.breaks())
                .map(|taken| {
                    in_parallel((0..nodes).collect(), |node: usize| {
                        let mut start = self.serve_backward(node, &after[taken][node]);
                        for minute in (0..self.minutes).rev() {
                            start[minute] = start[minute].max(start[minute + 1]);
                        }
                        start
                    })
                })
                .collect();
            let rest = |taken| in_parallel((0..nodes).collect(), |from| self.leave(from, taken, &starts));
            rests.push((0..=self.breaks()).map(rest).collect());
        }
        rests
    }

    /// The greatest further value after service at a node, from that at the next nodes.
    fn leave(&self, from: usize, taken: usize, starts: &[ByMinute]) -> Vec<f64> {
        let mut rest = vec![NEVER; self.minutes + 1];
        for (to, start) in starts[taken].iter().enumerate() {
            let hop = self.hop[from * self.len() + to];
            if hop == NO_WAY || hop as usize > self.minutes {
                continue;
            }
            raise(&mut rest, &start[hop as usize..]);
            for (has, starts) in starts.iter().enumerate().skip(taken + 1) {
                for (rest, &end) in rest.iter_mut().zip(self.ways.ends(hop, taken, has)) {
                    if end != NO_END {
                        *rest = rest.max(starts[to][end as usize]);
                    }
                }
            }
        }
        rest
    }

    /// The best plan of a forward pass with exactly this number of stops, and its value.
    pub fn best_path(&self, forward: &Forward, stops: usize) -> Option<(f64, Vec<Served>)> {
        let done = forward.done.get(stops - 1)?;
        let (mut value, mut end) = (NEVER, None);
        for (taken, done) in done.iter().enumerate() {
            for (node, done) in done.iter().enumerate() {
                let Some(last) = self.last[node][taken] else { continue };
                for (minute, &earned) in done.iter().take(last + 1).enumerate() {
                    if earned > value {
                        (value, end) = (earned, Some((taken, node, minute)));
                    }
                }
            }
        }
        let (mut taken, mut node, mut to) = end?;
        let mut path = Vec::with_capacity(stops);
        for stop in (0..stops).rev() {
            let ready = &forward.ready[stop][taken][node];
            let from = self.start_of(node, to, ready);
            path.push(Served { node, from, to });
            if stop > 0 {
                (taken, node, to) = self.stop_before(node, from, taken, ready[from], &forward.done[stop - 1])?;
            }
        }
        path.reverse();
        Some((value, path))
    }

    /// The previous stop of a plan with this value when service can start at a minute: breaks
    /// taken, node, end of service.
    pub fn stop_before(
        &self,
        node: usize,
        minute: usize,
        taken: usize,
        earned: f64,
        done: &[ByMinute],
    ) -> Option<(usize, usize, usize)> {
        let found = |from: usize, had: usize| {
            let hop = self.hop[from * self.len() + node];
            if hop == NO_WAY || hop as usize > self.minutes || done[had][from].is_empty() {
                return None;
            }
            let is_it = |end: &usize| done[had][from][*end].to_bits() == earned.to_bits();
            // The latest end, so that a truck drives without waiting.
            let end = if had == taken {
                (0..=minute.checked_sub(hop as usize)?).rev().find(is_it)?
            } else {
                let ends = self.ways.ends(hop, had, taken);
                let in_time = |&end: &usize| ends[end] != NO_END && ends[end] as usize <= minute;
                (0..=self.minutes).rev().filter(in_time).find(is_it)?
            };
            Some((had, from, end))
        };
        (0..self.len()).find_map(|from| (0..=taken).rev().find_map(|had| found(from, had)))
    }
}

/// The range of minutes with a value, of each row.
fn reached(rows: &[ByMinute]) -> Vec<Vec<Range<usize>>> {
    let range = |row: &Vec<f64>| {
        let first = row.iter().position(|&earned| earned > NEVER).unwrap_or(row.len());
        let last = row.iter().rposition(|&earned| earned > NEVER).map_or(first, |last| last + 1);
        first..last
    };
    rows.iter().map(|rows| rows.iter().map(range).collect()).collect()
}

/// Replaces each number by the greater of itself and another.
fn raise(numbers: &mut [f64], others: &[f64]) {
    for (number, &other) in numbers.iter_mut().zip(others) {
        *number = if other > *number { other } else { *number };
    }
}
