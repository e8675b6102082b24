//! Which events may reach a place: a quadtree over latitudes and longitudes, each leaf with the
//! numbers of the reaches that touch it.

use std::collections::VecDeque;

use super::reach::ReachBox;

/// A leaf with so few members is not worth splitting.
const FEW: usize = 8;

/// A leaf smaller than this share of its smallest radius is not split either: most of its
/// members reach most of it.
const SMALL: f64 = 0.25;

/// Room for the leaves' members, per reach; so the tree stays in proportion to what it holds.
const MEMBERS_PER_REACH: usize = 128;

/// The table of leaves.
///
/// Dense quarters are split far and empty ones not at all, so that one event at the other end of
/// the world, or one that reaches around it, costs the others nothing.
#[derive(Clone, Debug)]
pub struct Quadtree {
    area: Area,
    nodes: Vec<Node>,
    members: Vec<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    mid_lat: f64,
    mid_lon: f64,
    /// The first of four children (south-west, south-east, north-west, north-east); 0: a leaf.
    children: usize,
    /// Of a leaf: where its members start and end.
    start: usize,
    end: usize,
}

/// A box in degrees, edges included.
#[derive(Clone, Copy, Debug)]
struct Area {
    south: f64,
    west: f64,
    north: f64,
    east: f64,
}

impl Area {
    /// The smallest that holds all reaches.
    fn around(reaches: &[ReachBox]) -> Self {
        let nothing =
            Self { south: f64::INFINITY, west: f64::INFINITY, north: f64::NEG_INFINITY, east: f64::NEG_INFINITY };
        reaches.iter().fold(nothing, |area, reach| {
            let (south, north) = reach.latitudes();
            let area = Self { south: area.south.min(south), north: area.north.max(north), ..area };
            reach.spans().fold(area, |area, (west, east)| Self {
                west: area.west.min(west),
                east: area.east.max(east),
                ..area
            })
        })
    }

    fn contains(&self, lat_deg: f64, lon_deg: f64) -> bool {
        self.south <= lat_deg && lat_deg <= self.north && self.west <= lon_deg && lon_deg <= self.east
    }

    fn meets(&self, reach: &ReachBox) -> bool {
        let (south, north) = reach.latitudes();
        let crosses = |(west, east): (f64, f64)| self.west <= east && west <= self.east;
        self.south <= north && south <= self.north && reach.spans().any(crosses)
    }

    fn lies_within(&self, reach: &ReachBox) -> bool {
        let (south, north) = reach.latitudes();
        let spans = |(west, east): (f64, f64)| west <= self.west && self.east <= east;
        south <= self.south && self.north <= north && reach.spans().any(spans)
    }

    /// South-west, south-east, north-west, north-east.
    fn quarters(self) -> [Self; 4] {
        let (mid_lat, mid_lon) = self.middle();
        let (south, north) = (Self { north: mid_lat, ..self }, Self { south: mid_lat, ..self });
        [
            Self { east: mid_lon, ..south },
            Self { west: mid_lon, ..south },
            Self { east: mid_lon, ..north },
            Self { west: mid_lon, ..north },
        ]
    }

    fn middle(&self) -> (f64, f64) {
        (f64::midpoint(self.south, self.north), f64::midpoint(self.west, self.east))
    }
}

impl Quadtree {
    /// Puts each reach, by its place in the slice, into every leaf it touches.
    #[must_use]
    pub fn new(reaches: &[ReachBox]) -> Self {
        let mut tree = Self { area: Area::around(reaches), nodes: Vec::new(), members: Vec::new() };
        let mut room = reaches.len() * MEMBERS_PER_REACH;
        // Breadth first: should the room not suffice, it is spread over the whole area.
        let mut open: VecDeque<(Area, Vec<u32>)> = VecDeque::new();
        let mut count = 1; // of nodes, those in the queue included
        open.push_back((tree.area, (0u32..).take(reaches.len()).collect()));
        while let Some((area, members)) = open.pop_front() {
            let (mid_lat, mid_lon) = area.middle();
            let node = Node { mid_lat, mid_lon, children: 0, start: 0, end: 0 };
            if room >= members.len() * 3 && worth_splitting(&area, &members, reaches) {
                tree.nodes.push(Node { children: count, ..node });
                count += 4;
                for quarter in area.quarters() {
                    let inside: Vec<u32> =
                        members.iter().copied().filter(|&number| quarter.meets(&reaches[number as usize])).collect();
                    room = room.saturating_sub(inside.len());
                    open.push_back((quarter, inside));
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

    /// The numbers of the reaches that may hold a place, rising.
    #[must_use]
    #[inline]
    pub fn at(&self, lat_deg: f64, lon_deg: f64) -> &[u32] {
        if !self.area.contains(lat_deg, lon_deg) {
            return &[];
        }
        let mut node = &self.nodes[0];
        while node.children > 0 {
            let quarter = 2 * usize::from(lat_deg >= node.mid_lat) + usize::from(lon_deg >= node.mid_lon);
            node = &self.nodes[node.children + quarter];
        }
        &self.members[node.start..node.end]
    }
}

fn worth_splitting(area: &Area, members: &[u32], reaches: &[ReachBox]) -> bool {
    if members.len() <= FEW {
        return false;
    }
    // Only reaches that end within the area can be left out of a quarter.
    let ending = members.iter().map(|&number| &reaches[number as usize]).filter(|reach| !area.lies_within(reach));
    let smallest_deg = ending.map(ReachBox::radius_deg).fold(f64::INFINITY, f64::min);
    let side_deg = (area.north - area.south).max(area.east - area.west);
    smallest_deg.is_finite() && side_deg > smallest_deg * SMALL
}
