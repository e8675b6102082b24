//! Starts the listener in a folder of its own, asks it, counts what it holds, and ends it.

use std::io::{BufRead as _, BufReader, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Instant;

use serde_json::Value;
use tempfile::TempDir;

use super::client::{Answer, Client};
use super::{PATIENCE, Run, temp_dir, write};

/// The header of everything that is sent as JSON.
pub const JSON: (&str, &str) = ("Content-Type", "application/json");

/// How a listener is to be started.
pub struct Setup {
    pub folder: TempDir,
    args: Vec<String>,
    variables: Vec<(String, String)>,
    /// What the shell limits before.
    limits: Vec<String>,
}

impl Setup {
    pub fn new(args: &[&str]) -> Self {
        let args = args.iter().map(|arg| (*arg).to_owned()).collect();
        Self { folder: temp_dir(), args, variables: Vec::new(), limits: Vec::new() }
    }

    /// In a folder that is there already.
    pub fn in_folder(self, folder: TempDir) -> Self {
        Self { folder, ..self }
    }

    /// With more arguments.
    pub fn with(mut self, args: &[&str]) -> Self {
        self.args.extend(args.iter().map(|arg| (*arg).to_owned()));
        self
    }

    /// With a pdpe.toml.
    pub fn config(self, toml: &str) -> Self {
        self.file("pdpe.toml", toml)
    }

    /// With a file that only its owner can read.
    pub fn file(self, name: &str, content: &str) -> Self {
        use std::os::unix::fs::PermissionsExt as _;
        let path = write(self.folder.path(), name, content);
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
        self
    }

    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With so few descriptors.
    pub fn descriptors(mut self, most: u32) -> Self {
        self.limits.push(format!("ulimit -n {most}"));
        self
    }

    /// With files that cannot grow beyond so many blocks of 512 bytes.
    pub fn file_blocks(mut self, most: u32) -> Self {
        // Else the process would be ended at once, instead of being told that it cannot write.
        self.limits.push(format!("trap '' XFSZ; ulimit -f {most}"));
        self
    }

    fn command(&self) -> Command {
        let mut watch = super::command(self.folder.path());
        watch.arg("watch").args(&self.args);
        if !self.args.iter().any(|arg| arg == "--port") {
            watch.args(["--port", "0"]);
        }
        if !self.limits.is_empty() {
            let mut shell = Command::new("sh");
            shell.current_dir(self.folder.path()).args([
                "-c",
                &format!("{}; exec \"$@\"", self.limits.join("; ")),
                "sh",
            ]);
            shell.arg(watch.get_program()).args(watch.get_args());
            for (name, value) in watch.get_envs() {
                match value {
                    Some(value) => shell.env(name, value),
                    None => shell.env_remove(name),
                };
            }
            watch = shell;
        }
        watch.envs(self.variables.iter().map(|(name, value)| (name, value)));
        watch
    }

    /// Runs it to its end, for starts that fail.
    pub fn run(self) -> Run {
        super::run(&mut self.command(), b"")
    }

    pub fn start(self) -> Listener {
        let mut child =
            self.command().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (said, out): (Arc<Mutex<String>>, Arc<Mutex<String>>) = Default::default();
        let (sender, lines) = channel();
        let reading = [
            collect(child.stderr.take().unwrap(), &said, move |line| drop(sender.send(line.to_owned()))),
            collect(child.stdout.take().unwrap(), &out, |_| ()),
        ];
        let address = loop {
            let line = lines.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("it does not listen: {said:?}"));
            if let Some((_, rest)) = line.split_once("listening on http://") {
                break rest.split(' ').next().unwrap().parse().unwrap();
            }
        };
        Listener { setup: self, child, reading: Some(reading), said, out, address }
    }
}

/// Keeps what a stream says.
fn collect(
    stream: impl Read + Send + 'static,
    kept: &Arc<Mutex<String>>,
    mut tell: impl FnMut(&str) + Send + 'static,
) -> JoinHandle<()> {
    let kept = Arc::clone(kept);
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            kept.lock().unwrap().extend([line.as_str(), "\n"]);
            tell(&line);
        }
    })
}

/// A listener at work; dropped, it is killed.
pub struct Listener {
    pub setup: Setup,
    child: Child,
    reading: Option<[JoinHandle<()>; 2]>,
    said: Arc<Mutex<String>>,
    out: Arc<Mutex<String>>,
    pub address: SocketAddr,
}

/// A process that does not outlive its test.
pub struct Brief(pub Child);

impl Drop for Brief {
    fn drop(&mut self) {
        let _ = self.0.kill(); // it may have ended
        let _ = self.0.wait();
    }
}

/// A request that is complete; the headers as they are, after `Host` and the length.
pub fn request(method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("{method} {target} HTTP/1.1\r\n").into_bytes();
    if !headers.iter().any(|(name, _)| *name == "Host") {
        bytes.extend_from_slice(b"Host: localhost\r\n");
    }
    for (name, value) in headers {
        bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    if method == "POST" {
        bytes.extend_from_slice(format!("Content-Length: {}\r\n", body.len()).as_bytes());
    }
    bytes.extend_from_slice(b"Connection: close\r\n\r\n");
    bytes.extend_from_slice(body);
    bytes
}

impl Listener {
    pub fn start(args: &[&str]) -> Self {
        Setup::new(args).start()
    }

    pub fn client(&self) -> Client {
        Client::of(self.address)
    }

    /// What comes for bytes on a new connection.
    pub fn tell(&self, bytes: impl AsRef<[u8]>) -> Answer {
        let mut client = self.client();
        client.send(bytes);
        client.answer()
    }

    pub fn get(&self, target: &str) -> Answer {
        self.get_with(target, &[])
    }

    pub fn get_with(&self, target: &str, headers: &[(&str, &str)]) -> Answer {
        self.tell(request("GET", target, headers, b""))
    }

    /// What is there to read, as JSON.
    #[track_caller]
    pub fn json(&self, target: &str) -> Value {
        let answer = self.get(target);
        assert_eq!(answer.status, 200, "{target}: {answer:?}");
        serde_json::from_slice(&answer.body).unwrap()
    }

    pub fn post(&self, target: &str, body: impl AsRef<[u8]>) -> Answer {
        self.post_with(target, &[JSON], body)
    }

    pub fn post_with(&self, target: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Answer {
        self.tell(request("POST", target, headers, body.as_ref()))
    }

    /// A number of `/stats`, such as `/webhooks/received`.
    #[track_caller]
    pub fn stat(&self, pointer: &str) -> u64 {
        let stats = self.json("/stats");
        stats.pointer(pointer).unwrap_or(&Value::from(0)).as_u64().unwrap_or_else(|| panic!("{pointer} in {stats}"))
    }

    /// The messages of a kind.
    pub fn messages(&self, kind: &str) -> Vec<Value> {
        self.json(&format!("/messages?kind={kind}&limit=1000"))["messages"].as_array().unwrap().clone()
    }

    pub fn folder(&self) -> &Path {
        self.setup.folder.path()
    }

    /// Another command of the binary, in the same folder.
    pub fn pdpe(&self, args: &[&str]) -> Run {
        super::run(super::command(self.folder()).args(args), b"")
    }

    /// The deliveries of the journal, once none is pending.
    pub fn journal(&self) -> Vec<Value> {
        let list = || -> Vec<Value> {
            let run = self.pdpe(&["journal", "ls", "--format", "ndjson"]).ok();
            run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
        };
        let mut rows = list();
        wait_until("nothing is pending", || {
            rows = list();
            rows.iter().all(|row| row["state"] != "pending")
        });
        rows
    }

    /// All that it has said on stderr so far.
    pub fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Asks it to stop; how it ended, and all that it said.
    pub fn stop(self) -> Run {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(asked.success());
        self.end()
    }

    /// Waits until it ends; how it ended, and all that it said.
    pub fn end(mut self) -> Run {
        let ended = self.child.wait().unwrap();
        for reading in self.reading.take().unwrap() {
            reading.join().unwrap();
        }
        let out = self.out.lock().unwrap().clone();
        Run { code: ended.code().unwrap_or(-1), out, err: self.said() }
    }

    /// Kills it, and starts it again in its folder.
    pub fn restart(mut self) -> Self {
        self.kill();
        let folder = std::mem::replace(&mut self.setup.folder, temp_dir());
        let Setup { args, variables, limits, .. } = &self.setup;
        Setup { folder, args: args.clone(), variables: variables.clone(), limits: limits.clone() }.start()
    }

    /// Kills it without a word.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// A number of `/proc/PID/status`.
    pub fn number(&self, name: &str) -> usize {
        number(self.child.id(), name)
    }

    pub fn process(&self) -> u32 {
        self.child.id()
    }
}

/// A number of `/proc/PID/status`; 0 when it is not there any more.
pub fn number(process: u32, name: &str) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    line.split_whitespace().next().map_or(0, |number| number.parse().unwrap())
}

/// How many descriptors a process holds.
pub fn descriptors(process: u32) -> usize {
    std::fs::read_dir(format!("/proc/{process}/fd")).map_or(0, Iterator::count)
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.child.kill(); // it may have ended
        let _ = self.child.wait();
        if std::thread::panicking() {
            let said = self.said();
            eprintln!("the listener said:\n{said}");
        }
    }
}

/// Waits for a condition that must come true.
#[track_caller]
pub fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "never happened: {what}");
        std::thread::yield_now();
    }
}
