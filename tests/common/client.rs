//! A client that sends what it is told and reads answers as RFC 9112 says, and no other.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use socket2::SockRef;

use super::PATIENCE;

/// One connection, and what was read from it too early.
pub struct Client {
    pub stream: TcpStream,
    ahead: Vec<u8>,
}

/// An answer.
#[derive(Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(other, _)| other == name);
        let value = found.next().map(|(_, value)| value.as_str());
        assert!(found.next().is_none(), "{name} stands twice in {self:?}");
        value
    }

    pub fn closes(&self) -> bool {
        self.header("connection") == Some("close")
    }
}

impl Client {
    pub fn of(address: SocketAddr) -> Self {
        Self::patient(address, PATIENCE)
    }

    pub fn patient(address: SocketAddr, patience: Duration) -> Self {
        let stream = TcpStream::connect_timeout(&address, patience).unwrap();
        stream.set_read_timeout(Some(patience)).unwrap();
        stream.set_write_timeout(Some(patience)).unwrap();
        Self { stream, ahead: Vec::new() }
    }

    /// Sends, or notices that the other end has had enough.
    pub fn try_send(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        self.stream.write_all(bytes.as_ref())
    }

    pub fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.try_send(bytes).unwrap();
    }

    pub fn get(&mut self, target: &str) -> Answer {
        self.send(format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        self.answer()
    }

    /// Says that nothing more is coming.
    pub fn end(&self) {
        self.stream.shutdown(Shutdown::Write).unwrap();
    }

    /// Breaks the connection off without a farewell.
    pub fn reset(self) {
        SockRef::from(&self.stream).set_linger(Some(Duration::ZERO)).unwrap();
    }

    fn read_more(&mut self) -> io::Result<usize> {
        let mut block = [0; 16 << 10];
        let read = self.stream.read(&mut block)?;
        self.ahead.extend_from_slice(&block[..read]);
        Ok(read)
    }

    fn line(&mut self) -> io::Result<String> {
        loop {
            if let Some(end) = self.ahead.windows(2).position(|pair| pair == b"\r\n") {
                let line: Vec<u8> = self.ahead.drain(..end + 2).take(end).collect();
                return Ok(String::from_utf8(line).unwrap());
            }
            if self.read_more()? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }

    fn exactly(&mut self, bytes: usize) -> io::Result<Vec<u8>> {
        while self.ahead.len() < bytes {
            if self.read_more()? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        let rest = self.ahead.split_off(bytes);
        Ok(std::mem::replace(&mut self.ahead, rest))
    }

    /// Status and headers.
    pub fn head(&mut self) -> io::Result<(u16, Vec<(String, String)>)> {
        let line = self.line()?;
        let status = line.strip_prefix("HTTP/1.1 ").unwrap_or_else(|| panic!("no status: {line:?}"))[..3].parse();
        let mut headers = Vec::new();
        loop {
            let line = self.line()?;
            if line.is_empty() {
                return Ok((status.unwrap(), headers));
            }
            let (name, value) = line.split_once(": ").unwrap();
            headers.push((name.to_ascii_lowercase(), value.to_owned()));
        }
    }

    /// The next chunk of a body; empty for the last.
    pub fn chunk(&mut self) -> io::Result<Vec<u8>> {
        let size = usize::from_str_radix(&self.line()?, 16).unwrap();
        let chunk = self.exactly(size)?;
        assert_eq!(self.line()?, "");
        Ok(chunk)
    }

    /// An answer to anything but HEAD.
    pub fn try_answer(&mut self) -> io::Result<Answer> {
        let (status, headers) = self.head()?;
        let mut answer = Answer { status, headers, body: Vec::new() };
        if [204, 304].contains(&status) {
            return Ok(answer);
        }
        if answer.header("transfer-encoding") == Some("chunked") {
            assert_eq!(answer.header("content-length"), None);
            loop {
                let chunk = self.chunk()?;
                if chunk.is_empty() {
                    return Ok(answer);
                }
                answer.body.extend(chunk);
            }
        }
        answer.body = match answer.header("content-length") {
            Some(length) => self.exactly(length.parse().unwrap())?,
            None => self.rest(),
        };
        Ok(answer)
    }

    pub fn answer(&mut self) -> Answer {
        self.try_answer().unwrap()
    }

    /// What comes until the other end closes; a reset is an end too.
    pub fn rest(&mut self) -> Vec<u8> {
        loop {
            match self.read_more() {
                Ok(0) => break,
                Err(error) if error.kind() == io::ErrorKind::ConnectionReset => break,
                result => result.unwrap(),
            };
        }
        std::mem::take(&mut self.ahead)
    }

    /// The other end closes, and says nothing before.
    pub fn is_closed(&mut self) {
        assert_eq!(self.rest(), b"");
    }
}
