//! The programme over (node, minute) for any number of stops: minute after minute, all nodes at once. It takes a
//! fraction of the time of [`Network::forward`]; a toll on every stop sees to their number.

use std::ops::Range;

use super::NEVER;
use super::network::{ByMinute, NO_WAY, Network, Served};
use super::serve::{Stays, Time};
use crate::parallel::in_parallel;

/// What can have been earned up to each minute of each node: before service, and after it.
pub(super) struct Sweep {
    ready: ByMinute,
    done: ByMinute,
}

/// What a sweep reads of a network, in either direction of time.
struct Course<'n> {
    network: &'n Network,
    time: Time,
    /// First minute of service at each node.
    first: Vec<Option<usize>>,
    /// To × nodes + from.
    hop: Vec<u32>,
}

impl Sweep {
    /// Of a network without breaks and fixed stops.
    pub fn forwards(network: &Network) -> Self {
        let nodes = network.len();
        let hop = (0..nodes * nodes).map(|pair| network.hop[pair % nodes * nodes + pair / nodes]).collect();
        let first = network.first.iter().map(|first| first[0]).collect();
        Course { network, time: Time::Forwards, first, hop }.run()
    }

    /// The same from the end of the shift: minutes are counted from there.
    fn backwards(network: &Network) -> Self {
        let minutes = network.minutes;
        let first = network.last.iter().map(|last| Some(minutes - last[0]?)).collect();
        Course { network, time: Time::Backwards, first, hop: network.hop.clone() }.run()
    }

    /// The most that any plan through each node earns.
    pub fn bounds(&self, network: &Network) -> Vec<f64> {
        let back = Self::backwards(network);
        let minutes = network.minutes;
        let bound = |node: usize| {
            // A service is in both; its minutes after its start are those before its end.
            let before = &self.done[node];
            let rest = &back.rest(network, node);
            (0..=minutes).map(|minute| before[minute] + rest[minute]).fold(NEVER, f64::max)
        };
        in_parallel((0..network.len()).collect(), bound)
    }

    /// Of a sweep backwards: what can still be earned after service that ended at a minute.
    fn rest(&self, network: &Network, node: usize) -> Vec<f64> {
        let minutes = network.minutes;
        (0..=minutes).map(|minute| self.ready[node][minutes - minute]).collect()
    }

    /// The best plan, and what it earns after tolls.
    pub fn best(&self, network: &Network) -> Option<(f64, Vec<Served>)> {
        let (mut value, mut end) = (NEVER, None);
        for (node, done) in self.done.iter().enumerate() {
            let Some(last) = network.last[node][0] else { continue };
            for (minute, &earned) in done.iter().take(last + 1).enumerate() {
                if earned > value {
                    (value, end) = (earned, Some((node, minute)));
                }
            }
        }
        let (mut node, mut to) = end?;
        let mut path = Vec::new();
        let done = std::slice::from_ref(&self.done);
        loop {
            let from = network.start_of(node, to, &self.ready[node]);
            path.push(Served { node, from, to });
            let earned = self.ready[node][from];
            // Whoever has earned nothing may as well come from the start.
            let is_first = earned <= 0.0 && network.first[node][0].is_some_and(|first| first <= from);
            if is_first {
                break;
            }
            (_, node, to) = network.stop_before(node, from, 0, earned, done)?;
        }
        path.reverse();
        Some((value, path))
    }
}

impl Course<'_> {
    fn run(&self) -> Sweep {
        let (nodes, end) = (self.network.len(), self.network.minutes + 1);
        let least = self.network.stay.least;
        let nearest = self.hop.iter().copied().filter(|&hop| hop != NO_WAY).min().map_or(end, |hop| hop as usize);
        // Of so many minutes none depends on another.
        let step = (nearest + least).max(1);
        let mut sweep = Sweep { ready: vec![vec![NEVER; end]; nodes], done: vec![vec![NEVER; end]; nodes] };
        let mut stays: Vec<Vec<Stays>> = (0..nodes).map(|node| self.stays(node)).collect();
        let mut at = 0;
        while at < end + nearest {
            let served = at.saturating_sub(nearest).min(end)..(at + step - nearest.min(at + step)).min(end);
            let rows = {
                let ready = &sweep.ready;
                let minutes = served.clone();
                in_parallel(stays.into_iter().enumerate().collect(), |(node, stays)| {
                    serve(stays, &ready[node], &minutes)
                })
            };
            let rows = rows.into_iter().zip(&mut sweep.done).map(|((row, stays), done)| {
                done[served.clone()].copy_from_slice(&row);
                stays
            });
            stays = rows.collect();
            let arrived = at.min(end)..(at + step).min(end);
            let rows = {
                let sweep = &sweep;
                in_parallel((0..nodes).collect(), |node: usize| self.arrive(node, sweep, arrived.clone()))
            };
            for (ready, row) in sweep.ready.iter_mut().zip(rows) {
                ready[arrived.clone()].copy_from_slice(&row);
            }
            at += step;
        }
        sweep
    }

    /// The windows of a node, in order of this direction of time.
    fn stays(&self, node: usize) -> Vec<Stays<'_>> {
        let window = |&window| self.time.window(window, self.network.minutes);
        let mut windows: Vec<(usize, usize)> = self.network.open[node].iter().map(window).collect();
        windows.sort_unstable();
        windows.into_iter().map(|window| Stays::new(self.network, node, self.time, window)).collect()
    }

    /// What there is before service at some minutes.
    #[expect(clippy::inline_always, reason = "so that it becomes vector code")]
    #[inline(always)]
    fn arrive(&self, node: usize, sweep: &Sweep, minutes: Range<usize>) -> Vec<f64> {
        let mut ready = vec![NEVER; minutes.len()];
        let nodes = self.network.len();
        for (from, done) in sweep.done.iter().enumerate() {
            let hop = self.hop[node * nodes + from];
            if hop == NO_WAY || hop as usize >= minutes.end {
                continue;
            }
            let hop = hop as usize;
            let skipped = hop.saturating_sub(minutes.start);
            let earned = &done[(minutes.start + skipped) - hop..minutes.end - hop];
            for (ready, &earned) in ready[skipped..].iter_mut().zip(earned) {
                *ready = if earned > *ready { earned } else { *ready };
            }
        }
        let mut most = minutes.start.checked_sub(1).map_or(NEVER, |before| sweep.ready[node][before]);
        for (minute, ready) in minutes.zip(&mut ready) {
            if self.first[node].is_some_and(|first| first <= minute) {
                most = most.max(0.0);
            }
            most = most.max(*ready);
            *ready = most;
        }
        ready
    }
}

/// What there is after service that ends at some minutes.
fn serve<'n>(mut all: Vec<Stays<'n>>, ready: &[f64], minutes: &Range<usize>) -> (Vec<f64>, Vec<Stays<'n>>) {
    let mut done = vec![NEVER; minutes.len()];
    for stays in &mut all {
        let (first, last) = stays.ends().into_inner();
        for end in minutes.start.max(first)..minutes.end.min(last + 1) {
            let done = &mut done[end - minutes.start];
            *done = done.max(stays.best(|minute| ready[minute], end));
        }
    }
    (done, all)
}
