//! A quadtree over latitudes and longitudes that finds the reaches around a place. Each leaf lists the reaches that
//! touch it.

use std::collections::VecDeque;

use super::bounding_box::BoundingBox;
use super::reach::ReachBox;

/// A leaf with at most this many members is not split.
const FEW: usize = 8;

/// A leaf smaller than this share of its smallest radius is not split, because most members cover most of it.
const SMALL: f64 = 0.5;

/// The greatest number of entries in leaves, per reach. It bounds the size of the tree.
const MEMBERS_PER_REACH: usize = 128;

/// A quadtree of reaches.
///
/// Only dense quarters are split, so a distant reach or one around the whole world does not slow down the others.
#[derive(Clone, Debug)]
pub struct Quadtree {
    area: Option<BoundingBox>,
    nodes: Vec<Node>,
    members: Vec<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    mid_lat: f64,
    mid_lon: f64,
    /// The first of four children (south-west, south-east, north-west, north-east); 0: a leaf.
    children: usize,
    /// For a leaf: the range of its members.
    start: usize,
    end: usize,
    is_full: bool,
}

impl Quadtree {
    /// Puts the index of each reach into every leaf that it touches. A part for whose members `is_full` is true becomes
    /// a leaf without them.
    #[must_use]
    pub fn new(reaches: &[ReachBox], is_full: impl Fn(&BoundingBox, &[u32]) -> bool) -> Self {
        let area = reaches.iter().map(ReachBox::bounds).reduce(BoundingBox::and);
        let mut tree = Self { area, nodes: Vec::new(), members: Vec::new() };
        let mut room = reaches.len() * MEMBERS_PER_REACH;
        // Breadth first, so that all parts of the area are split equally far when the room is used up.
        let mut open: VecDeque<(BoundingBox, Vec<u32>)> =
            area.map(|area| (area, (0u32..).take(reaches.len()).collect())).into_iter().collect();
        let mut count = 1; // of nodes, including those in the queue
        while let Some((area, members)) = open.pop_front() {
            let (mid_lat, mid_lon) = (area.mid_latitude(), f64::midpoint(area.west, area.east));
            let node = Node { mid_lat, mid_lon, children: 0, start: 0, end: 0, is_full: false };
            if members.len() > FEW && is_full(&area, &members) {
                tree.nodes.push(Node { is_full: true, ..node });
            } else if room >= members.len() * 3 && worth_splitting(&area, &members, reaches) {
                tree.nodes.push(Node { children: count, ..node });
                count += 4;
                let (south, north) = (BoundingBox { north: mid_lat, ..area }, BoundingBox { south: mid_lat, ..area });
                for half in [south, north] {
                    for quarter in [BoundingBox { east: mid_lon, ..half }, BoundingBox { west: mid_lon, ..half }] {
                        let meets = |&number: &u32| reaches[number as usize].meets(&quarter);
                        let inside: Vec<u32> = members.iter().copied().filter(meets).collect();
                        room = room.saturating_sub(inside.len());
                        open.push_back((quarter, inside));
                    }
                }
                room += members.len();
            } else {
                let start = tree.members.len();
                tree.members.extend(members);
                tree.nodes.push(Node { start, end: tree.members.len(), ..node });
            }
        }
        tree
    }

    /// The leaf around a place; `None` outside the area of all reaches.
    #[must_use]
    #[inline]
    pub fn leaf(&self, lat_deg: f64, lon_deg: f64) -> Option<Leaf<'_>> {
        let mut area = self.area.filter(|area| area.contains(lat_deg, lon_deg))?;
        let mut node = &self.nodes[0];
        while node.children > 0 {
            let (is_north, is_east) = (lat_deg >= node.mid_lat, lon_deg >= node.mid_lon);
            *(if is_north { &mut area.south } else { &mut area.north }) = node.mid_lat;
            *(if is_east { &mut area.west } else { &mut area.east }) = node.mid_lon;
            node = &self.nodes[node.children + 2 * usize::from(is_north) + usize::from(is_east)];
        }
        Some(Leaf { area, members: &self.members[node.start..node.end], is_full: node.is_full })
    }
}

/// A part of the area, and the reaches that touch it.
#[derive(Clone, Copy, Debug)]
pub struct Leaf<'t> {
    /// The part. A place on its edge may belong to a neighbour, but no other reach contains it.
    pub area: BoundingBox,
    /// The indices of the reaches, in ascending order.
    pub members: &'t [u32],
    /// Whether its members are left out.
    pub is_full: bool,
}

fn worth_splitting(area: &BoundingBox, members: &[u32], reaches: &[ReachBox]) -> bool {
    if members.len() <= FEW {
        return false;
    }
    // A reach that covers the area is a member of all quarters.
    let ending = members.iter().map(|&number| &reaches[number as usize]).filter(|reach| !reach.covers(area));
    let smallest_deg = ending.map(ReachBox::radius_deg).fold(f64::INFINITY, f64::min);
    let side_deg = (area.north - area.south).max(area.east - area.west);
    smallest_deg.is_finite() && side_deg > smallest_deg * SMALL
}
