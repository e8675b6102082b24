//! README.md and docs/*.md: every command in them is run, and its output is compared with the text.
//!
//! | block | what the test does |
//! |---|---|
//! | `console` | Runs each line that starts with `$ `, in order, in one folder per page. The lines below it must be what the command prints on stdout and stderr. |
//! | `sh` | Checks that each program and each `pdpe` command line exists, and runs nothing. |
//! | `toml` | Must pass `pdpe config check`. |
//! | `rust` | Only in README.md, where it is a doctest. |
//! | [`SNIPPETS`] | Not checked: configuration of other programs, and data. |
//!
//! In an output, a line `…` stands for any number of lines, and `…` within a line for any text. A command that ends
//! with ` &` runs until `$ kill %1`, and a free port takes the place of port 8001. Readers use a terminal, so
//! `pdpe score`, `pdpe simulate` and `pdpe plan` without a format are run with the format they have there.
//!
//! `UPDATE_README=1 cargo test --test house readme` writes the outputs that differ into the pages.

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
const OTHER_PROGRAMS: [&str; 16] = [
    "cargo",
    "git",
    "cd",
    "man",
    "docker",
    "curl",
    "jq",
    "duckdb",
    "ogr2ogr",
    "mkdir",
    "export",
    "kill",
    "cp",
    "install",
    "systemctl",
    "journalctl",
];

/// Languages of blocks that are not commands.
const SNIPPETS: [&str; 8] = ["nginx", "caddy", "ini", "text", "json", "csv", "python", "html"];

/// The README is the front page: it must stay short.
const LONGEST_README: usize = 200;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// README.md and the chapters in docs/: path from the root, and text.
fn pages() -> Vec<(String, String)> {
    let chapters = fs::read_dir(root().join("docs")).unwrap_or_else(|error| panic!("docs/ cannot be read: {error}"));
    let mut names: Vec<String> =
        chapters.map(|entry| format!("docs/{}", entry.unwrap().file_name().to_string_lossy())).collect();
    names.retain(|name| Path::new(name).extension().is_some_and(|end| end == "md"));
    names.sort();
    assert!(names.len() >= 5, "docs/ has only {names:?}");
    names.insert(0, "README.md".into());
    let read = |name: String| {
        let text = fs::read_to_string(root().join(&name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        (name, text)
    };
    names.into_iter().map(read).collect()
}

fn readme() -> String {
    pages().swap_remove(0).1
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

/// The language of each block and the line, from 1, on which the block begins.
fn languages<'a>(lines: &[&'a str]) -> Vec<(&'a str, usize)> {
    let fences = lines.iter().enumerate().filter_map(|(number, line)| Some((line.strip_prefix("```")?, number + 1)));
    fences.step_by(2).collect()
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
        let mut command = shell(stage, &format!("exec env {script}"));
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
    Some(if ["pdpe score", "pdpe simulate", "pdpe plan"].iter().any(|start| command.starts_with(start)) && is_plain {
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
    for folder in ["fixtures", "examples", "benches", "completions", "docs"] {
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
    let is_ours = |name: &str| {
        ["PDPE_", "WEBHOOK_", "CACHE_TTL_", "LOG_", "EVENTBRITE_"].iter().any(|start| name.starts_with(start))
            || ["DEBUG", "REDIS_URL", "MIN_RECALC_INTERVAL", "EVENT_MONITOR_INTERVAL"].contains(&name)
    };
    for (name, _) in std::env::vars_os().filter(|(name, _)| is_ours(&name.to_string_lossy())) {
        command.env_remove(name);
    }
    command.env("PATH", path).stdin(Stdio::null());
    command
}

fn free_port() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port().to_string()
}

/// The text with another port in addresses of this machine and in `--port`. Other numbers are unchanged.
fn with_port(text: &str, old: &str, new: &str) -> String {
    let places = ["localhost:", "127.0.0.1:", "--port "];
    places.iter().fold(text.to_owned(), |text, place| text.replace(&format!("{place}{old}"), &format!("{place}{new}")))
}

/// Runs the commands of a page: what is wrong with it, and the page with the outputs that are printed now.
fn run_page(name: &str, text: &str) -> (Vec<String>, Option<String>) {
    let lines: Vec<&str> = text.lines().collect();
    let (stage, port) = (stage(), free_port());
    let (mut faults, mut changes, mut beside) = (Vec::new(), Vec::new(), None);
    for step in &steps(&lines) {
        let Some(script) = as_run(&step.command) else { continue };
        let script = with_port(&script, "8001", &port);
        let (printed, code) = match script.strip_suffix(" &") {
            Some(script) => {
                let (started, first) = Beside::start(stage.path(), script, step.output.1 - step.output.0);
                beside = Some(started);
                (first, 0)
            }
            None if script == "kill %1" => (beside.take().map(Beside::end).unwrap_or_default(), 0),
            None => sh(stage.path(), &script),
        };
        let printed = with_port(&printed, &port, "8001");
        let found: Vec<&str> = printed.trim_end().lines().collect();
        let expected = &lines[step.output.0..step.output.1];
        let place = format!("{name}:{}: $ {}", step.line + 1, step.command);
        if code == 127 || printed.contains("not found\n") {
            faults.push(format!("{place}\nneeds a program that is not here:\n{printed}"));
        } else if !matches(expected, &found) {
            faults.push(format!("{place}\nprints\n{printed}\nand not\n{}", expected.join("\n")));
            changes.push((step.output, found.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>()));
        }
    }
    if changes.is_empty() {
        return (faults, None);
    }
    let mut new: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    for ((start, end), output) in changes.into_iter().rev() {
        new.splice(start..end, output);
    }
    (faults, Some(new.join("\n") + "\n"))
}

#[test]
fn every_command_prints_what_stands_below_it() {
    let update = std::env::var_os("UPDATE_README").is_some_and(|value| value == "1");
    let pages = pages();
    let results: Vec<_> = std::thread::scope(|scope| {
        let runs: Vec<_> = pages.iter().map(|(name, text)| scope.spawn(move || run_page(name, text))).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    let mut faults = Vec::new();
    for ((name, _), (found, new)) in pages.iter().zip(results) {
        if let (true, Some(new)) = (update, new) {
            fs::write(root().join(name), new).unwrap();
            faults.push(format!("{name} was brought up to date: read what changed, and run again"));
        }
        faults.extend(found);
    }
    let how = "UPDATE_README=1 cargo test --test house readme writes what is printed now";
    assert!(faults.is_empty(), "\n{}\n\n{how}", faults.join("\n\n"));
}

#[test]
fn the_readme_is_short_and_shows_commands() {
    let text = readme();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines.len() <= LONGEST_README, "README.md has {} lines; {LONGEST_README} are the most", lines.len());
    for (name, text) in pages() {
        let lines: Vec<&str> = text.lines().collect();
        assert!(!steps(&lines).is_empty(), "{name} has no commands: no ```console block with a line `$ …`");
    }
}

#[test]
fn every_block_has_a_language_that_is_checked_or_is_no_command() {
    for (name, text) in pages() {
        let lines: Vec<&str> = text.lines().collect();
        for (language, line) in languages(&lines) {
            let is_known = ["console", "sh", "toml"].contains(&language) || SNIPPETS.contains(&language);
            let is_doctest = language == "rust" && name == "README.md";
            assert!(is_known || is_doctest, "{name}:{line}: a block of `{language}` is not checked by any test");
        }
    }
}

#[test]
fn settings_in_the_pages_are_valid() {
    let stage = stage();
    for (name, text) in pages() {
        let lines: Vec<&str> = text.lines().collect();
        for (start, end) in blocks(&lines, "toml") {
            fs::write(stage.path().join("work/snippet.toml"), lines[start..end].join("\n")).unwrap();
            let (printed, code) = sh(stage.path(), "pdpe config check snippet.toml");
            assert_eq!(code, 0, "{name}:{}: {printed}", start + 1);
        }
    }
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
    let all_steps = |(_, text): (String, String)| steps(&text.lines().collect::<Vec<_>>());
    let commands: String = pages().into_iter().flat_map(all_steps).map(|step| step.command + "\n").collect();
    for name in
        ["score", "simulate", "plan", "watch", "journal", "send", "demo", "explain", "events", "grid", "config", "man"]
    {
        assert!(commands.contains(&format!("pdpe {name}")), "README.md and docs/ show no `pdpe {name}` at work");
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
fn commands_that_are_only_shown_are_right_too() {
    let stage = stage();
    let mut faults = Vec::new();
    for (name, text) in pages() {
        let lines: Vec<&str> = text.lines().collect();
        for (start, end) in blocks(&lines, "sh") {
            let found = faults_in(stage.path(), &lines[start..end].join("\n"));
            faults.extend(found.into_iter().map(|fault| format!("{name}:{}: {fault}", start + 1)));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// The anchors of a page's headings, as GitHub makes them.
fn anchors(text: &str) -> Vec<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    let kept = |char: &char| char.is_alphanumeric() || matches!(char, ' ' | '-' | '_');
    let anchor = |line: &str| line.trim_start_matches('#').trim().chars().filter(kept).collect::<String>();
    headings.map(|line| anchor(line).to_lowercase().replace(' ', "-")).collect()
}

#[test]
fn links_lead_to_files_and_headings_that_are_there() {
    for (name, text) in pages() {
        let folder = root().join(&name).parent().unwrap().to_owned();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if target.contains("://") {
                continue;
            }
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let path = if file.is_empty() { root().join(&name) } else { folder.join(file) };
            assert!(path.exists(), "{name} links to {target}, which is not there");
            if !heading.is_empty() {
                let anchors = anchors(&fs::read_to_string(path).unwrap());
                assert!(anchors.contains(&heading.to_owned()), "{name} links to {target}; headings: {anchors:?}");
            }
        }
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
    assert_eq!(
        with_port("http://localhost:4242 --port 4242 424242 \"n\":4242", "4242", "8001"),
        "http://localhost:8001 --port 8001 424242 \"n\":4242"
    );
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
