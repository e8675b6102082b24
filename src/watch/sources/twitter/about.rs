//! Which event a tweet is about: one whose title it contains, else one at its place.

use chrono::{DateTime, Duration, Utc};

use super::{Tweet, TweetPlace};
use crate::event::{Event, EventKey, Events, Window};
use crate::geo::{BoundingBox, LatLon};
use crate::model::Proximity;

/// The greatest distance of a tweet from its event.
const NEAR_KM: f64 = 1.0;

/// The greatest diagonal of a box that is considered; that of a city is too large.
const WIDEST_KM: f64 = 5.0;

/// The least letters of a title, such as "It", that counts; a title of one word needs
/// [`SHORTEST_WORD`] letters.
const SHORTEST_TITLE: usize = 4;
const SHORTEST_WORD: usize = 7;

impl Tweet {
    /// The event it is about, if one of `events` is.
    ///
    /// 1. An event whose title is in its text or hashtags; the longest title first, then the one nearest
    ///    in time.
    /// 2. Of those open at the time of the tweet, the nearest within 1 km of its point, or the only one in
    ///    its box, if that is not wider than 5 km.
    ///
    /// A tweet without a time counts as of `received`. Events that are never open, such as cancelled ones,
    /// are not considered.
    pub fn event_of(&self, events: &Events, model: &Proximity, received: DateTime<Utc>) -> Option<EventKey> {
        let at = self.at.unwrap_or(received);
        let live = || events.iter().filter_map(|event| Some((event, event.window(model)?)));
        let said = Said::by(self);
        let named = live().filter_map(|(event, window)| {
            let letters = said.letters_of(&event.name)?;
            Some((std::cmp::Reverse(letters), gap(window, at), event))
        });
        // Of equals the first, with the least id.
        if let Some((_, _, event)) = named.min_by_key(|(letters, gap, _)| (*letters, *gap)) {
            return Some(event.key());
        }
        let open = live().filter(|(_, window)| window.contains(at)).map(|(event, _)| event);
        match self.place {
            TweetPlace::Point(point) => nearest(open, point),
            TweetPlace::Within(area) => only(open, area),
            TweetPlace::Unknown => None,
        }
    }
}

fn nearest<'e>(open: impl Iterator<Item = &'e Event>, point: LatLon) -> Option<EventKey> {
    let near = open.map(|event| (event.place.distance_km(point), event)).filter(|(km, _)| *km <= NEAR_KM);
    near.min_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, event)| event.key())
}

fn only<'e>(open: impl Iterator<Item = &'e Event>, area: BoundingBox) -> Option<EventKey> {
    let corner = |lat, lon| LatLon::new(lat, lon).ok();
    if corner(area.south, area.west)?.distance_km(corner(area.north, area.east)?) > WIDEST_KM {
        return None;
    }
    let is_inside = |place: LatLon| {
        (area.south..=area.north).contains(&place.lat()) && (area.west..=area.east).contains(&place.lon())
    };
    let mut inside = open.filter(|event| is_inside(event.place));
    let first = inside.next()?;
    if inside.next().is_some() { None } else { Some(first.key()) }
}

/// The distance of a time from a window; 0 within it.
fn gap(window: Window, at: DateTime<Utc>) -> Duration {
    let before = window.opens.map_or(Duration::zero(), |opens| opens.signed_duration_since(at));
    let after = window.closes.map_or(Duration::zero(), |closes| at.signed_duration_since(closes));
    before.max(after).max(Duration::zero())
}

/// The text of a tweet, prepared for finding titles.
struct Said {
    /// The words, each with a blank before and after.
    words: String,
    /// The hashtags, only letters and digits.
    hashtags: Vec<String>,
}

impl Said {
    fn by(tweet: &Tweet) -> Self {
        let hashtags = tweet.hashtags.iter().map(|tag| words(tag).concat()).collect();
        Self { words: format!(" {} ", words(&tweet.text).join(" ")), hashtags }
    }

    /// The number of letters of a title that the tweet contains; none if it does not contain it.
    fn letters_of(&self, title: &str) -> Option<usize> {
        let words = words(title);
        let joined = words.concat();
        let letters = joined.chars().count();
        let is_distinctive = letters >= if words.len() > 1 { SHORTEST_TITLE } else { SHORTEST_WORD };
        let is_contained = || self.words.contains(&format!(" {} ", words.join(" "))) || self.hashtags.contains(&joined);
        (is_distinctive && is_contained()).then_some(letters)
    }
}

/// The words of a text in lower case, without punctuation; apostrophes do not split words.
fn words(text: &str) -> Vec<String> {
    let apostrophe = |char: char| matches!(char, '\'' | '’' | '‘' | '`');
    let text: String = text.chars().filter(|char| !apostrophe(*char)).flat_map(char::to_lowercase).collect();
    let words = text.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}
