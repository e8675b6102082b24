//! The events of a replay: those at its start, and the changes by deliveries.

use std::collections::BTreeMap;
use std::io::BufReader;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use pdpe::clock::ZonedTime;
use pdpe::config::Config;
use pdpe::event::{EventKey, Events};
use pdpe::live::message::{Body, WebhookReceived};
use pdpe::watch::agenda::Agenda;
use pdpe::watch::journal::ASKED_AFTER_HEADER;
use pdpe::watch::journal::record::{self, Recorded};

use super::super::shared::{Notices, Talk, input_name, open_input};

/// The events at the start, and their later changes.
pub struct Course {
    /// The events at the start, after the earlier deliveries.
    pub start: Events,
    /// All events of the replay, each as it is last.
    pub ever: Events,
    /// Deliveries and the changes of events by them, with their times, in order.
    pub later: Vec<(DateTime<Utc>, Body)>,
}

/// A delivery with the time at which it is replayed.
pub struct Dated {
    /// The time of receipt; not earlier than that of the deliveries before it in its file.
    at: DateTime<Utc>,
    /// The index of its file, from 0.
    file: usize,
    recorded: Recorded,
}

impl Course {
    /// Applies the deliveries up to the start, and collects the later ones. Ignores changes of the events `without`.
    pub fn new(events: Events, without: &[String], deliveries: &[Dated], config: &Config, from: ZonedTime) -> Self {
        let zone = config.model.timezone;
        let mut agenda =
            Agenda::new(events, config.model.proximity).with_most_radius_km(config.live.delivery_radius_km.into());
        let (mut start, mut ever, mut later) = (agenda.events().clone(), agenda.events().clone(), Vec::new());
        for Dated { at, recorded: Recorded { seq, delivery, .. }, .. } in deliveries {
            let at = *at;
            let Ok(reading) = config.source_of(&delivery.source).read_kept(delivery, zone) else { continue };
            let outcome = agenda.apply(*seq, delivery, &reading);
            if at > from {
                let received = WebhookReceived {
                    source: delivery.source.clone(),
                    webhook_type: reading.webhook_type,
                    webhook_data: reading.data,
                };
                later.push((at, received.into()));
            }
            let is_left_out = |key: &EventKey| without.iter().any(|without| key.is_meant_by(without));
            for change in outcome.changes {
                let Some(key) = change.key().filter(|key| !is_left_out(key)) else { continue };
                if let Ok(event) = &change.after {
                    ever.insert(event.clone());
                }
                if at > from {
                    later.extend(change.into_body(zone).map(|body| (at, body)));
                } else if let Ok(event) = change.after {
                    start.insert(event);
                } else {
                    start.remove(&key);
                }
            }
        }
        Self { start, ever, later }
    }

    /// The events at an instant of the replay.
    pub fn at(&self, at: ZonedTime) -> Events {
        let mut events = self.start.clone();
        for (_, body) in self.later.iter().take_while(|(time, _)| *time <= at) {
            match body {
                Body::EventAdded(added) => drop(events.insert(added.event_data.event.clone())),
                Body::EventUpdated(updated) => drop(events.insert(updated.new_data.event.clone())),
                Body::EventRemoved(removed) => drop(events.remove(&removed.key())),
                _ => {}
            }
        }
        events
    }
}

/// Reads recorded deliveries from all files, and reports what cannot be used.
pub fn read_deliveries(paths: &[PathBuf], config: &Config, talk: Talk, strict: bool) -> anyhow::Result<Vec<Dated>> {
    let mut deliveries: Vec<Dated> = Vec::new();
    for (file, path) in paths.iter().enumerate() {
        let name = input_name(path);
        let mut at = DateTime::<Utc>::MIN_UTC;
        let mut rejections = Notices::new(talk, &name);
        let (mut lines, before) = (0, deliveries.len());
        for line in record::read(BufReader::new(open_input(path)?), &name) {
            lines += 1;
            let usable = match line {
                Err(error) if error.is_last => return Err(error.into()),
                Err(error) => Err((error.line, error.reason)),
                Ok(recorded) => usable(recorded, config),
            };
            match usable {
                Ok(recorded) => {
                    at = at.max(recorded.delivery.received);
                    deliveries.push(Dated { at, file, recorded });
                }
                Err((line, reason)) => rejections.add(":", format_args!("{line}: {reason}")),
            }
        }
        rejections.finish_rejections("deliveries", lines, strict)?;
        anyhow::ensure!(deliveries.len() > before || lines == 0, "{name}: no line is a delivery");
    }
    // Deliveries of several files are merged by time. Within a file the order of the numbers stays, even if its
    // clock was set back.
    deliveries.sort_by_key(|dated| dated.at);
    renumber(&mut deliveries);
    Ok(deliveries)
}

/// Numbers the deliveries in their order, and changes the header that refers to a number accordingly.
fn renumber(deliveries: &mut [Dated]) {
    let mut numbers: BTreeMap<(usize, u64), u64> = BTreeMap::new();
    for (seq, Dated { file, recorded, .. }) in (1..).zip(&mut *deliveries) {
        numbers.insert((*file, recorded.seq), seq);
        recorded.seq = seq;
    }
    for Dated { file, recorded, .. } in deliveries {
        if let Some(after) = recorded.delivery.headers.get_mut(ASKED_AFTER_HEADER)
            && let Ok(number) = after.parse()
        {
            let last = numbers.range((*file, 0)..=(*file, number)).next_back();
            *after = last.map_or(0, |(_, seq)| *seq).to_string();
        }
    }
}

/// Reports deliveries that came before or after the span.
pub fn tell_outside(deliveries: &[Dated], from: ZonedTime, to: ZonedTime, talk: Talk) {
    let before = deliveries.iter().filter(|dated| dated.at <= from).count();
    if before > 0 {
        talk.detail(format_args!("--deliveries: {before} came up to the start and are applied there"));
    }
    let after = deliveries.iter().filter(|dated| dated.at > to);
    let (after, behind) = (after.clone().count(), after.filter(|dated| dated.recorded.delivery.received <= to).count());
    if after > 0 {
        let all = deliveries.len();
        let behind = if behind == 0 {
            String::new()
        } else {
            format!("; {behind} of them have an earlier time, but follow one that came after it")
        };
        talk.say(format_args!("--deliveries: {after} of {all} came after {} and are ignored{behind}", to.to_rfc3339()));
    }
}

/// The delivery if its source can read its body, else its line and the reason.
fn usable(recorded: Recorded, config: &Config) -> Result<Recorded, (usize, String)> {
    let delivery = &recorded.delivery;
    match config.source_of(&delivery.source).read_kept(delivery, config.model.timezone) {
        Ok(_) => Ok(recorded),
        Err(error) => Err((recorded.line, error.to_string())),
    }
}

/// Describes the changes of events by the messages of an instant.
pub fn told(bodies: impl IntoIterator<Item = Body>) -> Vec<String> {
    let words = |body: Body| match body {
        Body::EventAdded(added) => Some(format!("new: {}", added.event_data.event.label())),
        Body::EventUpdated(updated) if updated.changed_fields.is_empty() => None,
        Body::EventUpdated(updated) => {
            Some(format!("{}: {}", updated.new_data.event.label(), updated.changed_fields.join(", ")))
        }
        Body::EventRemoved(removed) => Some(format!("off: {}", removed.removed_event_id)),
        _ => None,
    };
    bodies.into_iter().filter_map(words).collect()
}
