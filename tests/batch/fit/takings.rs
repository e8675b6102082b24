//! Files of takings as they come: what is read, what is told, what is refused and where.

use chrono_tz::America::Chicago;
use pdpe::takings::{Asked, Takings, TakingsError, read};

fn taken(csv: &str) -> Takings {
    read(csv.as_bytes(), Chicago, &Asked::default()).unwrap_or_else(|error| panic!("{error}\n{csv}"))
}

fn refused(csv: &str) -> TakingsError {
    read(csv.as_bytes(), Chicago, &Asked::default()).unwrap_err()
}

/// One row below the usual header.
fn row(row: &str) -> Result<(String, String, f64), String> {
    let takings = taken(&format!("place,lat,lon,start,end,takings\n{row}\n"));
    match &takings.visits[..] {
        [visit] => Ok((visit.start.to_rfc3339(), visit.end.to_rfc3339(), visit.taken)),
        _ => Err(takings.rejected[0].to_string()),
    }
}

fn times(start: &str, end: &str) -> Result<(String, String), String> {
    row(&format!("a,39.1,-94.5,{start},{end},1")).map(|(start, end, _)| (start, end))
}

#[test]
fn times_are_read_as_they_are_written() {
    let (start_at, end_at) = ("2026-10-13T18:00:00-05:00", "2026-10-13T22:30:00-05:00");
    for (start, end) in [
        ("2026-10-13T18:00", "2026-10-13T22:30"),
        ("2026-10-13 18:00:00", "22:30"),
        ("10/13/2026 18:00", "10/13/2026 22:30"),
        ("10/13/26 6:00 PM", "10:30 pm"),
        ("13/10/2026 18:00", "22:30"),
        ("13.10.2026 18:00", "13.10.2026 22:30"),
        ("46308.75", "46308.9375"),
        ("2026-10-13T23:00Z", "2026-10-14T03:30Z"),
    ] {
        assert_eq!(times(start, end), Ok((start_at.into(), end_at.into())), "{start} {end}");
    }
    let csv = "date,start,end,place,revenue\n2026-10-13,18:00,22:30,a,5\n";
    assert_eq!(taken(csv).visits[0].end.to_rfc3339(), end_at);
}

#[test]
fn a_stay_may_go_on_past_midnight() {
    let (_, end) = times("2026-10-13T20:00", "01:00").unwrap();
    assert_eq!(end, "2026-10-14T01:00:00-05:00");
}

#[test]
fn nights_on_which_clocks_change_are_as_long_as_they_were() {
    let hours = |start, end| {
        let csv = format!("place,start,end,takings\na,{start},{end},1\n");
        let takings = taken(&csv);
        (takings.visits[0].end - takings.visits[0].start).num_minutes() as f64 / 60.0
    };
    assert_eq!(hours("2026-03-07T22:00", "2026-03-08T04:00"), 5.0);
    assert_eq!(hours("2026-10-31T22:00", "2026-11-01T04:00"), 7.0);
    // 01:30 comes twice; the first is before the end of the second hour.
    assert_eq!(hours("2026-11-01T00:30", "2026-11-01T01:30"), 1.0);
    assert_eq!(hours("2026-11-01T01:30", "2026-11-01T01:15"), 0.75);
    assert!(times("2026-03-08T02:30", "05:00").unwrap_err().contains("does not exist in America/Chicago"));
}

#[test]
fn day_and_month_are_told_apart_by_the_file_or_by_the_user() {
    let csv = "place,start,end,takings\na,3/10/2026 18:00,22:00,1\n";
    assert!(refused(csv).to_string().starts_with("2: in dates like 3/10/2026"));
    let asked = Asked { day_first: Some(true), ..Asked::default() };
    let takings = read(csv.as_bytes(), Chicago, &asked).unwrap();
    assert_eq!(takings.visits[0].start.to_rfc3339(), "2026-10-03T18:00:00-05:00");
    // Another row of the file says which is first.
    let told = format!("{csv}a,3/14/2026 18:00,22:00,1\n");
    assert_eq!(taken(&told).visits[0].start.to_rfc3339(), "2026-03-10T18:00:00-05:00");
    let both = format!("{told}a,14/3/2026 18:00,22:00,1\n");
    assert!(refused(&both).to_string().starts_with("4: dates have the day first in line 4, but the month in line 3"));
}

#[test]
fn amounts_are_read_as_they_are_written() {
    let amount = |text: &str| row(&format!("a,39.1,-94.5,2026-10-13T18:00,22:00,\"{text}\"")).map(|row| row.2);
    for (text, expected) in
        [("412.5", 412.5), ("$412.50", 412.5), ("1,234.50", 1234.5), ("1,234", 1234.0), ("0", 0.0), ("USD 12", 12.0)]
    {
        assert_eq!(amount(text), Ok(expected), "{text}");
    }
    for (text, reason) in [
        ("", "takings is missing"),
        ("-5", "takings -5 is negative"),
        ("12,5", "takings `12,5` is not an amount; write 1234.5"),
        ("none", "takings `none` is not an amount"),
        ("NaN", "takings `NaN` is not an amount"),
        ("$", "takings `$` is not an amount"),
        ("5$5", "takings `5$5` is not an amount"),
        ("5 or 6", "takings `5 or 6` is not an amount"),
        ("1e400", "takings `1e400` is not an amount"),
    ] {
        let found = amount(text).unwrap_err();
        assert!(found.starts_with(&format!("2: {reason}")), "{text}: {found}");
    }
    let german = taken("place;start;end;Umsatz;takings\na;13.10.2026 18:00;22:00;;1.234,50 €\n");
    assert_eq!((german.visits[0].taken, german.unit.as_str()), (1234.5, "takings (€)"));
    let unclear = taken("place;start;end;takings\na;13.10.2026 18:00;22:00;1.234\n");
    assert!(unclear.rejected[0].to_string().contains("it could be thousands or decimals"));
}

#[test]
fn currencies_are_not_added_up() {
    let csv = "place,start,end,takings\na,2026-10-13T18:00,22:00,$5\na,2026-10-14T18:00,22:00,€5\n";
    assert_eq!(refused(csv).to_string(), "3: amounts in €, but in $ in line 2; all rows must be in one currency");
    let csv = "place,start,end,takings_usd,takings_eur\na,2026-10-13T18:00,22:00,5,4\n";
    assert!(refused(csv).to_string().contains("more than one takings column: takings_usd, takings_eur"));
    let asked = Asked { taken: Some("takings_eur".into()), ..Asked::default() };
    assert_eq!(read(csv.as_bytes(), Chicago, &asked).unwrap().visits[0].taken, 4.0);
}

#[test]
fn rows_that_cannot_be_are_named() {
    for (line, reason) in [
        ("a,39.1,-94.5,2026-10-13T18:00,2026-10-13T17:00,1", "2: it ends (2026-10-13T17:00) before it starts"),
        ("a,39.1,-94.5,2026-10-13T18:00,2026-10-13T18:00,1", "2: it ends (2026-10-13T18:00) when it starts"),
        ("a,39.1,-94.5,2026-10-13T18:00,2026-10-20T18:00,1", "2: it lasts 168 hours"),
        ("a,39.1,,2026-10-13T18:00,22:00,1", "2: longitude is missing"),
        ("a,139.1,-94.5,2026-10-13T18:00,22:00,1", "2: "),
        (",,,2026-10-13T18:00,22:00,1", "2: it has no place"),
        ("a,39.1,-94.5,18:00,22:00,1", "2: start `18:00` has no date"),
        ("a,39.1,-94.5,yesterday,22:00,1", "2: start: `yesterday` is not a time"),
        ("a,39.1,-94.5,now,22:00,1", "2: start: `now` is no time of a stay"),
        ("a,39.1,-94.5,2026-10-13T18:00,,1", "2: end is missing"),
        ("a,39.1,-94.5", "2: 3 fields where the header has 6"),
    ] {
        let found = row(line).unwrap_err();
        assert!(found.starts_with(reason), "{line}: {found}");
    }
}

#[test]
fn files_that_make_no_sense_are_refused() {
    for (csv, reason) in [
        ("", "1: the file is empty"),
        ("\u{feff} \n", "1: the file is empty"),
        ("place,start,end\n", "1: no takings column: looked for takings, revenue"),
        ("lat,lon,end,takings\n", "1: no start column"),
        ("start,end,takings\n", "1: no place column"),
        ("lat,start,end,takings\n", "1: latitude and longitude come together"),
        ("place,start,from,end,takings\n", "1: more than one start column: start, from"),
    ] {
        let found = refused(csv).to_string();
        assert!(found.starts_with(reason), "{csv}: {found}");
    }
    assert!(taken("place,start,end,takings\n").visits.is_empty());
}

#[test]
fn the_same_stay_counts_once_and_others_do_not_overlap() {
    let csv = "place,start,end,takings\n\
        a,2026-10-13T18:00,22:00,5\n\
        b,2026-10-13T19:00,23:00,5\n\
        a,2026-10-13T18:00,22:00,5\n\
        a,2026-10-13T21:00,23:00,9\n\
        a,2026-10-13T22:00,23:00,2\n";
    let takings = taken(csv);
    assert_eq!(takings.visits.iter().map(|visit| visit.line).collect::<Vec<_>>(), [2, 3, 6]);
    assert_eq!(takings.notes, ["4: the same stay as in line 2; it counts once"]);
    let reason = "5: it overlaps the stay of line 2 at the same place, which ends at 2026-10-13T22:00";
    assert_eq!(takings.rejected[0].to_string(), reason);
}

#[test]
fn days_off_are_counted_and_sold_out_stays_known() {
    let csv = "place,start,end,takings,closed,sold_out\n\
        a,2026-10-13T18:00,22:00,,yes,\n\
        a,2026-10-14T18:00,22:00,5,no,TRUE\n\
        a,2026-10-15T18:00,22:00,5,maybe,\n";
    let takings = taken(csv);
    assert_eq!((takings.closed, takings.visits[0].sold_out), (1, true));
    assert_eq!(takings.rejected[0].to_string(), "4: closed `maybe` is neither yes nor no");
}

#[test]
fn a_place_is_its_name_its_cell_or_its_coordinates() {
    let csv = "place,cell_id,lat,lon,start,end,customers\n\
        Main  St,,,,2026-10-13T18:00,22:00,5\n\
        ,17_4,,,2026-10-14T18:00,22:00,5\n\
        ,,39.09971,-94.57859,2026-10-15T18:00,22:00,5\n";
    let takings = taken(csv);
    let places: Vec<&str> = takings.visits.iter().map(|visit| visit.place.as_str()).collect();
    assert_eq!(places, ["Main St", "17_4", "39.100,-94.579"]);
    assert_eq!(takings.unit, "customers");
}

#[test]
fn the_example_is_a_month_of_takings() {
    let takings = taken(include_str!("../../../examples/takings_fictitious.csv"));
    assert!(takings.rejected.is_empty() && takings.notes.is_empty(), "{:?} {:?}", takings.rejected, takings.notes);
    assert!((20..40).contains(&takings.visits.len()), "{}", takings.visits.len());
}
