//! Asks `/health` all the time, and counts beside it what the listener holds.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::client::{Answer, Client};
use crate::support::{Listener, descriptors, number, request};

/// How soon `/health` has to be answered, on a machine that does nothing else.
const WITHIN: Duration = Duration::from_secs(1);

/// What was seen meanwhile.
#[derive(Clone, Debug, Default)]
pub struct Vitals {
    pub asked: usize,
    /// How often it was asked again, since the connection went to make room for newer ones before
    /// it had shown a request; where few are allowed and many come, the fastest win.
    pub again: usize,
    /// What was not answered with 200.
    pub failures: Vec<String>,
    pub worst: Duration,
    /// How many took longer than they may on a machine that does nothing else.
    pub late: usize,
    /// The worst of a plain echo on the same machine at the same time: what the machine itself costs.
    pub worst_of_machine: Duration,
    pub peak_mb: usize,
    pub threads: usize,
    pub descriptors: usize,
}

impl Vitals {
    /// Every question was answered, and in time: what the machine itself took is not counted.
    #[track_caller]
    pub fn are_good(&self) {
        assert!(self.failures.is_empty(), "{self:?}");
        assert!(self.asked > 0, "{self:?}");
        assert!(self.worst <= WITHIN + self.worst_of_machine, "{self:?}");
    }

    /// The same for 99 of 100 questions, where hundreds of strangers take all the time that they can get.
    #[track_caller]
    pub fn are_good_among_strangers(&self) {
        assert!(self.failures.is_empty(), "{self:?}");
        assert!(self.asked > 0 && self.late * 100 <= self.asked, "{self:?}");
    }
}

/// One who asks until it is told to stop.
pub struct Watcher {
    stop: [Sender<()>; 2],
    asking: JoinHandle<Vitals>,
    echoing: JoinHandle<Duration>,
}

/// So often it is asked at least, however short an attack is.
const LEAST: usize = 20;

/// Between two questions.
const PAUSE: Duration = Duration::from_millis(5);

impl Watcher {
    pub fn of(listener: &Listener) -> Self {
        let (address, process) = (listener.address, listener.process());
        let (stop_asking, asked_to_stop) = channel();
        let asking = std::thread::spawn(move || {
            let mut vitals = Vitals::default();
            let mut is_over = false;
            while !is_over || vitals.asked < LEAST {
                is_over |= asked_to_stop.recv_timeout(PAUSE) != Err(RecvTimeoutError::Timeout);
                let begun = Instant::now();
                loop {
                    match ask(address) {
                        Ok(true) => break,
                        Ok(false) if begun.elapsed() < WITHIN => vitals.again += 1,
                        other => {
                            vitals.failures.push(format!("{other:?}"));
                            break;
                        }
                    }
                }
                vitals.worst = vitals.worst.max(begun.elapsed());
                vitals.late += usize::from(begun.elapsed() > WITHIN);
                vitals.asked += 1;
                vitals.threads = vitals.threads.max(number(process, "Threads:"));
                vitals.descriptors = vitals.descriptors.max(descriptors(process));
            }
            vitals.peak_mb = number(process, "VmHWM:") / 1024;
            vitals
        });
        let (stop_echoing, told_to_stop) = channel();
        let echoing = std::thread::spawn(move || {
            let (mut worst, mut is_over) = (Duration::ZERO, false);
            let echo = TcpListener::bind("127.0.0.1:0").unwrap();
            while !is_over {
                is_over = told_to_stop.recv_timeout(PAUSE) != Err(RecvTimeoutError::Timeout);
                let begun = Instant::now();
                let address = echo.local_addr().unwrap();
                // As the listener does: a thread for the connection, and one that answers.
                let answering = {
                    let echo = echo.try_clone().unwrap();
                    std::thread::spawn(move || {
                        let (mut stream, _) = echo.accept().unwrap();
                        let mut byte = [0];
                        stream.read_exact(&mut byte).unwrap();
                        stream.write_all(&byte).unwrap();
                    })
                };
                let mut stream = TcpStream::connect(address).unwrap();
                stream.write_all(b"x").unwrap();
                stream.read_exact(&mut [0]).unwrap();
                answering.join().unwrap();
                worst = worst.max(begun.elapsed());
            }
            worst
        });
        Self { stop: [stop_asking, stop_echoing], asking, echoing }
    }

    pub fn stop(self) -> Vitals {
        let worst_of_machine = {
            self.stop.iter().for_each(|stop| stop.send(()).unwrap());
            self.echoing.join().unwrap()
        };
        Vitals { worst_of_machine, ..self.asking.join().unwrap() }
    }
}

/// Whether there was an answer; what it was if not the one there should be.
fn ask(address: SocketAddr) -> Result<bool, Answer> {
    let mut client = Client::of(address);
    if client.try_send(request("GET", "/health", &[], b"")).is_err() {
        return Ok(false);
    }
    match client.try_answer() {
        Ok(answer) if answer.status == 200 => Ok(true),
        Ok(answer) => Err(answer),
        Err(_) => Ok(false),
    }
}
