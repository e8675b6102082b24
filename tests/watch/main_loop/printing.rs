//! Messages written for a reader along the way.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use pdpe::watch::testing::Printer;

/// Says that it was handed something, and is stuck until the other end goes.
struct Stuck(Sender<()>, Receiver<()>);

impl Write for Stuck {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        self.0.send(()).map_err(io::Error::other)?;
        let _ = self.1.recv(); // nobody ever sends
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_reader_that_is_stuck_does_not_hold_up_the_end() {
    let (writing, has_begun) = channel();
    let (go, is_free) = channel();
    let printer = Printer::start(Stuck(writing, is_free)).unwrap();
    printer.lines().unwrap().print(b"{}\n".to_vec());
    has_begun.recv().unwrap();
    printer.finish(Duration::from_millis(50));
    drop(go);
}

#[test]
fn no_more_waits_for_a_reader_who_is_stuck_than_a_few_megabytes() {
    let (writing, has_begun) = channel();
    let (go, is_free) = channel();
    let printer = Printer::start(Stuck(writing, is_free)).unwrap();
    let lines = printer.lines().unwrap();
    // However long a line is, it is written when no other waits.
    assert!(lines.print(vec![b'x'; 100 << 20]));
    has_begun.recv().unwrap();
    assert!(!lines.print(b"{}\n".to_vec()));
    assert_eq!(printer.left_out(), 1);
    drop(go);

    let (writing, has_begun) = channel();
    let (go, is_free) = channel();
    let printer = Printer::start(Stuck(writing, is_free)).unwrap();
    let lines = printer.lines().unwrap();
    let taken = (0..1000).filter(|_| lines.print(vec![b'x'; 1 << 20])).count();
    assert!((4..100).contains(&taken), "{taken} MB wait");
    assert_eq!(printer.left_out(), 1000 - taken as u64);
    has_begun.recv().unwrap();
    drop(go);
}
