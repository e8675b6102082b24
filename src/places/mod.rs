//! Any city: where it is, its zone, incomes, student hotspots and holidays, from tables that ship.
//!
//! [`Cities`] finds a [`City`] by what people write for it; a [`Place`] is the city's box, or any other, with what
//! is known of it, and turns into a grid and into what a model needs; [`ZipCodes`] are the tables of the United States behind
//! that, and [`Names`] says what people call a spot. What is not known is said ([`Unknown`]), never taken from elsewhere.
//!
//! The tables lie in `tables/`, compressed; nothing is read before it is asked for. `build/run` makes them from registry
//! packages: cities from GeoNames (CC BY 4.0), ZIP codes from the American Community Survey 5-year 2022 and the Census
//! gazetteer (public domain), holidays from the Python package `holidays` (MIT).

mod city;
mod find;
mod fold;
mod found;
mod holiday;
mod hotspot_file;
mod near;
mod own;
mod tables;
mod zip;

pub use city::{Cities, City};
pub use find::FindError;
pub use found::{KnownHotspot, Place, Unknown};
pub use holiday::{HolidayDays, PublicHoliday, calendar, public_holidays, special_days};
pub use hotspot_file::{HotspotFile, HotspotFileError, give_hotspots};
pub use near::Names;
pub use own::{OwnPlace, own_places};
pub use zip::{REFERENCE_KM, StudentHotspot, ZipCode, ZipCodes};

/// Whom to thank, as the licences ask.
pub const CREDITS: &str = "Cities: © GeoNames (geonames.org), CC BY 4.0. Incomes, households and students by ZIP code: \
    U.S. Census Bureau, ACS 5-year 2022.";
