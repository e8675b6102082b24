//! Subscribers of the main loop, and those that write messages: as JSON lines on standard output, and
//! in words in the log.

use super::printer::Lines;
use crate::live::bus::{SubscriberResult, Topic};
use crate::live::message::{Body, Message};

/// A function that is called with messages.
pub struct Subscriber {
    /// What failures call it.
    pub name: String,
    /// Which messages.
    pub topic: Topic,
    /// What it does; runs on the thread of the main loop.
    pub hear: Box<dyn FnMut(&Message) -> SubscriberResult + Send>,
}

type Write = Box<dyn FnMut(&Message) -> serde_json::Result<()> + Send>;

/// One that writes lines, and, if verbose, one that logs.
pub(super) fn writing(lines: Option<Lines>, is_verbose: bool) -> Vec<Subscriber> {
    let mut all: Vec<Subscriber> = Vec::new();
    let mut add = |name: &str, mut write: Write| {
        all.push(Subscriber {
            name: name.into(),
            topic: Topic::All,
            hear: Box::new(move |message| {
                write(message)?;
                Ok(Vec::new())
            }),
        });
    };
    if let Some(lines) = lines {
        let print = move |message: &Message| {
            let mut line = serde_json::to_vec(message)?;
            line.push(b'\n');
            lines.print(line);
            Ok(())
        };
        add("stdout", Box::new(print));
    }
    if is_verbose {
        let log = |message: &Message| {
            tracing::info!(id = message.message_id.0, "{}: {}", message.kind(), words(&message.body));
            Ok(())
        };
        add("log", Box::new(log));
    }
    all
}

/// What a message says, on one short line.
fn words(body: &Body) -> String {
    match body {
        Body::TimeChange(change) => format!("{} at {}", change.boundary_type, change.new_time.to_rfc3339()),
        Body::EventAdded(added) => format!("{} {}", added.event_data.event.id, added.event_data.event.name),
        Body::EventUpdated(updated) => {
            format!(
                "{} {}: {}",
                updated.updated_event_id,
                updated.new_data.event.name,
                updated.changed_fields.join(", ")
            )
        }
        Body::EventRemoved(removed) => format!("{}: {:?}", removed.removed_event_id, removed.reason).to_lowercase(),
        Body::AssumptionLayerUpdate(update) => update.recalculation_reason.clone(),
        Body::GridUpdate(update) => {
            format!("{} cells scored again, {} changed", update.cells_rescored, update.cells_changed)
        }
        Body::VisualizationUpdate(update) => update.update_data.to_string(),
        Body::WebhookReceived(received) => format!("{} {}", received.source, received.webhook_type),
        Body::Custom(custom) => format!("{} {}", custom.name, custom.data),
    }
}
