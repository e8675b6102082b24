//! What deliveries may add: how many bytes of events, and how far they reach.

use crate::event::Event;

/// The most bytes that the events of deliveries take, removed ones included; they are in memory several times.
const MOST_EVENT_BYTES: i64 = 32 << 20;

/// The bytes of an event besides its text.
const EVENT_BYTES: i64 = 300;

/// What deliveries may still add.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    /// The greatest radius that a delivery can give an event. One that covers a large grid costs as much time as
    /// thousands of others.
    pub most_radius_km: f64,
    /// Whether the delivery is a message of the program that contains the listener: its limits are its own.
    pub is_own: bool,
    /// The bytes left for events.
    bytes: i64,
}

impl Default for Room {
    fn default() -> Self {
        Self { most_radius_km: 50.0, is_own: false, bytes: MOST_EVENT_BYTES }
    }
}

impl Room {
    /// Takes the room of an event that is put in place of a known one.
    ///
    /// # Errors
    /// Why it cannot be put there.
    pub fn take(&mut self, known: Option<&Event>, event: &Event) -> Result<(), String> {
        let new_radius_km = event.radius_km.filter(|_| known.is_none_or(|known| known.radius_km != event.radius_km));
        if let Some(radius_km) = new_radius_km.filter(|radius_km| !self.is_own && *radius_km > self.most_radius_km) {
            let most = self.most_radius_km;
            return Err(format!("radius_km {radius_km} is more than {most}; [live] delivery_radius_km allows more"));
        }
        let more = bytes_of(event) - known.map_or(0, bytes_of);
        if known.is_none() && !self.is_own && more > self.bytes {
            let most = MOST_EVENT_BYTES >> 20;
            return Err(format!("the events of deliveries take {most} MiB, and there is no room for another"));
        }
        self.bytes -= more;
        Ok(())
    }

    /// Gives back the room of an event that is forgotten; `left` is what a file has of it.
    pub fn give_back(&mut self, known: Option<&Event>, left: Option<&Event>) {
        self.bytes += known.map_or(0, bytes_of) - left.map_or(0, bytes_of);
    }
}

fn bytes_of(event: &Event) -> i64 {
    let text = event.name.len() + 2 * event.id.as_str().len() + 2 * event.source.len(); // its key has both again
    EVENT_BYTES + i64::try_from(text).unwrap_or(i64::MAX)
}
