//! The systemd unit and the Dockerfile: what they promise, and that pdpe takes their command lines.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]
#![allow(clippy::print_stderr)] // a check that cannot be made says so

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::common::{pdpe, temp_dir, write};

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path))
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The settings of the unit, comments left out.
fn unit() -> Vec<(String, String)> {
    let settings = read("examples/pdpe.service");
    let settings = settings.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('='));
    settings.map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

/// The value of a setting that stands there once.
#[track_caller]
fn only(settings: &[(String, String)], key: &str) -> String {
    let values: Vec<_> = settings.iter().filter(|(other, _)| other == key).map(|(_, value)| value).collect();
    assert_eq!(values.len(), 1, "{key}: {values:?}");
    values[0].clone()
}

/// The instructions of the Dockerfile: their first words and the rest of each.
fn dockerfile() -> Vec<(String, String)> {
    let text = read("Dockerfile");
    let lines = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(' '));
    lines.map(|(word, rest)| (word.to_owned(), rest.to_owned())).collect()
}

/// Those of the image that is run.
fn last_stage() -> Vec<(String, String)> {
    let all = dockerfile();
    let start = all.iter().rposition(|(word, _)| word == "FROM").unwrap();
    all[start..].to_vec()
}

fn words(list: &str) -> Vec<String> {
    serde_json::from_str(list).unwrap_or_else(|error| panic!("{list}: {error}"))
}

/// Asserts that pdpe takes these arguments, without running anything: help is given once all that
/// stands before was understood.
#[track_caller]
fn assert_taken(arguments: &[String]) {
    pdpe(&[arguments, &["--help".into()]].concat()).ok();
    pdpe(&[arguments, &["--no-such-option".into(), "--help".into()]].concat()).fails(2, &["--no-such-option"]);
}

fn systemd_analyze(arguments: &[&str], unit: &Path) -> Option<Output> {
    let output = Command::new("systemd-analyze").args(arguments).arg(unit).env("SYSTEMD_COLORS", "0").output();
    if output.is_err() {
        eprintln!("SKIPPED: systemd-analyze is not here, so examples/pdpe.service is not checked by systemd itself");
    }
    output.ok()
}

/// Whether this systemd can judge units that are not installed.
fn knows_offline() -> bool {
    let help = Command::new("systemd-analyze").arg("--help").output();
    help.is_ok_and(|help| String::from_utf8_lossy(&help.stdout).contains("--offline"))
}

#[test]
fn systemd_finds_no_fault_with_the_unit() {
    let folder = temp_dir();
    let unit = read("examples/pdpe.service").replace("/usr/local/bin/pdpe", env!("CARGO_BIN_EXE_pdpe"));
    let Some(found) = systemd_analyze(&["verify", "--man=no"], &write(folder.path(), "pdpe.service", &unit)) else {
        return;
    };
    // Of other units on this machine it may say what it likes.
    let names_ours = |found: &Output| String::from_utf8_lossy(&found.stderr).contains("pdpe.service");
    assert!(found.status.success() && !names_ours(&found), "{found:?}");

    let wrong = unit.replace("ProtectSystem=strict", "ProtectSystem=perhaps");
    let found = systemd_analyze(&["verify", "--man=no"], &write(folder.path(), "pdpe.service", &wrong)).unwrap();
    assert!(names_ours(&found), "it sees faults");
}

#[test]
fn systemd_finds_the_unit_well_shut() {
    if !knows_offline() {
        eprintln!("SKIPPED: systemd-analyze is not here or cannot judge a file, so the unit's exposure is not checked");
        return;
    }
    let unit = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/pdpe.service");
    let found = systemd_analyze(&["security", "--offline=true", "--threshold=20"], &unit).unwrap();
    assert!(found.status.success(), "{}", String::from_utf8_lossy(&found.stdout));
}

#[test]
fn the_unit_keeps_the_journal_and_restarts() {
    let unit = unit();
    let only = |key: &str| only(&unit, key);
    let command: Vec<String> = only("ExecStart").split(' ').map(str::to_owned).collect();
    assert_eq!(command[0], "/usr/local/bin/pdpe");
    assert_taken(&command[1..]);
    // An option would have more weight than a variable in /etc/pdpe/env.
    assert_eq!(command[1..], ["watch"]);
    let folder = format!("/var/lib/{}", only("StateDirectory"));
    assert_eq!(only("WorkingDirectory"), folder);
    assert!(only("Environment").starts_with(&format!("PDPE_JOURNAL={folder}/")));
    assert_eq!((only("Restart"), only("RestartPreventExitStatus")), ("always".into(), "2".into()));
    assert_eq!(only("ExecReload"), "/bin/kill -HUP $MAINPID");
    assert!(only("TimeoutStopSec").parse::<u32>().unwrap() > 10, "less than the time to finish what is in flight");
    assert_eq!((only("DynamicUser"), only("CapabilityBoundingSet")), ("yes".into(), String::new()));
}

#[test]
fn the_image_runs_pdpe_without_rights() {
    let image = last_stage();
    let only = |word: &str| only(&image, word);
    let user = only("USER");
    let (uid, gid) = user.split_once(':').unwrap();
    assert!(uid.parse::<u32>().unwrap() > 0 && gid.parse::<u32>().unwrap() > 0, "{user}");
    let copies: Vec<_> = image.iter().filter(|(word, _)| word == "COPY").map(|(_, rest)| rest.as_str()).collect();
    assert_eq!(copies[0], "--from=build /src/target/release/pdpe /usr/local/bin/pdpe");
    let state = only("VOLUME");
    assert!(copies[1].contains(&format!("--chown={user} ")) && copies[1].ends_with(&state), "{}", copies[1]);
    assert_eq!((only("WORKDIR"), words(&only("ENTRYPOINT"))), (state.clone(), vec!["pdpe".to_owned()]));

    let command = words(&only("CMD"));
    assert_taken(&command);
    // Options would have more weight than variables that are handed in, which the check obeys.
    assert_eq!(command, ["watch"]);
    let variables = only("ENV");
    let value = |name: &str| {
        let mut values = variables.split(' ').filter_map(|variable| variable.split_once('='));
        values.find(|(own, _)| *own == name).map(|(_, value)| value.to_owned()).unwrap()
    };
    assert_eq!((value("WEBHOOK_HOST"), value("WEBHOOK_PORT")), ("0.0.0.0".into(), only("EXPOSE")));
    assert!(value("PDPE_JOURNAL").starts_with(&state));

    let check = only("HEALTHCHECK");
    let check = words(check.split_once("CMD ").unwrap().1);
    assert_eq!(check[..2], ["pdpe", "health"]);
    assert_taken(&check[1..]);
}

#[test]
fn the_image_is_built_from_what_is_there_by_a_compiler_that_is_new_enough() {
    let ignored = read(".dockerignore");
    let ignored: Vec<&str> = ignored.lines().collect();
    for needed in ["Cargo.toml", "Cargo.lock", "src", "benches", "fixtures"] {
        assert!(
            !ignored.iter().any(|line| line.starts_with(needed) || line.contains('*') && !line.starts_with("pdpe.db")),
            "{needed}"
        );
    }
    for kept_out in ["target", ".git", "pdpe.db*", "env"] {
        assert!(ignored.contains(&kept_out), "{kept_out} would be copied");
    }
    let minor = |version: &str| -> u32 { version.split(['.', '-']).nth(1).unwrap().parse().unwrap() };
    let all = dockerfile();
    let image = all[0].1.strip_prefix("rust:").unwrap();
    assert!(minor(image) >= minor(env!("CARGO_PKG_RUST_VERSION")), "{image}");
    assert!(image.contains("bookworm") && last_stage()[0].1.contains("debian12"), "libc must be that of the build");
}
