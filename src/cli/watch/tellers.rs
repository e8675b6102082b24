//! Those who write messages down: as JSON on standard output, and in words in the log.

use pdpe::live::bus::Topic;
use pdpe::live::message::{Body, Message};
use pdpe::watch::main_loop::Subscriber;
use pdpe::watch::printer::Lines;

type Tell = Box<dyn FnMut(&Message) -> serde_json::Result<()> + Send>;

/// One for standard output, if it is to be written to, and one for the log of whoever is curious.
pub fn tellers(lines: Option<Lines>, is_verbose: bool) -> Vec<Subscriber> {
    let mut tellers: Vec<Subscriber> = Vec::new();
    let mut teller = |name: &str, mut tell: Tell| {
        tellers.push(Subscriber {
            name: name.into(),
            topic: Topic::All,
            hear: Box::new(move |message| {
                tell(message)?;
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
        teller("stdout", Box::new(print));
    }
    if is_verbose {
        let log = |message: &Message| {
            tracing::info!(id = message.message_id.0, "{}: {}", message.kind(), words(&message.body));
            Ok(())
        };
        teller("log", Box::new(log));
    }
    tellers
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
