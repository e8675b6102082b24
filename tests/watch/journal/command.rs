//! `pdpe journal`: ls, show and export, beside a writer and without one.

use std::path::Path;

use pdpe::watch::journal::{Journal, Mark, record};
use serde_json::Value;

use super::{accepted, add, delivery};
use crate::common::{Run, pdpe_in, temp_dir, write};

/// A journal of three deliveries in a folder, still open.
fn journal_in(dir: &Path) -> Journal {
    let journal = Journal::open(&dir.join("pdpe.db")).unwrap();
    add(&journal, "a");
    let mut other = delivery("b,\"quoted\"");
    other.source = "github".into();
    other.webhook_type = "push\u{1b}[31m".into();
    other.body = vec![0xff, b'\n', 0x1b, b'x'];
    accepted(journal.submit(other).wait());
    add(&journal, "c");
    journal.mark(1, Mark::Applied);
    journal.mark(2, Mark::Dead { reason: "no place,\nreally".into() });
    journal.flush().unwrap();
    journal
}

fn run(dir: &Path, args: &[&str]) -> Run {
    pdpe_in(dir, &[&["journal"], args].concat(), b"")
}

#[test]
fn ls_shows_a_table_of_the_latest_while_the_journal_is_written_to() {
    let dir = temp_dir();
    let journal = journal_in(dir.path());
    let table = run(dir.path(), &["ls"]).ok().out;
    let lines: Vec<&str> = table.lines().collect();
    assert!(lines[0].contains("seq") && lines[0].contains("received") && lines[0].contains("state"), "{table}");
    for (line, parts) in [
        (1, &["1", "2026-10-03 14:00:00 CDT", "eventbrite", "event.created", "11", "applied"][..]),
        (2, &["2", "github", "push\u{fffd}[31m", "4", "dead", "no place,\u{fffd}really"]),
        (3, &["3", "pending"]),
    ] {
        assert!(parts.iter().all(|part| lines[line].contains(part)), "{}", lines[line]);
    }
    assert!(table.ends_with("\n3 of 3 deliveries: 1 pending, 1 applied, 0 unresolved, 1 dead, 0 ignored\n"), "{table}");
    assert!(!table.contains('\u{1b}'));
    for number in 0..30 {
        add(&journal, &number.to_string());
    }
    let table = run(dir.path(), &["ls", "--tz", "UTC"]).ok().out;
    assert!(table.contains("\n20 of 33 deliveries") && table.contains("19:00:00 UTC"), "{table}");
    assert!(table.ends_with("\nthese are the latest; --limit N shows more\n"), "{table}");
    let table = run(dir.path(), &["ls", "--limit", "20"]).ok().out;
    assert!(!table.contains("--limit"), "{table}");
    assert_eq!(table.lines().nth(1).unwrap().split_whitespace().next(), Some("14"));
}

#[test]
fn ls_writes_json_ndjson_and_csv_that_say_the_same() {
    let dir = temp_dir();
    let _journal = journal_in(dir.path());
    let of = |format: &str| run(dir.path(), &["ls", "--format", format]).ok().out;
    let document: Value = serde_json::from_str(&of("json")).unwrap();
    assert_eq!(document["schema_version"], 1);
    let rows: Vec<Value> = of("ndjson").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(document["deliveries"].as_array().unwrap(), &rows);
    assert_eq!(
        rows[1],
        serde_json::json!({"seq": 2, "time": "2026-10-03T14:00:00.123456-05:00", "source": "github",
            "type": "push\u{1b}[31m", "idempotency_key": "b,\"quoted\"", "state": "dead",
            "error": "no place,\nreally", "body_bytes": 4})
    );
    assert_eq!(rows[0]["error"], Value::Null);
    let csv = of("csv");
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    assert_eq!(
        reader.headers().unwrap(),
        ["seq", "time", "source", "type", "idempotency_key", "state", "error", "body_bytes"].as_slice()
    );
    let read: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(read.len(), 3);
    for (row, record) in rows.iter().zip(&read) {
        for (name, text) in
            ["seq", "time", "source", "type", "idempotency_key", "state", "error", "body_bytes"].iter().zip(record)
        {
            let value = &row[*name];
            let value = value.as_str().map_or_else(|| value.to_string().replace("null", ""), str::to_owned);
            // A field of a CSV is one line without control characters.
            let value = value.replace('\n', " ").replace('\u{1b}', "\u{fffd}");
            assert_eq!(value, text, "{name}");
        }
    }
}

#[test]
fn ls_filters_by_state_and_source_and_limits() {
    let dir = temp_dir();
    let _journal = journal_in(dir.path());
    let seqs = |args: &[&str]| -> Vec<u64> {
        let lines = run(dir.path(), &[&["ls", "--format", "ndjson"], args].concat()).ok().out;
        lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["seq"].as_u64().unwrap()).collect()
    };
    assert_eq!(seqs(&["--state", "dead"]), [2]);
    assert!(seqs(&["--state", "unresolved"]).is_empty());
    assert_eq!(seqs(&["--source", "eventbrite"]), [1, 3]);
    assert_eq!(seqs(&["--source", "eventbrite", "--limit", "1"]), [3]);
    assert_eq!(seqs(&["--limit", "2"]), [2, 3]);
    for limit in ["0", "-1", "many"] {
        run(dir.path(), &["ls", &format!("--limit={limit}")]).fails(2, &["--limit", "write a whole number, 1 or more"]);
    }
    run(dir.path(), &["ls", "--state", "lost"]).fails(2, &["lost", "pending, applied, unresolved, dead or ignored"]);
    let empty: Value =
        serde_json::from_str(&run(dir.path(), &["ls", "--format", "json", "--state", "ignored"]).ok().out).unwrap();
    assert_eq!(empty["deliveries"], serde_json::json!([]));
}

#[test]
fn show_tells_all_of_one_delivery_and_nothing_steers_the_terminal() {
    let dir = temp_dir();
    let _journal = journal_in(dir.path());
    let text = run(dir.path(), &["show", "1"]).ok().out;
    for part in [
        "delivery        1\n",
        "received        2026-10-03T14:00:00.123456-05:00\n",
        "source          eventbrite\n",
        "type            event.created\n",
        "idempotency key a\n",
        "state           applied\n",
        "header          x-eventbrite-event: event.created\n",
        "body            11 bytes\n",
        "\n{\n  \"key\": \"a\"\n}\n",
    ] {
        assert!(text.contains(part), "{part:?} is missing in: {text}");
    }
    assert!(!text.contains("\nerror"));
    let text = run(dir.path(), &["show", "2"]).ok().out;
    assert!(text.contains("error           no place,\u{fffd}really\n"), "{text}");
    assert!(text.ends_with("body            4 bytes\n\n\u{fffd}\n\u{fffd}x\n"), "{text:?}");
    assert!(!text.contains('\u{1b}'));
    run(dir.path(), &["show", "4"]).fails(1, &["no delivery 4 in pdpe.db", "it has 1 to 3"]);
    run(dir.path(), &["show", "18446744073709551615"]).fails(1, &["no delivery"]);
    run(dir.path(), &["show", "x"]).fails(2, &["x", "SEQ"]);
}

#[test]
fn show_lays_a_body_out_and_changes_nothing_of_what_was_sent() {
    let dir = temp_dir();
    let journal = Journal::open(&dir.path().join("pdpe.db")).unwrap();
    let sent = r#"{"z": 12345678901234567890123, "a":1.0e3,"z":[],"e":{ }, "t":"a \"b\": [\u001b, {}","l":[1,[true]]}"#;
    let mut odd = delivery("key");
    odd.body = sent.into();
    accepted(journal.submit(odd).wait());
    let text = run(dir.path(), &["show", "1"]).ok().out;
    let body = "\n{\n  \"z\": 12345678901234567890123,\n  \"a\": 1.0e3,\n  \"z\": [],\n  \"e\": {},\n  \
                \"t\": \"a \\\"b\\\": [\\u001b, {}\",\n  \"l\": [\n    1,\n    [\n      true\n    ]\n  ]\n}\n";
    assert!(text.ends_with(body), "{text}");
}

#[test]
fn export_writes_what_can_be_read_again() {
    let dir = temp_dir();
    let journal = journal_in(dir.path());
    run(dir.path(), &["export", "all.ndjson"]).ok();
    let exported = std::fs::read(dir.path().join("all.ndjson")).unwrap();
    let read: Vec<_> = record::read(&exported[..], "all.ndjson").map(Result::unwrap).collect();
    let kept: Vec<_> = super::entries(&journal).into_iter().map(|entry| (entry.seq, entry.delivery)).collect();
    assert_eq!(read.into_iter().map(|line| (line.seq, line.delivery)).collect::<Vec<_>>(), kept);
    assert_eq!(run(dir.path(), &["export", "-"]).ok().out.as_bytes(), exported);
    let dead = run(dir.path(), &["export", "-", "--state", "dead"]).ok().out;
    assert!(
        dead.starts_with("{\"seq\":2,\"time\":\"2026-10-03T19:00:00.123456Z\",\"source\":\"github\",")
            && dead.lines().count() == 1
    );
    // The journal itself is no place to write to.
    drop(journal);
    run(dir.path(), &["export", "pdpe.db"]).fails(2, &["would overwrite the input"]);
    run(dir.path(), &["ls"]).ok();
    run(dir.path(), &["export", "-o", "pdpe.db"]).fails(2, &["would overwrite the input"]);
    assert_eq!(run(dir.path(), &["export"]).ok().out.as_bytes(), exported);
    assert_eq!(run(dir.path(), &["export", "-o", "too.ndjson"]).ok().out, "");
    assert_eq!(std::fs::read(dir.path().join("too.ndjson")).unwrap(), exported);
    run(dir.path(), &["export", "a", "-o", "b"]).fails(2, &["cannot be used with"]);
}

#[test]
fn the_journal_is_named_by_flag_variable_or_the_working_folder() {
    let dir = temp_dir();
    drop(journal_in(dir.path()));
    std::fs::rename(dir.path().join("pdpe.db"), dir.path().join("other.db")).unwrap();
    run(dir.path(), &["ls"]).fails(1, &["there is no journal pdpe.db", "--journal"]);
    for args in [["ls", "--journal", "other.db"], ["--journal", "other.db", "ls"]] {
        assert!(run(dir.path(), &args).ok().out.contains("3 of 3 deliveries"));
    }
    let mut command = crate::common::command(dir.path());
    let command = command.env("PDPE_JOURNAL", "other.db").args(["journal", "ls"]);
    assert!(crate::common::run(command, b"").ok().out.contains("3 of 3 deliveries"));
    write(dir.path(), "text.db", "not a database at all, but long enough to look into\n".repeat(20));
    run(dir.path(), &["ls", "--journal", "text.db"]).fails(1, &["text.db is not a journal of pdpe"]);
    run(dir.path(), &[]).fails(2, &["ls", "show", "export"]);
}
