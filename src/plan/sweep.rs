//! The programme over (node, minute) for any number of stops: minute after minute, all nodes at once. It takes a
//! fraction of the time of [`Network::forward`]; a toll on every stop sees to their number.

use super::network::{ByMinute, NEVER, NO_WAY, Network, Served};
use crate::parallel::in_parallel;

/// What can have been earned up to each minute of each node: before service, and after it.
pub(super) struct Sweep {
    ready: ByMinute,
    done: ByMinute,
}

/// The direction of time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Time {
    Forwards,
    Backwards,
}

/// What a sweep reads of a network, in either direction of time.
struct Course<'n> {
    network: &'n Network,
    time: Time,
    /// First minute of service at each node.
    first: Vec<Option<usize>>,
    open: Vec<Vec<(usize, usize)>>,
    /// To × nodes + from.
    hop: Vec<u32>,
}

impl Sweep {
    /// Of a network without breaks and fixed stops.
    pub fn forwards(network: &Network) -> Self {
        let nodes = network.len();
        let hop = (0..nodes * nodes).map(|pair| network.hop[pair % nodes * nodes + pair / nodes]).collect();
        let first = network.first.iter().map(|first| first[0]).collect();
        Course { network, time: Time::Forwards, first, open: network.open.clone(), hop }.run()
    }

    /// The same from the end of the shift: minutes are counted from there.
    fn backwards(network: &Network) -> Self {
        let minutes = network.minutes;
        let turned = |open: &Vec<(usize, usize)>| {
            let turned =
                open.iter().rev().map(|&(opens, closes)| (minutes - closes.min(minutes), minutes - opens.min(minutes)));
            turned.collect()
        };
        let first = network.last.iter().map(|last| Some(minutes - last[0]?)).collect();
        let open = network.open.iter().map(turned).collect();
        Course { network, time: Time::Backwards, first, open, hop: network.hop.clone() }.run()
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
        let mut at = 0;
        while at < end + nearest {
            let served = at.saturating_sub(nearest).min(end)..(at + step - nearest.min(at + step)).min(end);
            let rows = {
                let ready = &sweep.ready;
                in_parallel((0..nodes).collect(), |node: usize| self.serve(node, &ready[node], served.clone()))
            };
            for (done, row) in sweep.done.iter_mut().zip(rows) {
                done[served.clone()].copy_from_slice(&row);
            }
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

    /// What there is before service at some minutes.
    fn arrive(&self, node: usize, sweep: &Sweep, minutes: std::ops::Range<usize>) -> Vec<f64> {
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

    /// What there is after service that ends at some minutes.
    fn serve(&self, node: usize, ready: &[f64], minutes: std::ops::Range<usize>) -> Vec<f64> {
        let stay = self.network.stay;
        let mut done = vec![NEVER; minutes.len()];
        for &(opens, closes) in &self.open[node] {
            let (first, last) = (minutes.start.max(opens + stay.least), minutes.end.min(closes + 1));
            if first >= last {
                continue;
            }
            let gains = self.gains(node, ready, opens, first, last);
            done[first - minutes.start..last - minutes.start].copy_from_slice(&gains);
        }
        let toll = self.network.toll[node];
        for done in &mut done {
            *done -= toll;
        }
        done
    }

    /// The most after service that began in a window and ends from one minute to another.
    fn gains(&self, node: usize, ready: &[f64], opens: usize, first: usize, last: usize) -> Vec<f64> {
        let network = self.network;
        let (stay, minutes) = (network.stay, network.minutes);
        let earliest = |end: usize| stay.longest.map_or(opens, |longest| opens.max(end.saturating_sub(longest)));
        let charge = |minute: usize| network.charge.get(node).map_or(0.0, |charge| charge[minute]);
        let real = |minute: usize| if self.time == Time::Forwards { minute } else { minutes - minute };
        let Some(fading) = &network.fading else {
            // What was earned from the start of the shift, in this direction of time.
            let worth = |minute: usize| match self.time {
                Time::Forwards => network.worth[node][minute],
                Time::Backwards => -network.worth[node][minutes - minute],
            };
            let mut best = super::network::Window::default();
            let mut added = earliest(first);
            let most = |end: usize| {
                while added + stay.least <= end {
                    best.add(added, ready[added] - worth(added));
                    added += 1;
                }
                best.forget_before(earliest(end));
                best.greatest() + worth(end)
            };
            return (first..last).map(most).collect();
        };
        let (growths, sums) = (&fading.growth, &fading.sums[node]);
        let begins: Vec<usize> = (earliest(first)..last - stay.least).collect();
        let of_begin = |&begin: &usize| match self.time {
            Time::Forwards => {
                let growth = growths[begin];
                (growth, ready[begin] - growth * sums[begin] + charge(begin))
            }
            Time::Backwards => (sums[real(begin)], ready[begin] - charge(real(begin))),
        };
        let (factors, bases): (Vec<f64>, Vec<f64>) = begins.iter().map(of_begin).unzip();
        let most = |end: usize| {
            let used = earliest(end) - earliest(first)..end - stay.least + 1 - earliest(first);
            let (times, plus) = match self.time {
                Time::Forwards => (sums[end], -charge(end)),
                Time::Backwards => {
                    let growth = growths[real(end)];
                    (growth, charge(real(end)) - growth * sums[real(end)])
                }
            };
            plus + greatest_line(&factors[used.clone()], &bases[used], times)
        };
        (first..last).map(most).collect()
    }
}

/// The greatest base + factor × times, in lanes so that vector instructions do it.
fn greatest_line(factors: &[f64], bases: &[f64], times: f64) -> f64 {
    const LANES: usize = 8;
    let mut most = [NEVER; LANES];
    let chunks = factors.chunks(LANES).zip(bases.chunks(LANES));
    for (factors, bases) in chunks {
        for ((most, factor), base) in most.iter_mut().zip(factors).zip(bases) {
            let value = base + factor * times;
            *most = if value > *most { value } else { *most };
        }
    }
    most.into_iter().fold(NEVER, f64::max)
}
