//! Cities of the world, as they ship: names, regions, countries, people, zones.

use std::fmt;
use std::sync::LazyLock;

use chrono_tz::Tz;

use super::fold::Folding;
use super::tables::{Columns, Lines};
use crate::geo::{BoundingBox, KM_PER_DEGREE, LatLon, UnitVector};

/// Half the side of a city's box is this × √(thousands of people) km, kept within [`HALF_SIDE_KM`].
const HALF_SIDE_FACTOR: f64 = 0.75;
/// The least and the greatest half side.
const HALF_SIDE_KM: (f64, f64) = (8.0, 25.0);

/// Edges of boxes are whole numbers of these parts of a degree, some 11 m, so that they can be written down.
const BOX_PARTS: f64 = 10_000.0;

/// Territories that have the United States' ZIP codes, Census and holidays, with a country code of their own.
const TERRITORIES: [&str; 5] = ["PR", "VI", "GU", "AS", "MP"];

/// A city.
#[derive(Clone, Debug, PartialEq)]
pub struct City {
    /// Its name, as GeoNames has it.
    pub name: String,
    /// State, province or other first part of the country; empty where a country has none or it is not known.
    pub region: String,
    /// How people write the region short: `TX`, `ON`, `NSW`; empty elsewhere.
    pub region_short: String,
    /// ISO 3166-1 code of the country.
    pub country: String,
    /// Name of the country.
    pub country_name: String,
    /// Its middle.
    pub place: LatLon,
    /// How many people live there; years and boundaries differ from country to country.
    pub population: u32,
    /// The zone of its clocks.
    pub timezone: Tz,
}

impl City {
    /// What to write to get this city: `Austin, TX`, `London, Ontario, Canada`.
    #[must_use]
    pub fn label(&self) -> String {
        if self.country == "US" {
            return format!("{}, {}", self.name, self.region_short);
        }
        self.to_string()
    }

    /// Whether the tables of the United States hold for it: ZIP codes, incomes, students.
    #[must_use]
    pub fn is_american(&self) -> bool {
        self.country == "US" || TERRITORIES.contains(&self.country.as_str())
    }

    /// Half the side of its box in kilometres: 0.75·√(population ÷ 1000), kept in 8…25.
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

/// All cities that ship, the largest first.
pub struct Cities {
    pub(super) names: Lines,
    pub(super) country: Vec<u32>,
    pub(super) region: Vec<u32>,
    lat: Vec<f64>,
    lon: Vec<f64>,
    pub(super) population: Vec<u32>,
    zone: Vec<u32>,
    zones: Lines,
    pub(super) countries: Lines,
    pub(super) regions: Lines,
    pub(super) folding: Folding,
}

impl Cities {
    /// The table, read when it is first asked for: 44,000 cities of at least 15,000 people, in the United States of
    /// 1,000.
    #[must_use]
    pub fn load() -> &'static Self {
        static TABLE: LazyLock<Cities> = LazyLock::new(Cities::read);
        &TABLE
    }

    fn read() -> Self {
        let mut columns = Columns::open(include_bytes!("tables/cities.z"));
        let (names, country, region) = (columns.text(), columns.numbers(), columns.numbers());
        let [lat, lon] = columns.degrees(100_000.0);
        Self {
            names,
            country,
            region,
            lat,
            lon,
            population: columns.numbers(),
            zone: columns.numbers(),
            zones: columns.text(),
            countries: columns.text(),
            regions: columns.text(),
            folding: Folding::load(),
        }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Always false: cities ship.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All of them, the largest first.
    pub fn iter(&self) -> impl Iterator<Item = City> {
        (0..self.len()).map(|row| self.city(row))
    }

    pub(super) fn place(&self, row: usize) -> LatLon {
        LatLon::new(self.lat[row], self.lon[row]).expect("cities that ship are on the Earth; a test reads each")
    }

    pub(super) fn city(&self, row: usize) -> City {
        let mut country = self.countries.fields(self.country[row] as usize);
        let (code, name) = (country.next().unwrap_or_default(), country.nth(1).unwrap_or_default());
        // 0 says that a city's region is not known.
        let region = (self.region[row] as usize).checked_sub(1);
        let mut region = region.into_iter().flat_map(|region| self.regions.fields(region)).skip(2);
        let (short, long) = (region.next().unwrap_or_default(), region.next().unwrap_or_default());
        let zone = self.zones.get(self.zone[row] as usize);
        City {
            name: self.names.get(row).to_owned(),
            region: long.to_owned(),
            region_short: short.to_owned(),
            country: code.to_owned(),
            country_name: name.to_owned(),
            place: self.place(row),
            population: self.population[row],
            timezone: zone.parse().expect("zones of cities that ship are known; a test reads each"),
        }
    }

    /// The country with the largest city of a zone, by its code; none where no city has the zone.
    #[must_use]
    pub fn country_of(&self, zone: Tz) -> Option<String> {
        let row = (0..self.len()).find(|&row| self.zones.get(self.zone[row] as usize) == zone.name())?;
        self.countries.fields(self.country[row] as usize).next().map(str::to_owned)
    }

    /// The city whose middle is nearest to a place; of two at one place the larger.
    ///
    /// ```
    /// use pdpe::places::Cities;
    /// let nearest = Cities::load().nearest("30.29,-97.74".parse()?);
    /// assert_eq!((nearest.label().as_str(), nearest.timezone.name()), ("Austin, TX", "America/Chicago"));
    /// # Ok::<(), pdpe::geo::PlaceError>(())
    /// ```
    #[must_use]
    pub fn nearest(&self, place: LatLon) -> City {
        self.city(self.nearest_row(place, |_| true).expect("there are cities"))
    }

    /// Those whose middle lies in a box, the largest first.
    pub(super) fn within(&self, area: &BoundingBox) -> Vec<City> {
        let is_within = |&row: &usize| {
            (area.south..=area.north).contains(&self.lat[row]) && (area.west..=area.east).contains(&self.lon[row])
        };
        (0..self.len()).filter(is_within).map(|row| self.city(row)).collect()
    }

    /// The nearest of some.
    pub(super) fn nearest_row(&self, place: LatLon, is_meant: impl Fn(usize) -> bool) -> Option<usize> {
        let at = UnitVector::from(place);
        let rows = (0..self.len()).filter(|&row| is_meant(row));
        let far = |row: usize| at.chord_squared(UnitVector::from_degrees(self.lat[row], self.lon[row]));
        rows.map(|row| (far(row), row)).min_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, row)| row)
    }
}
