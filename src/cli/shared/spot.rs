//! A spot named on the command line.

use pdpe::geo::LatLon;
use pdpe::places::{Cities, ZipCodes};

/// A spot named on the command line: LAT,LON, or a ZIP code or city, whose name is kept.
#[derive(Clone, Debug)]
pub struct Spot {
    /// Where it is.
    pub place: LatLon,
    /// The name, if it was given by one.
    pub name: Option<String>,
}

impl std::str::FromStr for Spot {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // What looks like two numbers is meant as a place, and faults in it are told as such.
        let is_numbers = !text.is_empty() && text.bytes().all(|byte| b"+-.0123456789, ".contains(&byte));
        let is_zip = text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse::<LatLon>() {
            Ok(place) => Ok(Self { place, name: None }),
            Err(error) if is_numbers && !is_zip || !text.bytes().any(|byte| byte.is_ascii_alphanumeric()) => {
                Err(error.to_string())
            }
            Err(_) => {
                let city = Cities::load().find(text).map_err(|error| error.to_string())?;
                let zip = ZipCodes::load();
                let place = text.parse().ok().filter(|_| is_zip).and_then(|code| zip.get(code)).map(|zip| zip.place);
                Ok(Self { place: place.unwrap_or(city.place), name: Some(text.to_owned()) })
            }
        }
    }
}
