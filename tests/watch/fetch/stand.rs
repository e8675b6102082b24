//! A stand-in for Eventbrite on loopback: keeps what it is asked, answers as a test wishes.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What becomes of a request.
pub enum Act {
    /// These bytes, and the end.
    Say(Vec<u8>),
    /// Nothing, until the other side gives up.
    Silence,
    /// The head of an answer that is good so far, and then a byte every now and then.
    Drip,
    /// These bytes, when the test says so.
    SayWhenTold(Receiver<()>, Vec<u8>),
}

/// An answer with this status, content type, more header lines and body.
pub fn whole(status: u16, content_type: &str, headers: &str, body: &[u8]) -> Act {
    Act::Say(bytes(status, content_type, headers, body))
}

pub fn bytes(status: u16, content_type: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} X\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n"
    );
    [head.as_bytes(), body].concat()
}

pub fn json(body: &[u8]) -> Act {
    whole(200, "application/json", "", body)
}

pub fn status(status: u16) -> Act {
    whole(status, "application/json", "", b"{}")
}

/// Decides what becomes of the request of a path, the how many-th of all, counted from 1.
type Script = dyn Fn(&str, usize) -> Act + Send + Sync;

struct Shared {
    script: Box<Script>,
    /// Heads of the requests that came.
    heads: Mutex<Vec<String>>,
    over: AtomicBool,
}

/// The stand-in; dropped, it hears nothing more.
pub struct Stand {
    pub address: SocketAddr,
    shared: Arc<Shared>,
}

impl Stand {
    pub fn new(script: impl Fn(&str, usize) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared =
            Arc::new(Shared { script: Box::new(script), heads: Mutex::default(), over: AtomicBool::new(false) });
        let own = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if own.over.load(Ordering::SeqCst) {
                    return;
                }
                let own = Arc::clone(&own);
                std::thread::spawn(move || own.serve(stream.unwrap()));
            }
        });
        Self { address, shared }
    }

    /// The heads of the requests that came so far.
    pub fn heads(&self) -> Vec<String> {
        self.shared.heads.lock().unwrap().clone()
    }

    /// The paths of the requests that came so far.
    pub fn paths(&self) -> Vec<String> {
        self.heads().iter().map(|head| head.split(' ').nth(1).unwrap().to_owned()).collect()
    }
}

impl Drop for Stand {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::SeqCst);
        // For the thread that accepts to see it.
        drop(TcpStream::connect(self.address));
    }
}

impl Shared {
    fn serve(&self, stream: TcpStream) {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if reader.read_line(&mut head).unwrap_or(0) == 0 {
                return;
            }
        }
        let number = {
            let mut heads = self.heads.lock().unwrap();
            heads.push(head.clone());
            heads.len()
        };
        act((self.script)(head.split(' ').nth(1).unwrap(), number), stream);
    }
}

/// That the other side has gone is no fault here.
fn act(act: Act, mut stream: TcpStream) {
    match act {
        Act::Say(bytes) => drop(stream.write_all(&bytes)),
        Act::Silence => drop(stream.read(&mut [0])),
        Act::SayWhenTold(told, bytes) => {
            let _ = told.recv();
            drop(stream.write_all(&bytes));
        }
        Act::Drip => {
            let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{";
            stream.set_read_timeout(Some(Duration::from_millis(5))).unwrap();
            let mut alive = stream.write_all(head.as_bytes()).is_ok();
            while alive {
                // Waits a little, or sees that the other side has gone.
                let gone = matches!(stream.read(&mut [0]), Ok(0));
                alive = !gone && stream.write_all(b" ").is_ok();
            }
        }
    }
}
