//! Simulated worlds: places and hours whose worth is known, and a truck that works in them.

use chrono::{Datelike, Duration, NaiveDate, Timelike};
use pdpe::clock::at_wall_time;
use pdpe::fit::{DayFacts, History, Prior, Stay, Tables};
use pdpe::model::DayType;

/// A small generator of its own, so that worlds are the same for ever (splitmix64).
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0…1, without 1.
    pub fn uniform(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// 0…`below` − 1.
    pub fn below(&mut self, below: u32) -> u32 {
        u32::try_from(self.next() % u64::from(below)).unwrap()
    }

    /// Mean 0, variance 1 (Box and Muller).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }
}

/// A truck's world.
pub struct World {
    /// Factors of places.
    pub places: Vec<f64>,
    /// Factors of time.
    pub tables: Tables,
    /// Spread of a stay's own luck, as a standard deviation of the logarithm; 0 for none.
    pub luck: f64,
    /// Customers of an hour whose factors are 1.
    pub customers: f64,
}

impl World {
    /// Stays of two to five hours on random days, `a_week` of them, at random places, from 10 to 18 o'clock on.
    pub fn stays(&self, count: u32, a_week: u32, random: &mut Random) -> Vec<Stay> {
        let zone = chrono_tz::Europe::London;
        let first = NaiveDate::from_ymd_opt(2025, 1, 6).unwrap();
        let mut stays = Vec::new();
        for number in 0..count {
            let day = first + Duration::days(i64::from(number * 7 / a_week + random.below(2)));
            let place = random.below(u32::try_from(self.places.len()).unwrap()) as usize;
            let start = day.and_hms_opt(10 + random.below(9), 0, 0).unwrap();
            let start = at_wall_time(start, zone).unwrap().at;
            let hours = i64::from(2 + random.below(4));
            let mean: f64 = (0..hours).map(|hour| self.rate(place, start + Duration::hours(hour))).sum();
            let luck = (self.luck * random.normal() - self.luck * self.luck / 2.0).exp();
            let mut taken = mean * luck;
            if self.luck > 0.0 {
                // Customers come by chance; beyond some dozens that is a normal distribution.
                taken = (taken + taken.sqrt() * random.normal()).max(0.0).round();
            }
            let place = format!("place {place}");
            stays.push(Stay { place, start, end: start + Duration::hours(hours), taken, sold_out: false, offset: 1.0 });
        }
        stays
    }

    fn rate(&self, place: usize, at: pdpe::clock::ZonedTime) -> f64 {
        let tables = &self.tables;
        let day_type = DayType::of(at.date_naive(), false) as usize;
        self.customers
            * self.places[place]
            * tables.week[at.day0() as usize / 7]
            * tables.month[at.month0() as usize]
            * tables.weekday[at.weekday().num_days_from_monday() as usize]
            * tables.hours[day_type][at.hour() as usize]
    }
}

/// Stays of a calendar without special days.
pub fn history(stays: Vec<Stay>) -> History {
    History::new(stays, 0, |_| DayFacts::default())
}

/// The published factors.
pub fn published() -> Prior {
    let mut tables = Tables::flat(0);
    tables.week = [1.4, 0.9, 0.8, 1.1, 1.0];
    tables.month = [0.8, 0.9, 0.95, 1.0, 1.0, 1.1, 1.1, 1.0, 1.0, 1.2, 1.4, 1.5];
    tables.weekday = [0.7, 0.8, 0.9, 1.0, 1.5, 2.0, 1.2];
    for row in &mut tables.hours {
        for (hour, factor) in row.iter_mut().enumerate() {
            *factor =
                [(5, 0.2), (10, 0.7), (15, 1.1), (17, 1.3), (23, 1.8)].iter().find(|band| hour <= band.0).unwrap().1;
        }
    }
    Prior { name: "published".into(), tables }
}

/// No factors at all.
pub fn flat() -> Prior {
    Prior { name: "flat".into(), tables: Tables::flat(0) }
}

/// A city: lunch and early evening, quiet Mondays, places apart.
pub fn city() -> World {
    let mut tables = Tables::flat(0);
    let workday = [
        0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.2, 0.6, 1.2, 1.0, 1.2, 1.7, 2.6, 2.4, 1.8, 1.6, 1.9, 2.1, 1.4, 1.0, 0.8, 0.6,
        0.4, 0.3,
    ];
    let weekend = [
        0.3, 0.2, 0.2, 0.1, 0.1, 0.1, 0.1, 0.2, 0.4, 0.7, 1.2, 1.7, 2.1, 2.4, 2.6, 2.5, 2.2, 1.8, 1.3, 1.0, 0.9, 0.8,
        0.7, 0.5,
    ];
    tables.hours = [workday, weekend, weekend];
    tables.weekday = [0.8, 0.9, 1.0, 1.0, 1.2, 1.3, 0.8];
    World { places: vec![0.5, 0.8, 1.2, 1.9], tables, luck: 0.35, customers: 20.0 }
}
