//! Takings as they should not be, through the binary: told with their line, never guessed.

use std::fmt::Write as _;

use crate::common::{Run, pdpe_in, temp_dir};

const HEADER: &str = "place,lat,lon,start,end,takings\n";

fn fit(csv: &str, more: &[&str]) -> Run {
    pdpe_in(temp_dir().path(), &[&["fit", "-"], more].concat(), csv.as_bytes())
}

fn rows(rows: &str) -> String {
    format!("{HEADER}{rows}")
}

/// So many weeks of three stays, all with the same takings.
fn weeks(number: u32, takings: &str) -> String {
    let mut csv = HEADER.to_owned();
    for week in 0..number {
        for (day, hour) in [(1, 11), (3, 17), (5, 12)] {
            let date =
                chrono::NaiveDate::from_ymd_opt(2025, 1, 6).unwrap() + chrono::Duration::days((week * 7 + day).into());
            writeln!(csv, "Market,39.1,-94.58,{date}T{hour}:00,{date}T{}:00,{takings}", hour + 3).unwrap();
        }
    }
    csv
}

#[test]
fn no_rows_and_no_usable_row_are_failures() {
    fit(HEADER, &[]).fails(1, &["standard input: there is no stay to fit; a row is a stay, such as"]);
    fit("", &[]).fails(1, &["standard input:1: the file is empty"]);
    fit(&rows("a,39.1,-94.5,2026-10-13T18:00,17:00x,5\n"), &[]).fails(1, &["standard input:2: ", "no stay to fit"]);
}

#[test]
fn one_row_fits_and_says_how_little_it_says() {
    let run = fit(&rows("a,39.1,-94.58,2026-10-13T18:00,22:00,500\n"), &[]).ok();
    assert!(run.err.contains("only 1 stay: the result is uncertain"), "{}", run.err);
    assert!(run.out.contains("no week has enough earlier stays") && run.out.contains("not shown by your 1 stay"));
}

#[test]
fn no_variation_is_told() {
    let run = fit(&weeks(10, "100"), &[]).ok();
    assert!(run.err.contains("all 30 stays have the same takings"), "{}", run.err);
    assert!(run.out.contains("A gain is not shown") && !run.out.contains("NaN"), "{}", run.out);
}

#[test]
fn a_year_of_zeros_is_refused() {
    fit(&weeks(52, "0"), &[]).fails(1, &["all 156 stays have takings of 0"]);
}

#[test]
fn takings_that_are_negative_or_missing_are_rejected_rows() {
    let csv = rows(
        "a,39.1,-94.5,2026-10-13T18:00,22:00,-5\na,39.1,-94.5,2026-10-14T18:00,22:00,\na,39.1,-94.5,2026-10-15T18:00,22:00,9\n",
    );
    let told =
        ["standard input:2: takings -5 is negative", "standard input:3: takings is missing", "2 of 3 rows rejected"];
    let run = fit(&csv, &[]).ok();
    assert!(told.iter().all(|words| run.err.contains(words)), "{}", run.err);
    fit(&csv, &["--strict"]).fails(3, &["2 of 3 rows rejected (--strict)"]);
}

#[test]
fn ends_before_starts_and_overlaps_are_rejected_rows() {
    let csv = rows(
        "a,39.1,-94.5,2026-10-13T18:00,2026-10-13T17:00,5\n\
         a,39.1,-94.5,2026-10-14T18:00,22:00,5\n\
         a,39.1,-94.5,2026-10-14T20:00,23:00,6\n\
         b,39.2,-94.5,2026-10-14T20:00,23:00,6\n",
    );
    let run = fit(&csv, &[]).ok();
    for words in
        [":2: it ends (2026-10-13T17:00) before it starts", ":4: it overlaps the stay of line 3", "only 2 stays"]
    {
        assert!(run.err.contains(words), "{words}: {}", run.err);
    }
}

#[test]
fn the_same_stay_twice_is_told_and_counted_once() {
    let row = "a,39.1,-94.58,2026-10-13T18:00,22:00,500\n";
    let run = fit(&rows(&row.repeat(2)), &[]).ok();
    assert!(run.err.contains(":3: the same stay as in line 2; it counts once"), "{}", run.err);
    assert!(run.out.starts_with("1 stay, "), "{}", run.out);
}

#[test]
fn stays_outside_the_grid_are_told() {
    let csv = "cell_id,start,end,takings\n10_10,2026-10-13T18:00,22:00,5\n99_999,2026-10-14T18:00,22:00,5\n";
    let run = fit(csv, &[]).ok();
    assert!(run.err.contains(":3: Kansas City has no cell `99_999`"), "{}", run.err);
    assert!(run.out.contains("place 10_10"), "{}", run.out);
    let dir = temp_dir();
    crate::common::write(dir.path(), "grid.csv", "cell_id,lat,lon\nx,39.1,-94.5\n");
    let far = rows("a,41.1,-94.5,2026-10-13T18:00,22:00,5\n");
    let run = pdpe_in(dir.path(), &["fit", "-", "--grid", "grid.csv"], far.as_bytes()).ok();
    assert!(run.err.contains("1 place outside the grid grid.csv"), "{}", run.err);
}

#[test]
fn currencies_are_not_mixed() {
    let csv = rows("a,39.1,-94.5,2026-10-13T18:00,22:00,$5\na,39.1,-94.5,2026-10-14T18:00,22:00,€5\n");
    fit(&csv, &[]).fails(1, &["standard input:3: amounts in €, but in $ in line 2"]);
    let csv = "place,start,end,takings_usd,takings_eur\na,2026-10-13T18:00,22:00,5,4\n";
    fit(csv, &[]).fails(1, &["more than one takings column: takings_usd, takings_eur"]);
    fit(csv, &["--column", "takings_eur"]).ok();
}

#[test]
fn dates_as_spreadsheets_write_them_are_read_or_asked_for() {
    let serial = rows("a,39.1,-94.58,46308.75,46308.9375,500\n");
    assert!(fit(&serial, &[]).ok().out.starts_with("1 stay, 2026-10-13 to 2026-10-13"));
    let unclear = rows("a,39.1,-94.58,3/10/2026 18:00,22:00,500\n");
    fit(&unclear, &[]).fails(1, &["standard input:2: in dates like 3/10/2026", "--day-first or --month-first"]);
    assert!(fit(&unclear, &["--day-first"]).ok().out.starts_with("1 stay, 2026-10-03"));
    assert!(fit(&unclear, &["--month-first"]).ok().out.starts_with("1 stay, 2026-03-10"));
}

#[test]
fn nights_over_midnight_and_over_a_change_of_clocks_count_their_hours() {
    let hours = |start: &str, end: &str| {
        let out = fit(&rows(&format!("a,39.1,-94.58,{start},{end},500\n")), &[]).ok().out;
        out.lines()
            .filter(|line| line.starts_with("hours "))
            .map(|line| line[..20].trim().to_owned())
            .collect::<Vec<_>>()
    };
    // A Friday's last hours, and the first of the Saturday.
    assert_eq!(hours("2026-10-16T23:00", "01:00"), ["hours workday 23:00", "hours saturday 00:00"]);
    // 02:00 does not exist, and 01:00 comes twice.
    assert_eq!(hours("2026-03-08T01:00", "04:00"), ["hours sunday 01:00", "hours sunday 03:00"]);
    assert_eq!(hours("2026-11-01T01:00", "02:00"), ["hours sunday 01:00"]);
}

#[test]
fn counts_that_cannot_be_are_told() {
    let backtest = |csv: &str, more: &[&str]| {
        pdpe_in(temp_dir().path(), &[&["backtest", "--counts", "-"], more].concat(), csv.as_bytes())
    };
    backtest("place,count\n", &[])
        .fails(1, &["standard input:1: no local_time column: found the columns place, count"]);
    backtest("place,local_time,count\n", &[]).fails(1, &["no count can be predicted"]);
    let csv = "place,local_time,count\na,2026-03-01T10:00,-4\n,2026-03-01T10:00,4\na,noon,4\na,2026-03-01T11:00,4\na,2026-03-01T11:00,5\n";
    let words =
        [":2: count -4 is negative", ":3: place is missing", ":4: local_time `noon`", ":6: the same place and hour"];
    let run = backtest(csv, &[]).ok();
    assert!(words.iter().all(|words| run.err.contains(words)), "{}", run.err);
    backtest(csv, &["--strict"]).fails(3, &["4 of 5 rows rejected"]);
}
