//! The events of a replay: those at its start, and what deliveries make of them on the way.

use std::collections::BTreeMap;
use std::io::BufReader;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use pdpe::clock::ZonedTime;
use pdpe::config::Config;
use pdpe::event::{EventId, Events};
use pdpe::live::message::{Body, WebhookReceived};
use pdpe::watch::agenda::Agenda;
use pdpe::watch::journal::ASKED_AFTER_HEADER;
use pdpe::watch::journal::record::{self, Recorded};

use super::super::shared::{Rejections, Talk, input_name, open_input};

/// Events as they are at the start, and what changes them later.
pub struct Course {
    /// Those at the start, after the deliveries that came before it.
    pub start: Events,
    /// All that there ever are, as they were last.
    pub ever: Events,
    /// What deliveries say, and what that makes of events, each with its time, in order.
    pub later: Vec<(DateTime<Utc>, Body)>,
}

/// A delivery with the time at which it is replayed.
pub struct Dated {
    /// When it came, or when one before it in its file did, if that is later: what came late is told late.
    at: DateTime<Utc>,
    /// Which file it is in, counted from 0.
    file: usize,
    recorded: Recorded,
}

impl Course {
    /// Takes deliveries in, those up to the start at once; what they say of the events `without` is left out.
    pub fn new(events: Events, without: &[String], deliveries: &[Dated], config: &Config, from: ZonedTime) -> Self {
        let zone = config.model.timezone;
        let (mut start, mut ever, mut later) = (events.clone(), events.clone(), Vec::new());
        let mut agenda = Agenda::new(events, config.model.proximity);
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
            let is_left_out = |id: &EventId| without.iter().any(|without| without == id.as_str());
            for change in outcome.changes {
                let Some(id) = change.id().filter(|id| !is_left_out(id)).cloned() else { continue };
                if let Ok(event) = &change.after {
                    ever.insert(event.clone());
                }
                if at > from {
                    later.extend(change.into_body(zone).map(|body| (at, body)));
                } else if let Ok(event) = change.after {
                    start.insert(event);
                } else {
                    start.remove(id.as_str());
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
                Body::EventRemoved(removed) => drop(events.remove(removed.removed_event_id.as_str())),
                _ => {}
            }
        }
        events
    }
}

/// Reads recorded deliveries, file after file, and tells what cannot be used.
pub fn read_deliveries(paths: &[PathBuf], config: &Config, talk: Talk, strict: bool) -> anyhow::Result<Vec<Dated>> {
    let mut deliveries: Vec<Dated> = Vec::new();
    for (file, path) in paths.iter().enumerate() {
        let name = input_name(path);
        let mut at = DateTime::<Utc>::MIN_UTC;
        let mut rejections = Rejections::new(talk, &name, "deliveries");
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
        rejections.finish(strict, lines)?;
        anyhow::ensure!(deliveries.len() > before || lines == 0, "{name}: no line of it is a delivery");
    }
    // Files of several listeners are one course of time; within a file it is that of the numbers,
    // also where its clock went back.
    deliveries.sort_by_key(|dated| dated.at);
    renumber(&mut deliveries);
    Ok(deliveries)
}

/// Numbers deliveries in their order, and tells answers by these numbers what they were asked after.
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

/// Says which deliveries are not replayed because of when they came.
pub fn tell_outside(deliveries: &[Dated], from: ZonedTime, to: ZonedTime, talk: Talk) {
    let before = deliveries.iter().filter(|dated| dated.at <= from).count();
    if before > 0 {
        talk.detail(format_args!("--deliveries: {before} came up to the start, which has what they say"));
    }
    let after = deliveries.iter().filter(|dated| dated.at > to);
    let (after, behind) = (after.clone().count(), after.filter(|dated| dated.recorded.delivery.received <= to).count());
    if after > 0 {
        let all = deliveries.len();
        let behind = if behind == 0 {
            String::new()
        } else {
            format!("; {behind} of them bear an earlier time, but stand behind one that came after it")
        };
        talk.say(format_args!(
            "--deliveries: {after} of {all} came after {} and are left out{behind}",
            to.to_rfc3339()
        ));
    }
}

/// A delivery whose body its source can read.
fn usable(recorded: Recorded, config: &Config) -> Result<Recorded, (usize, String)> {
    let delivery = &recorded.delivery;
    match config.source_of(&delivery.source).read_kept(delivery, config.model.timezone) {
        Ok(_) => Ok(recorded),
        Err(error) => Err((recorded.line, error.to_string())),
    }
}

/// What messages of an instant say of events, for people; nothing where they say nothing.
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
