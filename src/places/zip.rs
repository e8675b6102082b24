//! ZIP codes of the United States: places, incomes and students.

use std::sync::{LazyLock, OnceLock};

use super::tables::{Lines, Parts, meet, place};
use crate::geo::{BoundingBox, KM_PER_DEGREE, LatLon};
use crate::grid::IncomeTable;

/// The reference income is that of the ZIP codes within this distance.
pub const REFERENCE_KM: f64 = 60.0;

/// Hotspots count up to this distance from the box: 1.5 ÷ (1 + 100) is negligible.
const HOTSPOT_KM: f64 = 100.0;
/// Number of hotspots that count.
pub(super) const MOST_HOTSPOTS: usize = 5;
/// The weight of a hotspot of [`FULL_STUDENTS`] and more, as in the published model.
const FULL_WEIGHT: f64 = 1.5;
const FULL_STUDENTS: f64 = 7_500.0;

/// ZIP codes up to this distance from a box can be the nearest to a cell in it, where ZIP codes are dense.
const INCOME_KM: f64 = 60.0;

/// A ZIP code.
#[derive(Clone, Debug, PartialEq)]
pub struct ZipCode {
    /// Its five digits.
    pub code: String,
    /// Its postal city.
    pub city: String,
    /// The state or territory, two letters.
    pub state: String,
    /// Its centre.
    pub place: LatLon,
    /// Median household income in US dollars of 2022; 2499 is "below 2,500", 250001 "above 250,000".
    pub income: Option<u32>,
    /// Households.
    pub households: u32,
    /// People.
    pub population: u32,
    /// Whether more than half of its people study: their income does not show what they spend.
    pub is_student_quarter: bool,
}

/// A ZIP code with many students.
#[derive(Clone, Debug, PartialEq)]
pub struct StudentHotspot {
    /// ZIP code and city.
    pub name: String,
    /// The centre of the ZIP code.
    pub place: LatLon,
    /// Number of students.
    pub students: u32,
}

impl StudentHotspot {
    /// Its weight in the model: 1.5 · min(1, students ÷ 7,500), to three decimals.
    #[must_use]
    pub fn weight(&self) -> f64 {
        weight_of_students(f64::from(self.students))
    }
}

/// 1.5 · min(1, students ÷ 7,500), to three decimals.
pub(super) fn weight_of_students(students: f64) -> f64 {
    let weight = FULL_WEIGHT * (students / FULL_STUDENTS).min(1.0);
    (weight * 1000.0).round() / 1000.0
}

/// The parts of the table: hotspots, the places of the blocks, then the blocks.
const TABLE: Parts = Parts(include_bytes!("tables/zips.z"));

/// Places are given in these parts of a degree.
const PER_DEGREE: f64 = 1_000_000.0;

/// All ZIP codes of the table, by number, without those of the armed forces. Each part is read when a query needs it.
pub struct ZipCodes {
    /// The first code of each block.
    first: Vec<u32>,
    bounds: Vec<BoundingBox>,
    blocks: Vec<OnceLock<Block>>,
    /// ZIP codes that are hotspots, with places and numbers of students.
    hotspots: Vec<(u32, LatLon, u32)>,
    states: Lines,
}

/// A block of consecutive ZIP codes, most of them neighbours.
struct Block {
    code: Vec<u32>,
    lat: Vec<f64>,
    lon: Vec<f64>,
    income: Vec<u32>,
    households: Vec<u32>,
    population: Vec<u32>,
    is_student_quarter: Vec<u32>,
    city: Vec<u32>,
    state: Vec<u32>,
    cities: Lines,
}

impl Block {
    fn read(number: usize) -> Self {
        let mut columns = TABLE.open(1 + number);
        let code = columns.rising();
        let [lat, lon] = columns.degrees(PER_DEGREE);
        Self {
            code,
            lat,
            lon,
            income: columns.numbers(),
            households: columns.numbers(),
            population: columns.numbers(),
            is_student_quarter: columns.numbers(),
            city: columns.numbers(),
            state: columns.numbers(),
            cities: columns.text(),
        }
    }

    fn place(&self, row: usize) -> LatLon {
        place(self.lat[row], self.lon[row])
    }
}

/// A ZIP code in its block.
type Row<'z> = (&'z Block, usize);

impl ZipCodes {
    /// The table.
    #[must_use]
    pub fn load() -> &'static Self {
        static ZIP_CODES: LazyLock<ZipCodes> = LazyLock::new(ZipCodes::read);
        &ZIP_CODES
    }

    fn read() -> Self {
        let mut columns = TABLE.open(0);
        let (first, bounds, code) = (columns.rising(), columns.boxes(PER_DEGREE), columns.rising());
        let [lat, lon] = columns.degrees(PER_DEGREE);
        let places = lat.into_iter().zip(lon).map(|(lat, lon)| place(lat, lon));
        let hotspots = code.into_iter().zip(places).zip(columns.numbers());
        Self {
            blocks: first.iter().map(|_| OnceLock::new()).collect(),
            first,
            bounds,
            hotspots: hotspots.map(|((code, place), students)| (code, place, students)).collect(),
            states: columns.text(),
        }
    }

    fn block(&self, number: usize) -> &Block {
        self.blocks[number].get_or_init(|| Block::read(number))
    }

    /// The ZIP code with this number.
    #[must_use]
    pub fn get(&self, code: u32) -> Option<ZipCode> {
        let block = self.block(self.first.partition_point(|first| *first <= code).checked_sub(1)?);
        Some(self.zip((block, block.code.binary_search(&code).ok()?)))
    }

    /// All of them, by number.
    pub fn all(&self) -> impl Iterator<Item = ZipCode> {
        (0..self.blocks.len()).flat_map(|number| self.rows(number)).map(|row| self.zip(row))
    }

    fn rows(&self, number: usize) -> impl Iterator<Item = Row<'_>> {
        let block = self.block(number);
        (0..block.code.len()).map(move |row| (block, row))
    }

    fn zip(&self, (block, row): Row) -> ZipCode {
        ZipCode {
            code: format!("{:05}", block.code[row]),
            city: block.cities.get(block.city[row] as usize).to_owned(),
            state: self.states.get(block.state[row] as usize).to_owned(),
            place: block.place(row),
            income: Some(block.income[row]).filter(|income| *income > 0),
            households: block.households[row],
            population: block.population[row],
            is_student_quarter: block.is_student_quarter[row] > 0,
        }
    }

    /// ZIP codes with people or an income whose centre lies in a box.
    #[must_use]
    pub fn within(&self, area: &BoundingBox) -> Vec<ZipCode> {
        self.lived_in(area).map(|row| self.zip(row)).collect()
    }

    /// Number of these.
    pub(super) fn count_within(&self, area: &BoundingBox) -> usize {
        self.lived_in(area).count()
    }

    fn lived_in(&self, area: &BoundingBox) -> impl Iterator<Item = Row<'_>> {
        self.rows_within(area).filter(|(block, row)| block.population[*row] > 0)
    }

    fn rows_within(&self, area: &BoundingBox) -> impl Iterator<Item = Row<'_>> {
        let area = *area;
        let near = (0..self.blocks.len()).filter(move |&number| meet(&self.bounds[number], &area));
        near.flat_map(|number| self.rows(number))
            .filter(move |(block, row)| area.contains(block.lat[*row], block.lon[*row]))
    }

    /// The nearest populated ZIP code and its distance in kilometres.
    #[must_use]
    pub fn nearest(&self, place: LatLon) -> Option<(ZipCode, f64)> {
        let near = [0.1, 0.5, 2.0].map(|degrees| around(place, degrees));
        let nearest = near.iter().map(|area| {
            let far = self.lived_in(area).map(|row| (place.distance_km(row.0.place(row.1)), row));
            far.min_by(|one, other| one.0.total_cmp(&other.0))
        });
        // A box contains every place nearer than its edge. The first box with a match may lack the nearest one; the
        // next larger box contains it.
        let found: Vec<(f64, Row)> = nearest.flatten().collect();
        let (km, row) = found.into_iter().take(2).min_by(|one, other| one.0.total_cmp(&other.0))?;
        Some((self.zip(row), km))
    }

    /// Incomes for the cells of a box: that of the nearest ZIP code, unknown where most people study; empty far from
    /// the United States.
    #[must_use]
    pub fn incomes(&self, area: &BoundingBox) -> Option<IncomeTable> {
        let near = widened(area, INCOME_KM);
        let rows = self.rows_within(&near).filter(|(block, row)| block.income[*row] > 0);
        IncomeTable::of_points(rows.map(|(block, row)| {
            let is_unknown = block.is_student_quarter[row] > 0;
            (block.place(row), if is_unknown { f64::NAN } else { f64::from(block.income[row]) })
        }))
    }

    /// The household-weighted median of the median incomes within [`REFERENCE_KM`] of a place: the first income
    /// at which half of all households are reached.
    ///
    /// ```
    /// use pdpe::places::ZipCodes;
    /// let kansas_city = "39.09973,-94.57857".parse()?;
    /// assert_eq!(ZipCodes::load().reference_income(kansas_city), Some(79_973));
    /// # Ok::<(), pdpe::geo::PlaceError>(())
    /// ```
    #[must_use]
    pub fn reference_income(&self, place: LatLon) -> Option<u32> {
        let near = around(place, 1.2 * REFERENCE_KM / KM_PER_DEGREE);
        let mut incomes: Vec<(u32, u64)> = self
            .rows_within(&near)
            .filter(|(block, row)| block.income[*row] > 0 && place.distance_km(block.place(*row)) <= REFERENCE_KM)
            .map(|(block, row)| (block.income[row], u64::from(block.households[row])))
            .collect();
        incomes.sort_unstable();
        let all: u64 = incomes.iter().map(|(_, households)| households).sum();
        let mut reached = 0;
        let mut median = incomes.into_iter().filter(|(_, households)| {
            reached += households;
            2 * reached >= all
        });
        median.next().map(|(income, _)| income)
    }

    /// All student hotspots of the country, by ZIP code.
    pub fn hotspots(&self) -> impl Iterator<Item = StudentHotspot> {
        self.hotspots.iter().map(|hotspot| self.hotspot(hotspot))
    }

    fn hotspot(&self, &(code, place, students): &(u32, LatLon, u32)) -> StudentHotspot {
        let city = self.get(code).map(|zip| zip.city).unwrap_or_default();
        StudentHotspot { name: format!("{code:05} {city}"), place, students }
    }

    /// The five hotspots that count most in a box: by weight ÷ (1 + km outside it), up to 100 km away.
    #[must_use]
    pub fn hotspots_for(&self, area: &BoundingBox) -> Vec<StudentHotspot> {
        let points = |&(_, place, students): &(u32, LatLon, u32)| {
            let km = km_outside(area, place);
            (km <= HOTSPOT_KM).then(|| weight_of_students(f64::from(students)) / (1.0 + km))
        };
        let mut found: Vec<_> = self.hotspots.iter().filter_map(|hotspot| Some((points(hotspot)?, hotspot))).collect();
        // Stable: of equal ones the lower ZIP code comes first.
        found.sort_by(|one, other| other.0.total_cmp(&one.0).then(other.1.2.cmp(&one.1.2)));
        found.into_iter().take(MOST_HOTSPOTS).map(|(_, hotspot)| self.hotspot(hotspot)).collect()
    }
}

/// A box around a place, with its half side in degrees of latitude.
fn around(place: LatLon, degrees: f64) -> BoundingBox {
    let lon_deg = degrees / place.lat().to_radians().cos().max(0.01);
    BoundingBox {
        south: place.lat() - degrees,
        west: place.lon() - lon_deg,
        north: place.lat() + degrees,
        east: place.lon() + lon_deg,
    }
}

/// A box extended by some kilometres.
fn widened(area: &BoundingBox, km: f64) -> BoundingBox {
    let lat_deg = km / KM_PER_DEGREE;
    let lon_deg = lat_deg / area.mid_latitude().to_radians().cos().max(0.01);
    BoundingBox {
        south: area.south - lat_deg,
        west: area.west - lon_deg,
        north: area.north + lat_deg,
        east: area.east + lon_deg,
    }
}

/// Distance of a place from a box in kilometres; 0 inside.
pub(super) fn km_outside(area: &BoundingBox, place: LatLon) -> f64 {
    let nearest = LatLon::new(place.lat().clamp(area.south, area.north), place.lon().clamp(area.west, area.east));
    nearest.map_or(f64::INFINITY, |edge| edge.distance_km(place))
}
