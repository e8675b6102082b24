//! Deliveries: verified, parsed, written to the journal, and only then acknowledged.
//!
//! A refused delivery leaves only a count. An accepted one goes to the loop before its sender is answered,
//! so that later requests see its effect.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use chrono::{SecondsFormat, SubsecRound as _};
use serde::Serialize;

use super::encoding::decompressed;
use super::{Problem, enter, json, safe};
use crate::clock::monotonic;
use crate::watch::access::{Access, Denied};
use crate::watch::auth;
use crate::watch::cors::allows;
use crate::watch::door::{Method, Request, Response};
use crate::watch::headers::Headers;
use crate::watch::journal::{Delivery, JournalError, Stored, SubmitResult};
use crate::watch::main_loop::Wake;
use crate::watch::senders::Sender;
use crate::watch::settings::{SOURCE_NAME_WANTED, is_source_name};
use crate::watch::shared::Shared;
use crate::watch::sources::Reading;

/// The headers kept for information, besides the one that the source reads. None contains a secret.
const KEPT_HEADERS: [&str; 7] = [
    "content-type",
    "user-agent",
    "webhook-id",
    "svix-id",
    "x-eventbrite-delivery",
    "x-github-delivery",
    "x-github-event",
];

/// The source of a path.
pub(super) struct Address<'a> {
    source: &'a str,
    /// The token in the path.
    token: Option<&'a str>,
}

impl<'a> Address<'a> {
    /// Parses the steps after `/webhooks/`; `is_own` tells the program's own sources.
    pub fn of(steps: &[&'a str], is_own: impl Fn(&str) -> bool) -> Option<Self> {
        match steps {
            ["generic", "eventbrite" | "ticketmaster" | "twitter", ..] => None,
            [source @ ("eventbrite" | "ticketmaster" | "twitter")] | ["generic", source] => {
                Some(Self { source, token: None })
            }
            [source] if is_own(source) => Some(Self { source, token: None }),
            ["generic", source, token] if !token.is_empty() => Some(Self { source, token: Some(token) }),
            [source, token] if !token.is_empty() && (*source == "eventbrite" || is_own(source)) => {
                Some(Self { source, token: Some(token) })
            }
            _ => None,
        }
    }
}

/// Answers at once if the delivery is refused, else when it is on disk.
pub(super) fn respond(shared: &Arc<Shared>, address: &Address, request: Request) -> Response {
    let asked = monotonic();
    let Some(sender) = shared.senders().get(address.source) else {
        shared.tally.reject(None, "unknown_source");
        let why = if is_source_name(address.source) {
            "no such source; add it to [[sources]] in pdpe.toml".to_owned()
        } else {
            format!("no source can have this name; {SOURCE_NAME_WANTED}")
        };
        return Problem::new(404, why).response();
    };
    let client = shared.access.client(&request);
    let taken = match request.method {
        Method::Post => {
            shared.tally.count(|tallied| tallied.requests += 1);
            check(shared, &sender, address, request)
        }
        Method::Get | Method::Head if address.source == "twitter" => {
            return challenge(shared, &sender, &request).unwrap_or_else(Problem::response);
        }
        Method::Options if address.source == "twitter" => return allows("GET, HEAD, POST, OPTIONS"),
        Method::Options => return allows("POST, OPTIONS"),
        Method::Get | Method::Head => Err(("method", Problem::not_allowed("POST"))),
    };
    match taken {
        Ok((delivery, reading)) => {
            let kept = keep(shared, &sender, delivery, reading);
            if kept.is_ok() {
                shared.pulse.timings.acknowledge.add(asked.elapsed());
            }
            kept.map_or_else(Problem::response, |acknowledged| json(200, &acknowledged))
        }
        Err((reason, problem)) => {
            shared.tally.reject(named(shared, &sender), reason);
            tracing::debug!(source = address.source, reason, ?client, "a delivery was refused");
            problem.response()
        }
    }
}

/// The name under which a sender is counted; none if anyone may send.
fn named<'a>(shared: &Shared, sender: &'a Sender) -> Option<&'a str> {
    (!shared.senders().is_open()).then_some(sender.name.as_str())
}

/// A refusal with its name in statistics.
type Refused = (&'static str, Problem);

fn check(
    shared: &Shared,
    sender: &Sender,
    address: &Address,
    request: Request,
) -> Result<(Delivery, Reading), Refused> {
    let denied = |denied: Denied| (denied.as_str(), Problem::new(403, denied.message()));
    Access::sends(&request).map_err(denied)?;
    if sender.is_unsigned() {
        shared.access.sends_unsigned(&request).map_err(denied)?;
    }
    let is_json = request.header("content-type").is_none_or(is_json_type);
    if !is_json {
        return Err(("content_type", Problem::new(415, "send JSON, with Content-Type: application/json")));
    }
    // Strangers may send what is a thousand times as long when decompressed.
    let inside = enter(&shared.gates.deliveries).map_err(|problem| ("busy", problem))?;
    let decompressed = decompressed(&request).map_err(|problem| ("content_encoding", problem))?;
    let query = request.query().to_owned();
    let in_query = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "token");
    let token = address.token.or(in_query.as_ref().map(|(_, token)| &**token));
    let headers = Headers::new(request.headers);
    let received = shared.pace.now();
    let challenge = sender.verifier.scheme().challenge();
    let unauthorized = |refusal: auth::AuthError| (refusal.as_str(), Problem::unauthorized(challenge, "unauthorized"));
    let signed = |body| sender.verifier.verify(&auth::Unverified { headers: &headers, token, body, received });
    let (key, body) = match decompressed {
        None => (signed(&request.body), request.body),
        // Some senders sign what they compress, others what they send.
        Some(body) => (signed(&body).or_else(|refusal| signed(&request.body).map_err(|_| refusal)), body),
    };
    let key = key.map_err(unauthorized)?;
    if let Err(wait) = sender.limit.take() {
        let seconds = wait.as_secs() + 1;
        return Err((
            "rate_limit",
            Problem::come_again(429, seconds, "more deliveries than rate_limit_per_minute allows"),
        ));
    }
    let read = sender.source.read(&headers, &body, shared.model.timezone);
    let reading = read.map_err(|error| ("body", Problem::new(400, error.to_string())))?;
    drop(inside);
    let kept = KEPT_HEADERS.into_iter().chain(sender.source.header());
    let kept = kept.filter_map(|name| Some((name.to_owned(), headers.get(name)?.to_owned())));
    let delivery = Delivery {
        source: sender.name.clone(),
        idempotency_key: key.to_string(),
        received,
        webhook_type: reading.webhook_type.clone(),
        headers: kept.collect::<BTreeMap<_, _>>(),
        body,
    };
    Ok((delivery, reading))
}

fn is_json_type(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

/// Answers Twitter's CRC challenge.
fn challenge(shared: &Shared, sender: &Sender, request: &Request) -> Result<Response, Problem> {
    let token = form_urlencoded::parse(request.query().as_bytes()).find(|(name, _)| name == "crc_token");
    let Some((_, token)) = token else { return Err(Problem::new(400, "crc_token is missing")) };
    match sender.verifier.answer_challenge(&token) {
        Ok(answer) => Ok(safe(Response::whole(200, "application/json", answer))),
        Err(refusal) => {
            shared.tally.reject(named(shared, sender), refusal.as_str());
            Err(Problem::new(400, "not a challenge that can be answered"))
        }
    }
}

/// The answer to an accepted delivery.
#[derive(Serialize)]
struct Acknowledged {
    /// `received`, or `duplicate`.
    status: &'static str,
    event_id: Option<String>,
    timestamp: String,
}

/// How long a request waits for the journal: less than the door waits for the answer.
const KEPT_WITHIN: Duration = Duration::from_secs(25);

/// Submits a delivery, and waits until it is on disk.
fn keep(shared: &Arc<Shared>, sender: &Sender, delivery: Delivery, reading: Reading) -> Result<Acknowledged, Problem> {
    if shared.pulse.is_full() {
        shared.tally.count(|tallied| tallied.failed += 1);
        return Err(Problem::come_again(503, 1, "too many deliveries wait already; try again"));
    }
    let event_id = reading.event_id().map(|id| id.to_string());
    let timestamp = delivery.received.trunc_subsecs(6).to_rfc3339_opts(SecondsFormat::AutoSi, true);
    let counted = named(shared, sender).unwrap_or("unsigned").to_owned();
    let (tell, told) = sync_channel(1);
    let shared_then = Arc::clone(shared);
    // Runs on the journal's thread, so that the loop receives deliveries in the order of their numbers.
    shared.journal.submit_then(delivery, move |delivery, answer| {
        let outcome = kept(&shared_then, delivery, reading, answer);
        shared_then.tally.count(|tallied| match &outcome {
            Ok(status) => {
                tallied.received += 1;
                tallied.duplicate += u64::from(*status == "duplicate");
                *tallied.by_source.entry(counted).or_default() += 1;
            }
            Err(_) => tallied.failed += 1,
        });
        let _ = tell.send(outcome); // the request may have been given up
    });
    let late = |_| Err(Problem::come_again(503, 5, "the delivery has not been kept in time; send it again"));
    let status = told.recv_timeout(KEPT_WITHIN).unwrap_or_else(late)?;
    Ok(Acknowledged { status, event_id, timestamp })
}

/// Passes an accepted delivery to the loop; returns the status for the sender.
fn kept(shared: &Shared, delivery: Delivery, reading: Reading, answer: SubmitResult) -> Result<&'static str, Problem> {
    let reading = Box::new(reading);
    let (wake, status) = match answer {
        Ok(Stored::Accepted { seq }) => {
            shared.pulse.wait(reading.bytes());
            (Wake::delivered(seq, delivery, reading), "received")
        }
        Ok(Stored::Duplicate { .. }) => (Wake::Repeated(reading), "duplicate"),
        Err(error @ JournalError::TooLarge { .. }) => return Err(Problem::new(413, error.to_string())),
        Err(error) => {
            tracing::error!(%error, "a delivery could not be kept");
            return Err(Problem::come_again(503, 5, "the delivery could not be kept; send it again"));
        }
    };
    // If the loop has ended, the delivery is applied at the next start.
    let _ = shared.wakes.send(wake);
    Ok(status)
}
