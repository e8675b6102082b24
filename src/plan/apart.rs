//! The minimum distance between stops of one truck. The dynamic programme enforces it for
//! consecutive stops, but not for others, because its state has no earlier stops.
//!
//! Branch and bound: if the best plan has two stops too close to each other, take a set of nodes
//! around them of which any two are too close. No valid plan has two stops in the set. So either
//! the first of the two stops is outside the set, or it is inside and all others are outside.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::network::{Network, Served};
use super::plans::gap;
use super::{Effort, SAME};

/// A network of single cells with their conflicts.
pub(super) struct Apart<'n> {
    /// When to stop without a proof.
    pub effort: Effort<'n>,
    /// The sum of the extra values of fixed stops.
    pub rewards: f64,
    pub network: &'n Network,
    /// Whether two nodes are too close: from × nodes + to. A node conflicts with itself.
    pub conflict: Vec<bool>,
}

/// The result of a search.
pub(super) struct Found {
    pub plan: Option<(f64, Vec<Served>)>,
    /// The upper bound on the value of any plan.
    pub bound: f64,
}

/// The allowed nodes of each stop, and the best plan under these rules.
struct Branch {
    allowed: Vec<Vec<bool>>,
    value: f64,
    path: Vec<Served>,
    number: usize,
}

impl Apart<'_> {
    /// A good plan with these allowed nodes: a depth-first search that takes the better branch.
    pub fn dive(&self, allowed: Vec<Vec<bool>>) -> Option<(f64, Vec<Served>)> {
        let mut branch = self.branch(allowed, 0)?;
        while let Some(pair) = self.first_conflict(&branch.path) {
            let children = self.children(&branch, pair).into_iter().filter_map(|allowed| self.branch(allowed, 0));
            branch = children.reduce(|one, other| if other.value > one.value { other } else { one })?;
        }
        Some((branch.value, branch.path))
    }

    /// The best plan that serves these nodes in order.
    pub fn along(&self, nodes: &[usize]) -> Option<(f64, Vec<Served>)> {
        let only = |&node: &usize| (0..self.network.len()).map(|other| other == node).collect();
        self.dive(nodes.iter().map(only).collect())
    }

    /// The best plan with exactly this number of stops among the usable nodes, if it is better than
    /// `known`.
    pub fn best(&self, stops: usize, usable: &[bool], known: f64, most_branches: usize) -> Found {
        let none = Found { plan: None, bound: known };
        let Some(root) = self.branch(vec![usable.to_vec(); stops], 0) else { return none };
        let mut open = BinaryHeap::from([root]);
        let mut number = 0;
        while let Some(branch) = open.pop() {
            if branch.value <= known + SAME {
                return none;
            }
            let Some(pair) = self.first_conflict(&branch.path) else {
                return Found { bound: branch.value, plan: Some((branch.value, branch.path)) };
            };
            let is_near = gap(known - self.rewards, branch.value - self.rewards) <= self.effort.gap;
            if number >= most_branches || is_near || !(self.effort.goes_on)() {
                return Found { plan: None, bound: branch.value };
            }
            for allowed in self.children(&branch, pair) {
                number += 1;
                open.extend(self.branch(allowed, number));
            }
        }
        none
    }

    fn branch(&self, allowed: Vec<Vec<bool>>, number: usize) -> Option<Branch> {
        let stops = allowed.len();
        let forward = self.network.forward(stops, |stop, node| allowed[stop][node]);
        let (value, path) = self.network.best_path(&forward, stops)?;
        Some(Branch { allowed, value, path, number })
    }

    /// The first two stops of a plan that are too close.
    fn first_conflict(&self, path: &[Served]) -> Option<(usize, usize)> {
        let nodes = self.network.len();
        let pairs = (0..path.len()).flat_map(|one| (one + 1..path.len()).map(move |other| (one, other)));
        pairs.into_iter().find(|&(one, other)| self.conflict[path[one].node * nodes + path[other].node])
    }

    fn children(&self, branch: &Branch, (one, other): (usize, usize)) -> [Vec<Vec<bool>>; 2] {
        let nodes = self.network.len();
        let mut crowd = vec![branch.path[one].node, branch.path[other].node];
        for node in 0..nodes {
            if !crowd.contains(&node) && crowd.iter().all(|&member| self.conflict[member * nodes + node]) {
                crowd.push(node);
            }
        }
        let mut is_in = vec![false; nodes];
        for node in crowd {
            is_in[node] = true;
        }
        let (mut outside, mut inside) = (branch.allowed.clone(), branch.allowed.clone());
        for node in 0..nodes {
            outside[one][node] &= !is_in[node];
            for (stop, allowed) in inside.iter_mut().enumerate() {
                allowed[node] &= is_in[node] == (stop == one);
            }
        }
        [outside, inside]
    }
}

impl PartialEq for Branch {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Branch {}

impl PartialOrd for Branch {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Branch {
    /// By value; of equals, the earlier branch is the greater.
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.total_cmp(&other.value).then(other.number.cmp(&self.number))
    }
}
