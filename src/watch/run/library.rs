//! A listener as a part of a program: messages, subscribers, schedules, and what can be read.

use chrono::TimeDelta;
use std::sync::Arc;
use std::time::Duration;

use super::{Watch, WatchSettings};
use crate::clock::Pace;
use crate::event::Events;
use crate::grid::Grid;
use crate::live::bus::{SubscriberResult, SubscriptionId, Topic};
use crate::live::engine::EngineSettings;
use crate::live::message::{Body, Message};
use crate::live::schedule::ScheduleId;
use crate::model::Model;
use crate::watch::door::Limits;
use crate::watch::journal::RETENTION_DAYS;
use crate::watch::main_loop::{Order, When};
use crate::watch::publisher::{PublishError, Publisher};
use crate::watch::shared;
use crate::watch::subscribers::Subscriber;
use crate::watch::view::View;

impl WatchSettings {
    /// A model and a grid with defaults: address 127.0.0.1:8001, the system's clock, no events, no
    /// `[[sources]]`, journal in memory.
    ///
    /// ```no_run
    /// use pdpe::grid::kansas_city;
    /// use pdpe::model::Model;
    /// use pdpe::watch::run::{Watch, WatchSettings};
    /// let watch = Watch::start(WatchSettings {
    ///     journal: Some("pdpe.db".into()),
    ///     ..WatchSettings::new(Model::published(), kansas_city().whole())
    /// })?;
    /// println!("http://{}/map", watch.address());
    /// # Ok::<(), pdpe::watch::run::WatchError>(())
    /// ```
    pub fn new(model: Model, grid: impl Into<Arc<Grid>>) -> Self {
        Self {
            names: None,
            address: ([127, 0, 0, 1], 8001).into(),
            model,
            model_name: "the program's".into(),
            fit: None,
            title: "pdpe".into(),
            grid: grid.into(),
            regular: None,
            events: Events::new(),
            engine: EngineSettings::default(),
            sources: Vec::new(),
            custom_sources: Vec::new(),
            sender_token: None,
            insecure: false,
            journal: None,
            retention: TimeDelta::days(RETENTION_DAYS),
            forget_anyway: false,
            token: None,
            cors: Vec::new(),
            allowed_hosts: Vec::new(),
            trusted_proxies: Vec::new(),
            warm: false,
            fetch: None,
            pace: Pace::of_the_clock(),
            interval: Duration::from_secs(1),
            limits: Limits::default(),
            subscribers: Vec::new(),
        }
    }
}

impl Watch {
    /// A handle to publish messages from other threads and from subscribers.
    pub fn publisher(&self) -> Publisher {
        self.publisher.clone()
    }

    /// Publishes a message; see [`Publisher::publish`].
    ///
    /// # Errors
    /// [`PublishError`].
    pub fn publish(&self, body: impl Into<Body>) -> Result<(), PublishError> {
        self.publisher.publish(body)
    }

    /// Queues a message; see [`Publisher::publish_queued`].
    ///
    /// # Errors
    /// [`PublishError`].
    pub fn publish_queued(&self, body: impl Into<Body>) -> Result<(), PublishError> {
        self.publisher.publish_queued(body)
    }

    /// Adds a subscriber, which is called on the thread of the main loop. [`Publisher`] says what becomes of
    /// its answers; they may lead to at most ten more answers that change events.
    ///
    /// # Errors
    /// [`PublishError`] when the loop does not answer.
    pub fn subscribe(
        &self,
        name: &str,
        topic: impl Into<Topic>,
        call: impl FnMut(&Message) -> SubscriberResult + Send + 'static,
    ) -> Result<SubscriptionId, PublishError> {
        let subscriber = Subscriber { name: name.to_owned(), topic: topic.into(), call: Box::new(call) };
        self.publisher.order(|reply| Order::Subscribe(subscriber, reply))
    }

    /// Ends a subscription; false if it had already ended.
    ///
    /// # Errors
    /// [`PublishError`] when the loop does not answer.
    pub fn unsubscribe(&self, id: SubscriptionId) -> Result<bool, PublishError> {
        self.publisher.order(|reply| Order::Unsubscribe(id, reply))
    }

    /// Schedules a message at a time (`DateTime<Utc>`), or again and again
    /// ([`Recurrence`](crate::live::recurrence::Recurrence)). Schedules are not kept: set them again after a
    /// restart.
    ///
    /// # Errors
    /// [`PublishError`] when the message could not be published, or the loop does not answer.
    pub fn schedule(&self, when: impl Into<When>, body: impl Into<Body>) -> Result<ScheduleId, PublishError> {
        let (when, body) = (when.into(), body.into());
        Publisher::check(&body)?;
        self.publisher.order(|reply| Order::Schedule(when, body, reply))
    }

    /// Cancels a scheduled message; false if it is past.
    ///
    /// # Errors
    /// [`PublishError`] when the loop does not answer.
    pub fn cancel(&self, id: ScheduleId) -> Result<bool, PublishError> {
        self.publisher.order(|reply| Order::Cancel(id, reply))
    }

    /// Reads scores, events and messages, after everything published before. Nothing else is done
    /// meanwhile, so `read` should be quick.
    ///
    /// # Errors
    /// [`PublishError`] when the loop does not answer.
    pub fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&mut View) -> T + Send + 'static,
    ) -> Result<T, PublishError> {
        self.publisher.check_thread()?;
        shared::ask(&self.shared.wakes, |inside| read(&mut View::of(inside))).map_err(|_| PublishError::Silent)
    }
}
