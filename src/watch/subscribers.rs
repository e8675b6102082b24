//! Subscribers of the main loop, and those that write messages: as JSON lines on standard output, and
//! as text in the log.

use super::printer::LineQueue;
use crate::live::bus::{SubscriberResult, Topic};
use crate::live::message::{Body, Message};

/// A function called with messages.
pub struct Subscriber {
    /// Its name in failures.
    pub name: String,
    /// Which messages.
    pub topic: Topic,
    /// The function; it runs on the thread of the main loop.
    pub call: Box<dyn FnMut(&Message) -> SubscriberResult + Send>,
}

type Write = Box<dyn FnMut(&Message) -> serde_json::Result<()> + Send>;

/// A subscriber that prints lines, and, if verbose, one that logs.
pub(super) fn writing(lines: Option<LineQueue>, is_verbose: bool) -> Vec<Subscriber> {
    let subscriber = |name: &str, mut write: Write| Subscriber {
        name: name.into(),
        topic: Topic::All,
        call: Box::new(move |message| write(message).map(|()| Vec::new()).map_err(Into::into)),
    };
    let print = |lines: LineQueue| -> Write {
        Box::new(move |message| {
            let mut line = serde_json::to_vec(message)?;
            line.push(b'\n');
            lines.print(line);
            Ok(())
        })
    };
    let log = |message: &Message| {
        tracing::info!(id = message.message_id.0, "{}: {}", message.kind(), words(&message.body));
        Ok(())
    };
    let print = lines.map(|lines| subscriber("stdout", print(lines)));
    print.into_iter().chain(is_verbose.then(|| subscriber("log", Box::new(log)))).collect()
}

/// A message on one short line.
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
        Body::EventRemoved(removed) => format!("{}: {}", removed.removed_event_id, removed.reason),
        Body::AssumptionLayerUpdate(update) => update.recalculation_reason.clone(),
        Body::GridUpdate(update) => {
            format!("{} cells scored again, {} changed", update.cells_rescored, update.cells_changed)
        }
        Body::VisualizationUpdate(update) => update.update_data.to_string(),
        Body::WebhookReceived(received) => format!("{} {}", received.source, received.webhook_type),
        Body::Custom(custom) => format!("{} {}", custom.name, custom.data),
    }
}
