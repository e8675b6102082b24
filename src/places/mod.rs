//! Data of any city: place, zone, incomes, student hotspots and holidays, from tables in the program.
//!
//! [`Cities`] finds a [`City`] by name. A [`Place`] is the box of a city, or any other box, with its data; it makes a
//! grid and sets the data in a model. [`ZipCodes`] are the tables of the United States. [`Names`] finds a name for a
//! spot. [`Unknown`] lists the data that a place lacks; data of another place never replace them.
//!
//! The tables are compressed in `tables/`; each part is read when it is needed. `build/run` makes them from registry
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

/// The credit line that the licence of GeoNames requires.
pub const CREDITS: &str = "Cities: © GeoNames (geonames.org), CC BY 4.0. Incomes, households and students by ZIP code: \
    U.S. Census Bureau, ACS 5-year 2022.";
