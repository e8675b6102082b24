//! A spot named on the command line.

use pdpe::geo::LatLon;
use pdpe::places::{Cities, ZipCodes};

/// A spot given on the command line as LAT,LON, or as a ZIP code or city.
#[derive(Clone, Debug)]
pub struct PlaceArg {
    /// The coordinates.
    pub place: LatLon,
    /// The ZIP code or city, if given by name.
    pub name: Option<String>,
}

impl std::str::FromStr for PlaceArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // Text of only digits and signs must be LAT,LON, so its errors are about coordinates.
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
