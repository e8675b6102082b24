//! Tables on terminals: what is left out where there is no room, and that it is told.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use crate::common::{Run, command, fixture, on_terminal, temp_dir};
use pdpe::watch::journal::{Delivery, Journal, Mark};
use unicode_width::UnicodeWidthStr;

fn run(columns: u16, args: &[&str]) -> Run {
    let mut command = command(&fixture("").canonicalize().unwrap());
    command.env("NO_COLOR", "1").args(args);
    on_terminal(command, columns).ok()
}

const SIMULATE: [&str; 7] = ["simulate", "--from", "2026-10-02T16:00", "--to", "+12h", "--events", "kc_weekend.json"];

/// The names of the columns: the first line of the table, which comes after a heading or at once.
fn header(run: &Run, first: &str) -> String {
    run.out.lines().find(|line| line.starts_with(first)).unwrap_or_else(|| panic!("{run:?}")).to_owned()
}

#[test]
fn tables_fit_a_terminal_and_say_which_columns_they_left_out_for_it() {
    let what_if = ["--without", "G5vYZ9kC2xT7m"];
    let place = ["--at-place", "39.0991,-94.5783"];
    let score = ["score", "--at", "2026-10-03T19:00", "--top", "3"];
    let explain = ["explain", "39.0997,-94.5786", "--at", "2026-10-03T19:00", "--events", "kc_weekend.json"];
    for (columns, args, first, kept, left_out) in [
        (80, [&SIMULATE[..]].concat(), "time ", "best cell mean changed +opened", "place, turned, computed"),
        (
            80,
            [&SIMULATE[..], &what_if].concat(),
            "time ",
            "differing mean before lost gained",
            "best, cell, before, cell, turned",
        ),
        (
            80,
            [&SIMULATE[..], &["--top", "3"]].concat(),
            "# ",
            "from to cell lat lon combined",
            "spending, college, events",
        ),
        (
            80,
            [&SIMULATE[..], &["--top", "3"], &what_if].concat(),
            "# ",
            "from to cell combined before",
            "lat, lon, spending, college, events",
        ),
        (80, [&SIMULATE[..], &place].concat(), "time ", "combined spending college events turned", ""),
        (80, [&SIMULATE[..], &place, &what_if].concat(), "time ", "combined spending events before turned", "college"),
        (
            50,
            [&SIMULATE[..]].concat(),
            "time ",
            "best cell",
            "place, mean, changed, turned, computed, +opened  −closed",
        ),
        (
            60,
            [&SIMULATE[..], &what_if].concat(),
            "time ",
            "differing lost gained",
            "best, cell, before, cell, mean, before, turned",
        ),
        (40, [&SIMULATE[..], &place].concat(), "time ", "combined", "spending, college, events, turned"),
        (
            50,
            [&SIMULATE[..], &place, &what_if].concat(),
            "time ",
            "combined before",
            "spending, college, events, turned",
        ),
        (80, score.to_vec(), "# ", "cell lat lon spending college events combined", ""),
        (50, score.to_vec(), "# ", "cell lat lon combined", "spending, college, events"),
        (80, vec!["events", "kc_weekend.json"], "id ", "name when", "place, people, source"),
        (80, explain.to_vec(), "event ", "counts bonus", "id, metres, radius km, scale"),
    ] {
        let shown = run(columns, &args);
        let names = header(&shown, first);
        let words: Vec<&str> = names.split_whitespace().skip(1).collect();
        assert!(words.join(" ").starts_with(kept), "{args:?}: {names}");
        // Of tables alone: what stands above and below them may be longer.
        let lines = shown.out.lines().skip_while(|line| *line != names);
        for line in lines.take_while(|line| !line.is_empty() && !line.starts_with("  ")) {
            assert!(line.width() <= columns.into(), "{args:?}: {line}");
        }
        let told = if left_out.is_empty() {
            String::new()
        } else {
            let format = if args[0] == "explain" { "json" } else { "csv" };
            format!("pdpe: left out for want of room: {left_out}; a wider window shows them, or --format {format}\n")
        };
        assert_eq!(shown.err, told, "{args:?}");
        let wide = run(250, &args);
        assert!(wide.err.is_empty() && left_out.split(", ").all(|name| wide.out.contains(name)), "{wide:?}");
    }
}

#[test]
fn columns_that_were_asked_for_are_never_left_out() {
    let shown =
        run(40, &["score", "--at", "2026-10-03T19:00", "--top", "2", "--columns", "cell_id,lat,lon,college_presence"]);
    assert_eq!(header(&shown, "# ").split_whitespace().collect::<Vec<_>>(), ["#", "cell", "lat", "lon", "college"]);
    assert!(shown.err.is_empty(), "{shown:?}");
}

#[test]
fn a_journal_says_where_the_rest_of_an_error_is_to_be_read() {
    let dir = temp_dir();
    let journal = Journal::open(&dir.path().join("pdpe.db")).unwrap();
    let delivery = Delivery {
        source: "box-office".into(),
        idempotency_key: "a".into(),
        received: "2026-10-03T19:00:00Z".parse().unwrap(),
        webhook_type: "show.new".into(),
        headers: BTreeMap::new(),
        body: b"{}".to_vec(),
    };
    journal.submit(delivery).wait().unwrap();
    journal.mark(1, Mark::Dead { reason: "start: `2026-13-03` is not a time, write it like 2026-10-03T19:00".into() });
    journal.flush().unwrap();
    let ls = |columns: u16| {
        let mut command = command(dir.path());
        command.env("NO_COLOR", "1").args(["journal", "ls"]);
        on_terminal(command, columns).ok()
    };
    let narrow = ls(80);
    assert!(narrow.out.contains("…") && narrow.out.lines().take(2).all(|line| line.width() <= 80), "{narrow:?}");
    for part in ["left out for want of room: ", "pdpe journal show SEQ tells all of a delivery, its error in full"] {
        assert!(narrow.err.contains(part), "{narrow:?}");
    }
    let wide = ls(200);
    assert!(wide.out.contains("2026-10-03T19:00\n") && wide.err.is_empty(), "{wide:?}");
}
