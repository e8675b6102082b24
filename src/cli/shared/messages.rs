//! Messages to the user, on stderr.

use std::fmt::Display;
use std::io::{self, Write as _};

use pdpe::text::terminal_lines;

use super::super::{Failure, Global};

/// How many messages of one kind about one input are shown without `-v`; the rest are counted.
const MOST_SHOWN: usize = 20;

/// Writes messages, as `-q` and `-v` say.
#[derive(Clone, Copy)]
pub struct Talk {
    quiet: bool,
    verbose: bool,
}

impl Talk {
    pub fn new(global: &Global) -> Self {
        Self { quiet: global.quiet, verbose: global.verbose }
    }

    /// Writes a message, unless quiet.
    pub fn say(self, message: impl Display) {
        if !self.quiet {
            // If stderr is closed, nobody can read the message.
            let _ = writeln!(io::stderr(), "pdpe: {}", terminal_lines(message));
        }
    }

    /// Writes a message only with `-v`.
    pub fn detail(self, message: impl Display) {
        if self.verbose {
            self.say(message);
        }
    }

    /// Reports the columns of a table that do not fit into the terminal, and the option that shows them.
    pub fn tell_left_out(self, columns: &[&str], option: &str) {
        if !columns.is_empty() {
            self.say(format_args!("no room for {}; use a wider window or {option}", columns.join(", ")));
        }
    }
}

/// Messages of one kind about one input: shows the first ones and counts all.
pub struct Notices<'n> {
    talk: Talk,
    input: &'n str,
    count: usize,
}

impl<'n> Notices<'n> {
    /// No messages yet about the input of this name.
    pub fn new(talk: Talk, input: &'n str) -> Self {
        Self { talk, input, count: 0 }
    }

    /// Adds a message; `separator` is written between the name of the input and the message.
    pub fn add(&mut self, separator: &str, message: impl Display) {
        self.count += 1;
        if self.talk.verbose || self.count <= MOST_SHOWN {
            self.talk.say(format_args!("{}{separator}{message}", self.input));
        }
    }

    /// Reports the number of messages if not all were shown; `what` they were.
    pub fn finish(self, what: &str) {
        if !self.remark().is_empty() {
            self.talk.say(format_args!("{}: {} {what}{}", self.input, self.count, self.remark()));
        }
    }

    /// Reports how many of `all` records were rejected; `what` they are, such as `rows`.
    ///
    /// # Errors
    /// [`Failure::Rejected`] if any was rejected and `strict` is set.
    pub fn finish_rejections(self, what: &str, all: usize, strict: bool) -> anyhow::Result<()> {
        let summary = format!("{}: {} of {all} {what} rejected", self.input, self.count);
        match self.count {
            0 => {}
            _ if strict => return Err(Failure::Rejected(format!("{summary} (--strict)")).into()),
            _ => self.talk.say(format_args!("{summary}{}", self.remark())),
        }
        Ok(())
    }

    /// The end of a summary if not all messages were shown.
    fn remark(&self) -> String {
        let is_cut = self.count > MOST_SHOWN && !self.talk.verbose;
        if is_cut { format!("; the first {MOST_SHOWN} are shown above, -v shows all") } else { String::new() }
    }
}
