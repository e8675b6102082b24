//! Deliveries that are made up, each another, and a source that signs them.

use std::path::Path;

use chrono::DateTime;
use pdpe::watch::testing::{Scheme, Secret, SignatureHeader, Verifier};
use serde_json::json;

use super::client::{Answer, Client};
use crate::common::write;

pub const SECRET: &str = "a secret that nobody knows";
pub const PATH: &str = "/webhooks/generic/box";

/// Writes a pdpe.toml in which the source `box` signs bodies; the same body is the same delivery.
pub fn settings(dir: &Path) {
    write(
        dir,
        "pdpe.toml",
        "[[sources]]\nname = \"box\"\nscheme = \"hmac\"\nheader = \"X-Signature\"\nsecrets = [{ file = \"secret\" }]\nrate_limit_per_minute = 1000000\n",
    );
    secret(dir, SECRET);
}

/// Writes the file with the secret.
pub fn secret(dir: &Path, secret: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    let path = write(dir, "secret", secret);
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

/// The header that goes with a body.
pub fn signed(secret: &str, body: &str) -> Vec<(String, String)> {
    let header = SignatureHeader {
        header: "X-Signature".into(),
        prefix: String::new(),
        encoding: pdpe::watch::testing::Encoding::Hex,
        id_header: None,
        signed_prefix: String::new(),
    };
    let verifier = Verifier::new(Scheme::Hmac(header), vec![Secret::new(secret).unwrap()]).unwrap();
    verifier.sign("", DateTime::UNIX_EPOCH, body.as_bytes())
}

#[track_caller]
pub fn post(client: &mut Client, body: &str) -> Answer {
    client.post(PATH, &signed(SECRET, body), body.as_bytes())
}

/// Numbers that look random and are the same in every run (`SplitMix64`).
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }
}

/// How many events there are.
pub const POOL: u64 = 24;

/// An event of the pool, somewhere in Kansas City; on the evening and night of a day.
fn event(dice: &mut Dice, id: u64, day: &str) -> serde_json::Value {
    let place = |dice: &mut Dice, from: f64, span: f64| {
        from + span * f64::from(u32::try_from(dice.below(10_000)).unwrap()) / 10_000.0
    };
    let (lat, lon) = (place(dice, 38.96, 0.35), place(dice, -94.74, 0.38));
    let start = format!("{day}T{:02}:{:02}", 18 + dice.below(6), dice.below(60));
    json!({ "id": format!("e{id}"), "name": format!("Show {id}"), "lat": lat, "lon": lon, "start": start })
}

/// All events of the pool, as a file for `--events`.
pub fn pool(day: &str) -> String {
    let mut events: Vec<_> = (0..POOL).map(|id| event(&mut Dice(id), id, day)).collect();
    for event in &mut events {
        event["source"] = "box".into();
    }
    json!({ "schema_version": 1, "events": events }).to_string()
}

/// A delivery about an event of the pool: added, updated, removed, or how many come.
pub fn delivery(dice: &mut Dice, number: &str, day: &str) -> String {
    let id = dice.below(POOL);
    let mut body = match dice.below(10) {
        0..4 => json!({ "type": "event.updated", "event": event(dice, id, day) }),
        4..6 => json!({ "type": "event.created", "event": event(dice, id, day) }),
        6..8 => json!({ "type": "event.cancelled", "event": { "id": format!("e{id}") } }),
        _ => json!({ "type": "event.updated", "event": { "id": format!("e{id}"), "attendance": dice.below(40_000) } }),
    };
    body["number"] = number.into();
    body.to_string()
}
