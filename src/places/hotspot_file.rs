//! Reads a user's student hotspots: CSV, GeoJSON, or the table of institutions of IPEDS (`HD….csv`).

use serde::Deserialize;

use super::zip::{MOST_HOTSPOTS, km_outside, weight_of_students};
use crate::geo::{BoundingBox, LatLon};
use crate::model::{Hotspot, Model};

/// Students by the size classes of IPEDS (`INSTSIZE`): under 1,000, to 4,999, to 9,999, to 19,999, and more.
const STUDENTS_BY_SIZE: [f64; 5] = [500.0, 3_000.0, 7_500.0, 15_000.0, 20_000.0];

/// Names of a column in lower case; the first one present counts.
const NAME: [&str; 3] = ["name", "instnm", "institution"];
const LAT: [&str; 3] = ["lat", "latitude", "y"];
const LON: [&str; 6] = ["lon", "lng", "long", "longitude", "longitud", "x"];
const STUDENTS: [&str; 3] = ["students", "enrolment", "enrollment"];

/// Why no hotspot could be read.
#[derive(Debug, thiserror::Error)]
pub enum HotspotFileError {
    /// A column is missing.
    #[error("no column for the {what}: expected one of {names}; the columns are {found}")]
    Column {
        /// Its content.
        what: &'static str,
        /// Accepted names.
        names: String,
        /// Columns of the file.
        found: String,
    },
    /// Not a CSV.
    #[error("not a CSV: {0}")]
    Csv(#[from] csv::Error),
    /// Not GeoJSON.
    #[error("not a GeoJSON FeatureCollection of points: {0}")]
    Json(#[from] serde_json::Error),
    /// The file is empty.
    #[error("the file is empty; expected a CSV with name, lat, lon and students or weight, or GeoJSON")]
    Blank,
    /// No row can be used.
    #[error("no hotspot can be used{}", .0.first().map_or("; it has no rows".into(), |first| format!("; {first}")))]
    Empty(Vec<String>),
}

/// The hotspots of a file and its rejected rows.
#[derive(Clone, Debug, PartialEq)]
pub struct HotspotFile {
    /// In the order of the file.
    pub hotspots: Vec<Hotspot>,
    /// The rejected rows with their reasons: `line 17: …`.
    pub rejected: Vec<String>,
}

impl HotspotFile {
    /// Reads a file: GeoJSON if it begins with `{`, else CSV.
    ///
    /// A CSV has columns `name`, `lat`, `lon` and `weight`, or `students` from which the weight follows (1.5·min(1,
    /// students ÷ 7,500)). IPEDS' table has `INSTNM`, `LATITUDE`, `LONGITUD` and `INSTSIZE`; institutions that closed
    /// or have no size are left out. The table does not mark institutions that teach online only.
    ///
    /// # Errors
    /// [`HotspotFileError`] when a column is missing, the text is neither format, or no row can be used.
    ///
    /// ```
    /// use pdpe::places::HotspotFile;
    /// let file = HotspotFile::read(b"name,lat,lon,students\nUniversit\xC3\xA9 Lyon 2,45.7499,4.8390,27000\n")?;
    /// assert_eq!((file.hotspots[0].name.as_str(), file.hotspots[0].weight), ("Université Lyon 2", 1.5));
    /// # Ok::<(), pdpe::places::HotspotFileError>(())
    /// ```
    pub fn read(bytes: &[u8]) -> Result<Self, HotspotFileError> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let is_json = bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
        let rows = if is_json { geojson(bytes)? } else { csv(bytes)? };
        let mut file = Self { hotspots: Vec::new(), rejected: Vec::new() };
        for (at, hotspot) in rows {
            match hotspot {
                Ok(hotspot) => file.hotspots.push(hotspot),
                Err(reason) => file.rejected.push(format!("{at}: {reason}")),
            }
        }
        if file.hotspots.is_empty() { Err(HotspotFileError::Empty(file.rejected)) } else { Ok(file) }
    }
}

/// Replaces the hotspots of a model, or adds to them. Of more than five it keeps those that count most in a box, by
/// weight ÷ (1 + km outside it).
pub fn give_hotspots(model: &mut Model, hotspots: Vec<Hotspot>, beside: bool, area: Option<&BoundingBox>) {
    let own = &mut model.college.hotspots;
    let mut given = hotspots;
    if let Some(area) = area.filter(|_| given.len() > MOST_HOTSPOTS) {
        let points = |hotspot: &Hotspot| {
            let place = LatLon::new(hotspot.lat, hotspot.lon).ok();
            place.map_or(0.0, |place| hotspot.weight / (1.0 + km_outside(area, place)))
        };
        given.sort_by(|one, other| points(other).total_cmp(&points(one)));
        given.truncate(MOST_HOTSPOTS);
    }
    if beside {
        own.extend(given);
    } else {
        *own = given;
    }
}

/// The line of a row, and its hotspot or the reason for its rejection.
type Row = (String, Result<Hotspot, String>);

fn csv(bytes: &[u8]) -> Result<Vec<Row>, HotspotFileError> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    // Files of IPEDS are in Latin-1; only names have letters beyond ASCII.
    let text = |field: &[u8]| String::from_utf8_lossy(field).trim().to_owned();
    if bytes.trim_ascii().is_empty() {
        return Err(HotspotFileError::Blank);
    }
    let header: Vec<String> = reader.byte_headers()?.iter().map(|name| text(name).to_lowercase()).collect();
    let find = |names: &[&str]| names.iter().find_map(|name| header.iter().position(|own| own == name));
    let wanted = |what, names: &[&str]| {
        let missing = || HotspotFileError::Column { what, names: names.join(", "), found: header.join(", ") };
        find(names).ok_or_else(missing)
    };
    let (name, lat, lon) = (wanted("name", &NAME)?, wanted("latitude", &LAT)?, wanted("longitude", &LON)?);
    let (weight, students, size) = (find(&["weight"]), find(&STUDENTS), find(&["instsize"]));
    if weight.or(students).or(size).is_none() {
        wanted("weight", &["weight", "students", "enrolment", "enrollment", "instsize"])?;
    }
    let is_active = find(&["cyactive"]);
    let mut rows = Vec::new();
    for record in reader.byte_records() {
        let record = record?;
        let line = record.position().map_or(0, csv::Position::line);
        let field = |column: usize| text(record.get(column).unwrap_or_default());
        let number = |what: &str, column: usize| {
            let text = field(column);
            text.parse::<f64>().map_err(|_| format!("the {what} `{text}` is not a number"))
        };
        let hotspot = || {
            if is_active.is_some_and(|column| field(column) != "1") {
                return Err(format!("{} is closed", field(name)));
            }
            let weight = match (weight, students, size) {
                (Some(column), _, _) => number("weight", column)?,
                (_, Some(column), _) => weight_of_students(number("number of students", column)?),
                (_, _, column) => weight_of_students(size_class(&field(column.unwrap_or_default()))?),
            };
            checked(field(name), number("latitude", lat)?, number("longitude", lon)?, weight)
        };
        rows.push((format!("line {line}"), hotspot()));
    }
    Ok(rows)
}

fn size_class(text: &str) -> Result<f64, String> {
    let class = text.parse::<usize>().ok().and_then(|class| STUDENTS_BY_SIZE.get(class.checked_sub(1)?));
    class.copied().ok_or_else(|| format!("INSTSIZE `{text}` tells no size"))
}

fn checked(name: String, lat: f64, lon: f64, weight: f64) -> Result<Hotspot, String> {
    LatLon::new(lat, lon).map_err(|error| error.to_string())?;
    if name.is_empty() {
        return Err("the name is empty".into());
    }
    if !weight.is_finite() || weight < 0.0 {
        return Err(format!("a weight of {weight} is not possible; it must be 0 or more"));
    }
    Ok(Hotspot { name, lat, lon, weight })
}

#[derive(Deserialize)]
struct Collection {
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    geometry: Geometry,
    properties: Properties,
}

#[derive(Deserialize)]
struct Geometry {
    r#type: String,
    #[serde(default)]
    coordinates: serde_json::Value,
}

#[derive(Deserialize)]
struct Properties {
    #[serde(alias = "INSTNM")]
    name: Option<String>,
    weight: Option<f64>,
    #[serde(alias = "enrolment", alias = "enrollment")]
    students: Option<f64>,
}

fn geojson(bytes: &[u8]) -> Result<Vec<Row>, HotspotFileError> {
    let collection: Collection = serde_json::from_slice(bytes)?;
    let hotspot = |feature: Feature| {
        let Properties { name, weight, students } = feature.properties;
        let coordinate = |at: usize| feature.geometry.coordinates.get(at).and_then(serde_json::Value::as_f64);
        let (true, Some(lon), Some(lat)) = (feature.geometry.r#type == "Point", coordinate(0), coordinate(1)) else {
            return Err(format!("a {} is no point", feature.geometry.r#type));
        };
        let weight = weight.or(students.map(weight_of_students)).ok_or("it has neither `weight` nor `students`")?;
        checked(name.ok_or("it has no `name`")?, lat, lon, weight)
    };
    let rows = collection.features.into_iter().enumerate();
    Ok(rows.map(|(at, feature)| (format!("feature {}", at + 1), hotspot(feature))).collect())
}
