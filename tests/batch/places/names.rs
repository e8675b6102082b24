//! What people write for a city, and which city that is.

use pdpe::places::FindError;

use super::{CITIES, city};

#[test]
fn a_city_is_found_however_it_is_written() {
    for (asked, full) in [
        ("Austin, TX", "Austin, Texas, United States"),
        ("AUSTIN, TX", "Austin, Texas, United States"),
        ("austin,tx", "Austin, Texas, United States"),
        ("Austin TX", "Austin, Texas, United States"),
        ("Austin, Texas", "Austin, Texas, United States"),
        ("Austin, Texas, United States", "Austin, Texas, United States"),
        ("Austin, TX, USA", "Austin, Texas, United States"),
        ("Austin", "Austin, Texas, United States"),
        ("St. Louis, MO", "St. Louis, Missouri, United States"),
        ("Saint Louis, MO", "St. Louis, Missouri, United States"),
        ("st louis missouri", "St. Louis, Missouri, United States"),
        ("Fort Worth, TX", "Fort Worth, Texas, United States"),
        ("Ft. Worth, TX", "Fort Worth, Texas, United States"),
        ("Mt. Vernon, NY", "Mount Vernon, New York, United States"),
        ("Coeur d'Alene, ID", "Coeur d'Alene, Idaho, United States"),
        ("Coeur d’Alene, ID", "Coeur d'Alene, Idaho, United States"),
        ("coeur d alene, id", "Coeur d'Alene, Idaho, United States"),
        ("O'Fallon, MO", "O'Fallon, Missouri, United States"),
        ("Winston Salem, NC", "Winston-Salem, North Carolina, United States"),
        ("NYC", "New York City, New York, United States"),
        ("New York, NY", "New York City, New York, United States"),
        ("Lexington, KY", "Lexington, Kentucky, United States"),
        ("Washington, DC", "Washington, District of Columbia, United States"),
        ("Ontario, CA", "Ontario, California, United States"),
        ("London, ON", "London, Ontario, Canada"),
        ("London", "London, England, United Kingdom"),
        ("London, UK", "London, England, United Kingdom"),
        ("London, England", "London, England, United Kingdom"),
        ("Toronto, CA", "Toronto, Ontario, Canada"),
        ("Paris", "Paris, Île-de-France, France"),
        ("Paris, TX", "Paris, Texas, United States"),
        ("Paris, France", "Paris, Île-de-France, France"),
        ("Lyon, FR", "Lyon, Auvergne-Rhône-Alpes, France"),
        ("Lyon, FRA", "Lyon, Auvergne-Rhône-Alpes, France"),
        ("Genève", "Geneva, Switzerland"),
        ("GENEVE", "Geneva, Switzerland"),
        ("Gene\u{300}ve", "Geneva, Switzerland"),
        ("München", "Munich, Bavaria, Germany"),
        ("Muenchen", "Munich, Bavaria, Germany"),
        ("Köln", "Köln, North Rhine-Westphalia, Germany"),
        ("Cologne", "Köln, North Rhine-Westphalia, Germany"),
        ("Bombay", "Mumbai, Maharashtra, India"),
        ("São Paulo", "São Paulo, Brazil"),
        ("sao paulo", "São Paulo, Brazil"),
        ("Reykjavik", "Reykjavík, Capital Region, Iceland"),
        ("Sydney, NSW", "Sydney, New South Wales, Australia"),
        ("Łódź", "Łódź, Łódź Voivodeship, Poland"),
        ("Lodz, Poland", "Łódź, Łódź Voivodeship, Poland"),
        ("'s-Hertogenbosch", "'s-Hertogenbosch, North Brabant, The Netherlands"),
        ("Tbilisi, Georgia", "Tbilisi, Georgia"),
        ("Atlanta, Georgia", "Atlanta, Georgia, United States"),
        ("Singapore", "Singapore"),
        ("Luxembourg", "Luxembourg"),
        ("Québec", "Québec, Quebec, Canada"),
        ("Panama", "Panama City, Panamá, Panama"),
        ("Mexico City", "Mexico City, Mexico"),
        ("Oklahoma City", "Oklahoma City, Oklahoma, United States"),
        ("Austin, TX,", "Austin, Texas, United States"),
        ("Vilnius, LT", "Vilnius, Lithuania"),
        ("Suva", "Suva, Central, Fiji"),
        ("San Juan, PR", "San Juan, Puerto Rico"),
        ("San Juan, PR, US", "San Juan, Puerto Rico"),
        ("Hagåtña", "Hagåtña, Hagatna, Guam"),
        ("Quebec City", "Québec, Quebec, Canada"),
        ("78705", "Austin, Texas, United States"),
        ("78705-1234", "Austin, Texas, United States"),
        ("Austin, TX 78705", "Austin, Texas, United States"),
        ("10027", "New York City, New York, United States"),
        ("00901", "San Juan, Puerto Rico"),
        ("30.27,-97.74", "Austin, Texas, United States"),
    ] {
        match CITIES.find(asked) {
            Ok(found) => assert_eq!(found.to_string(), full, "{asked}"),
            Err(error) => panic!("{asked}: {error}"),
        }
    }
}

#[test]
fn namesakes_side_by_side_are_the_larger_one() {
    assert_eq!(city("Kansas City").label(), "Kansas City, MO");
    assert_eq!(city("Kansas City, KS").label(), "Kansas City, KS");
}

#[test]
fn a_name_of_several_is_refused_with_what_to_write_instead() {
    for (asked, candidate) in
        [("Springfield", "Springfield, MO"), ("Portland", "Portland, OR"), ("San Marino", "San Marino, San Marino")]
    {
        let Err(error @ FindError::Ambiguous { .. }) = CITIES.find(asked) else { panic!("{asked} was taken") };
        assert!(error.to_string().contains(&format!("\"{candidate}\"")), "{error}");
        let FindError::Ambiguous { candidates, count, .. } = error else { unreachable!() };
        assert!(count >= candidates.len());
        for (paste, city) in candidates {
            assert_eq!(CITIES.find(&paste), Ok(city), "{paste}");
        }
    }
}

#[test]
fn a_misspelt_name_leads_to_the_right_one() {
    for (asked, meant) in [
        ("Autsin, TX", "Austin, TX"),
        ("Pittsburg, PA", "Pittsburgh, PA"),
        ("Albuqerque", "Albuquerque, NM"),
        ("Minneapolis, WI", "Minneapolis, MN"),
        ("Cincinatti, OH", "Cincinnati, OH"),
        ("Marseile", "Marseille"),
    ] {
        match CITIES.find(asked) {
            Err(FindError::Unknown { likely, .. }) => {
                assert!(likely.iter().any(|label| label.starts_with(meant)), "{asked}: {likely:?}");
            }
            other => panic!("{asked}: {other:?}"),
        }
    }
    let Err(error) = CITIES.find("Paris, Frence") else { panic!("Frence was taken") };
    assert_eq!(error.to_string(), "no state, region or country is called `Frence`; did you mean France?");
    for (asked, said) in [
        ("", "the name of the city is missing"),
        (" , TX", "the name of the city is missing"),
        ("Texas", "`Texas` is a state, region or country; write a city in it"),
        ("TX", "`TX` is a state"),
        ("France", "`France` is a state, region or country"),
        ("Kansas", "`Kansas` is a state"),
        ("91,0", "`91,0` is not a place: "),
        ("30.27,-97.74,5", "`30.27,-97.74,5` is not a place: "),
    ] {
        let error = CITIES.find(asked).unwrap_err().to_string();
        assert!(error.starts_with(said), "{asked}: {error}");
    }
    let long = CITIES.find(&"a".repeat(5_000)).unwrap_err().to_string();
    assert!(long.len() < 300, "{long}");
    for nonsense in ["", ",", "Xyzzy, TX", "00000", "Qwertzuiop", "💥"] {
        assert!(CITIES.find(nonsense).is_err(), "{nonsense}");
    }
}

#[test]
fn labels_find_their_own_city_or_say_that_there_are_two() {
    // A prime apart: all sizes and continents.
    for own in CITIES.iter().step_by(97) {
        match CITIES.find(&own.label()) {
            Ok(found) => assert!(found == own || found.population >= own.population, "{own}: {found}"),
            Err(FindError::Ambiguous { candidates, count, .. }) => {
                assert!(count > candidates.len() || candidates.iter().any(|(_, city)| *city == own), "{own}");
                for (paste, city) in candidates {
                    assert_eq!(CITIES.find(&paste), Ok(city), "{paste}");
                }
            }
            Err(error) => panic!("{own}: {error}"),
        }
    }
}

#[test]
fn searching_lists_the_best_match_first() {
    let first = |text: &str| CITIES.search(text).first().map(ToString::to_string);
    assert_eq!(first("austin").as_deref(), Some("Austin, Texas, United States"));
    assert_eq!(first("bombay").as_deref(), Some("Mumbai, Maharashtra, India"));
    assert_eq!(first("albuq").as_deref(), Some("Albuquerque, New Mexico, United States"));
    assert_eq!(first("springfield, il").as_deref(), Some("Springfield, Illinois, United States"));
    assert_eq!(first("querque").as_deref(), Some("Albuquerque, New Mexico, United States"));
    assert_eq!(first("78705").as_deref(), Some("Austin, Texas, United States"));
    assert_eq!(first("xyzzy"), None);
}
