//! `pdpe journal repair`: copies what is whole of a damaged journal to a new file.

use std::path::{Path, PathBuf};

use pdpe::text::terminal_line;
use pdpe::watch::journal;

use super::super::shared::Talk;

/// How many gaps are listed.
const MOST_LISTED: usize = 100;

/// Copies, and lists what could not be read.
pub fn repair(from: &Path, to: Option<&Path>, talk: Talk) -> anyhow::Result<()> {
    let to = to.map_or_else(|| beside(from), Path::to_owned);
    let repaired = journal::repair(from, &to)?;
    for (first, last, reason) in repaired.left_out.iter().take(MOST_LISTED) {
        let which = if first == last { format!("delivery {first}") } else { format!("deliveries {first} to {last}") };
        talk.say(format_args!("{which} cannot be read: {}", terminal_line(reason)));
    }
    if repaired.left_out.len() > MOST_LISTED {
        talk.say(format_args!("{} more gaps", repaired.left_out.len() - MOST_LISTED));
    }
    if !repaired.has_all_keys {
        talk.say("not all idempotency keys can be read: of deliveries whose keys are lost, a repetition counts again");
    }
    let (from, to, copied) = (from.display(), to.display(), repaired.copied);
    talk.say(format_args!("{copied} deliveries were copied to {to}; keep {from}, and put {to} in its place"));
    Ok(())
}

fn beside(journal: &Path) -> PathBuf {
    let mut name = journal.as_os_str().to_owned();
    name.push(".repaired");
    name.into()
}
