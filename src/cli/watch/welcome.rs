//! The messages of `pdpe watch` when it starts to listen.

use pdpe::text::{counted, grouped};
use pdpe::watch::run::Watch;
use pdpe::watch::service::Console;

use super::Args;

/// Reports the address, the journal, and what the operator should know about access.
pub fn welcome(console: &Console, watch: &Watch, args: &Args, cells: usize) {
    let journal = match (args.no_journal, watch.deliveries()) {
        (true, _) => "no journal: a restart forgets every delivery".to_owned(),
        (false, 0) => format!("journal {}", args.journal.display()),
        (false, 1) => format!("journal {} with 1 delivery", args.journal.display()),
        (false, many) => format!("journal {} with {} deliveries", args.journal.display(), grouped(many)),
    };
    let (cells, events) = (counted(cells, "cell"), counted(watch.events, "event"));
    console.say(format_args!("listening on http://{} ({cells}, {events}; {journal})", watch.address()));
    let is_private = watch.address().ip().is_loopback();
    let senders = watch.senders();
    if senders.is_open() && is_private {
        console.say("unsigned deliveries are accepted; give sources secrets in [[sources]] of pdpe.toml");
    } else if args.insecure && (senders.is_open() || !senders.unsigned().is_empty()) {
        console.say("--insecure: anyone who reaches this address can send deliveries, and they are accepted");
    }
    if !is_private && !watch.has_token() {
        console.say("only /health can be read; set PDPE_TOKEN to give readers access to the rest");
    }
    console.warn_of_short_secrets(watch);
    if !senders.names().is_empty() {
        console.detail(format_args!("sources: {}", senders.names().join(", ")));
    }
}
