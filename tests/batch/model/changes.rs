//! Changes laid over the published model: tables key by key, lists whole.

use pdpe::model::{BuiltIn, DEFAULT, Model};

use super::model;

#[test]
fn the_published_model_reads_back_and_equals_no_change_at_all() {
    assert_eq!(model(BuiltIn::Published.toml()), Model::published());
    assert_eq!(model(""), Model::published());
    assert_eq!(model("# nothing but a comment\n"), Model::published());
    assert_eq!(model("[weights]\n[spending]\n[spending.income]\n"), Model::published());
}

#[test]
fn the_published_model_holds_the_published_numbers() {
    let published = Model::published();
    assert_eq!(published.timezone, chrono_tz::America::Chicago);
    let weights = published.weights;
    assert_eq!((weights.spending_propensity, weights.college_presence, weights.event_proximity), (0.4, 0.3, 0.3));
    assert_eq!((published.spending.maximum, published.college.maximum), (3.0, 3.0));
    let hotspots: Vec<_> =
        published.college.hotspots.iter().map(|h| (h.name.as_str(), h.lat, h.lon, h.weight)).collect();
    assert_eq!(
        hotspots,
        [
            ("UMKC", 39.0334, -94.5760, 1.5),
            ("KU", 38.9584, -95.2448, 1.5),
            ("UCM", 38.7440, -93.7310, 1.5),
            ("Westport", 39.0496, -94.5913, 1.2),
            ("Power & Light", 39.0991, -94.5783, 1.1),
        ]
    );
    let proximity = published.proximity;
    assert_eq!(proximity.radius_km, 5.0);
    assert_eq!((proximity.lead_minutes, proximity.tail_minutes, proximity.default_duration_minutes), (60, 60, 180));
    assert_eq!((proximity.attendance_strength, proximity.sentiment_strength), (0.1, 0.25));
    assert!(published.college.calendar.is_empty());
}

#[test]
fn one_key_of_a_table_leaves_its_neighbours() {
    let mut expected = Model::published();
    expected.weights.event_proximity = 0.5;
    assert_eq!(model("[weights]\nevent_proximity = 0.5"), expected);
    assert_eq!(model("weights.event_proximity = 0.5"), expected);
    assert_eq!(model("weights = { event_proximity = 0.5 }"), expected);

    let mut deeper = Model::published();
    deeper.spending.income.maximum = 3.0;
    assert_eq!(model("[spending.income]\nmaximum = 3.0"), deeper);
}

#[test]
fn a_list_replaces_the_whole_list() {
    let one = model("[[college.hotspots]]\nname = 'Rockhurst'\nlat = 39.0318\nlon = -94.5686\nweight = 1\n");
    assert_eq!(one.college.hotspots.len(), 1);
    assert_eq!(one.college.hotspots[0].name, "Rockhurst");
    assert_eq!(one.college.times, Model::published().college.times);
    assert!(model("[college]\nhotspots = []").college.hotspots.is_empty());
    assert!(model("[spending]\nholidays = []").spending.holidays.is_empty());

    let weekday = model("[spending]\nweekday = [1, 1, 1, 1, 1, 1, 1]").spending.weekday;
    assert_eq!(weekday, [1.0; 7]);
}

#[test]
fn the_default_is_the_measured_model() {
    assert_eq!(DEFAULT, BuiltIn::Measured);
    assert_eq!((Model::default(), Model::from_toml("").unwrap()), (Model::measured(), Model::measured()));
    assert_eq!(Model::from_toml("model = 'published'").unwrap(), Model::published());
}

#[test]
fn hours_of_a_file_take_the_place_of_the_rows_by_type_of_day() {
    let hours = "[spending]\nhours = [{ from = 0, to = 11, factor = 0.5 }, { from = 12, to = 23, factor = 1.5 }]\n";
    let row = "[spending.hours_by_day]\nsunday = [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]\n";
    let measured = |texts: &[&str]| Model::of(BuiltIn::Measured, texts).unwrap();
    let changed = measured(&[hours]);
    assert_eq!((changed.spending.hours.len(), &changed.spending.hours_by_day), (2, &None));
    // What is printed of it reads back the same.
    assert_eq!(Model::from_toml(&changed.to_toml()).unwrap(), changed);
    // Rows given with the hours, or laid over them, count on their days.
    for both in [measured(&[&format!("{hours}{row}")]), measured(&[hours, row])] {
        let rows = both.spending.hours_by_day.unwrap();
        assert_eq!((rows.workday, rows.saturday, rows.sunday), (None, None, Some([1.0; 24])));
    }
    assert!(measured(&[row]).spending.hours_by_day.unwrap().workday.is_some(), "rows alone are merged");
}

#[test]
fn whole_numbers_serve_where_numbers_are_wanted() {
    assert_eq!(model("[proximity]\nradius_km = 8").proximity.radius_km, 8.0);
    assert_eq!(model("[weights]\ncollege_presence = 0").weights.college_presence, 0.0);
}

#[test]
fn another_zone_changes_nothing_else() {
    let mut expected = Model::published();
    expected.timezone = chrono_tz::Australia::Lord_Howe;
    assert_eq!(model("timezone = 'Australia/Lord_Howe'"), expected);
}
