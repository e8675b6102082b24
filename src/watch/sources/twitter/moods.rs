//! The sentiment of each event: the running mean of the tweets about it.

use std::collections::{BTreeMap, HashMap};

use super::Sentiment;
use super::sentiment::mean;
use crate::event::{Event, EventKey};

/// The most tweets that can be withdrawn; older ones stay in the means.
const MOST_TWEETS: usize = 100_000;

/// The tweets about events and their mean sentiment.
///
/// A tweet counts once, however often it is delivered, and not at all once it is deleted, even if the
/// deletion arrives first. So the order of deliveries does not matter.
///
/// ```
/// use pdpe::event::{EventId, EventKey};
/// use pdpe::watch::testing::{Moods, Sentiment};
/// let mut moods = Moods::default();
/// let show = EventKey::new(EventId::new("show")?, "box");
/// assert_eq!(moods.add("1", &show, Sentiment::new(0.5)), Some(0.5));
/// assert_eq!(moods.add("2", &show, Sentiment::new(-0.25)), Some(0.125));
/// assert_eq!(moods.take_back("1"), Some((show.clone(), -0.25)));
/// assert_eq!(moods.add("1", &show, Sentiment::new(0.5)), None);
/// # Ok::<(), pdpe::event::EventError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Moods {
    /// By the tweet's id: its number in order of arrival, and its contribution; none once it is deleted.
    tweets: HashMap<String, (u64, Option<(EventKey, Sentiment)>)>,
    /// The ids in order of arrival.
    order: BTreeMap<u64, String>,
    next: u64,
    events: BTreeMap<EventKey, Sum>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    steps: i64,
    tweets: u32,
    /// The sentiment given by the event's source, used when no tweet is left.
    own: f64,
}

impl Sum {
    fn mean(self) -> f64 {
        mean(self.steps, self.tweets)
    }
}

impl Moods {
    /// Adds a tweet about an event; returns the event's new mean, −1…1, or none if the tweet was delivered
    /// before or is deleted.
    pub fn add(&mut self, tweet_id: &str, event: &EventKey, sentiment: Sentiment) -> Option<f64> {
        if self.tweets.contains_key(tweet_id) {
            return None;
        }
        self.remember(tweet_id, Some((event.clone(), sentiment)));
        let sum = self.events.entry(event.clone()).or_default();
        sum.steps += sentiment.steps();
        sum.tweets = sum.tweets.saturating_add(1);
        Some(sum.mean())
    }

    /// Withdraws a tweet; returns its event and the event's new mean, or the sentiment given by its
    /// [source](Self::add_to) if no tweet is left. None if no event changes.
    pub fn take_back(&mut self, tweet_id: &str) -> Option<(EventKey, f64)> {
        let Some((_, kept)) = self.tweets.get_mut(tweet_id) else {
            self.remember(tweet_id, None);
            return None;
        };
        let (event, sentiment) = kept.take()?;
        let sum = self.events.get_mut(&event)?;
        sum.steps -= sentiment.steps();
        sum.tweets = sum.tweets.saturating_sub(1);
        let sum = *sum;
        if sum.tweets == 0 {
            self.events.remove(&event);
            return Some((event, sum.own));
        }
        Some((event, sum.mean()))
    }

    /// The mean of an event, −1…1; none without tweets.
    pub fn mean_of(&self, event: &EventKey) -> Option<f64> {
        self.events.get(event).map(|sum| sum.mean())
    }

    /// Replaces the sentiment given by the event's source with the mean of the tweets, if there are any.
    pub fn add_to(&mut self, event: &mut Event) {
        if let Some(sum) = self.events.get_mut(&event.key()) {
            sum.own = event.sentiment;
            event.sentiment = sum.mean();
        }
    }

    /// The event with the sentiment given by its source.
    pub fn without(&self, event: &Event) -> Event {
        let own = self.events.get(&event.key()).map(|sum| sum.own);
        Event { sentiment: own.unwrap_or(event.sentiment), ..event.clone() }
    }

    /// Removes the tweets about an event.
    pub fn forget(&mut self, event: &EventKey) {
        if self.events.remove(event).is_none() {
            return;
        }
        for (_, kept) in self.tweets.values_mut() {
            if kept.as_ref().is_some_and(|(about, _)| about == event) {
                *kept = None;
            }
        }
    }

    fn remember(&mut self, tweet_id: &str, tweet: Option<(EventKey, Sentiment)>) {
        if self.tweets.len() >= MOST_TWEETS
            && let Some((_, oldest)) = self.order.pop_first()
        {
            self.tweets.remove(&oldest);
        }
        self.tweets.insert(tweet_id.to_owned(), (self.next, tweet));
        self.order.insert(self.next, tweet_id.to_owned());
        self.next += 1;
    }
}
