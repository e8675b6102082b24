//! The README: every command in it is run, and what it prints is what stands there.
//!
//! In a ```` ```console ```` block, lines that start with `$ ` are run one after the other in one
//! folder, and the lines below must be what they print (stdout and stderr together). A line that is
//! `…` stands for any number of lines, `…` in a line for any text. A command that ends with ` &` runs
//! until `$ kill %1`, and port 8001 is another one that is free. A reader sees a terminal, so `pdpe score` and `pdpe simulate`
//! without a format are run with the one they have there. In a ```` ```sh ```` block commands are only checked.
//!
//! `UPDATE_README=1 cargo test --test house readme` writes the outputs that differ into the README.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// The two commands a newcomer types first.
const FIRST: [&str; 2] = ["cargo run --release -- score --at", "cargo test"];

/// Programs that may stand in a block that is only checked.
const OTHER_PROGRAMS: [&str; 11] =
    ["cargo", "git", "cd", "man", "docker", "curl", "jq", "duckdb", "mkdir", "export", "kill"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap_or_else(|error| panic!("README.md cannot be read: {error}"))
}

/// A command and what is said to come of it.
#[derive(Debug, PartialEq)]
struct Step {
    command: String,
    /// Line of the command in the text, from 0.
    line: usize,
    /// Lines of the output: first and one behind the last.
    output: (usize, usize),
}

/// The blocks of a language: first line and one behind the last.
fn blocks(lines: &[&str], language: &str) -> Vec<(usize, usize)> {
    let mut blocks = Vec::new();
    let mut open: Option<(usize, bool)> = None;
    for (number, line) in lines.iter().enumerate() {
        if let Some(info) = line.strip_prefix("```") {
            match open.take() {
                None => open = Some((number + 1, info.trim() == language)),
                Some((start, true)) => blocks.push((start, number)),
                Some(_) => {}
            }
        }
    }
    assert!(open.is_none(), "a block is not closed");
    blocks
}

/// The commands of the console blocks; one that ends with `\` goes on in the next line.
fn steps(lines: &[&str]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for (start, end) in blocks(lines, "console") {
        let mut number = start;
        assert!(lines[start].starts_with("$ "), "line {}: a console block begins with `$ `", start + 1);
        while number < end {
            if let Some(first) = lines[number].strip_prefix("$ ") {
                let (line, mut command) = (number, first.to_owned());
                while command.ends_with('\\') && number + 1 < end {
                    number += 1;
                    command = format!("{}{}", &command[..command.len() - 1], lines[number].trim_start_matches("> "));
                }
                steps.push(Step { command, line, output: (number + 1, number + 1) });
            } else {
                steps.last_mut().unwrap().output.1 = number + 1;
            }
            number += 1;
        }
    }
    for step in &mut steps {
        while step.output.1 > step.output.0 && lines[step.output.1 - 1].trim().is_empty() {
            step.output.1 -= 1;
        }
    }
    steps
}

/// Whether lines are as expected, where `…` is any number of lines.
fn matches(expected: &[&str], found: &[&str]) -> bool {
    match expected.split_first() {
        None => found.is_empty(),
        Some((first, rest)) if ["…", "..."].contains(&first.trim()) => {
            (0..=found.len()).any(|skipped| matches(rest, &found[skipped..]))
        }
        Some((first, rest)) => {
            found.first().is_some_and(|line| is_like(first.trim_end(), line.trim_end())) && matches(rest, &found[1..])
        }
    }
}

/// Whether a line is as expected, where `…` is any text.
fn is_like(expected: &str, found: &str) -> bool {
    let Some((start, rest)) = expected.split_once('…') else { return expected == found };
    let Some(found) = found.strip_prefix(start) else { return false };
    found.char_indices().map(|(place, _)| place).chain([found.len()]).any(|place| is_like(rest, &found[place..]))
}

/// A command that runs beside the others.
struct Beside {
    child: std::process::Child,
    lines: std::sync::mpsc::Receiver<String>,
}

impl Beside {
    /// Starts it, and gives the first lines it prints.
    fn start(stage: &Path, script: &str, lines: usize) -> (Self, String) {
        let mut command = shell(stage, &format!("exec {script}"));
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let printed = std::io::BufReader::new(child.stdout.take().unwrap());
        let (sender, receiver) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            for line in std::io::BufRead::lines(printed).map_while(Result::ok) {
                let _ = sender.send(line); // nobody wants to know
            }
        });
        let beside = Self { child, lines: receiver };
        let patience = std::time::Duration::from_secs(60);
        let first = (0..lines).map_while(|_| beside.lines.recv_timeout(patience).ok());
        let first = first.map(|line| line + "\n").collect();
        (beside, first)
    }

    /// Ends it politely, and gives what it says to that.
    fn end(mut self) -> String {
        let polite = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(polite.success() && self.child.wait().unwrap().success());
        self.lines.iter().map(|line| line + "\n").collect()
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        let _ = self.child.kill(); // it has ended
    }
}

/// The command as it is run: cargo's commands by what they stand for, formats as on a terminal.
fn as_run(command: &str) -> Option<String> {
    if command == "cargo test" {
        return None; // this is it
    }
    if let Some(example) = command.strip_prefix("cargo run --release --example ") {
        let (name, args) = example.split_once(" -- ").unwrap_or((example, ""));
        return Some(format!("{} {args}", built_example(name.trim()).display()));
    }
    let command =
        command.strip_prefix("cargo run --release -- ").map_or(command.to_owned(), |args| format!("pdpe {args}"));
    let is_plain = !["|", ">", "--format", " -o", "--help", "--output"].iter().any(|part| command.contains(part));
    Some(if ["pdpe score", "pdpe simulate"].iter().any(|start| command.starts_with(start)) && is_plain {
        command + " --format table"
    } else {
        command
    })
}

/// An example that cargo built along with the tests.
fn built_example(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_BIN_EXE_pdpe")).with_file_name("examples").join(name);
    assert!(path.exists(), "the example {name} is not built; `cargo test` as a whole or `cargo build --examples` does");
    path
}

/// A folder in which `pdpe` is at hand and the inputs of the repository are where a reader has them.
fn stage() -> TempDir {
    let stage = crate::common::temp_dir();
    fs::create_dir_all(stage.path().join("bin")).unwrap();
    fs::create_dir_all(stage.path().join("work")).unwrap();
    symlink(env!("CARGO_BIN_EXE_pdpe"), stage.path().join("bin/pdpe")).unwrap();
    for folder in ["fixtures", "examples", "benches", "completions"] {
        symlink(root().join(folder), stage.path().join("work").join(folder)).unwrap();
    }
    stage
}

/// Runs a script in the stage; all it prints, and its exit code.
fn sh(stage: &Path, script: &str) -> (String, i32) {
    let output = shell(stage, script).output().unwrap();
    (String::from_utf8_lossy(&output.stdout).into_owned(), output.status.code().unwrap_or(-1))
}

fn shell(stage: &Path, script: &str) -> Command {
    let path = format!("{}:{}", stage.join("bin").display(), std::env::var("PATH").unwrap_or_default());
    let mut command = Command::new("sh");
    command.args(["-c", &format!("exec 2>&1\n{script}")]).current_dir(stage.join("work"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PDPE_")) {
        command.env_remove(name);
    }
    command.env("PATH", path).stdin(Stdio::null());
    command
}

fn free_port() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port().to_string()
}

#[test]
fn every_command_prints_what_stands_below_it() {
    let text = readme();
    let lines: Vec<&str> = text.lines().collect();
    let steps = steps(&lines);
    assert!(!steps.is_empty(), "README.md has no commands: no ```console block with a line `$ …`");
    let (stage, update) = (stage(), std::env::var_os("UPDATE_README").is_some_and(|value| value == "1"));
    let (mut faults, mut changes) = (Vec::new(), Vec::new());
    let (mut beside, port) = (None, free_port());
    for step in &steps {
        let Some(script) = as_run(&step.command) else { continue };
        let script = script.replace("8001", &port);
        let (printed, code) = match script.strip_suffix(" &") {
            Some(script) => {
                let (started, first) = Beside::start(stage.path(), script, step.output.1 - step.output.0);
                beside = Some(started);
                (first, 0)
            }
            None if script == "kill %1" => (beside.take().map(Beside::end).unwrap_or_default(), 0),
            None => sh(stage.path(), &script),
        };
        let printed = printed.replace(&port, "8001");
        let found: Vec<&str> = printed.trim_end().lines().collect();
        let expected = &lines[step.output.0..step.output.1];
        let place = format!("README.md:{}: $ {}", step.line + 1, step.command);
        if code == 127 || printed.contains("not found\n") {
            faults.push(format!("{place}\nneeds a program that is not here:\n{printed}"));
        } else if !matches(expected, &found) {
            faults.push(format!("{place}\nprints\n{printed}\nand not\n{}", expected.join("\n")));
            changes.push((step.output, found.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>()));
        }
    }
    if update && !changes.is_empty() {
        let mut new: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        for ((start, end), output) in changes.into_iter().rev() {
            new.splice(start..end, output);
        }
        fs::write(root().join("README.md"), new.join("\n") + "\n").unwrap();
        panic!("README.md was brought up to date; read what changed, and run again");
    }
    let how = "UPDATE_README=1 cargo test --test house readme writes what is printed now";
    assert!(faults.is_empty(), "\n{}\n\n{how}", faults.join("\n\n"));
}

#[test]
fn a_newcomer_finds_the_two_commands_that_matter_first() {
    let text = readme();
    let lines: Vec<&str> = text.lines().collect();
    let commands: Vec<String> = steps(&lines).into_iter().map(|step| step.command).collect();
    for (command, wanted) in commands.iter().zip(FIRST) {
        assert!(command.starts_with(wanted), "`{command}` stands where `{wanted}` should");
    }
    assert!(commands.len() >= 2, "README.md has {} commands", commands.len());
    assert!(commands[0].contains("--top 5") && commands[1] == FIRST[1], "{commands:?}");
}

#[test]
fn every_command_of_pdpe_is_shown_at_work() {
    let text = readme();
    let lines: Vec<&str> = text.lines().collect();
    let commands: String = steps(&lines).into_iter().map(|step| step.command + "\n").collect();
    for name in ["score", "simulate", "watch", "journal", "send", "demo", "explain", "events", "grid", "config"] {
        assert!(commands.contains(&format!("pdpe {name}")), "README.md shows no `pdpe {name}` at work");
    }
}

/// What is wrong with the commands of a block that is not run.
fn faults_in(stage: &Path, script: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let joined = script.replace("\\\n", " ");
    for line in joined.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        // Every part of a pipe or a list has a program; variables may be set in front of it.
        for part in line.split(" #").next().unwrap().split(['|', ';', '&']).filter(|part| !part.trim().is_empty()) {
            let mut words = part
                .split_whitespace()
                .skip_while(|word| word.split_once('=').is_some_and(|(name, _)| !name.starts_with('-')));
            let program = words.next().unwrap_or("export");
            let in_repository = program.contains('/') && root().join(program).exists();
            if program != "pdpe" && !OTHER_PROGRAMS.contains(&program) && !in_repository {
                faults.push(format!(
                    "`{program}` in `{line}` is neither pdpe, nor in the repository, nor a known program"
                ));
            }
            let args = match program {
                "pdpe" => part.split_once("pdpe ").map(|(_, args)| args),
                "cargo" => part.split_once("cargo run --release -- ").map(|(_, args)| args),
                _ => None,
            };
            // With --help at its end a command line is read but not carried out.
            if let Some(args) = args {
                let args = args.split(['>', '<']).next().unwrap();
                let (printed, code) = sh(stage, &format!("pdpe {args} --help > /dev/null"));
                if code != 0 {
                    faults.push(format!("`{line}` is wrong usage:\n{printed}"));
                }
            }
        }
    }
    faults
}

#[test]
fn commands_that_are_only_told_are_right_too() {
    let text = readme();
    let lines: Vec<&str> = text.lines().collect();
    let stage = stage();
    let mut faults = Vec::new();
    for language in ["sh", "bash", "shell"] {
        for (start, end) in blocks(&lines, language) {
            assert_eq!(language, "sh", "line {start}: write ```sh, or ```console for what is run");
            faults.extend(faults_in(stage.path(), &lines[start..end].join("\n")));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn links_lead_to_files_that_are_there() {
    let text = readme();
    for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        let file = target.split('#').next().unwrap();
        let is_outside = target.contains("://") || file.is_empty();
        assert!(is_outside || root().join(file).exists(), "README.md links to {target}, which is not there");
    }
}

#[test]
fn the_reader_of_blocks_sees_commands_and_outputs() {
    let text = "words\n```console\n$ one \\\n> more\nout 1\n\nout 2\n\n$ two\n```\n```sh\n$ not this\n```\n```console\n$ three\n…\nend\n```\n";
    let lines: Vec<&str> = text.lines().collect();
    let step = |command: &str, line, output| Step { command: command.into(), line, output };
    assert_eq!(steps(&lines), [step("one more", 2, (4, 7)), step("two", 8, (9, 9)), step("three", 14, (15, 17))]);
    assert!(matches(&["a", "…", "c"], &["a", "c"]) && matches(&["a", "...", "c"], &["a", "b", "b", "c"]));
    assert!(matches(&["…"], &[]) && matches(&[], &[]) && matches(&["a"], &["a  "]));
    assert!(matches(&["a…c…"], &["abbc"]) && !matches(&["a…c"], &["abb"]) && !matches(&["…b"], &["bc"]));
    assert!(!matches(&["a", "…", "c"], &["a", "b"]) && !matches(&["a"], &["a", "b"]) && !matches(&["a"], &[]));
}

#[test]
fn commands_are_run_as_a_reader_would_see_them() {
    assert_eq!(as_run("cargo test"), None);
    let score = "pdpe score --at 2024-12-15T19:00 --top 5 --format table";
    assert_eq!(as_run("cargo run --release -- score --at 2024-12-15T19:00 --top 5").as_deref(), Some(score));
    assert_eq!(as_run("pdpe score --at 2024-12-15T19:00 --top 5").as_deref(), Some(score));
    for as_it_is in
        ["pdpe score --at now | jq .", "pdpe score -o x.csv", "pdpe score --format csv", "pdpe grid --preset kc"]
    {
        assert_eq!(as_run(as_it_is).as_deref(), Some(as_it_is));
    }
    let stage = stage();
    assert_eq!(sh(stage.path(), "pdpe --version; ls fixtures/README.md; false").1, 1);
    assert!(sh(stage.path(), "pdpe scor").0.contains("unrecognized subcommand"), "stderr is not seen");
    assert_eq!(sh(stage.path(), "no-such-program").1, 127);
    let none: [&str; 0] = [];
    let good = "# a note\nTZ=UTC pdpe score --at now \\\n  --top 5 | jq . > x.json\ncargo run --release -- grid --preset kc\nbenches/compare/run\n";
    assert_eq!(faults_in(stage.path(), good), none);
    for bad in
        ["pdpe score --tops 5", "pdpe dance", "sudo pdpe score", "scripts/none", "cargo run --release -- --bogus"]
    {
        assert_eq!(faults_in(stage.path(), bad).len(), 1, "{bad}");
    }
}
