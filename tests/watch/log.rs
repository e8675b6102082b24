//! The log of a listener: its settings, its lines, its file. A process has one log, so that each
//! test which writes one runs a scene in a process of its own.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::common::temp_dir;
use chrono::DateTime;
use pdpe::watch::testing::{Level, Log, LogError, LogSettings};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

fn settings(variables: &[(&str, &str)]) -> Result<LogSettings, LogError> {
    LogSettings::from_environment(|name| {
        variables.iter().find(|(other, _)| *other == name).map(|(_, value)| (*value).into())
    })
}

/// The variable that names the scene to play in a process of its own.
const SCENE: &str = "PDPE_TEST_SCENE";

/// A process of its own that plays a scene in a folder, with these variables.
fn scene(name: &str, folder: &Path, variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--ignored", "--exact", "log::in_a_process_of_its_own", "--nocapture"]);
    command.current_dir(folder).env(SCENE, name).stdin(Stdio::null());
    for name in ["LOG_LEVEL", "LOG_FILE", "DEBUG", "NO_COLOR"] {
        command.env_remove(name);
    }
    command.envs(variables.iter().copied());
    command
}

fn play(name: &str, folder: &Path, variables: &[(&str, &str)]) -> Output {
    let output = scene(name, folder, variables).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    output
}

/// The lines without their times, each of which must be one in UTC with milliseconds.
#[track_caller]
fn without_times(text: &str) -> Vec<&str> {
    text.lines()
        .map(|line| {
            let (time, rest) = line.split_once(' ').unwrap();
            assert!(DateTime::parse_from_rfc3339(time).is_ok() && time.ends_with('Z') && time.len() == 24, "{line}");
            rest
        })
        .collect()
}

#[test]
#[ignore = "the stage of the other tests"]
fn in_a_process_of_its_own() {
    let Ok(scene) = std::env::var(SCENE) else { return };
    let log = Log::start(&LogSettings::from_environment(|name| std::env::var(name).ok()).unwrap());
    match scene.as_str() {
        "levels" => all_levels(),
        "hostile" => {
            let texts: Vec<String> = serde_json::from_slice(&fs::read("texts.json").unwrap()).unwrap();
            for text in &texts {
                tracing::info!(target: "pdpe::watch::guard", "{text}");
                tracing::info!(target: "pdpe::watch::guard", text = text.as_str(), "as it is");
                tracing::info!(target: "pdpe::watch::guard", text = %text, "displayed");
                tracing::info!(target: "pdpe::watch::guard", text = ?text, "for debugging");
                log::warn!(target: text, "{text}");
            }
        }
        "fields" => {
            tracing::warn!(target: "pdpe::watch::guard", address = %"203.0.113.7", count = 3_u64, share = 0.5, reason = "bare line feed", none = "", "refused");
            tracing::info!(target: "pdpe", equal = "a=b", path = r"C:\x", list = ?["a", "b"], yes = true);
        }
        "long" => tracing::info!(target: "pdpe::x", text = "é".repeat(5000), "{}", "x".repeat(5000)),
        "moved" => {
            let log = log.unwrap();
            let say = |text: &str| tracing::info!(target: "pdpe::x", "{text}");
            say("one");
            fs::rename("pdpe.log", "pdpe.log.1").unwrap();
            say("two");
            log.reopen().unwrap();
            say("three");
            fs::rename("pdpe.log", "pdpe.log.2").unwrap();
            fs::create_dir("pdpe.log").unwrap();
            fs::write("said", log.reopen().unwrap_err().to_string()).unwrap();
            say("four");
        }
        "crowd" => crowd(&log.unwrap()),
        "unheard" => {
            // Goes on when the reader of stderr is gone, and not before.
            std::io::stdin().read_exact(&mut [0]).unwrap();
            all_levels();
            log.unwrap().reopen().unwrap();
            fs::write("said", "still here").unwrap();
        }
        "slow" => {
            (0..LINES).for_each(|number| tracing::info!(target: "pdpe::x", number, "line"));
            fs::write("said", "not held up").unwrap();
            // Goes on when there is room again.
            std::io::stdin().read_exact(&mut [0]).unwrap();
            tracing::info!(target: "pdpe::x", "last");
        }
        "twice" => {
            let again = Log::start(&settings(&[]).unwrap());
            fs::write("said", again.unwrap_err().to_string()).unwrap();
        }
        other => panic!("no scene {other}"),
    }
}

fn crowd(log: &Log) {
    std::thread::scope(|scope| {
        for thread in 0..8 {
            scope.spawn(move || {
                for number in 0..500 {
                    tracing::info!(target: "pdpe::x", thread, number, "line");
                    if number % 100 == 0 {
                        log.reopen().unwrap();
                    }
                }
            });
        }
    });
}

fn all_levels() {
    tracing::error!(target: "pdpe::watch::guard", "error");
    tracing::warn!(target: "pdpe::watch::guard", "warn");
    tracing::info!(target: "pdpe::watch::guard", "info");
    tracing::debug!(target: "pdpe::watch::guard", "debug");
    tracing::trace!(target: "pdpe::watch::guard", "trace");
    tracing::warn!(target: "foreign::part", "warn");
    tracing::info!(target: "foreign::part", "info");
    log::error!(target: "ureq", "error by log");
    log::info!(target: "ureq", "info by log");
}

#[test]
fn without_variables_info_goes_to_stderr() {
    let found = settings(&[]).unwrap();
    assert_eq!((found.level, found.file), (Level::INFO, None));
    let empty = settings(&[("LOG_LEVEL", ""), ("LOG_FILE", ""), ("DEBUG", "")]).unwrap();
    assert_eq!((empty.level, empty.file), (Level::INFO, None));
}

#[test]
fn levels_are_read_in_any_case_and_debug_says_no_less() {
    for (words, level) in [
        (["error", "ERROR"], Level::ERROR),
        (["warn", "Warn"], Level::WARN),
        (["info", "INFO"], Level::INFO),
        (["debug", "Debug"], Level::DEBUG),
        (["trace", "tRACE"], Level::TRACE),
    ] {
        for word in words {
            assert_eq!(settings(&[("LOG_LEVEL", word)]).unwrap().level, level);
            let no = settings(&[("LOG_LEVEL", word), ("DEBUG", "False")]).unwrap().level;
            assert_eq!(no, level);
            let yes = settings(&[("LOG_LEVEL", word), ("DEBUG", "1")]).unwrap().level;
            assert_eq!(yes, if level == Level::TRACE { Level::TRACE } else { Level::DEBUG });
        }
    }
    for yes in ["1", "true", "YES", "True"] {
        assert_eq!(settings(&[("DEBUG", yes)]).unwrap().level, Level::DEBUG);
    }
    for no in ["0", "false", "No"] {
        assert_eq!(settings(&[("DEBUG", no)]).unwrap().level, Level::INFO);
    }
}

#[test]
fn other_words_are_errors_that_name_variable_and_choices() {
    for word in ["3", "warnings", "off", " info", "pdpe=debug", "информ"] {
        let said = settings(&[("LOG_LEVEL", word)]).unwrap_err().to_string();
        assert_eq!(
            said,
            format!("LOG_LEVEL is `{word}`, which is not a level; write error, warn, info, debug or trace")
        );
    }
    for word in ["2", "on", "*", "maybe"] {
        let said = settings(&[("DEBUG", word)]).unwrap_err().to_string();
        assert!(said.contains("DEBUG") && said.contains(word) && said.contains("write 1"), "{said}");
    }
}

#[test]
fn a_file_is_never_coloured() {
    assert!(!settings(&[("LOG_FILE", "x.log")]).unwrap().colour);
    assert!(!settings(&[("NO_COLOR", "1")]).unwrap().colour);
}

#[test]
fn each_level_tells_itself_and_what_is_graver() {
    let all = [
        ("error", "ERROR watch::guard: error"),
        ("warn", "WARN  watch::guard: warn"),
        ("info", "INFO  watch::guard: info"),
        ("debug", "DEBUG watch::guard: debug"),
        ("trace", "TRACE watch::guard: trace"),
    ];
    for (index, (level, _)) in all.iter().enumerate() {
        let said = play("levels", temp_dir().path(), &[("LOG_LEVEL", level)]).stderr;
        let mut wanted: Vec<&str> = all[..=index].iter().map(|(_, line)| *line).collect();
        if *level != "error" {
            wanted.push("WARN  foreign::part: warn");
        }
        wanted.push("ERROR ureq: error by log");
        assert_eq!(without_times(&String::from_utf8(said).unwrap()), wanted);
    }
}

#[test]
fn fields_stand_behind_the_message_and_in_quotes_where_they_must() {
    let said = play("fields", temp_dir().path(), &[]).stderr;
    assert_eq!(
        without_times(&String::from_utf8(said).unwrap()),
        [
            r#"WARN  watch::guard: refused address=203.0.113.7 count=3 share=0.5 reason="bare line feed" none="""#,
            r#"INFO  pdpe: equal="a=b" path="C:\\x" list="[\"a\", \"b\"]" yes=true"#,
        ]
    );
}

#[test]
fn what_is_very_long_is_cut() {
    let said = String::from_utf8(play("long", temp_dir().path(), &[]).stderr).unwrap();
    let (cut_message, cut_field) = ("x".repeat(2000), "é".repeat(2000));
    assert_eq!(
        without_times(&said),
        [format!(r#"INFO  x: {cut_message}… and 3000 bytes text="{cut_field}… and 6000 bytes""#)]
    );
}

/// What stands in quotes, read back; nothing when it is not written as it must be.
fn unquoted(quoted: &str) -> Option<String> {
    let mut rest = quoted.strip_prefix('"')?.strip_suffix('"')?.chars();
    let mut text = String::new();
    while let Some(char) = rest.next() {
        text.push(match char {
            '"' => return None,
            '\\' => match rest.next()? {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                '0' => '\0',
                'u' => {
                    let hex: String = rest.by_ref().skip(1).take_while(|char| *char != '}').collect();
                    char::from_u32(u32::from_str_radix(&hex, 16).ok()?)?
                }
                same @ ('"' | '\\' | '\'') => same,
                _ => return None,
            },
            plain => plain,
        });
    }
    Some(text)
}

#[test]
fn foreign_text_stays_in_its_line_and_in_its_field() {
    let mut texts: Vec<String> = [
        "\n2026-10-03T19:00:00.000Z INFO  watch::guard: all is well",
        "a\r\nb",
        "\u{1b}[2J\u{1b}]0;title\u{7}",
        "x\" injected=\"yes",
        "back\\slash\\",
        "\u{202e}gpj.exe",
        "line\u{2028}paragraph\u{2029}next\u{85}",
        "\u{9b}31m",
        "\0",
        "",
        "k=v",
        "…ünïcødé 東京",
    ]
    .map(str::to_owned)
    .into();
    let mut runner = TestRunner::deterministic();
    let drawn = prop::collection::vec("(?s).{0,40}|[\\x00-\\x20\"\\\\=n]{0,20}", 2000);
    texts.extend(drawn.new_tree(&mut runner).unwrap().current());

    let folder = temp_dir();
    fs::write(folder.path().join("texts.json"), serde_json::to_vec(&texts).unwrap()).unwrap();
    play("hostile", folder.path(), &[("LOG_FILE", "pdpe.log")]);
    let said = fs::read_to_string(folder.path().join("pdpe.log")).unwrap();
    assert_eq!(said.lines().count(), 5 * texts.len());
    let steers = |char: char| {
        (char.is_control() && char != '\n')
            || ('\u{2028}'..='\u{202e}').contains(&char)
            || ('\u{2066}'..='\u{2069}').contains(&char)
    };
    assert_eq!(said.find(steers), None);

    let lines = without_times(&said);
    for (text, lines) in texts.iter().zip(lines.chunks(5)) {
        let value = |line: &str, before: &str| {
            let value = line.strip_prefix(before).unwrap_or_else(|| panic!("{line}"));
            if value.starts_with('"') { unquoted(value) } else { Some(value.to_owned()) }
        };
        let message = lines[0].strip_prefix("INFO  watch::guard: ").unwrap();
        assert_eq!(unquoted(&format!("\"{}\"", message.replace('"', "\\\""))).as_ref(), Some(text), "{message}");
        assert_eq!(value(lines[1], "INFO  watch::guard: as it is text=").as_ref(), Some(text));
        assert_eq!(value(lines[2], "INFO  watch::guard: displayed text=").as_ref(), Some(text));
        let debugged = value(lines[3], "INFO  watch::guard: for debugging text=").unwrap();
        assert_eq!(unquoted(&debugged).as_ref(), Some(text));
        assert!(lines[4].starts_with("WARN  "), "{}", lines[4]);
    }
}

fn mode(path: PathBuf) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_new_file_is_its_owners_alone_and_an_old_one_is_added_to() {
    let folder = temp_dir();
    let file = folder.path().join("pdpe.log");
    for lines in [4, 8] {
        let output = play("levels", folder.path(), &[("LOG_FILE", "pdpe.log"), ("LOG_LEVEL", "WARN")]);
        assert_eq!(output.stderr, b"");
        assert_eq!(fs::read_to_string(&file).unwrap().lines().count(), lines);
        assert_eq!(mode(file.clone()), 0o600);
    }
}

#[test]
fn a_file_that_cannot_be_opened_is_an_error_with_a_way_out() {
    let folder = temp_dir();
    for path in [folder.path().to_owned(), folder.path().join("none/pdpe.log")] {
        let mut settings = settings(&[]).unwrap();
        settings.file = Some(path.clone());
        let said = Log::start(&settings).unwrap_err().to_string();
        assert!(said.contains(path.to_str().unwrap()) && said.contains("LOG_FILE"), "{said}");
    }
}

#[test]
fn a_moved_file_is_followed_until_it_is_opened_anew() {
    let folder = temp_dir();
    play("moved", folder.path(), &[("LOG_FILE", "pdpe.log")]);
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(without_times(&read("pdpe.log.1")), ["INFO  x: one", "INFO  x: two"]);
    assert_eq!(without_times(&read("pdpe.log.2")), ["INFO  x: three", "INFO  x: four"]);
    assert_eq!(mode(folder.path().join("pdpe.log.2")), 0o600);
    let said = read("said");
    assert!(said.contains("pdpe.log") && said.contains("continues in the file that was open"), "{said}");
}

#[test]
fn lines_of_many_threads_are_whole_and_none_is_lost() {
    let folder = temp_dir();
    play("crowd", folder.path(), &[("LOG_FILE", "pdpe.log")]);
    let said = fs::read_to_string(folder.path().join("pdpe.log")).unwrap();
    let mut lines = without_times(&said);
    lines.sort_unstable();
    let mut wanted: Vec<String> = (0..8)
        .flat_map(|thread| (0..500).map(move |number| format!("INFO  x: line thread={thread} number={number}")))
        .collect();
    wanted.sort_unstable();
    assert_eq!(lines, wanted);
}

#[test]
fn nobody_who_reads_stderr_is_no_fault() {
    let folder = temp_dir();
    let mut child = scene("unheard", folder.path(), &[])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stderr.take());
    child.stdin.take().unwrap().write_all(b"!").unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(fs::read_to_string(folder.path().join("said")).unwrap(), "still here");
}

/// More than wait for a reader and a pipe holds.
const LINES: usize = 30_000;

#[test]
fn a_reader_that_is_slow_holds_nobody_up_and_is_told_how_much_he_missed() {
    let folder = temp_dir();
    let mut child = scene("slow", folder.path(), &[])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while !folder.path().join("said").exists() {
        if begun.elapsed() > Duration::from_secs(30) {
            child.kill().unwrap();
            panic!("whoever logs is held up");
        }
        std::thread::yield_now();
    }
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    let mut heard: Vec<String> = lines.by_ref().take(LINES / 10).collect();
    child.stdin.take().unwrap().write_all(b"!").unwrap();
    heard.extend(lines);
    assert!(child.wait().unwrap().success());
    assert!(heard.pop().unwrap().ends_with("INFO  x: last"));
    let told = heard.pop().unwrap();
    let missed = told.strip_prefix("pdpe: ").and_then(|rest| rest.split_once(" lines of the log were left out"));
    let missed: usize = missed.unwrap_or_else(|| panic!("{told}")).0.parse().unwrap();
    assert_eq!(heard.len() + missed, LINES);
    let wanted: Vec<String> = (0..heard.len()).map(|number| format!("INFO  x: line number={number}")).collect();
    assert_eq!(without_times(&heard.join("\n")), wanted);
}

#[test]
fn a_full_disk_is_no_fault() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    let output = play("levels", temp_dir().path(), &[("LOG_FILE", "/dev/full")]);
    assert_eq!(output.stderr, b"");
}

#[test]
fn a_second_log_is_an_error() {
    let folder = temp_dir();
    play("twice", folder.path(), &[]);
    assert!(fs::read_to_string(folder.path().join("said")).unwrap().contains("has a log already"));
}
