//! Completions, manual pages and help, all made from the one definition of the command line.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use crate::common::pdpe;

/// Shells and the files in `completions/`, named as each shell looks for them.
const FILES: [(&str, &str); 4] =
    [("bash", "pdpe.bash"), ("zsh", "_pdpe"), ("fish", "pdpe.fish"), ("powershell", "_pdpe.ps1")];

const COMMANDS: [&str; 20] = [
    "score",
    "simulate",
    "plan",
    "watch",
    "demo",
    "explain",
    "fit",
    "backtest",
    "events",
    "fetch",
    "grid",
    "cities",
    "init",
    "journal",
    "health",
    "licences",
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
        .map(|line| line.split_whitespace().next().unwrap().trim_end_matches(',').to_owned())
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

/// What bash offers for the last of the words, of which it has made these.
#[cfg(unix)]
fn offered_by_bash(words: &[&str]) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions/pdpe.bash");
    let script = r#"source "$0"
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); word="${COMP_WORDS[COMP_CWORD]}"
        [[ "$word" == "=" ]] && word=""
        _pdpe pdpe "$word" "${COMP_WORDS[COMP_CWORD-1]}"
        printf '%s\n' "${COMPREPLY[@]}""#;
    let output = std::process::Command::new("bash").arg("-c").arg(script).arg(path).args(words).output().unwrap();
    let run = crate::common::as_run(&output).ok();
    assert_eq!(run.err, "");
    run.out.lines().map(str::to_owned).collect()
}

#[cfg(unix)]
#[test]
fn bash_completes_values_also_behind_an_equals_sign_and_a_comma() {
    for (words, offered) in [
        (&["pdpe", "score", "--format", "ge"][..], &["geojson"][..]),
        (&["pdpe", "score", "--format", "=", "ge"], &["geojson"]),
        (&["pdpe", "events", "--format", "="], &["table", "json", "ndjson", "csv", "geojson"]),
        (&["pdpe", "score", "--columns", "sp"], &["spending_propensity"]),
        (&["pdpe", "score", "--columns", "=", "lat,lo"], &["lat,lon"]),
        (&["pdpe", "score", "--tz", "America/Chi"], &["America/Chicago", "America/Chihuahua"]),
        (&["pdpe", "--tz", "=", "America/Den"], &["America/Denver"]),
    ] {
        assert_eq!(offered_by_bash(words), offered, "{words:?}");
    }
}

#[test]
fn zones_and_columns_are_values_in_zsh_and_fish() {
    let zsh = pdpe(&["completions", "zsh"]).ok().out;
    assert!(zsh.contains(":ZONE:_time_zone'") && zsh.contains(":(cell_id lat lon income "), "{zsh}");
    let fish = pdpe(&["completions", "fish"]).ok().out;
    assert!(fish.starts_with("set -g __pdpe_zones ") && fish.contains(" Asia/Kolkata "), "{fish}");
    assert!(fish.contains("-l tz ") && fish.contains("-a \"$__pdpe_zones\"") && !fish.contains("@zones@"), "{fish}");
}

#[test]
fn a_folder_gets_the_manual_page_of_each_command() {
    let dir = crate::common::temp_dir();
    let folder = dir.path().join("new/man1");
    let run = pdpe(&[OsStr::new("man"), OsStr::new("--dir"), folder.as_os_str()]).ok();
    assert_eq!((run.out.as_str(), run.err.as_str()), ("", ""));
    let names: BTreeSet<String> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(names.iter().all(|name| !name.contains("help")), "{names:?}");
    for command in COMMANDS {
        assert!(names.contains(&format!("pdpe-{command}.1")), "{command} is missing in {names:?}");
    }
    assert!(names.contains("pdpe.1") && names.contains("pdpe-journal-ls.1"), "{names:?}");
    let page = fs::read_to_string(folder.join("pdpe-journal-ls.1")).unwrap();
    assert_eq!(page, pdpe(&["man", "journal", "ls"]).ok().out);
    pdpe(&["man", "score", "--dir", "x"]).fails(2, &["--dir"]);
}
