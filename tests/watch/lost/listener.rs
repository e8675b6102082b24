//! `pdpe watch` in a process of its own.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use super::client::Client;
use crate::common::command;

/// How long a line on stderr may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// The process; dropped, it is killed.
pub struct Listener {
    child: Child,
    pub address: SocketAddr,
    lines: Receiver<String>,
}

/// `pdpe watch` on a free port, to be run in `dir`.
pub fn watch(dir: &Path) -> Command {
    let mut command = command(dir);
    for name in ["WEBHOOK_HOST", "WEBHOOK_PORT", "EVENT_MONITOR_INTERVAL", "LOG_LEVEL", "LOG_FILE", "DEBUG"] {
        command.env_remove(name);
    }
    command.args(["watch", "--port", "0"]).stdin(Stdio::null()).stdout(Stdio::null());
    command
}

impl Listener {
    /// Starts and waits until it listens.
    #[track_caller]
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (sender, lines) = channel();
        // Its own thread, so that the process can always write.
        thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        let mut listener = Self { child, address: ([127, 0, 0, 1], 0).into(), lines };
        let line = listener.says("listening on http://");
        let address = line.split("http://").nth(1).unwrap().split(' ').next().unwrap();
        listener.address = address.parse().unwrap();
        listener
    }

    pub fn client(&self) -> Client {
        Client::of(self.address)
    }

    /// Waits for a line on stderr that holds some words.
    #[track_caller]
    pub fn says(&self, words: &str) -> String {
        let mut said = Vec::new();
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) if line.contains(words) => return line,
                Ok(line) => said.push(line),
                Err(error) => panic!("it never said `{words}`, but {said:#?}: {error}"),
            }
        }
    }

    pub fn stdout(&mut self) -> std::process::ChildStdout {
        self.child.stdout.take().unwrap()
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal, such as `HUP`.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.id().to_string()]).status();
        assert!(sent.unwrap().success());
    }

    /// Kills it on the spot.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits until it ends: how, and what it said that nobody has heard yet.
    pub fn wait(mut self) -> (ExitStatus, String) {
        let status = self.child.wait().unwrap();
        (status, self.lines.iter().collect::<Vec<_>>().join("\n"))
    }

    /// Has it finish and end.
    #[track_caller]
    pub fn stop(self) {
        self.signal("TERM");
        let (status, said) = self.wait();
        assert!(status.success(), "{status}: {said}");
    }

    /// Memory in use, in KB.
    pub fn resident_kb(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.split_whitespace().next().unwrap().parse().unwrap()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.child.kill(); // it has ended already
        let _ = self.child.wait();
    }
}
