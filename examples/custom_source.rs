//! A source of your own: a function that turns deliveries into statements about events.
//!
//! `cargo run --example custom_source` posts a delivery to itself, restarts, and shows that the score is
//! still there. `cargo run --example custom_source -- serve FOLDER` listens until it is stopped.

use std::error::Error;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;

use pdpe::clock::{Pace, now, parse_time};
use pdpe::event::EventId;
use pdpe::geo::LatLon;
use pdpe::grid::kansas_city;
use pdpe::live::message::RemovalReason;
use pdpe::model::Model;
use pdpe::watch::run::{CustomSource, CustomSourceError, Payload, Statement, Watch, WatchSettings};

/// Deliveries look like `{"what": "opened", "stall": {"id": "s1", "lat": 39.1164, "lon": -94.5702, …}}` or
/// `{"what": "closed", "stall": {"id": "s1"}}`.
fn read(payload: &Payload) -> Result<Vec<Statement>, CustomSourceError> {
    let what = payload.body.get("what").and_then(|what| what.as_str());
    let stall = payload.body.get("stall").and_then(|stall| stall.as_object()).ok_or("`stall` is not an object");
    Ok(match what {
        Some("opened") => vec![Statement::added(stall?, payload.zone)?],
        Some("closed") => {
            let id = EventId::new(stall?.get("id").and_then(|id| id.as_str()).unwrap_or_default())?;
            vec![Statement::Removed { id, reason: RemovalReason::Cancelled }]
        }
        // Nothing about events: the delivery is kept as `ignored`.
        _ => Vec::new(),
    })
}

/// A listener whose journal is in a folder.
fn start(folder: &Path) -> Result<Watch, Box<dyn Error>> {
    let model = Model::published();
    let saturday = parse_time("2026-10-03T19:00", model.timezone, now())?.at;
    Ok(Watch::start(WatchSettings {
        address: "127.0.0.1:0".parse()?,
        journal: Some(folder.join("pdpe.db")),
        pace: Pace::from(saturday.to_utc(), 1.0),
        custom_sources: vec![CustomSource::new("custom_source", read)],
        ..WatchSettings::new(model, kansas_city().whole())
    })?)
}

/// Posts a delivery as a sender would; the status line of the answer.
fn post(address: SocketAddr, body: &str) -> Result<String, Box<dyn Error>> {
    let mut stream = TcpStream::connect(address)?;
    let length = body.len();
    write!(
        stream,
        "POST /webhooks/custom_source HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer.lines().next().unwrap_or_default().to_owned())
}

/// The combined score of the stall's place now.
fn score(watch: &Watch) -> Result<f64, Box<dyn Error>> {
    let place: LatLon = "39.1164,-94.5702".parse()?;
    Ok(watch.read(move |view| view.cell_score(place, view.time()).combined_score)?)
}

#[expect(clippy::print_stdout, reason = "printing is what this example is for")]
fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [serve, folder] = &args[..]
        && serve == "serve"
    {
        let watch = start(Path::new(folder))?;
        println!("listening on http://{}", watch.address());
        loop {
            std::thread::park();
        }
    }

    let folder = tempfile::tempdir()?;
    let watch = start(folder.path())?;
    println!("before the delivery: {:.6}", score(&watch)?);
    let opened =
        r#"{"what": "opened", "stall": {"id": "s1", "name": "Night market", "lat": 39.1164, "lon": -94.5702}}"#;
    println!("{}", post(watch.address(), opened)?);
    println!("after the delivery:  {:.6}", score(&watch)?);
    watch.stop();

    let watch = start(folder.path())?;
    println!("after a restart:     {:.6}", score(&watch)?);
    println!("{}", post(watch.address(), r#"{"what": "closed", "stall": {"id": "s1"}}"#)?);
    println!("after the closing:   {:.6}", score(&watch)?);
    watch.stop();
    Ok(())
}
