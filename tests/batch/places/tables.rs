//! The tables as a whole: every row can be used, and facts that anybody can look up.

use pdpe::grid::{CellSize, kansas_city};
use pdpe::model::{Hotspot, Model};
use pdpe::places::{Place, Unknown};

use super::{CITIES, ZIPS, city, place};

#[test]
fn every_city_can_be_made() {
    let mut count = 0;
    let mut largest = u32::MAX;
    for city in CITIES.iter() {
        assert!(!city.name.is_empty() && city.country.len() == 2 && !city.country_name.is_empty(), "{city:?}");
        assert!(city.country != "US" || city.region_short.len() == 2, "{city:?}");
        assert!(city.population <= largest, "{city:?} comes after a smaller one");
        largest = city.population;
        count += 1;
    }
    assert!(count > 40_000 && count == CITIES.len());
}

#[test]
fn populations_of_places_that_are_no_such_cities_are_not_believed() {
    for name in ["Meads, KY", "South Boston, MA", "North Stamford, CT", "West Albany, NY", "East Chattanooga, TN"] {
        let found = CITIES.find(name);
        assert!(found.as_ref().is_err() || found.as_ref().is_ok_and(|city| city.population < 50_000), "{found:?}");
    }
    // Merged with its county in 1996; the source has the 43,459 people of the old city.
    assert!(city("Augusta, GA").population > 180_000);
    assert!(city("Macon, GA").population > 140_000);
}

#[test]
fn incomes_are_those_of_the_census() {
    // Kansas City's table that ships for the published model, made apart from this one.
    let table = std::fs::read_to_string(crate::common::fixture("kc_zip_income_2022.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let mut compared = 0;
    for row in reader.records() {
        let row = row.unwrap();
        let zip = ZIPS.get(row[0].parse().unwrap());
        if &row[3] == "PO_Box" || row[5].is_empty() {
            continue;
        }
        let zip = zip.unwrap();
        let place = (row[1].parse::<f64>().unwrap(), row[2].parse::<f64>().unwrap());
        assert_eq!((zip.place.lat(), zip.place.lon()), place, "{}", &row[0]);
        assert_eq!(zip.income, Some(row[5].parse().unwrap()), "{}", &row[0]);
        assert_eq!(zip.households, row[4].parse::<u32>().unwrap(), "{}", &row[0]);
        compared += 1;
    }
    assert_eq!(compared, 195);
}

#[test]
fn kansas_city_is_the_published_grid_and_model_to_the_last_bit() {
    let found = place("Kansas City, MO");
    let (grid, published) = (found.grid(CellSize::default()).unwrap().whole(), kansas_city().whole());
    assert_eq!(grid.len(), 5_494);
    for cell in 0..grid.len() {
        assert_eq!((grid.id(cell), grid.place(cell)), (published.id(cell), published.place(cell)));
        assert_eq!(grid.income_of(cell).map(f64::to_bits), published.income_of(cell).map(f64::to_bits));
    }
    let mut model = Model::from_toml("model = 'published'\ntimezone = 'Asia/Tokyo'\n[college]\nhotspots = []").unwrap();
    found.adapt(&mut model);
    assert_eq!(model, Model::published());
    let mut model = Model::from_toml("timezone = 'Asia/Tokyo'\n[college]\nhotspots = []").unwrap();
    found.adapt(&mut model);
    assert_eq!(model, Model::measured());
    // Smaller cells of the same box keep its incomes.
    assert!(found.grid("250m".parse().unwrap()).unwrap().has_income());
}

#[test]
fn a_student_quarter_does_not_count_as_poor() {
    let zip = ZIPS.get(78_705).unwrap();
    assert!(zip.is_student_quarter && zip.income < Some(30_000));
    let austin = place("Austin, TX");
    let income = austin.grid(CellSize::default()).unwrap();
    assert!(income.has_income());
    assert_eq!(income.income_at(zip.place), None);
    let neighbour = ZIPS.get(78_731).unwrap();
    assert_eq!(income.income_at(neighbour.place), neighbour.income.map(f64::from));
    let factor = Model::published().spending.income.factor(f64::NAN);
    assert_eq!(factor, 1.0);
}

#[test]
fn what_is_not_known_abroad_is_said_and_not_taken_from_elsewhere() {
    for name in ["Lyon", "London", "Sydney", "Suva", "Singapore"] {
        let found = place(name);
        assert_eq!(found.unknown, [Unknown::Incomes, Unknown::Hotspots], "{name}");
        assert_eq!((found.reference_income, found.zips), (None, 0));
        assert!(!found.grid(CellSize::default()).unwrap().has_income());
        let mut model = Model::published();
        found.adapt(&mut model);
        assert_eq!(model.college.hotspots, Vec::<Hotspot>::new());
        assert!(!model.spending.holidays.iter().any(|holiday| holiday.name == "Independence Day"), "{name}");
    }
}

#[test]
fn the_same_box_has_the_same_cells_whether_named_or_written() {
    let named = place("Austin, TX");
    let written = Place::of_box(named.area, &CITIES);
    let cells = |place: &Place| place.grid(CellSize::default()).unwrap().whole();
    let (one, other) = (cells(&named), cells(&written));
    assert_eq!(one.len(), other.len());
    assert_eq!(named.hotspots, written.hotspots);
    for cell in 0..one.len() {
        assert_eq!(one.place(cell), other.place(cell));
        assert_eq!(one.income_of(cell), other.income_of(cell));
    }
}

#[test]
fn the_table_of_incomes_of_a_box_answers_as_all_zip_codes_would() {
    for name in ["Austin, TX", "Boston, MA", "El Paso, TX", "Honolulu, HI"] {
        let grid = place(name).grid("2km".parse().unwrap()).unwrap().whole();
        for cell in (0..grid.len()).step_by(53) {
            let at = grid.place(cell);
            let with_income = ZIPS.all().filter(|zip| zip.income.is_some());
            let nearest =
                with_income.min_by(|one, other| at.distance_km(one.place).total_cmp(&at.distance_km(other.place)));
            let nearest = nearest.unwrap();
            let expected = nearest.income.filter(|_| !nearest.is_student_quarter).map(f64::from);
            assert_eq!(grid.income_of(cell), expected, "{name} {at} {}", nearest.code);
        }
    }
}
