//! A door in a process of its own, so that its memory, threads and descriptors can be counted.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use pdpe::watch::door::Limits;

use super::{Mailbox, is_well, open};
use crate::client::Client;

/// Says that this process is such a one, and how many descriptors it has for its door; 0 for as
/// many as there are.
const DESCRIPTORS: &str = "PDPE_TEST_DOOR_DESCRIPTORS";
const MARK: &str = "listening on ";

/// Not a test: what [`Process`] runs. By itself it does nothing.
#[test]
fn door() {
    let Ok(descriptors) = std::env::var(DESCRIPTORS) else { return };
    let descriptors: usize = descriptors.parse().unwrap();
    if descriptors > 0 {
        rlimit::Resource::NOFILE.set(256, 256).unwrap();
    }
    let door = open("127.0.0.1:0", Limits::default(), &std::sync::Arc::new(Mailbox::default()));
    // The door keeps within what there is; so something else of the process takes more than it should.
    let mut taken = Vec::new();
    while let Some(file) = (descriptors > 0).then(|| File::open("/dev/null").ok()).flatten() {
        taken.push(file);
    }
    taken.truncate(taken.len().saturating_sub(descriptors));
    let mut stdout = std::io::stdout();
    writeln!(stdout, "\n{MARK}{}", door.address()).unwrap();
    stdout.flush().unwrap();
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap(); // until the test lets go
    assert_eq!(door.counters().panics, 0);
    assert!(door.shutdown());
}

/// The process; dropped, it must end well.
pub struct Process {
    child: Child,
    pub address: SocketAddr,
    pub threads_at_first: usize,
    pub descriptors_at_first: usize,
}

impl Process {
    pub fn start() -> Self {
        Self::with_descriptors(0)
    }

    /// One that has so few left that its door does not know of it.
    pub fn short_of_descriptors() -> Self {
        Self::with_descriptors(24)
    }

    fn with_descriptors(descriptors: usize) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "guard::process::door", "--nocapture"])
            .env(DESCRIPTORS, descriptors.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = loop {
            let line = lines.next().expect("it says where it listens").unwrap();
            if let Some(address) = line.strip_prefix(MARK) {
                break address.parse().unwrap();
            }
        };
        std::thread::spawn(move || lines.for_each(drop)); // else it could not write any more
        let mut process = Self { child, address, threads_at_first: 0, descriptors_at_first: 0 };
        (process.threads_at_first, process.descriptors_at_first) = (process.threads(), process.descriptors());
        process
    }

    pub fn client(&self) -> Client {
        Client::of(self.address)
    }

    pub fn is_well(&self) {
        is_well(self.address);
    }

    pub fn threads(&self) -> usize {
        self.number("Threads:")
    }

    /// The most memory it has ever had, in MB.
    pub fn peak_mb(&self) -> usize {
        self.number("VmHWM:") / 1024
    }

    fn number(&self, name: &str) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.split_whitespace().next().unwrap().parse().unwrap()
    }

    pub fn descriptors(&self) -> usize {
        std::fs::read_dir(format!("/proc/{}/fd", self.child.id())).unwrap().count()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let ended = self.child.wait();
        if !std::thread::panicking() {
            assert!(ended.unwrap().success(), "the door did not end well");
        }
    }
}
