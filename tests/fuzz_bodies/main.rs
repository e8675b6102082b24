//! The bodies of the fuzz targets, with thousands of mutated fixtures and random bytes each.
//!
//! `cargo test --test fuzz_bodies -- --ignored` writes what they start from to `fuzz/corpus/`.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]
#![allow(clippy::print_stderr)] // a check that cannot be made says so
#![allow(missing_docs, clippy::missing_panics_doc)]

pub mod bodies;
mod seeds;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};

/// Mutated fixtures per body; half as many inputs of random bytes come on top.
const CASES: u32 = 3000;

/// A change to some bytes. Places are relative to how many there are.
#[derive(Clone, Debug)]
enum Edit {
    Flip(Index, u8),
    Set(Index, u8),
    Cut(Index, usize),
    CutOff(Index),
    Repeat(Index, usize),
    Insert(Index, &'static [u8]),
    /// A piece of another fixture.
    Splice(Index, Index, Index, usize),
}

/// What has a meaning somewhere, or had one in somebody's bug.
const WORDS: [&[u8]; 44] = [
    b"\r\n",
    b"\n",
    b"\r",
    b"\0",
    b"\t",
    b" ",
    b"\"",
    b"'",
    b",",
    b";",
    b":",
    b"{",
    b"}",
    b"[",
    b"]",
    b"\\",
    b"\\u0000",
    b"\\ud800",
    b"null",
    b"true",
    b"0",
    b"-0.0",
    b"-1",
    b"1e999",
    b"NaN",
    b"inf",
    b"90.0000001",
    b"-180",
    b"18446744073709551615",
    b"18446744073709551616",
    b"2024-03-10T02:30",
    b"9999-12-31T23:59:59Z",
    b"-0001-01-01T00:00Z",
    b"+262142-12-31",
    b"T24:00",
    b"\xEF\xBB\xBF",
    b"\xE2\x80\xA8",
    b"\xF0\x9F\x98\x80",
    b"\xFF",
    b"Content-Length: 1\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"0\r\n\r\n",
    b"/../",
    b"%0d%0a",
];

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let at = any::<Index>;
    let edit = prop_oneof![
        (at(), 0..8_u8).prop_map(|(at, bit)| Edit::Flip(at, bit)),
        (at(), any::<u8>()).prop_map(|(at, byte)| Edit::Set(at, byte)),
        (at(), 1..40_usize).prop_map(|(at, length)| Edit::Cut(at, length)),
        at().prop_map(Edit::CutOff),
        (at(), 1..60_usize).prop_map(|(at, length)| Edit::Repeat(at, length)),
        (at(), prop::sample::select(&WORDS[..])).prop_map(|(at, word)| Edit::Insert(at, word)),
        (at(), prop::sample::select(&WORDS[..])).prop_map(|(at, word)| Edit::Insert(at, word)),
        (at(), at(), at(), 1..200_usize).prop_map(|(at, other, from, length)| Edit::Splice(at, other, from, length)),
    ];
    prop::collection::vec(edit, 1..6)
}

fn edited(seeds: &[Vec<u8>], seed: Index, edits: &[Edit]) -> Vec<u8> {
    let mut bytes = seed.get(seeds).clone();
    for edit in edits {
        let length = bytes.len();
        let place = |at: &Index| at.index(length + 1);
        match edit {
            Edit::Flip(at, bit) if length > 0 => bytes[at.index(length)] ^= 1 << bit,
            Edit::Set(at, byte) if length > 0 => bytes[at.index(length)] = *byte,
            Edit::Flip(..) | Edit::Set(..) => {}
            Edit::Cut(at, cut) => drop(bytes.drain(place(at)..length.min(place(at) + cut))),
            Edit::CutOff(at) => bytes.truncate(place(at)),
            Edit::Repeat(at, repeated) => {
                let piece = bytes[place(at)..length.min(place(at) + repeated)].to_vec();
                bytes.splice(place(at)..place(at), piece);
            }
            Edit::Insert(at, word) => drop(bytes.splice(place(at)..place(at), word.iter().copied())),
            Edit::Splice(at, other, from, length) => {
                let other = other.get(seeds);
                let from = from.index(other.len() + 1);
                let piece = &other[from..other.len().min(from + length)];
                bytes.splice(place(at)..place(at), piece.iter().copied());
            }
        }
    }
    bytes
}

/// Calls a body with each seed as it is, with mutated seeds, and with random bytes.
fn fuzz(body: fn(&[u8]), seeds: &[Vec<u8>]) {
    for seed in seeds {
        body(seed);
    }
    // Broken properties are panics, which the runner would not shrink.
    let holds = |bytes: &[u8]| {
        catch_unwind(AssertUnwindSafe(|| body(bytes)))
            .map_err(|_| TestCaseError::fail(format!("broken by {:?}", String::from_utf8_lossy(bytes))))
    };
    let runner = |cases| {
        TestRunner::new(Config { cases, failure_persistence: None, max_shrink_iters: 300, ..Config::default() })
    };
    runner(CASES)
        .run(&(any::<Index>(), edits()), |(seed, edits)| holds(&edited(seeds, seed, &edits)))
        .unwrap_or_else(|error| panic!("{error}"));
    runner(CASES / 2)
        .run(&prop::collection::vec(any::<u8>(), 0..80), |bytes| holds(&bytes))
        .unwrap_or_else(|error| panic!("{error}"));
}

/// The bodies with their names: a test each, and a folder of seeds each.
macro_rules! bodies {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                fuzz(bodies::$name, &seeds::$name());
            }
        )*

        #[test]
        #[ignore = "writes fuzz/corpus"]
        fn write_the_corpus() {
            $(write(stringify!($name), &seeds::$name());)*
        }

        #[test]
        fn each_body_has_a_fuzz_target() {
            assert_targets(&[$(stringify!($name)),*]);
        }
    };
}

bodies! { request listener eventbrite ticketmaster twitter generic grid tables times listings calendars settings signatures }

fn assert_targets(names: &[&str]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let Ok(manifest) = std::fs::read_to_string(folder.join("Cargo.toml")) else {
        eprintln!("SKIPPED: the fuzz targets are not here, as in a published package");
        return;
    };
    for name in names {
        let code = std::fs::read_to_string(folder.join(format!("fuzz_targets/{name}.rs"))).expect(name);
        assert!(code.contains(&format!("bodies::{name}(bytes)")), "{code}");
        assert!(manifest.contains(&format!("name = \"{name}\"\n")), "{name} is not in fuzz/Cargo.toml");
    }
}

fn write(name: &str, seeds: &[Vec<u8>]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    std::fs::create_dir_all(&folder).unwrap();
    for (number, seed) in seeds.iter().enumerate() {
        std::fs::write(folder.join(format!("seed_{number}")), seed).unwrap();
    }
}
