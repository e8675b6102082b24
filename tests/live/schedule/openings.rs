//! Openings and closings of events, kept in step with their windows.

use chrono_tz::Tz;
use pdpe::event::Window;
use pdpe::live::openings::{Openings, TurnKind};

use super::walk::walk;
use super::{Timeline, id, minute, window};

#[test]
fn an_event_opens_and_closes_once_and_an_update_moves_both() {
    let mut timeline = Timeline::new(minute(0), Tz::UTC);
    timeline.set_event(&id("a"), Some(window(10, 50)));
    timeline.set_event(&id("b"), Some(window(10, 30)));
    assert_eq!(timeline.scheduled_events_pending(), 4);
    assert_eq!(walk(&mut timeline, minute(20)), ["01T00:10 a Opens", "01T00:10 b Opens"]);

    timeline.set_event(&id("a"), Some(window(15, 40))); // its opening is past
    timeline.remove_event(&id("b"));
    timeline.remove_event(&id("unknown"));
    assert_eq!(timeline.scheduled_events_pending(), 1);
    assert_eq!(walk(&mut timeline, minute(59)), ["01T00:40 a Closes"]);
    assert_eq!(timeline.scheduled_events_pending(), 0);
}

#[test]
fn an_update_without_a_window_cancels_what_was_planned() {
    let mut timeline = Timeline::<()>::new(minute(0), Tz::UTC);
    timeline.set_event(&id("a"), Some(window(10, 50)));
    timeline.set_event(&id("a"), None);
    assert_eq!(timeline.scheduled_events_pending(), 0);
    timeline.move_to(minute(0));
    assert_eq!(timeline.scheduled_events_pending(), 0);
}

#[test]
fn windows_without_ends_and_windows_never_open_have_no_such_turns() {
    let mut openings = Openings::default();
    let ever = Window { opens: None, closes: None };
    openings.add(&id("ever"), &[ever.into()]);
    openings.add(&id("from"), &[Window { opens: Some(minute(5)), ..ever }.into()]);
    openings.add(&id("until"), &[Window { closes: Some(minute(5)), ..ever }.into()]);
    openings.add(&id("never"), &[window(5, 5).into()]);
    let turns: Vec<_> = openings.after(minute(0)).map(|turn| (turn.event.to_string(), turn.kind)).collect();
    assert_eq!(turns, [("from".to_owned(), TurnKind::Opens), ("until".to_owned(), TurnKind::Closes)]);
}
