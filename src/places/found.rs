//! The data of a box: its zone, incomes, student hotspots and holidays, and which of them are unknown.

use std::fmt;

use chrono_tz::Tz;

use super::city::{Cities, City};
use super::holiday::special_days;
use super::zip::ZipCodes;
use crate::geo::{BoundingBox, LatLon};
use crate::grid::{CellSize, IncomeTable, Regular, SizeError, kansas_city, kansas_city_area};
use crate::model::{BuiltIn, Holiday, Hotspot, Model};

/// Data that a place lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// No incomes: every cell's factor is 1.
    Incomes,
    /// No student hotspots: college presence is 0.
    Hotspots,
    /// No public holidays.
    Holidays,
}

impl Unknown {
    /// The word in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Incomes => "incomes",
            Self::Hotspots => "hotspots",
            Self::Holidays => "holidays",
        }
    }

    /// The effect on scores.
    #[must_use]
    pub fn consequence(self) -> &'static str {
        match self {
            Self::Incomes => "no incomes are known (factor 1 everywhere)",
            Self::Hotspots => "no student hotspots are known (college presence is 0)",
            Self::Holidays => "no public holidays are known (every day is an ordinary one)",
        }
    }
}

/// A student hotspot of a place.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownHotspot {
    /// The hotspot in the model.
    pub hotspot: Hotspot,
    /// Number of students; unknown for the hotspots of the published model.
    pub students: Option<u32>,
}

/// A box with its data.
///
/// ```
/// use pdpe::{model::Model, places::{Cities, Place, Unknown}};
/// let cities = Cities::load();
/// let austin = Place::of_city(&cities.find("Austin, TX")?, None);
/// assert_eq!(austin.timezone.name(), "America/Chicago");
/// assert!(austin.hotspots[0].hotspot.name.starts_with("78705")); // the University of Texas
/// assert!(austin.unknown.is_empty());
///
/// let lyon = Place::of_city(&cities.find("Lyon")?, None);
/// assert_eq!(lyon.unknown, [Unknown::Incomes, Unknown::Hotspots]);
/// let mut model = Model::measured();
/// lyon.adapt(&mut model);
/// assert_eq!((model.timezone.name(), model.college.hotspots.len()), ("Europe/Paris", 0));
/// # Ok::<(), pdpe::places::FindError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Place {
    /// The city, or the one nearest to the centre of the box.
    pub city: City,
    /// The box.
    pub area: BoundingBox,
    /// Its time zone.
    pub timezone: Tz,
    /// Number of populated ZIP codes whose centre lies in the box.
    pub zips: usize,
    /// The income whose factor is 1, in US dollars of 2022.
    pub reference_income: Option<u32>,
    /// The hotspots that count, the strongest first.
    pub hotspots: Vec<KnownHotspot>,
    /// Special days.
    pub holidays: Vec<Holiday>,
    /// Data that it lacks.
    pub unknown: Vec<Unknown>,
    /// Whether the box was cut off at the 180° meridian.
    pub is_cut_off: bool,
    incomes: Option<IncomeTable>,
    /// Whether it is the Kansas City of the published model.
    is_published: bool,
}

impl Place {
    /// A city in its default box, or in a box with a half side in kilometres. Kansas City, Missouri in its default box
    /// has exactly the published grid and model.
    #[must_use]
    pub fn of_city(city: &City, half_side_km: Option<f64>) -> Self {
        if half_side_km.is_none() && city.label() == "Kansas City, MO" {
            return Self::published(city);
        }
        Self::of_area(city, city.area(half_side_km.unwrap_or(city.half_side_km())), city.place)
    }

    /// A city in a box of the user's own.
    #[must_use]
    pub fn of_city_in(city: &City, area: BoundingBox) -> Self {
        Self::of_area(city, area, middle(&area))
    }

    /// A box, with the zone and the holidays of the city nearest to its centre.
    #[must_use]
    pub fn of_box(area: BoundingBox, cities: &Cities) -> Self {
        Self::of_area(&cities.nearest(middle(&area)), area, middle(&area))
    }

    fn of_area(city: &City, area: BoundingBox, middle: LatLon) -> Self {
        let zips = city.is_american().then(ZipCodes::load);
        let known = |hotspot: super::StudentHotspot| KnownHotspot {
            students: Some(hotspot.students),
            hotspot: Hotspot {
                weight: hotspot.weight(),
                lat: hotspot.place.lat(),
                lon: hotspot.place.lon(),
                name: hotspot.name,
            },
        };
        let hotspots = zips.iter().flat_map(|zips| zips.hotspots_for(&area)).map(known).collect();
        let reference_income = zips.as_ref().and_then(|zips| zips.reference_income(middle));
        // Without a reference income the cells would be compared with that of another city.
        let incomes = reference_income.and_then(|_| zips.as_ref()?.incomes(&area));
        let published = Model::published();
        let holidays =
            if city.is_american() { published.spending.holidays } else { special_days(&city.country, &published) };
        let mut place = Self {
            city: city.clone(),
            area,
            timezone: city.timezone,
            zips: zips.map_or(0, |zips| zips.count_within(&area)),
            reference_income,
            hotspots,
            holidays,
            unknown: Vec::new(),
            is_cut_off: area.west <= -180.0 || area.east >= 180.0,
            incomes,
            is_published: false,
        };
        place.unknown = place.not_known();
        place
    }

    fn published(city: &City) -> Self {
        let model = Model::published();
        let area = kansas_city_area();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "79,973")]
        let reference_income = model.spending.income.reference_income as u32;
        Self {
            city: city.clone(),
            area,
            timezone: model.timezone,
            zips: ZipCodes::load().count_within(&area),
            reference_income: Some(reference_income),
            hotspots: model
                .college
                .hotspots
                .into_iter()
                .map(|hotspot| KnownHotspot { hotspot, students: None })
                .collect(),
            holidays: model.spending.holidays,
            unknown: Vec::new(),
            is_cut_off: false,
            incomes: None,
            is_published: true,
        }
    }

    fn not_known(&self) -> Vec<Unknown> {
        let all = [
            (self.incomes.is_none(), Unknown::Incomes),
            (self.hotspots.is_empty(), Unknown::Hotspots),
            (self.holidays.is_empty(), Unknown::Holidays),
        ];
        all.into_iter().filter(|(is_missing, _)| *is_missing).map(|(_, what)| what).collect()
    }

    /// Its cells, each with the income of the nearest ZIP code where incomes are known.
    ///
    /// # Errors
    /// [`SizeError`] when the box is too near a pole or has more than a billion cells of this size.
    pub fn grid(&self, cell: CellSize) -> Result<Regular, SizeError> {
        let published = kansas_city();
        if self.is_published && cell == CellSize::default() {
            return Ok(published);
        }
        let incomes = if self.is_published { published.income().cloned() } else { self.incomes.clone() };
        Ok(Regular::new(self.area, cell)?.with_income(incomes))
    }

    /// Removes from `unknown` what a model has from a user's file.
    pub fn learn(&mut self, model: &Model) {
        let has = |unknown: &Unknown| match unknown {
            Unknown::Incomes => false,
            Unknown::Hotspots => !model.college.hotspots.is_empty(),
            Unknown::Holidays => !model.spending.holidays.is_empty() || model.spending.public_holidays.are_known(),
        };
        self.unknown.retain(|unknown| !has(unknown));
    }

    /// Whether it is the Kansas City of the published model.
    #[must_use]
    pub fn is_published(&self) -> bool {
        self.is_published
    }

    /// Whether incomes of its ZIP codes are known.
    #[must_use]
    pub fn has_incomes(&self) -> bool {
        self.incomes.is_some()
    }

    /// Why a spot has no income although the place has incomes.
    #[must_use]
    pub fn why_no_income(&self, spot: LatLon) -> String {
        match ZipCodes::load().nearest(spot) {
            Some((zip, _)) if zip.is_student_quarter => {
                format!("ZIP {}: more than half of its people study, so its income says nothing: factor 1", zip.code)
            }
            _ => format!("no income is known at {spot}: factor 1"),
        }
    }

    /// Sets the data of the place in a model: zone, hotspots, reference income and, in the published model, the special
    /// days with their factors.
    pub fn adapt(&self, model: &mut Model) {
        model.timezone = self.timezone;
        model.college.hotspots = self.hotspots.iter().map(|known| known.hotspot.clone()).collect();
        if model.base == BuiltIn::Published {
            model.spending.holidays.clone_from(&self.holidays);
        }
        if !self.is_published {
            let country = if self.city.is_american() { "US" } else { &self.city.country };
            model.spending.public_holidays.country = Some(country.to_owned());
        }
        if let Some(income) = self.reference_income {
            model.spending.income.reference_income = f64::from(income);
        }
    }
}

/// The centre of a box.
pub(super) fn middle(area: &BoundingBox) -> LatLon {
    let middle = LatLon::new(area.mid_latitude(), f64::midpoint(area.west, area.east));
    middle.unwrap_or_else(|_| LatLon::new(0.0, 0.0).expect("a place"))
}

/// The full name of the city.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.city.fmt(f)
    }
}
