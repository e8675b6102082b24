//! The senders in force: who may send, how each signs, and its rate limit.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::auth::{Scheme, Secret, Verifier};
use super::settings::{RATE_LIMIT_PER_MINUTE, SOURCE_NAME_WANTED, SourceError, SourceSettings, is_source_name};
use super::sources::Source;
use super::sources::own::CustomSource;
use crate::clock::monotonic;

/// A source in force.
#[derive(Debug)]
pub struct Sender {
    /// Its name.
    pub name: String,
    /// How its deliveries are verified.
    pub verifier: Verifier,
    /// How its deliveries are read.
    pub source: Source,
    /// Its rate limit.
    pub(super) limit: Limit,
}

impl Sender {
    /// Whether its deliveries are unsigned.
    pub fn is_unsigned(&self) -> bool {
        *self.verifier.scheme() == Scheme::None
    }
}

/// All senders.
#[derive(Debug)]
pub struct Senders {
    known: BTreeMap<String, Arc<Sender>>,
    /// How the deliveries of the program's own sources are read.
    own: BTreeMap<String, CustomSource>,
    /// The limit shared by all other senders, where they may send, and how they are verified.
    others: Option<(Limit, Verifier)>,
}

impl Senders {
    /// The sources of the settings, with their secrets, and the program's own. If there are no settings, any
    /// source may send: with the token if there is one, else only if `open` is true.
    ///
    /// # Errors
    /// [`SourceError`] when a secret cannot be read or used, or when a source of the program's own cannot
    /// have its name, has fields of its own, or is missing among the settings.
    pub fn new(
        settings: &[SourceSettings],
        custom: &[CustomSource],
        token: Option<&Secret>,
        open: bool,
    ) -> Result<Self, SourceError> {
        let own = own(settings, custom)?;
        let sender = |settings: &SourceSettings| {
            let sender = Sender {
                name: settings.name.clone(),
                verifier: settings.verifier()?,
                source: match own.get(&settings.name) {
                    Some(source) => settings.custom_source(source.clone()),
                    None => settings.source(),
                },
                limit: Limit::new(settings.rate_limit_per_minute),
            };
            Ok((settings.name.clone(), Arc::new(sender)))
        };
        let verifier = match token {
            Some(token) => Some(Verifier::new(Scheme::Token, vec![token.clone()])),
            None => open.then(|| Verifier::new(Scheme::None, Vec::new())),
        };
        let verifier = verifier.filter(|_| settings.is_empty()).transpose();
        let verifier = verifier.map_err(|error| SourceError { name: "any".into(), source: error.into() })?;
        let others = verifier.map(|verifier| (Limit::new(RATE_LIMIT_PER_MINUTE), verifier));
        let known = settings.iter().map(sender).collect::<Result<_, SourceError>>()?;
        Ok(Self { known, own, others })
    }

    /// The sender with a name; none if it may not send.
    pub fn get(&self, name: &str) -> Option<Arc<Sender>> {
        if let Some(sender) = self.known.get(name) {
            return Some(Arc::clone(sender));
        }
        let (limit, verifier) = self.others.clone()?;
        if !is_source_name(name) {
            return None;
        }
        Some(Arc::new(Sender { name: name.to_owned(), verifier, source: self.source_of(name), limit }))
    }

    /// How deliveries of a source are read, even if it may not send any more.
    pub fn source_of(&self, name: &str) -> Source {
        if let Some(sender) = self.known.get(name) {
            return sender.source.clone();
        }
        let own = self.own.get(name).cloned();
        own.map_or_else(|| Source::of_name(name), |source| Source::Custom { source, is_signed: false })
    }

    /// Whether a source is the program's own.
    pub fn is_own(&self, name: &str) -> bool {
        self.own.contains_key(name)
    }

    /// The names of those that do not sign.
    pub fn unsigned(&self) -> Vec<&str> {
        self.known.values().filter(|sender| sender.is_unsigned()).map(|sender| sender.name.as_str()).collect()
    }

    /// The names of those with a secret short enough to guess.
    pub fn with_short_secrets(&self) -> Vec<&str> {
        let short = self.known.values().filter(|sender| sender.verifier.has_short_secret());
        short.map(|sender| sender.name.as_str()).collect()
    }

    /// Whether anyone may send unsigned deliveries.
    pub fn is_open(&self) -> bool {
        self.others.as_ref().is_some_and(|(_, verifier)| *verifier.scheme() == Scheme::None)
    }

    /// The sources that `others` would allow to send unsigned and that must sign now; none if there are none.
    pub fn opened_by(&self, others: &Self) -> Option<String> {
        if others.is_open() && !self.is_open() {
            return Some("there are no [[sources]] any more, so anyone could send".into());
        }
        let must_sign = |name: &&str| self.known.get(*name).is_some_and(|sender| !sender.is_unsigned());
        let names: Vec<&str> = others.unsigned().into_iter().filter(must_sign).collect();
        (!names.is_empty()).then(|| format!("{} could send unsigned deliveries", names.join(" or ")))
    }

    /// The sources that `others` lacks: their senders would get 404 and might give up for ever.
    pub fn lost_by(&self, others: &Self) -> Option<String> {
        let lost = |name: &&String| !others.known.contains_key(*name) && others.others.is_none();
        let names: Vec<&str> = self.known.keys().filter(lost).map(String::as_str).collect();
        (!names.is_empty()).then(|| format!("{} could not send any more", names.join(" and ")))
    }

    /// The sources of which `others` has a secret that is the beginning of one in force: it was cut off.
    pub fn cut_off_by(&self, others: &Self) -> Option<String> {
        let is_cut = |(name, sender): &(&String, &Arc<Sender>)| {
            others.known.get(*name).is_some_and(|other| other.verifier.is_cut_off(&sender.verifier))
        };
        let names: Vec<&str> = self.known.iter().filter(is_cut).map(|(name, _)| name.as_str()).collect();
        (!names.is_empty())
            .then(|| format!("the secret of {} is only the beginning of the present one", names.join(" and ")))
    }

    /// Lets those that were in force `before` go on with what is left of their rate limits.
    pub fn continue_limits(&mut self, before: &Self) {
        for (name, sender) in &mut self.known {
            if let (Some(sender), Some(before)) = (Arc::get_mut(sender), before.known.get(name)) {
                sender.limit.continue_from(&before.limit);
            }
        }
        if let (Some((limit, _)), Some((before, _))) = (&mut self.others, &before.others) {
            limit.continue_from(before);
        }
    }

    /// The names of the configured sources.
    pub fn names(&self) -> Vec<&str> {
        self.known.keys().map(String::as_str).collect()
    }
}

/// The program's own sources by name.
fn own(settings: &[SourceSettings], custom: &[CustomSource]) -> Result<BTreeMap<String, CustomSource>, SourceError> {
    let mut own = BTreeMap::new();
    for source in custom {
        let name = source.name();
        let fault = |reason: &str| SourceError { name: name.to_owned(), source: reason.into() };
        let of_name = settings.iter().find(|settings| settings.name == name);
        if !is_source_name(name) {
            return Err(fault(SOURCE_NAME_WANTED));
        }
        if name == "generic" || !matches!(Source::of_name(name), Source::Generic(_)) {
            return Err(fault("this name belongs to a built-in source; choose another one"));
        }
        if of_name.is_some_and(SourceSettings::maps) {
            return Err(fault("its function reads its deliveries; remove `fields` and `types` from [[sources]]"));
        }
        if of_name.is_none() && !settings.is_empty() {
            return Err(fault("it has no scheme; add it to [[sources]], because only those may send"));
        }
        if own.insert(name.to_owned(), source.clone()).is_some() {
            return Err(fault("the program has two sources of this name"));
        }
    }
    Ok(own)
}

/// A rate limit per minute (a token bucket). Clones share it.
#[derive(Clone, Debug)]
pub(super) struct Limit {
    per_minute: f64,
    left: Arc<Mutex<(f64, Instant)>>,
}

impl Limit {
    fn new(per_minute: u32) -> Self {
        let per_minute = f64::from(per_minute);
        Self { per_minute, left: Arc::new(Mutex::new((per_minute, monotonic()))) }
    }

    /// Begins with what is left of another one.
    fn continue_from(&mut self, before: &Self) {
        if before.per_minute.total_cmp(&self.per_minute).is_eq() {
            self.left = Arc::clone(&before.left);
        } else {
            let (left, since) = *before.left.lock().unwrap_or_else(PoisonError::into_inner);
            self.left = Arc::new(Mutex::new((left.min(self.per_minute), since)));
        }
    }

    /// Counts a delivery; the time to wait if the limit is exhausted.
    pub(super) fn take(&self) -> Result<(), Duration> {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let now = monotonic();
        let filled = left.0 + (now - left.1).as_secs_f64() * self.per_minute / 60.0;
        *left = (filled.min(self.per_minute), now);
        if left.0 < 1.0 {
            return Err(Duration::from_secs_f64((1.0 - left.0) * 60.0 / self.per_minute));
        }
        left.0 -= 1.0;
        Ok(())
    }
}
