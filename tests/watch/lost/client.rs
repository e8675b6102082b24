//! A client on one connection, which it opens again when the other end has closed it.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// Long enough for whatever is not wrong.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Client {
    address: SocketAddr,
    stream: Option<BufReader<TcpStream>>,
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

impl Client {
    pub fn of(address: SocketAddr) -> Self {
        Self { address, stream: None }
    }

    #[track_caller]
    pub fn get(&mut self, target: &str) -> Answer {
        self.try_ask("GET", target, &[], b"").unwrap()
    }

    #[track_caller]
    pub fn post(&mut self, target: &str, headers: &[(String, String)], body: &[u8]) -> Answer {
        self.try_post(target, headers, body).unwrap()
    }

    pub fn try_post(&mut self, target: &str, headers: &[(String, String)], body: &[u8]) -> io::Result<Answer> {
        self.try_ask("POST", target, headers, body)
    }

    fn connect(&self) -> io::Result<BufReader<TcpStream>> {
        let stream = TcpStream::connect_timeout(&self.address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(BufReader::new(stream))
    }

    fn try_ask(&mut self, method: &str, target: &str, headers: &[(String, String)], body: &[u8]) -> io::Result<Answer> {
        let known = self.stream.take();
        let mut stream = known.map_or_else(|| self.connect(), Ok)?;
        let mut request = Vec::new();
        write!(request, "{method} {target} HTTP/1.1\r\nHost: localhost\r\n")?;
        if method == "POST" {
            write!(request, "Content-Type: application/json\r\nContent-Length: {}\r\n", body.len())?;
        }
        for (name, value) in headers {
            write!(request, "{name}: {value}\r\n")?;
        }
        request.extend_from_slice(b"\r\n");
        request.extend_from_slice(body);
        stream.get_mut().write_all(&request)?;
        let answer = answer(&mut stream)?;
        if answer.header("connection") != Some("close") {
            self.stream = Some(stream);
        }
        Ok(answer)
    }
}

fn answer(stream: &mut BufReader<TcpStream>) -> io::Result<Answer> {
    let head = line(stream)?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
    let mut headers = Vec::new();
    loop {
        let line = line(stream)?;
        match line.split_once(": ") {
            Some((name, value)) => headers.push((name.to_owned(), value.to_owned())),
            None => break,
        }
    }
    let mut answer = Answer { status, headers, body: Vec::new() };
    if answer.header("transfer-encoding").is_some() {
        loop {
            let size = usize::from_str_radix(&line(stream)?, 16).map_err(|_| io::ErrorKind::InvalidData)?;
            let start = answer.body.len();
            answer.body.resize(start + size, 0);
            stream.read_exact(&mut answer.body[start..])?;
            line(stream)?;
            if size == 0 {
                break;
            }
        }
    } else {
        let length = answer.header("content-length").and_then(|length| length.parse().ok());
        answer.body.resize(length.ok_or(io::ErrorKind::InvalidData)?, 0);
        stream.read_exact(&mut answer.body)?;
    }
    Ok(answer)
}

/// A line without its end; one that breaks off is an error.
fn line(stream: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut line = String::new();
    stream.read_line(&mut line)?;
    line.strip_suffix("\r\n").map(str::to_owned).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
}
