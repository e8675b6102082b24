//! Where students are: campuses whose places anybody can look up, and universities that are online.

use pdpe::geo::LatLon;
use pdpe::places::{HotspotFile, StudentHotspot};

use super::{ZIPS, place};

/// The heaviest hotspot within 3 km.
fn heaviest_near(lat: f64, lon: f64) -> Option<StudentHotspot> {
    let at = LatLon::new(lat, lon).unwrap();
    let near = ZIPS.hotspots().filter(|hotspot| at.distance_km(hotspot.place) < 3.0);
    near.max_by_key(|hotspot| hotspot.students)
}

#[test]
fn large_campuses_have_a_hotspot_near_them() {
    for (name, lat, lon) in [
        ("University of Texas at Austin", 30.2849, -97.7341),
        ("Harvard", 42.3744, -71.1169),
        ("Northeastern", 42.3398, -71.0892),
        ("UMKC", 39.0334, -94.5760),
        ("University of Kansas", 38.9543, -95.2558),
        ("Ohio State", 40.0067, -83.0305),
        ("University of Washington", 47.6553, -122.3035),
        ("UCLA", 34.0689, -118.4452),
        ("Penn State", 40.7982, -77.8599),
        ("University of Florida", 29.6436, -82.3549),
        ("University of Minnesota", 44.9740, -93.2277),
        ("Arizona State", 33.4242, -111.9281),
    ] {
        let hotspot = heaviest_near(lat, lon);
        assert!(hotspot.as_ref().is_some_and(|hotspot| hotspot.weight() > 0.5), "{name}: {hotspot:?}");
    }
}

#[test]
fn students_who_study_online_make_no_hotspot() {
    for (name, zip) in [
        ("Western Governors University", "84107"),
        ("Southern New Hampshire University", "03106"),
        ("University of Phoenix", "85040"),
        ("American Public University", "25414"),
    ] {
        assert!(!ZIPS.hotspots().any(|hotspot| hotspot.name.starts_with(zip)), "{name}");
    }
}

#[test]
fn at_most_five_count_those_in_the_box_and_near_it() {
    for name in ["Austin, TX", "Boston, MA", "New York City, NY", "Lawrence, KS", "Honolulu, HI", "Anchorage, AK"] {
        let found = place(name);
        assert!((1..=5).contains(&found.hotspots.len()), "{name}: {}", found.hotspots.len());
        for known in &found.hotspots {
            let weight = known.hotspot.weight;
            assert!(weight > 0.0 && weight <= 1.5 && known.students >= Some(300), "{name}: {known:?}");
        }
    }
    let lawrence = place("Lawrence, KS");
    assert!(lawrence.hotspots[0].hotspot.name.contains("Lawrence"), "{:?}", lawrence.hotspots);
    assert!(place("Marfa, TX").hotspots.len() <= 5);
}

#[test]
fn merged_hotspots_lie_more_than_a_kilometre_apart() {
    let mut all: Vec<StudentHotspot> = ZIPS.hotspots().collect();
    assert!(all.len() > 1_500, "{}", all.len());
    all.sort_by(|one, other| one.place.lat().total_cmp(&other.place.lat()));
    for (at, one) in all.iter().enumerate() {
        let near = all[at + 1..].iter().take_while(|other| other.place.lat() - one.place.lat() < 0.01);
        for other in near {
            assert!(one.place.distance_km(other.place) > 1.0, "{one:?} {other:?}");
        }
    }
}

#[test]
fn hotspots_of_ones_own_are_read_from_csv_geojson_and_the_table_of_ipeds() {
    let csv = "Name,LAT,Lon,weight\nVieux Lyon,45.7622,4.8270,1.2\nbad,95,4.8,1\nworse,45.7,4.8,-1\n";
    let read = HotspotFile::read(csv.as_bytes()).unwrap();
    assert_eq!((read.hotspots[0].name.as_str(), read.hotspots[0].weight, read.hotspots.len()), ("Vieux Lyon", 1.2, 1));
    assert!(read.rejected[0].starts_with("line 3: latitude 95"), "{:?}", read.rejected);
    assert!(read.rejected[1].starts_with("line 4: a weight of -1"), "{:?}", read.rejected);

    // A line of HD2023 and one of a closed institution, cut to some of their columns; in Latin-1.
    let ipeds = b"\xEF\xBB\xBFUNITID,INSTNM,CYACTIVE,INSTSIZE,LONGITUD,LATITUDE\n\
        228778,The University of Texas at Austin,1,5,-97.734061,30.282819\n\
        1,Closed Coll\xE8ge,2,1,-97.7,30.2\n2,Unknown,1,-2,-97.7,30.2\n";
    let read = HotspotFile::read(ipeds).unwrap();
    assert_eq!((read.hotspots.len(), read.hotspots[0].weight, read.rejected.len()), (1, 1.5, 2));

    let geojson = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","geometry":{"type":"Point","coordinates":[4.84,45.75]},"properties":{"name":"Campus","students":3750}},
        {"type":"Feature","geometry":{"type":"LineString","coordinates":[[4,45],[5,46]]},"properties":{"name":"Tram","weight":1}}]}"#;
    let read = HotspotFile::read(geojson.as_bytes()).unwrap();
    assert_eq!((read.hotspots[0].lat, read.hotspots[0].lon, read.hotspots[0].weight), (45.75, 4.84, 0.75));
    assert_eq!(read.rejected, ["feature 2: a LineString is no point"]);

    for (wrong, word) in [
        ("name,lat,lon\n", "weight"),
        ("lat,lon,weight\n", "name"),
        ("{", "GeoJSON"),
        ("name,lat,lon,weight\n", "no hotspot can be used; it has no rows"),
        ("name,lat,lon,weight\n ,30.3,-97.7,1\n", "line 2: the name is empty"),
        (" \n", "the file is empty"),
        (r#"{"type":"FeatureCollection","features":[]}"#, "it has no rows"),
    ] {
        let error = HotspotFile::read(wrong.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(word), "{wrong}: {error}");
    }
}
