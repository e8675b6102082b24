//! The format of a log line: foreign text can neither end the line, nor begin a field, nor control a
//! terminal.

use std::fmt::{self, Debug, Write as _};

use anstyle::{AnsiColor, Style};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

use crate::clock;

/// The most characters shown of a message or field.
const LONGEST_TEXT: usize = 2000;

/// Time in UTC, level, target, message, fields.
pub(super) struct Line {
    pub(super) colour: bool,
}

impl<S, N> FormatEvent<S, N> for Line
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, _: &FmtContext<'_, S, N>, mut out: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let mut said = Said::default();
        event.record(&mut said);
        let (metadata, style) =
            (event.metadata(), if self.colour { style(*event.metadata().level()) } else { Style::new() });
        let target = said.target.as_deref().unwrap_or(metadata.target());
        let target = target.strip_prefix(concat!(env!("CARGO_CRATE_NAME"), "::")).unwrap_or(target);
        writeln!(
            out,
            "{} {style}{:5}{style:#} {}:{}{}",
            clock::now().format("%Y-%m-%dT%H:%M:%S%.3fZ"),
            metadata.level().as_str(),
            on_one_line(target),
            said.message,
            said.fields
        )
    }
}

fn style(level: Level) -> Style {
    let colour = match level {
        Level::ERROR => AnsiColor::Red,
        Level::WARN => AnsiColor::Yellow,
        Level::INFO => AnsiColor::Green,
        _ => AnsiColor::Blue,
    };
    colour.on_default()
}

/// The parts of an event; each begins with a blank.
#[derive(Default)]
struct Said {
    message: String,
    fields: String,
    /// The origin of a record of the `log` crate.
    target: Option<String>,
}

impl Visit for Said {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "message" => self.message = format!(" {}", on_one_line(value)),
            "log.target" => self.target = Some(value.into()),
            name if name.starts_with("log.") => {} // module, file and line of a `log` record
            name => {
                // Writing to a String cannot fail.
                let _ = write!(self.fields, " {name}={}", quoted_if_needed(value));
            }
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.record_str(field, &format!("{value:?}"));
    }
}

/// Text as it is if it is a plain word, else in quotes.
fn quoted_if_needed(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"\"=\\".contains(&byte);
    let text = cut(text);
    if !text.is_empty() && text.bytes().all(is_plain) { text } else { format!("{text:?}") }
}

/// Text with escapes for everything unprintable: line ends, terminal controls, changes of the writing
/// direction.
fn on_one_line(text: &str) -> String {
    let quoted = format!("{:?}", cut(text));
    quoted[1..quoted.len() - 1].replace("\\\"", "\"")
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST_TEXT) {
        None => text.to_owned(),
        Some((shown, _)) => format!("{}… and {} bytes", &text[..shown], text.len() - shown),
    }
}
