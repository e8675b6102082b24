//! A loop at work with everything around it in the hands of a test.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::{Sender, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use chrono::{DateTime, Utc};
use pdpe::clock::Pace;
use pdpe::event::Events;
use pdpe::geo::LatLon;
use pdpe::grid::{CellSize, Grid, Regular};
use pdpe::live::bus::Topic;
use pdpe::live::engine::EngineSettings;
use pdpe::live::message::{Body, Kind, Message};
use pdpe::model::Model;
use pdpe::score::{Scores, score_grid};
use pdpe::watch::agenda::Agenda;
use pdpe::watch::door::Piece;
use pdpe::watch::journal::{Delivery, Mark};
use pdpe::watch::testing::Headers;
use pdpe::watch::testing::LookUp;
use pdpe::watch::testing::Pulse;
use pdpe::watch::testing::{Feed, Viewer};
use pdpe::watch::testing::{Inside, MainLoop, Setup, Subscriber, Wake};
use pdpe::watch::testing::{Reading, Source};

/// What is left to a test before the loop starts.
pub struct Options {
    pub at: DateTime<Utc>,
    pub agenda: Agenda,
    pub engine: EngineSettings,
    pub subscribers: Vec<Subscriber>,
}

impl Options {
    pub fn at(at: DateTime<Utc>) -> Self {
        let agenda = Agenda::new(Events::new(), Model::published().proximity);
        Self { at, agenda, engine: EngineSettings::default(), subscribers: Vec::new() }
    }
}

pub struct Rig {
    hand: &'static AtomicI64,
    wakes: Sender<Wake>,
    thread: Option<JoinHandle<()>>,
    seq: u64,
    heard: Arc<Mutex<Vec<Message>>>,
    marks: Arc<Mutex<Vec<(u64, Mark)>>>,
    asked: Arc<Mutex<Vec<LookUp>>>,
    pub feed: Arc<Feed>,
}

/// Kansas City in cells of two kilometres.
pub fn grid() -> Grid {
    let corner = |lat, lon| LatLon::new(lat, lon).unwrap();
    let area = pdpe::geo::BoundingBox::new(corner(38.9517, -94.7435), corner(39.3209, -94.3554)).unwrap();
    Regular::new(area, CellSize::new(2000.0).unwrap()).unwrap().whole()
}

/// What a delivery says, and the delivery with the type that is kept with it.
pub fn read(mut delivery: Delivery) -> (Delivery, Reading) {
    let source = Source::of_name(&delivery.source);
    let reading =
        source.read(&Headers::new(delivery.headers.clone()), &delivery.body, Model::published().timezone).unwrap();
    delivery.webhook_type.clone_from(&reading.webhook_type);
    (delivery, reading)
}

impl Rig {
    pub fn start(options: Options) -> Self {
        let hand: &'static AtomicI64 = Box::leak(Box::new(AtomicI64::new(options.at.timestamp_millis())));
        let (wakes, inbox) = channel();
        let (heard, marks, asked) = (Arc::default(), Arc::default(), Arc::default());
        let feed = Arc::new(Feed::new(1));
        let listener = {
            let heard: Arc<Mutex<Vec<Message>>> = Arc::clone(&heard);
            let hear = move |message: &Message| {
                heard.lock().unwrap().push(message.clone());
                Ok(Vec::new())
            };
            Subscriber { name: "test".into(), topic: Topic::All, call: Box::new(hear) }
        };
        let (kept, wanted): (Arc<Mutex<Vec<_>>>, Arc<Mutex<Vec<_>>>) = (Arc::clone(&marks), Arc::clone(&asked));
        let setup = Setup {
            model: Model::published(),
            grid: Arc::new(grid()),
            agenda: options.agenda,
            engine: options.engine,
            pace: Pace::by_hand(hand),
            interval: Duration::from_millis(1),
            feed: Arc::clone(&feed),
            pulse: Arc::new(Pulse::default()),
            mark: Box::new(move |marks| kept.lock().unwrap().extend(marks)),
            submit: Arc::new(|_, _| Err("there is no journal".into())),
            look_up: Box::new(move |look_up| wanted.lock().unwrap().push(look_up)),
            warm: false,
            // The others first: what they do must not keep the test from hearing.
            subscribers: options.subscribers.into_iter().chain([listener]).collect(),
        };
        let thread = std::thread::spawn(move || MainLoop::new(setup).unwrap().run(&inbox));
        let rig = Self { hand, wakes, thread: Some(thread), seq: 0, heard, marks, asked, feed };
        rig.ask(|_| ()); // it has begun, by the clock as it is
        rig
    }

    /// Asks the loop, which has then done all that was delivered and followed its clock.
    pub fn ask<T: Send + 'static>(
        &self,
        question: impl for<'a, 's> FnOnce(&mut Inside<'a, 's>) -> T + Send + 'static,
    ) -> T {
        let (sender, answer) = sync_channel(1);
        let ask = Wake::Ask(Box::new(move |inside| sender.send(question(inside)).unwrap()));
        self.wakes.send(ask).unwrap();
        answer.recv_timeout(Duration::from_secs(60)).expect("the loop answers")
    }

    /// The journal is to forget what was received before; the numbers of the deliveries that it has to
    /// keep all the same.
    pub fn forget(&self, before: DateTime<Utc>) -> BTreeSet<u64> {
        let (sender, needed) = sync_channel(1);
        self.wakes.send(Wake::Forget { before, needed: sender }).unwrap();
        needed.recv_timeout(Duration::from_secs(60)).expect("the loop answers")
    }

    /// Puts the clock elsewhere; the loop has followed when this returns.
    pub fn set_clock(&self, at: DateTime<Utc>) {
        self.hand.store(at.timestamp_millis(), Ordering::SeqCst);
        self.ask(|_| ());
    }

    /// Delivers all of these such that the loop finds them at once, and waits until they are done.
    pub fn deliver(&mut self, deliveries: impl IntoIterator<Item = Delivery>) {
        let (go, is_free) = channel::<()>();
        let busy = Wake::Ask(Box::new(move |_| is_free.recv().unwrap_or_default()));
        self.wakes.send(busy).unwrap();
        for delivery in deliveries {
            self.seq += 1;
            let (delivery, reading) = read(delivery);
            self.wakes.send(Wake::delivered(self.seq, delivery, Box::new(reading))).unwrap();
        }
        drop(go);
        self.ask(|_| ());
    }

    /// Takes the messages since this was last asked.
    pub fn heard(&self) -> Vec<Message> {
        std::mem::take(&mut *self.heard.lock().unwrap())
    }

    /// Of those, the ones of a kind.
    pub fn heard_of(&self, kind: Kind) -> Vec<Body> {
        self.heard().into_iter().map(|message| message.body).filter(|body| body.kind() == kind).collect()
    }

    /// What became of a delivery, one after the other.
    pub fn marks_of(&self, seq: u64) -> Vec<Mark> {
        self.marks().into_iter().filter(|(own, _)| *own == seq).map(|(_, mark)| mark).collect()
    }

    /// What became of deliveries, in order.
    pub fn marks(&self) -> Vec<(u64, Mark)> {
        self.marks.lock().unwrap().clone()
    }

    /// What services were to be asked.
    pub fn asked(&self) -> Vec<LookUp> {
        self.asked.lock().unwrap().clone()
    }

    pub fn events(&self) -> Events {
        self.ask(|inside| inside.agenda.events().clone())
    }

    /// All scores are those of the agenda's events at the time of the engine, bit for bit, in the
    /// engine and in what viewers are shown; that time.
    #[track_caller]
    pub fn scores_are_right(&self) -> DateTime<Utc> {
        let (scores, events, at, shown, shown_of) = self.ask(|inside| {
            let shown = inside.snapshot().unwrap();
            let events = inside.agenda.events().clone();
            assert_eq!(inside.engine.events().iter().collect::<Vec<_>>(), events.iter().collect::<Vec<_>>());
            (inside.engine.scores().clone(), events, inside.engine.at(), shown, inside.time())
        });
        let fresh = score_grid(&Model::published(), &grid(), &events, at);
        assert_eq!(bits(&scores), bits(&fresh), "at {at}");
        // What is shown is told to be of now, and so it is.
        let now = score_grid(&Model::published(), &grid(), &events, shown_of);
        assert_eq!(bits(&now), bits(&fresh), "shown as of {shown_of}");
        assert_eq!(bits(&shown.scores), bits(&fresh), "shown at {at}");
        at.to_utc()
    }
}

impl Drop for Rig {
    fn drop(&mut self) {
        let _ = self.wakes.send(Wake::Stop); // it has ended already
        let ended = self.thread.take().map(JoinHandle::join);
        if !std::thread::panicking() {
            ended.unwrap().unwrap();
        }
    }
}

fn bits(scores: &Scores) -> Vec<Vec<u64>> {
    (0..scores.len()).map(|cell| scores.columns().map(|column| column[cell].to_bits()).collect()).collect()
}

/// What a viewer is sent, until it is disconnected or nothing comes any more.
pub fn frames(viewer: &mut Viewer) -> impl Iterator<Item = Vec<u8>> {
    std::iter::from_fn(|| match viewer.next_within(std::time::Duration::from_secs(10)) {
        Piece::Bytes(frame) => Some(frame),
        Piece::Nothing | Piece::End | Piece::Cut => None,
    })
}
