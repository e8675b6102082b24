//! The table of cities of the world: names, regions, countries, populations, zones.

use std::cmp::Reverse;
use std::fmt;
use std::sync::{LazyLock, OnceLock};

use chrono_tz::Tz;

use super::fold::Folding;
use super::tables::{BLOCK_ROWS, Lines, Parts, meet, place};
use crate::geo::{BoundingBox, KM_PER_DEGREE, LatLon, UnitVector, chord_squared_of_km};

/// Half the side of a city's box is this × √(population ÷ 1000) km, clamped to [`HALF_SIDE_KM`].
const HALF_SIDE_FACTOR: f64 = 0.75;
/// The smallest and the greatest half side.
const HALF_SIDE_KM: (f64, f64) = (8.0, 25.0);

/// Edges of boxes are multiples of one of these parts of a degree, about 11 m, so that they have few decimals.
const BOX_PARTS: f64 = 10_000.0;

/// Territories that have the United States' ZIP codes, Census and holidays, with a country code of their own.
const TERRITORIES: [&str; 5] = ["PR", "VI", "GU", "AS", "MP"];

/// A city.
#[derive(Clone, Debug, PartialEq)]
pub struct City {
    /// Its name, as GeoNames has it.
    pub name: String,
    /// State, province or other first-level region; empty where there is none or it is not known.
    pub region: String,
    /// The usual abbreviation of the region: `TX`, `ON`, `NSW`; empty without one.
    pub region_short: String,
    /// ISO 3166-1 code of the country.
    pub country: String,
    /// Name of the country.
    pub country_name: String,
    /// Its centre.
    pub place: LatLon,
    /// Population; years and boundaries differ between countries.
    pub population: u32,
    /// Its time zone.
    pub timezone: Tz,
}

impl City {
    /// The name that finds this city: `Austin, TX`, `London, Ontario, Canada`.
    #[must_use]
    pub fn label(&self) -> String {
        if self.country == "US" {
            return format!("{}, {}", self.name, self.region_short);
        }
        self.to_string()
    }

    /// Whether the tables of the United States cover it: ZIP codes, incomes, students.
    #[must_use]
    pub fn is_american(&self) -> bool {
        self.country == "US" || TERRITORIES.contains(&self.country.as_str())
    }

    /// Half the side of its box in kilometres: 0.75·√(population ÷ 1000), clamped to 8…25.
    #[must_use]
    pub fn half_side_km(&self) -> f64 {
        let (least, most) = HALF_SIDE_KM;
        (HALF_SIDE_FACTOR * (f64::from(self.population) / 1000.0).sqrt()).clamp(least, most)
    }

    /// The box around it with a half side in kilometres; cut off at a pole and at the 180° meridian.
    #[must_use]
    pub fn area(&self, half_side_km: f64) -> BoundingBox {
        let lat_deg = half_side_km / KM_PER_DEGREE;
        let lon_deg = lat_deg / self.place.lat().to_radians().cos().max(0.01);
        let round = |degrees: f64| (degrees * BOX_PARTS).round() / BOX_PARTS;
        BoundingBox {
            south: round(self.place.lat() - lat_deg).max(-90.0),
            west: round(self.place.lon() - lon_deg).max(-180.0),
            north: round(self.place.lat() + lat_deg).min(90.0),
            east: round(self.place.lon() + lon_deg).min(180.0),
        }
    }
}

/// Name, region and country in full.
impl fmt::Display for City {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.name)?;
        if !self.region.is_empty() && self.region != self.name {
            write!(f, ", {}", self.region)?;
        }
        if self.country_name == self.name { Ok(()) } else { write!(f, ", {}", self.country_name) }
    }
}

/// The parts of the table; the blocks of cities follow them, each for one area.
const TABLE: Parts = Parts(include_bytes!("tables/cities.z"));
const HEAD: usize = 0;
const ZONES: usize = 1;
const NAMES: usize = 2;
const INDEX: usize = 3;
const BLOCKS: usize = 4;

/// Places are given in these parts of a degree.
const PER_DEGREE: f64 = 100_000.0;

/// All cities of the table. Each part is read when a query needs it.
pub struct Cities {
    count: usize,
    areas: Vec<Area>,
    blocks: Vec<OnceLock<Block>>,
    /// Zones, each with the country of its largest city.
    zones: Lines,
    names: LazyLock<[Lines; 2]>,
    index: LazyLock<Index>,
    pub(super) folding: Folding,
}

/// Where the cities of a block are.
struct Area {
    bounds: BoundingBox,
    middle: UnitVector,
    /// Greatest distance of a city from the centre, as a chord.
    chord: f64,
}

/// Cities of one area, the largest first.
struct Block {
    names: Lines,
    country: Vec<u32>,
    region: Vec<u32>,
    lat: Vec<f64>,
    lon: Vec<f64>,
    population: Vec<u32>,
    zone: Vec<u32>,
}

impl Block {
    fn read(number: usize) -> Self {
        let mut columns = TABLE.open(BLOCKS + number);
        let (names, country, region) = (columns.text(), columns.numbers(), columns.numbers());
        let [lat, lon] = columns.degrees(PER_DEGREE);
        Self { names, country, region, lat, lon, population: columns.numbers(), zone: columns.numbers() }
    }
}

/// Cities by the hash of their folded names.
struct Index {
    /// Where the rows of each bucket end.
    ends: Vec<u32>,
    rows: Vec<u32>,
}

impl Index {
    fn read() -> Self {
        let mut columns = TABLE.open(INDEX);
        Self { ends: columns.rising(), rows: columns.numbers() }
    }

    fn of(&self, key: &str) -> &[u32] {
        // FNV-1a, as build/blocks.py has it.
        let hash = key.bytes().fold(0x811C_9DC5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        let bucket = hash as usize % self.ends.len();
        let start = bucket.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.rows[start as usize..self.ends[bucket] as usize]
    }
}

impl Cities {
    /// The table: 46,000 cities of at least 15,000 people, in the United States of 1,000.
    #[must_use]
    pub fn load() -> &'static Self {
        static CITIES: LazyLock<Cities> = LazyLock::new(Cities::read);
        &CITIES
    }

    fn read() -> Self {
        let mut columns = TABLE.open(HEAD);
        let (count, bounds, radii_km) = (columns.numbers()[0], columns.boxes(PER_DEGREE), columns.numbers());
        let area = |(bounds, radius_km): (BoundingBox, u32)| Area {
            bounds,
            middle: UnitVector::from_degrees(bounds.mid_latitude(), f64::midpoint(bounds.west, bounds.east)),
            chord: chord_squared_of_km(f64::from(radius_km)).sqrt(),
        };
        let areas: Vec<Area> = bounds.into_iter().zip(radii_km).map(area).collect();
        Self {
            count: count as usize,
            blocks: areas.iter().map(|_| OnceLock::new()).collect(),
            areas,
            zones: TABLE.open(ZONES).text(),
            names: LazyLock::new(|| {
                let mut columns = TABLE.open(NAMES);
                [columns.text(), columns.text()]
            }),
            index: LazyLock::new(Index::read),
            folding: Folding::load(),
        }
    }

    /// Number of cities.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Always false: the table is part of the program.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All of them, the largest first.
    pub fn iter(&self) -> impl Iterator<Item = City> {
        let mut rows: Vec<usize> = (0..self.len()).collect();
        rows.sort_by_key(|&row| self.by_size(row));
        rows.into_iter().map(|row| self.city(row))
    }

    fn block(&self, number: usize) -> &Block {
        self.blocks[number].get_or_init(|| Block::read(number))
    }

    /// The block of a row, and the row in it.
    fn at(&self, row: usize) -> (&Block, usize) {
        (self.block(row / BLOCK_ROWS), row % BLOCK_ROWS)
    }

    pub(super) fn name(&self, row: usize) -> &str {
        let (block, row) = self.at(row);
        block.names.get(row)
    }

    pub(super) fn people(&self, row: usize) -> u32 {
        let (block, row) = self.at(row);
        block.population[row]
    }

    /// The country and the region of a row: positions in [`Cities::countries`] and [`Cities::regions`]. Regions start
    /// at 1; 0 is an unknown region.
    pub(super) fn home(&self, row: usize) -> (usize, usize) {
        let (block, row) = self.at(row);
        (block.country[row] as usize, block.region[row] as usize)
    }

    /// Sorts rows by population, the greatest first.
    pub(super) fn by_size(&self, row: usize) -> (Reverse<u32>, usize) {
        (Reverse(self.people(row)), row)
    }

    /// Lines of a code, one of three letters, a name, and other names.
    pub(super) fn countries(&self) -> &Lines {
        &self.names[0]
    }

    /// Lines of a country, a code, its usual abbreviation, and a name.
    pub(super) fn regions(&self) -> &Lines {
        &self.names[1]
    }

    /// Rows of cities with a folded name, in no order.
    pub(super) fn with_name(&self, key: &str) -> impl Iterator<Item = usize> {
        let rows = self.index.of(key).iter().map(|&row| row as usize);
        rows.filter(move |&row| self.folding.key(self.name(row)) == key)
    }

    pub(super) fn place(&self, row: usize) -> LatLon {
        let (block, row) = self.at(row);
        place(block.lat[row], block.lon[row])
    }

    pub(super) fn city(&self, row: usize) -> City {
        let (country, region) = self.home(row);
        let mut country = self.countries().fields(country);
        let (code, name) = (country.next().unwrap_or_default(), country.nth(1).unwrap_or_default());
        let region = region.checked_sub(1);
        let mut region = region.into_iter().flat_map(|region| self.regions().fields(region)).skip(2);
        let (short, long) = (region.next().unwrap_or_default(), region.next().unwrap_or_default());
        let (block, at) = self.at(row);
        let zone = self.zones.fields(block.zone[at] as usize).next().unwrap_or_default();
        City {
            name: self.name(row).to_owned(),
            region: long.to_owned(),
            region_short: short.to_owned(),
            country: code.to_owned(),
            country_name: name.to_owned(),
            place: self.place(row),
            population: self.people(row),
            timezone: zone.parse().expect("zones of cities that ship are known; a test reads each"),
        }
    }

    /// The country with the largest city of a zone, by its code; none where no city has the zone.
    #[must_use]
    pub fn country_of(&self, zone: Tz) -> Option<String> {
        let mut zones = self.zones.iter().filter_map(|line| line.split_once('\t'));
        zones.find(|(name, _)| *name == zone.name()).map(|(_, country)| country.to_owned())
    }

    /// The city whose centre is nearest to a place; of two at the same distance the larger.
    ///
    /// ```
    /// use pdpe::places::Cities;
    /// let nearest = Cities::load().nearest("30.29,-97.74".parse()?);
    /// assert_eq!((nearest.label().as_str(), nearest.timezone.name()), ("Austin, TX", "America/Chicago"));
    /// # Ok::<(), pdpe::geo::PlaceError>(())
    /// ```
    #[must_use]
    pub fn nearest(&self, place: LatLon) -> City {
        let at = UnitVector::from(place);
        // No city of a block is nearer than the centre of the block less its radius.
        let least = |area: &Area| (at.chord_squared(area.middle).sqrt() - area.chord).max(0.0);
        let mut order: Vec<(f64, usize)> = self.areas.iter().map(least).zip(0..).collect();
        order.sort_by(|one, other| one.0.total_cmp(&other.0));
        let mut best = (f64::INFINITY, 0);
        for (least, number) in order {
            if least * least > best.0 {
                break;
            }
            let block = self.block(number);
            for (row, (&lat, &lon)) in block.lat.iter().zip(&block.lon).enumerate() {
                let (far, row) = (at.chord_squared(UnitVector::from_degrees(lat, lon)), number * BLOCK_ROWS + row);
                if far < best.0 || far <= best.0 && self.by_size(row) < self.by_size(best.1) {
                    best = (far, row);
                }
            }
        }
        self.city(best.1)
    }

    /// Names and places of the cities whose centre lies in a box, the largest first.
    pub(super) fn within(&self, area: &BoundingBox) -> Vec<(LatLon, String)> {
        let near = (0..self.blocks.len()).filter(|&number| meet(&self.areas[number].bounds, area));
        let rows = near.flat_map(|number| (number * BLOCK_ROWS..).take(self.block(number).names.len()));
        let mut rows: Vec<usize> =
            rows.filter(|&row| area.contains(self.place(row).lat(), self.place(row).lon())).collect();
        rows.sort_by_key(|&row| self.by_size(row));
        rows.into_iter().map(|row| (self.place(row), self.name(row).to_owned())).collect()
    }
}
