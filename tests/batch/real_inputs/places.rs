//! Places in one field.

use super::{each, events_in};
use crate::common::{temp_dir, write};

/// The place of an event whose field `name` has this value, written as JSON; else the messages.
fn place(name: &str, value: &str) -> Result<String, String> {
    let dir = temp_dir();
    write(dir.path(), "events.json", format!(r#"[{{"id":"a","{name}":{value}}}]"#));
    let (events, run) = events_in(dir.path(), &["events.json"]);
    if events.is_empty() {
        Err(run.err)
    } else {
        Ok(format!("{},{}", each(&events, "lat")[0], each(&events, "lon")[0]))
    }
}

#[test]
fn one_field_may_hold_the_whole_place() {
    for (name, value) in [
        ("latlon", r#""39.1, -94.5""#),
        ("LatLng", r#""39.1,-94.5""#),
        ("lonlat", r#""-94.5, 39.1""#),
        ("location", r#""(39.1, -94.5)""#),
        ("Location 1", r#""400 Main St\nKansas City, MO\n(39.1, -94.5)""#),
        ("coordinates", r#""39.1;-94.5""#),
        ("coordinates", r#""39,1; -94,5""#),
        ("coordinates", r#""39.1 -94.5""#),
        ("gps", r#""39.1° N, 94.5° W""#),
        ("gps", r#""N 39.1 W 94.5""#),
        ("gps", r#""39°06'00\"N 94°30'00\"W""#),
        ("WKT", r#""POINT(-94.5 39.1)""#),
        ("the_geom", r#""SRID=4326;POINT Z (-94.5 39.1 270)""#),
        ("geometry", r#""{\"type\":\"Point\",\"coordinates\":[-94.5,39.1]}""#),
        ("geo", r#"{"type":"Point","coordinates":[-94.5,39.1]}"#),
        ("geo_point_2d", "[39.1,-94.5]"),
        ("geo_point_2d", r#"{"lat":39.1,"lon":-94.5}"#),
        ("location", r#"{"_latitude":39.1,"_longitude":-94.5}"#),
        ("location", r#"{"latitude":"39.1","longitude":"-94.5","human_address":"{}"}"#),
        ("position", r#"{"lat":39.1,"lng":-94.5}"#),
        ("venue", r#"{"name":"Hall","location":{"lat":39.1,"lng":-94.5}}"#),
        ("place", r#"{"geo":{"@type":"GeoCoordinates","latitude":39.1,"longitude":-94.5}}"#),
        // In the other order it is no place.
        ("coordinates", "[-94.5,39.1]"),
    ] {
        assert_eq!(place(name, value), Ok("39.1,-94.5".into()), "{name}: {value}");
    }
}

/// The centres are those of the Python package `h3` 4.
#[test]
fn an_h3_cell_is_its_centre() {
    for (value, centre) in [
        (r#""882681b4a5fffff""#, "39.98840297852931,-105.02467576317268"),
        ("613166965697019903", "39.98840297852931,-105.02467576317268"),
        (r#""8826E6A6B5FFFFF""#, "39.08756841785366,-97.44128684233793"),
        (r#""87283080dffffff""#, "37.81812902066598,-122.4209080748945"),
    ] {
        let found = place("h3_index", value).unwrap();
        let numbers = |text: &str| -> Vec<f64> { text.split(',').map(|number| number.parse().unwrap()).collect() };
        for (found, expected) in numbers(&found).iter().zip(numbers(centre)) {
            assert!((found - expected).abs() < 1e-9, "{value}: {found} is not {expected}");
        }
    }
    assert!(place("h3_index", r#""882681b4a5ffffe""#).is_err());
}

#[test]
fn what_may_be_two_places_or_none_is_refused() {
    for (name, value, reason) in [
        ("coordinates", "[13.4,52.5]", "[13.4, 52.5] may be lat, lon or lon, lat; name the field latlon or lonlat"),
        (
            "location",
            r#""-94.5, 39.1""#,
            "latitude -94.5 is not between -90 and 90, but longitude 39.1 is; are the two swapped?",
        ),
        ("location", r#""400 Main St, Kansas City""#, "no place: lat and lon are missing"),
        ("location", r#""0.0, 0.0""#, "no place: 0,0 is a placeholder"),
        ("geometry", r#""POLYGON((0 0,1 0,1 1,0 0))""#, "no place: lat and lon are missing"),
        ("location", r#""TBA""#, "no place: lat and lon are missing"),
    ] {
        let error = place(name, value).expect_err(value);
        assert!(error.contains(reason), "{name}: {value}: {error}");
    }
}
