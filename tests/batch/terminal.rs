//! Tables on terminals: what is left out where there is no room, and that it is told.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpListener;

use crate::common::{self, Run, command, fixture, on_terminal, temp_dir, write};
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
            format!("pdpe: no room for {left_out}; use a wider window or --format {format}\n")
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
    for part in ["no room for ", "pdpe journal show SEQ shows a delivery with its full error"] {
        assert!(narrow.err.contains(part), "{narrow:?}");
    }
    let wide = ls(200);
    assert!(wide.out.contains("2026-10-03T19:00\n") && wide.err.is_empty(), "{wide:?}");
}

/// Every kind of character that a terminal obeys or that turns round what stands beside it.
const STEERING: &str = "a\u{1b}[2J\u{7f}\u{9b}31m\u{85}\u{202e}\u{2066}\u{2028}b";

/// Asserts that a run tells of such text, but that no character of it steers the terminal.
#[track_caller]
fn is_clean(run: &Run) {
    for (stream, text) in [("stdout", &run.out), ("stderr", &run.err)] {
        let found = text.chars().find(|&char| {
            char != '\n' && (char.is_control() || ('\u{2028}'..='\u{202e}').contains(&char) || char == '\u{2066}')
        });
        assert_eq!(found, None, "{stream}: {text:?}");
    }
}

#[test]
fn nothing_that_others_wrote_steers_the_terminal() {
    let dir = temp_dir();
    let text = serde_json::to_string(STEERING).unwrap();
    let event = format!(r#"[{{"id":{text},"name":{text},"lat":39.1,"lon":-94.58,"source":{text}}}]"#);
    write(dir.path(), "events.json", event);
    write(
        dir.path(),
        "bad.json",
        format!(r#"[{{"id":{text}}},{{"id":1,"lat":39,"lon":-94,"status":{text}}},{{"id":2,"lat":39,"lon":-94}}]"#),
    );
    write(dir.path(), "grid.csv", format!("id,lat,lon\n\"{STEERING}\",39.1,-94.58\nx,{STEERING},-94\n"));
    let journal = Journal::open(&dir.path().join("pdpe.db")).unwrap();
    let delivery = Delivery {
        source: "box-office".into(),
        idempotency_key: STEERING.into(),
        received: "2026-10-03T19:00:00Z".parse().unwrap(),
        webhook_type: STEERING.into(),
        headers: BTreeMap::from([("x-note".to_owned(), STEERING.to_owned())]),
        body: STEERING.into(),
    };
    journal.submit(delivery).wait().unwrap();
    journal.mark(1, Mark::Dead { reason: STEERING.into() });
    journal.flush().unwrap();
    drop(journal);
    let simulate = ["simulate", "--from", "2026-10-02T16:00", "--to", "+1h", "--events", "events.json"];
    let what_if = [&simulate[..], &["--without", STEERING]].concat();
    let score = ["score", "--at", "2026-10-02T16:00", "--grid", "grid.csv", "--events", "events.json"];
    let mut all = vec![
        vec!["journal", "show", "1"],
        vec!["journal", "export"],
        vec!["explain", "--cell", STEERING, "--grid", "grid.csv", "--events", "events.json", "--at", "now"],
        [&simulate[..], &["--grid", "grid.csv", "--cell", STEERING]].concat(),
        [&simulate[..], &["--scores", "--grid", "grid.csv"]].concat(),
    ];
    for format in ["table", "csv", "json", "ndjson"] {
        all.push(vec!["events", "events.json", "bad.json", "--format", format]);
        all.push(vec!["journal", "ls", "--format", format]);
        all.push([&simulate[..], &["--grid", "grid.csv", "--format", format]].concat());
        all.push([&simulate[..], &["--grid", "grid.csv", "--top", "1", "--format", format]].concat());
        all.push([&what_if[..], &["--format", format]].concat());
        all.push([&score[..], &["--format", format]].concat());
    }
    for args in all {
        let mut command = command(dir.path());
        command.env("NO_COLOR", "1").args(&args);
        let run = on_terminal(command, 400).ok();
        is_clean(&run);
        assert!(
            run.out.contains('\u{fffd}') || run.out.contains("\\u001b") || what_if[..4] == args[..4],
            "{args:?}: {run:?}"
        );
    }
    for args in [
        &["events", STEERING][..],
        &["score", "--at", STEERING],
        &["score", "--columns", STEERING],
        &["score", "--format", STEERING],
        &[STEERING],
        &["events", "events.json", "--tz", STEERING],
        &["simulate", "--from", "now", "--to", "+1h", "--without", STEERING],
    ] {
        let run = common::pdpe_in(dir.path(), args, b"");
        assert_ne!((run.code, run.err.as_str()), (0, ""), "{run:?}");
        is_clean(&run);
    }
}

#[test]
fn what_a_listener_answers_does_not_steer_the_terminal() {
    let dir = temp_dir();
    write(dir.path(), "body.json", "{}");
    for args in [&["health"][..], &["send", "body.json", "--source", "box-office"]] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let answering = std::thread::spawn(move || {
            let mut stream = listener.accept().unwrap().0;
            let mut request = [0; 4096];
            let length = stream.read(&mut request).unwrap();
            assert_ne!(length, 0);
            let body = "{\"status\":\"ok\",\"loop\":\"ok\",\"journal\":\"a\u{7f}\u{9b}31m\u{202e}b\"}";
            write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
                .unwrap();
        });
        let mut command = command(dir.path());
        command.args(args).args([if args[0] == "health" { "--url" } else { "--to" }, &url]);
        let run = on_terminal(command, 400);
        answering.join().unwrap();
        is_clean(&run);
        assert!(run.ok().out.contains("a\u{fffd}\u{fffd}31m\u{fffd}b"), "{args:?}");
    }
}

#[test]
fn data_that_is_not_shown_stays_as_it_is() {
    let dir = temp_dir();
    let text = serde_json::to_string(STEERING).unwrap();
    write(dir.path(), "events.json", format!(r#"[{{"id":"a","name":{text},"lat":39.1,"lon":-94.58}}]"#));
    for format in ["csv", "json", "ndjson"] {
        let out = common::pdpe_in(dir.path(), &["events", "events.json", "--format", format], b"").ok().out;
        let control = if format == "csv" { "\u{fffd}\u{fffd}31m\u{fffd}" } else { "\u{7f}\u{9b}31m\u{85}" };
        assert!(out.contains(&format!("{control}\u{202e}\u{2066}\u{2028}b")), "{format}: {out:?}");
    }
}
