//! Zones where states and countries don't say them, and boxes.

use pdpe::geo::BoundingBox;
use pdpe::places::Place;

use super::{CITIES, city, place};

#[test]
fn zones_are_those_of_the_city_not_of_its_state() {
    for (name, zone) in [
        ("Kansas City, MO", "America/Chicago"),
        ("Evansville, IN", "America/Chicago"),
        ("Gary, IN", "America/Chicago"),
        ("Indianapolis, IN", "America/Indiana/Indianapolis"),
        ("Phoenix, AZ", "America/Phoenix"),
        ("Window Rock, AZ", "America/Denver"),
        ("Knoxville, TN", "America/New_York"),
        ("Nashville, TN", "America/Chicago"),
        ("Pensacola, FL", "America/Chicago"),
        ("El Paso, TX", "America/Denver"),
        ("Honolulu, HI", "Pacific/Honolulu"),
        ("Anchorage, AK", "America/Anchorage"),
        ("San Juan, PR", "America/Puerto_Rico"),
        ("Boise, ID", "America/Boise"),
        ("Coeur d'Alene, ID", "America/Los_Angeles"),
        ("Sydney", "Australia/Sydney"),
        ("Auckland", "Pacific/Auckland"),
        ("Buenos Aires", "America/Argentina/Buenos_Aires"),
        ("Suva", "Pacific/Fiji"),
        ("Kathmandu", "Asia/Kathmandu"),
    ] {
        assert_eq!(city(name).timezone.name(), zone, "{name}");
    }
}

#[test]
fn a_box_has_the_zone_and_the_holidays_of_the_city_nearest_to_its_middle() {
    let area: BoundingBox = "45.70,4.75,45.83,4.95".parse().unwrap();
    let found = Place::of_box(area, &CITIES);
    assert_eq!((found.timezone.name(), found.area), ("Europe/Paris", area));
    assert!(found.holidays.iter().any(|holiday| holiday.name == "National Day"));
}

#[test]
fn boxes_grow_with_the_root_of_the_people_within_limits() {
    let side = |name: &str| {
        let area = place(name).area;
        (area.north - area.south) * 111.195
    };
    // 0.75·√961 = 23.3 km each way; at most 25, at least 8.
    let austin = 2.0 * 0.75 * (f64::from(city("Austin, TX").population) / 1000.0).sqrt();
    assert!((side("Austin, TX") - austin).abs() < 0.03, "{}", side("Austin, TX"));
    assert!((side("Tokyo") - 50.0).abs() < 0.03, "{}", side("Tokyo"));
    assert!((side("Marfa, TX") - 16.0).abs() < 0.03, "{}", side("Marfa, TX"));
}

#[test]
fn a_box_written_down_gives_the_same_box_again() {
    for name in ["Austin, TX", "Lyon", "Sydney", "Suva", "Anchorage, AK", "Longyearbyen"] {
        let area = place(name).area;
        assert_eq!(area.to_string().parse(), Ok(area), "{name}");
    }
}

#[test]
fn a_box_across_the_180th_meridian_ends_there() {
    let suva = city("Suva");
    let area = suva.area(250.0);
    assert_eq!(area.east, 180.0);
    assert!(area.west < 176.5);
    assert_eq!(suva.area(8.0).east, 178.501);
    assert!(Place::of_city(&suva, Some(250.0)).grid("5km".parse().unwrap()).is_ok());
}
