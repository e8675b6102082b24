//! Deliveries as lines of JSON: what `pdpe journal export` writes and a replay reads.
//!
//! ```text
//! {"seq":1,"time":"2026-10-03T19:00:00Z","source":"eventbrite","type":"event.created",
//!  "idempotency_key":"msg_1","headers":{"x-eventbrite-event":"event.created"},"body":"{…}"}
//! ```
//! on one line each. A body that is not UTF-8 is in `body_base64` instead of `body`. Lines written by
//! hand may omit `headers`, `type`, `idempotency_key` and `seq`, which then is one more than on the
//! line before; their `body` may be the JSON itself. All other fields are required, and no others
//! are allowed.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, BufRead, Read as _, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, FixedOffset, SecondsFormat, SubsecRound as _};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{BODY_LIMIT_BYTES, Delivery};
use crate::clock::is_leap_second;
use crate::text::steers_terminal;

/// The longest line: the largest body with every byte escaped, and headers.
const LINE_LIMIT_BYTES: u64 = 8 * BODY_LIMIT_BYTES as u64;

/// A delivery read from a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The line it stands on, counted from 1.
    pub line: usize,
    /// Its number, above that of the line before.
    pub seq: u64,
    /// What came in.
    pub delivery: Delivery,
}

/// A line that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{input}:{line}: {reason}")]
pub struct RecordError {
    /// The name of the input.
    pub input: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: String,
    /// Whether reading ended here.
    pub is_last: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line<'a> {
    seq: Option<u64>,
    time: Cow<'a, str>,
    source: Cow<'a, str>,
    #[serde(rename = "type")]
    webhook_type: Option<Cow<'a, str>>,
    idempotency_key: Option<Cow<'a, str>>,
    #[serde(default)]
    headers: Cow<'a, BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body_base64: Option<String>,
}

/// Writes a delivery as one line.
///
/// # Errors
/// When `out` cannot be written.
///
/// ```
/// use pdpe::watch::journal::record;
/// let line = r#"{"seq":7,"time":"2026-10-03T19:00:00Z","source":"hand","type":"test","idempotency_key":"a","headers":{},"body_base64":"/wA="}"#;
/// let read: Vec<_> = record::read(line.as_bytes(), "deliveries.ndjson").collect::<Result<_, _>>()?;
/// assert_eq!((read[0].seq, &read[0].delivery.body[..]), (7, &[0xff, 0][..]));
/// let mut out = Vec::new();
/// record::write(&mut out, read[0].seq, &read[0].delivery)?;
/// assert_eq!(out, format!("{line}\n").into_bytes());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write(out: &mut impl Write, seq: u64, delivery: &Delivery) -> io::Result<()> {
    let text = str::from_utf8(&delivery.body).ok();
    let line = Line {
        seq: Some(seq),
        time: delivery.received.to_rfc3339_opts(SecondsFormat::AutoSi, true).into(),
        source: (&delivery.source).into(),
        webhook_type: Some((&delivery.webhook_type).into()),
        idempotency_key: Some((&delivery.idempotency_key).into()),
        headers: Cow::Borrowed(&delivery.headers),
        body: text.map(Value::from),
        body_base64: if text.is_some() { None } else { Some(STANDARD.encode(&delivery.body)) },
    };
    out.write_all(escaped(&serde_json::to_string(&line)?).as_bytes())?;
    out.write_all(b"\n")
}

/// JSON without characters that control a terminal. They can only be in strings, where an escape means the same.
fn escaped(json: &str) -> Cow<'_, str> {
    if !json.contains(steers_terminal) {
        return json.into();
    }
    let mut text = String::with_capacity(json.len() + 64);
    for char in json.chars() {
        if steers_terminal(char) {
            // All of them are below U+10000. Writing to a String cannot fail.
            let _ = write!(text, "\\u{:04x}", u32::from(char));
        } else {
            text.push(char);
        }
    }
    text.into()
}

/// Reads deliveries line by line; errors call the input `name`. Empty lines are skipped. A bad line
/// is an error after which reading continues; a failure of the input is the last item.
pub fn read(mut input: impl BufRead, name: &str) -> impl Iterator<Item = Result<Recorded, RecordError>> {
    let name = name.to_owned();
    let (mut number, mut last_seq, mut is_over) = (0, 0, false);
    let mut bytes = Vec::new();
    std::iter::from_fn(move || {
        while !is_over {
            bytes.clear();
            number += 1;
            let failed =
                |reason, is_last| Some(Err(RecordError { input: name.clone(), line: number, reason, is_last }));
            match (&mut input).take(LINE_LIMIT_BYTES).read_until(b'\n', &mut bytes) {
                Ok(0) => is_over = true,
                Ok(length) if length as u64 == LINE_LIMIT_BYTES => {
                    is_over = true;
                    return failed(format!("a line of more than {LINE_LIMIT_BYTES} bytes is not a delivery"), true);
                }
                Ok(_) => {}
                Err(error) => {
                    is_over = true;
                    return failed(format!("cannot be read: {error}"), true);
                }
            }
            let mut line = bytes.as_slice();
            if number == 1 {
                line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
            }
            if line.trim_ascii().is_empty() {
                continue;
            }
            return match recorded(line, number, last_seq) {
                Ok(recorded) => {
                    last_seq = recorded.seq;
                    Some(Ok(recorded))
                }
                Err(reason) => failed(reason, false),
            };
        }
        None
    })
}

/// The delivery on line `number`, after one numbered `last_seq`, or what is wrong with it.
fn recorded(line: &[u8], number: usize, last_seq: u64) -> Result<Recorded, String> {
    // serde would accept an array of the values for the object.
    if !line.trim_ascii_start().starts_with(b"{") {
        return Err("not a JSON object; a delivery is {\"seq\":…,\"time\":…,\"source\":…,…} on one line".into());
    }
    let mut json = serde_json::Deserializer::from_slice(line);
    let line: Line<'_> = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        let reason = without_place(error.inner());
        // An error of the whole line has no path.
        if path == "." { reason } else { format!("{path}: {reason}") }
    })?;
    json.end().map_err(|error| format!("more than one JSON object: {}", without_place(&error)))?;
    let seq = match line.seq {
        None => last_seq.checked_add(1),
        Some(seq) => Some(seq).filter(|seq| *seq > last_seq),
    };
    let seq = seq.ok_or_else(|| {
        format!(
            "seq: {} does not follow {last_seq}; deliveries must be in the order of their numbers",
            line.seq.unwrap_or(last_seq)
        )
    })?;
    let received = DateTime::<FixedOffset>::parse_from_rfc3339(&line.time)
        .map_err(|error| format!("time: `{}` is not a time like 2026-10-03T19:00:00-05:00: {error}", line.time))?;
    if is_leap_second(&received) {
        return Err(format!("time: `{}` has a second 60; seconds go up to 59 here", line.time));
    }
    let body = match (line.body, line.body_base64) {
        (Some(Value::String(text)), None) => text.into_bytes(),
        (Some(json), None) => json.to_string().into_bytes(),
        (None, Some(coded)) => STANDARD.decode(coded).map_err(|error| format!("body_base64: {error}"))?,
        (None, None) => return Err("body and body_base64 are both missing; give one".into()),
        (Some(_), Some(_)) => return Err("body and body_base64 are both given; leave one".into()),
    };
    if line.source.is_empty() {
        return Err("source: it is empty".into());
    }
    Ok(Recorded {
        line: number,
        seq,
        delivery: Delivery {
            source: line.source.into_owned(),
            idempotency_key: line.idempotency_key.map_or_else(|| format!("line-{seq}"), Cow::into_owned),
            received: received.to_utc().trunc_subsecs(6),
            webhook_type: line.webhook_type.map_or_else(|| "unknown".into(), Cow::into_owned),
            headers: line.headers.into_owned(),
            body,
        },
    })
}

/// The message with the column only: the line is known.
fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
    format!("{message} (column {})", error.column())
}
