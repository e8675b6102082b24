//! What finding a city costs once the tables are read: `cargo bench --bench places`.

use divan::Bencher;
use pdpe::places::{Cities, Place, public_holidays};

fn main() {
    divan::main();
}

#[divan::bench(args = ["Austin, TX", "Lyon", "Bombay", "78705"])]
fn find(bencher: Bencher, name: &str) {
    let cities = Cities::load();
    bencher.bench(|| cities.find(name));
}

#[divan::bench(args = ["Austin, TX", "Lyon"])]
fn what_is_known(bencher: Bencher, name: &str) {
    let city = Cities::load().find(name).expect("a city that ships");
    bencher.bench(|| Place::of_city(&city, None));
}

#[divan::bench]
fn holidays() -> usize {
    public_holidays("FR").len()
}
