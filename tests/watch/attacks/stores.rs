//! What fills the memory: deliveries that wait, large events, slow readers of large answers, viewers that come again.

use std::fmt::Write as _;

use super::senders::{deliver, deliver_body, signed};
use super::{Row, attacked, client_from};
use crate::client::Client;
use crate::support::{Listener, Setup};

/// A listener whose events take a dozen megabytes as JSON.
fn with_many_events() -> Setup {
    let mut events = String::new();
    for number in 0..10_000 {
        let name = "n".repeat(1000);
        let (month, day, lon) = (1 + number / 28 % 12, 1 + number % 28, 94.4 + f64::from(number % 97) / 300.0);
        let place = format!(r#""lat":39.1,"lon":-{lon:.4},"start":"2031-{month:02}-{day:02}""#);
        let _ = writeln!(events, r#"{{"id":"{number}","source":"file","name":"{name}",{place}}}"#); // never fails
    }
    signed().file("events.ndjson", &events).with(&["--events", "events.ndjson"])
}

/// Asks for something as 64 clients from three addresses, who do not read, while `change` is called between them.
fn ask_and_never_read(listener: &Listener, target: &str, mut change: impl FnMut(u8)) -> Vec<Client> {
    let ask = |number: u8| {
        let mut reader = client_from(5 + number % 3, listener.address).unwrap();
        reader.send(format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        change(number);
        reader
    };
    (0..64_u8).map(ask).collect()
}

pub fn stores() -> Vec<Row> {
    vec![
        attacked("1,500 updates of 1 MB about unknown events", signed(), |listener, seen| {
            for number in 0..1500 {
                let start = "x".repeat(1_000_000);
                let body = format!(r#"{{"type":"updated","id":"unknown-{number}","start":"{start}"}}"#);
                seen.note(deliver_body(&mut listener.client(), &body).unwrap());
            }
            seen.are_only(&["200"]);
        }),
        attacked("64 ask for 12 MB of /events, changed each time, unread", with_many_events(), |listener, seen| {
            let readers = ask_and_never_read(listener, "/events", |number| {
                seen.note(deliver(&mut listener.client(), &format!("change-{number}"), "").unwrap());
            });
            seen.are_only(&["200"]);
            drop(readers);
        }),
        attacked("64 ask for 12 MB of /map/events, unread", with_many_events(), |listener, seen| {
            let readers = ask_and_never_read(listener, "/map/events", |_| ());
            seen.note(readers.len());
        }),
        attacked("64 ask for 200,000 cells, changed each time, unread", large_grid(), |listener, seen| {
            let readers = ask_and_never_read(listener, "/cells", |number| {
                seen.note(deliver(&mut listener.client(), &format!("change-{number}"), "").unwrap());
            });
            seen.are_only(&["200"]);
            drop(readers);
        }),
        attacked("64 viewers come again for 4 MB and read nothing", signed(), |listener, seen| {
            let mut viewer = listener.client();
            viewer.send("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
            viewer.head().unwrap();
            let first = String::from_utf8(viewer.chunk().unwrap()).unwrap();
            let run = first.split_once("id: ").unwrap().1.split('-').next().unwrap().to_owned();
            for number in 0..200 {
                let more = format!(r#","name":"{}""#, "n".repeat(1000));
                seen.note(deliver(&mut listener.client(), &format!("event-{number}"), &more).unwrap());
            }
            let viewers: Vec<Client> = (0..63)
                .map(|number| {
                    let mut viewer = client_from(5 + number % 3, listener.address).unwrap();
                    viewer.send(format!("GET /stream HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: {run}-0\r\n\r\n"));
                    viewer
                })
                .collect();
            seen.are_only(&["200"]);
            drop(viewers);
        }),
    ]
}

/// A listener with very many cells.
fn large_grid() -> Setup {
    let mut grid = "cell_id,lat,lon\n".to_owned();
    for row in 0..400 {
        for column in 0..500 {
            let (lat, lon) = (38.9 + f64::from(row) * 0.001, -94.8 + f64::from(column) * 0.001);
            let _ = writeln!(grid, "{row}_{column},{lat:.4},{lon:.4}"); // never fails
        }
    }
    signed().file("grid.csv", &grid).with(&["--grid", "grid.csv"])
}
