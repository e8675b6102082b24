//! Strangers without a secret who take places and time: signed senders are acknowledged meanwhile.

use std::io::{ErrorKind, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::senders::{Shop, deliver, signed};
use super::{Row, Seen, attacked, from, survived};
use crate::client::Client;
use crate::support::{Listener, Setup, request, wait_until};

/// For how long each of them attacks.
const LONG: Duration = Duration::from_secs(6);

/// Attacks while a sender delivers.
fn with_a_sender(attack: &'static str, setup: Setup, run: impl FnOnce(&Listener, &mut Seen)) -> Row {
    let row = survived(attack, setup, |listener, seen| {
        let shop = Shop::open(listener);
        run(listener, seen);
        let sent = shop.close();
        sent.is_good();
        seen.note(format!("{} of {} sent, worst {} ms", sent.acknowledged, sent.deliveries, sent.worst.as_millis()));
    });
    row.vitals.are_good_among_strangers();
    row
}

/// Keeps so many connections from each of some addresses, writes the same to all of them again and again, and opens
/// a new one for each that is closed. Nothing is read.
fn write_and_never_read(listener: &Listener, addresses: &[u8], each: usize, bytes: &[u8]) {
    let connect = |address: &u8| {
        let stream = from(*address, listener.address)?;
        stream.set_nonblocking(true).unwrap();
        Some(stream)
    };
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for address in addresses {
            scope.spawn(move || {
                let mut streams: Vec<Option<TcpStream>> = (0..each).map(|_| connect(address)).collect();
                while begun.elapsed() < LONG {
                    for stream in &mut streams {
                        let written = stream.as_mut().map(|stream| stream.write(bytes));
                        let is_open = match written {
                            Some(Ok(_)) => true,
                            Some(Err(error)) => error.kind() == ErrorKind::WouldBlock,
                            None => false,
                        };
                        if !is_open {
                            *stream = connect(address);
                        }
                    }
                }
            });
        }
    });
}

pub fn strangers() -> Vec<Row> {
    let health = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n".as_slice();
    vec![
        with_a_sender("512 pipeline GET /health and read nothing, 2 addresses", signed(), |listener, _| {
            write_and_never_read(listener, &[5, 6], 256, &health.repeat(200));
        }),
        with_a_sender("512 ask for /health one by one and read nothing", signed(), |listener, _| {
            write_and_never_read(listener, &[5, 6], 256, health);
        }),
        with_a_sender("512 ask for the page of / and read nothing", signed(), |listener, _| {
            let page = b"GET / HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n";
            write_and_never_read(listener, &[5, 6], 256, &page.repeat(50));
        }),
        with_a_sender("800 begin a delivery and never end it, 4 addresses", signed(), |listener, _| {
            let begun = request("POST", "/webhooks/generic/shop", &[], &[b'{'; 2000]);
            write_and_never_read(listener, &[5, 6, 7, 8], 200, &begun[..begun.len() - 1]);
        }),
        with_a_sender("512 deliver unsigned, pipelined, and read nothing", signed(), |listener, _| {
            let one = String::from_utf8(request("POST", "/webhooks/generic/shop", &[], b"{}")).unwrap();
            write_and_never_read(
                listener,
                &[5, 6],
                256,
                one.replace("Connection: close\r\n", "").repeat(100).as_bytes(),
            );
        }),
        with_a_sender("16 read all cells again and again", signed(), |listener, seen| {
            let begun = Instant::now();
            std::thread::scope(|scope| {
                for _ in 0..16 {
                    scope.spawn(|| {
                        while begun.elapsed() < LONG {
                            assert_eq!(listener.get("/cells").status, 200);
                        }
                    });
                }
            });
            seen.note("read");
        }),
        with_a_sender("500 events that cover everything, or would", signed(), |listener, seen| {
            for number in 0..500 {
                let radius_km = if number % 10 == 0 { 20_000 } else { 50 };
                let more = format!(r#","radius_km":{radius_km}"#);
                seen.note(deliver(&mut listener.client(), &format!("wide-{number}"), &more).unwrap());
            }
            seen.are_only(&["200"]);
            let known = listener.json("/events")["events"].as_array().unwrap().len();
            assert!(known >= 450, "{known}");
            assert_eq!(listener.stat("/webhooks/dead"), 50);
        }),
        attacked("64 viewers disconnect, others come at once", signed(), |listener, seen| {
            let view = |client: &mut Client| {
                client.send("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
                client.head().map(|(status, _)| status)
            };
            for _ in 0..3 {
                let mut viewers: Vec<Client> = (0..64).map(|_| listener.client()).collect();
                for viewer in &mut viewers {
                    wait_until("a viewer has a place", || {
                        // A place becomes free with the next look at the connection that was closed.
                        if view(viewer).is_ok_and(|status| status == 200) {
                            return true;
                        }
                        *viewer = listener.client();
                        false
                    });
                    viewer.send("GET /health HTTP/1.1\r\n"); // it hides the end of the connection behind it
                }
                let begun = Instant::now();
                drop(viewers);
                wait_until("a new viewer has a place", || {
                    view(&mut listener.client()).is_ok_and(|status| status == 200)
                });
                assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
                seen.note("viewed");
            }
        }),
    ]
}
