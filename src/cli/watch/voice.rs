//! What `pdpe watch` tells whoever runs it.

use std::collections::BTreeMap;
use std::fmt::Display;

use pdpe::text::{counted, grouped, terminal_lines};
use pdpe::watch::log::Log;
use pdpe::watch::run::Watch;

use super::super::Failure;
use super::super::shared::Talk;
use super::Args;

/// Says what whoever runs the listener should know: on stderr, and where the log is a file, there too.
/// Nothing waits for whoever reads it.
pub struct Voice {
    talk: Talk,
    pub log: Log,
}

impl Voice {
    pub fn new(talk: Talk, log: Log) -> Self {
        Self { talk, log }
    }

    pub fn say(&self, message: impl Display) {
        if self.log.is_file() {
            tracing::info!("{message}");
        }
        self.show(message);
    }

    /// Says what is wrong: that is in the log of a quiet listener, too.
    pub fn warn(&self, message: impl Display) {
        if self.log.is_file() || self.talk.is_quiet() {
            tracing::warn!("{message}");
        }
        self.show(message);
    }

    /// Says why it ends by itself, with that exit code.
    pub fn fail(&self, code: u8, message: impl Display) -> anyhow::Error {
        if self.log.is_file() {
            tracing::error!("{message}");
        }
        self.log.say(&told(message));
        Failure::Told(code).into()
    }

    fn show(&self, message: impl Display) {
        if !self.talk.is_quiet() {
            self.log.say(&told(message));
        }
    }

    /// Says where it listens, and what is to be known of how.
    pub fn welcome(&self, watch: &Watch, args: &Args, cells: usize) {
        let journal = match (args.no_journal, watch.deliveries()) {
            (true, _) => "no journal: a restart forgets every delivery".to_owned(),
            (false, 0) => format!("journal {}", args.journal.display()),
            (false, 1) => format!("journal {} with 1 delivery", args.journal.display()),
            (false, many) => format!("journal {} with {} deliveries", args.journal.display(), grouped(many)),
        };
        let (cells, events) = (counted(cells, "cell"), counted(watch.events(), "event"));
        self.say(format_args!("listening on http://{} ({cells}, {events}; {journal})", watch.address()));
        let is_private = watch.address().ip().is_loopback();
        let senders = watch.senders();
        if senders.is_open() && is_private {
            self.say("deliveries are taken unsigned; give sources secrets in [[sources]] of pdpe.toml");
        } else if args.insecure && (senders.is_open() || !senders.unsigned().is_empty()) {
            self.say("--insecure: whoever reaches this address can send deliveries, and they are believed");
        }
        if !is_private && !watch.has_token() {
            self.say("nothing but /health can be read: start with PDPE_TOKEN set, and show it to read the rest");
        }
        self.tell_short_secrets(watch);
        if !senders.names().is_empty() && self.talk.is_verbose() {
            self.show(format_args!("sources: {}", senders.names().join(", ")));
        }
    }

    /// Says which sources have secrets that are soon found.
    pub fn tell_short_secrets(&self, watch: &Watch) {
        for name in watch.senders().with_short_secrets() {
            self.say(format_args!(
                "the secret of source {name} is shorter than 16 bytes and may be found by trying; make one with: openssl rand -hex 16"
            ));
        }
    }
}

fn told(message: impl Display) -> String {
    format!("pdpe: {}", terminal_lines(message))
}

/// Tells what was refused since the last look, all of it on one line: strangers must not fill the log.
pub fn tell_refused(watch: &Watch, told: &mut BTreeMap<String, u64>) {
    let refused = watch.refused();
    let news: Vec<String> = refused
        .iter()
        .filter_map(|(reason, count)| {
            let new = count - told.get(reason).copied().unwrap_or_default();
            (new > 0).then(|| format!("{new} {reason}"))
        })
        .collect();
    if !news.is_empty() {
        tracing::warn!("requests were refused: {}", news.join(", "));
        *told = refused;
    }
}
