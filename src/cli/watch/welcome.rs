//! The messages of `pdpe watch` when it starts to listen.

use pdpe::text::{counted, grouped};
use pdpe::watch::run::Watch;
use pdpe::watch::service::Console;

use super::Args;
use super::tokens::Tokens;

/// Reports the address, the journal, and what the operator should know about access.
pub fn welcome(console: &Console, watch: &Watch, args: &Args, cells: usize, tokens: Option<&Tokens>) {
    let journal = match (args.is_forgetful(), watch.deliveries()) {
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
    if let Some(tokens) = tokens {
        say_tokens(console, watch, tokens);
    }
    console.warn_of_short_secrets(watch);
    if !senders.names().is_empty() {
        console.detail(format_args!("sources: {}", senders.names().join(", ")));
    }
}

/// Shows new tokens once. They are not logged.
fn say_tokens(console: &Console, watch: &Watch, tokens: &Tokens) {
    let file = tokens.file.display();
    if !tokens.are_new {
        return console.say(format_args!("the tokens for readers and senders are in {file}"));
    }
    console.show_once(format_args!("new tokens, kept in {file} and shown only now:"));
    if std::env::var_os("PDPE_TOKEN").is_none_or(|token| token.is_empty()) {
        console.show_once(format_args!(
            "readers: {}, as Authorization: Bearer TOKEN, or /map?token=TOKEN",
            tokens.readers
        ));
    }
    if watch.senders().names().is_empty() {
        console.show_once(format_args!("senders: {}, as /webhooks/eventbrite?token=TOKEN and so on", tokens.senders));
    }
}
