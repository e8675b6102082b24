//! Completions, manual pages and help, all made from the one definition of the command line.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use crate::common::pdpe;

/// Shells and the files in `completions/`, named as each shell looks for them.
const FILES: [(&str, &str); 4] =
    [("bash", "pdpe.bash"), ("zsh", "_pdpe"), ("fish", "pdpe.fish"), ("powershell", "_pdpe.ps1")];

const COMMANDS: [&str; 13] = [
    "score",
    "simulate",
    "watch",
    "demo",
    "explain",
    "events",
    "grid",
    "journal",
    "health",
    "send",
    "config",
    "completions",
    "man",
];

#[test]
fn the_files_in_completions_are_what_the_program_prints() {
    for (shell, name) in FILES {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions").join(name);
        let printed = pdpe(&["completions", shell]).ok().out;
        let kept = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            kept.replace("\r\n", "\n") == printed,
            "completions/{name} is stale; write it anew with\n    cargo run -- completions {shell} > completions/{name}"
        );
    }
    let kept = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("completions")).unwrap();
    for entry in kept {
        let name = entry.unwrap().file_name();
        assert!(FILES.iter().any(|(_, file)| name == *file), "completions/{} is of no shell", name.display());
    }
}

#[test]
fn a_page_is_asked_for_by_the_path_of_a_command() {
    let page = pdpe(&["man", "journal", "ls"]).ok().out;
    assert!(page.contains("List deliveries by number") && page.contains("pdpe\\-journal\\-ls"), "{page}");
    assert_eq!(pdpe(&["man", "journal-ls"]).ok().out, page);
    pdpe(&["man", "journal", "lost"]).fails(2, &["there is no command `journal lost`"]);
}

#[test]
fn completions_know_every_command_and_its_options() {
    for (shell, _) in FILES {
        let script = pdpe(&["completions", shell]).ok().out;
        for word in COMMANDS.into_iter().chain(["apart", "preset", "without", "strict"]) {
            assert!(script.contains(word), "{shell} does not know {word}");
        }
    }
    pdpe(&["completions", "tcsh"]).fails(2, &["tcsh", "bash"]);
    pdpe(&["completions"]).fails(2, &["SHELL"]);
}

/// The commands as `pdpe --help` lists them.
fn listed() -> Vec<String> {
    let help = pdpe(&["--help"]).ok().out;
    let list = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    list.lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .map(|line| line.split_whitespace().next().unwrap().to_owned())
        .filter(|name| name != "help")
        .collect()
}

#[test]
fn the_help_lists_the_commands_there_are() {
    let listed = listed();
    assert!(COMMANDS.iter().all(|command| listed.iter().any(|name| name == command)), "{listed:?}");
}

#[test]
fn every_command_explains_itself_with_examples_that_name_it() {
    for command in listed() {
        let help = pdpe(&[command.as_str(), "--help"]).ok().out;
        let examples = help.split("Examples:\n").nth(1).unwrap_or_else(|| panic!("no examples for {command}:\n{help}"));
        assert!(examples.contains(&format!("pdpe {command} ")), "{examples}");
        assert!(help.contains("Usage: pdpe") && help.contains("--help"), "{help}");
        // What clap breaks for want of room cannot be copied: such examples are broken by the shell's rules.
        let mut goes_on = false;
        for line in examples.lines().take_while(|line| !line.is_empty()) {
            let is_command = ["pdpe ", "curl ", "echo "].iter().any(|word| line.trim_start().starts_with(word));
            assert!(is_command || goes_on, "`{line}` is no command in the examples of {command}");
            goes_on = line.ends_with('\\');
        }
        // The short form is for those who know what they look for.
        let short = pdpe(&[command.as_str(), "-h"]).ok().out;
        assert!(short.contains("Usage: pdpe"), "{short}");
    }
    assert!(pdpe(&["--help"]).ok().out.contains("Examples:"));
    assert!(pdpe(&["--help"]).ok().out.contains("Exit codes: 0 done"));
}

#[test]
fn help_is_not_wider_than_100_columns() {
    for command in listed() {
        let help = pdpe(&[command.as_str(), "--help"]).ok().out;
        // Examples are lines to be copied, and stay whole.
        for line in help.split("Examples:").next().unwrap().lines() {
            assert!(line.chars().count() <= 100, "{command}: {line}");
        }
    }
}

#[test]
fn manual_pages_are_roff_of_the_program_and_of_each_command() {
    let page = pdpe(&["man"]).ok().out;
    assert!(page.contains("\n.TH pdpe 1") && page.contains(".SH NAME"), "{page}");
    for command in listed() {
        assert!(page.contains(&command), "the page of pdpe does not know {command}");
        let own = pdpe(&["man", &command]).ok().out;
        for part in ["\n.TH ", ".SH NAME", ".SH SYNOPSIS", ".SH OPTIONS", ".SH EXAMPLES\n.nf\n"] {
            assert!(own.contains(part), "{part} is missing in the page of {command}");
        }
    }
    let score = pdpe(&["man", "score"]).ok().out;
    assert!(score.contains("\n.TH pdpe-score 1") || score.contains("\n.TH score 1"), "{}", &score[..300]);
    assert!(score.contains("pdpe score") || score.contains("pdpe\\-score"), "the page does not say how to run it");
    assert!(score.contains("apart"), "the page does not know --apart");
    assert!(
        score.contains("\n\\&  pdpe score \\-\\-at 2026\\-10\\-03T19:00 \\-\\-top 5\n"),
        "an example is no line of its own"
    );
    pdpe(&["man", "dance"]).fails(2, &["no command `dance`"]);
}

#[test]
fn the_version_is_that_of_the_crate() {
    let version = concat!("pdpe ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(pdpe(&["--version"]).ok().out, version);
}

#[test]
fn no_command_or_a_wrong_one_is_wrong_usage() {
    let none: [&str; 0] = [];
    let run = pdpe(&none);
    assert_eq!((run.code, run.out.as_str(), run.err.contains("Usage: pdpe")), (2, "", true), "{run:?}");
    pdpe(&["scor"]).fails(2, &["scor", "score"]);
    pdpe(&["score", "--to", "5"]).fails(2, &["--to", "--top"]);
}
