//! What people call a spot.

use pdpe::geo::LatLon;
use pdpe::places::Names;

use super::{CITIES, place};

#[test]
fn a_spot_is_named_by_a_venue_then_the_users_own_place_then_the_zip_code_then_the_city() {
    let at = |text: &str| -> LatLon { text.parse().unwrap() };
    let area = place("Kansas City, MO").area;
    let venues = [(at("39.0496,-94.5913"), "Westport".to_owned())];
    let own = [(at("39.1,-94.58"), "depot".to_owned())];
    let names = Names::new(&area, venues, own, &CITIES);
    assert_eq!(names.near(at("39.0500,-94.5910")), Some("Westport"));
    assert_eq!(names.near(at("39.1010,-94.5810")), Some("depot"));
    assert_eq!(names.near(at("39.05708,-94.5990")), Some("64111"));
    let later = names.with_venues([(at("39.0499,-94.5912"), "Concert".to_owned())]);
    assert_eq!(later.near(at("39.0500,-94.5911")), Some("Concert"));
    let lyon = Names::new(&place("Lyon").area, [], [], &CITIES);
    assert_eq!(lyon.near(at("45.7485,4.8467")), Some("Lyon"));
    assert_eq!(lyon.near(at("45.7719,4.8902")), Some("Villeurbanne"));
}
