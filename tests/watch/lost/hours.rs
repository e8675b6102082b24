//! Hours in seconds: no boundary is missed while deliveries come in, memory stays flat, and the
//! scores at the end are right.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;
use std::thread;

use serde_json::Value;

use super::deliveries::{Dice, delivery, pool, post, settings};
use super::listener::{Listener, watch};
use super::scores_are_right;
use crate::common::{pdpe_in, temp_dir, write};

/// Lines of JSON of one type of message.
fn of_type<'l>(lines: &'l [Value], kind: &str) -> Vec<&'l Value> {
    lines.iter().filter(|line| line["type"] == kind).collect()
}

/// When, and of which kind: all that makes a boundary.
fn boundaries(lines: &[Value], until: &str) -> Vec<(String, String)> {
    let text = |line: &Value, field: &str| line[field].as_str().unwrap().to_owned();
    let all = of_type(lines, "time_change").into_iter();
    let all = all.map(|line| (text(line, "new_time"), text(line, "boundary_type")));
    let end = chrono::DateTime::parse_from_rfc3339(until).unwrap();
    all.filter(|(at, _)| chrono::DateTime::parse_from_rfc3339(at).unwrap() <= end).collect()
}

fn json_lines(lines: impl Iterator<Item = String>) -> Vec<Value> {
    lines.map(|line| serde_json::from_str(&line).unwrap()).collect()
}

/// Runs for eight hours from `from` (local) to `to` (an instant), an hour in a second, with
/// deliveries all the while.
///
/// It begins when events are on, so that all that is kept up to a limit (what was told, what
/// was computed) has filled up in the first half.
fn eight_hours(day: &str, from: &str, to: &str) {
    let dir = temp_dir();
    settings(dir.path());
    write(dir.path(), "pool.json", pool(day));
    let mut command = watch(dir.path());
    command.args(["--events", "pool.json", "--now", from, "--clock-speed", "3600", "--format", "ndjson"]);
    let mut listener = Listener::start(command.stdout(Stdio::piped()));
    let stdout = BufReader::new(listener.stdout());
    let reading = thread::spawn(move || json_lines(stdout.lines().map_while(Result::ok)));

    let end = chrono::DateTime::parse_from_rfc3339(to).unwrap();
    let (mut client, mut dice) = (listener.client(), Dice(8));
    let mut memory = Vec::new();
    let mut sent = 0;
    loop {
        for _ in 0..20 {
            sent += 1;
            assert_eq!(post(&mut client, &delivery(&mut dice, &sent.to_string(), day)).status, 200);
        }
        memory.push(listener.resident_kb());
        let now = client.get("/score?lat=39.1&lon=-94.58").json();
        let now = chrono::DateTime::parse_from_rfc3339(now["timestamp"].as_str().unwrap()).unwrap();
        if now > end {
            break;
        }
    }
    let (_, at) = scores_are_right(dir.path(), &listener);
    assert!(chrono::DateTime::parse_from_rfc3339(&at).unwrap() > end);
    let stats = client.get("/stats").json();
    assert_eq!(stats["dispatcher"]["errors"], 0);
    assert_eq!((&stats["webhooks"]["processed"], &stats["webhooks"]["failed"]), (&sent.into(), &0.into()));
    listener.stop();
    let told = reading.join().unwrap();

    let args = ["simulate", "-q", "--from", from, "--to", to, "--format", "ndjson"];
    let simulated = pdpe_in(dir.path(), &args, b"").ok().out;
    let simulated = json_lines(simulated.lines().map(str::to_owned));
    let expected = boundaries(&simulated, to);
    assert!(expected.len() >= 8, "{expected:?}");
    assert_eq!(boundaries(&told, to), expected);
    assert_eq!(of_type(&told, "webhook_received").len(), sent);
    // Each message has its number.
    let numbers: Vec<u64> = told.iter().map(|line| line["message_id"].as_u64().unwrap()).collect();
    assert!(numbers.is_sorted_by(|a, b| a + 1 == *b));
    // In the second half little is added to what is kept.
    let (first, second) = memory.split_at(memory.len() / 2);
    let (first, second) = (first.iter().max().unwrap(), second.iter().max().unwrap());
    assert!(*second < first + 16_384, "{first} KB, then {second} KB");
    eprintln!("{from}: {} boundaries, {sent} deliveries, {first} KB, then {second} KB", expected.len());
}

#[test]
fn in_eight_hours_with_deliveries_no_boundary_is_missed() {
    eight_hours("2026-10-03", "2026-10-03T20:00", "2026-10-04T04:00:00-05:00");
}

#[test]
fn nor_in_the_night_in_which_summer_time_ends() {
    eight_hours("2026-10-31", "2026-10-31T20:00", "2026-11-01T03:00:00-06:00");
}

#[test]
fn nor_in_the_night_in_which_it_begins() {
    eight_hours("2026-03-07", "2026-03-07T20:00", "2026-03-08T05:00:00-05:00");
}
