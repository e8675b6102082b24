//! Finds a city by name, region, country, ZIP code or alternative name; errors list candidates.

use super::city::{Cities, City};
use super::fold::Folding;
use super::tables::{Lines, Parts};
use super::zip::ZipCodes;
use crate::geo::{LatLon, PlaceError};

/// A city is chosen among cities of the same name if its population is this many times that of the next.
const TIMES_AS_POPULOUS: u32 = 10;
/// Cities of the same name within this distance of each other count as one place: Kansas City.
const SIDE_BY_SIDE_KM: f64 = 30.0;
/// Greatest number of candidates and suggestions in a message.
const MOST_NAMED: usize = 8;
const MOST_SUGGESTED: usize = 3;
/// A city with this name and at least this population is chosen before a larger city with this alternative name:
/// Canton is also a name of Guangzhou.
const NAME_OF_ITS_OWN: u32 = 15_000;

/// Why no city was chosen.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FindError {
    /// No city has the name, or none in that region or country.
    #[error("no city `{}` is known{}", shortened(.asked), suggested(.likely))]
    Unknown {
        /// What was asked for.
        asked: String,
        /// Labels of similar cities.
        likely: Vec<String>,
    },
    /// No region or country has the name after the comma.
    #[error("no state, region or country is called `{}`{}", shortened(.narrowing), suggested(.likely))]
    UnknownRegion {
        /// The text after the comma.
        narrowing: String,
        /// Similar names.
        likely: Vec<String>,
    },
    /// More than one city has the name.
    #[error("`{asked}` is the name of {count} cities; write one of them in full:{}", listed(.candidates))]
    Ambiguous {
        /// What was asked for.
        asked: String,
        /// How many there are.
        count: usize,
        /// Labels of the largest of them.
        candidates: Vec<(String, City)>,
    },
    /// The name before the comma is missing.
    #[error("the name of the city is missing; write it as in `Austin, TX`, or a ZIP code, or LAT,LON")]
    Empty,
    /// Coordinates that are out of range, such as `91,0`.
    #[error("`{0}` is not a place: {1}")]
    Place(String, PlaceError),
    /// The name of a state, region or country, and of no city.
    #[error("`{0}` is a state, region or country; write a city in it, as in `Austin, TX`")]
    NotACity(String),
    /// No ZIP code has the number.
    #[error("there is no ZIP code {0:05}, or it is one of the armed forces; write a city, as in `Austin, TX`")]
    UnknownZip(u32),
}

/// The name as asked for, shortened for a message.
fn shortened(asked: &str) -> String {
    match asked.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", &asked[..end]),
        None => asked.to_owned(),
    }
}

fn suggested(likely: &[String]) -> String {
    match likely {
        [] => "; `pdpe cities SEARCH` lists cities by parts of their names".into(),
        likely => format!("; did you mean {}?", likely.join("; ")),
    }
}

fn listed(candidates: &[(String, City)]) -> String {
    let line = |(paste, city): &(String, City)| format!("\n  \"{paste}\"  ({city}; {} people)", city.population);
    candidates.iter().map(line).collect()
}

/// A region or country that a word after the comma may mean.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Scope {
    Country(usize),
    /// Position in the table plus 1, as in the table of cities.
    Region(usize),
}

impl Cities {
    /// The city of a name, `Austin`, `Austin, TX`, `London, ON`, `Lyon, France`, of a ZIP code, `78705`, or the one
    /// nearest to a place, `30.27,-97.74`.
    ///
    /// Accents, apostrophes and case don't matter, nor `St`, `Ft` and `Mt` for `Saint`, `Fort` and `Mount`. A state of
    /// the United States comes before a country: `Ontario, CA` is in California. A bare name is accepted if it is
    /// unique, if the city has ten times the population of the next, or if the cities are neighbours, as Kansas City
    /// is.
    ///
    /// # Errors
    /// [`FindError`], with similar names.
    ///
    /// ```
    /// use pdpe::places::{Cities, FindError};
    /// let cities = Cities::load();
    /// assert_eq!(cities.find("austin")?.to_string(), "Austin, Texas, United States");
    /// assert_eq!(cities.find("Genève")?.to_string(), "Geneva, Switzerland");
    /// assert!(matches!(cities.find("Springfield"), Err(FindError::Ambiguous { .. })));
    /// # Ok::<(), FindError>(())
    /// ```
    pub fn find(&self, asked: &str) -> Result<City, FindError> {
        match asked.parse::<LatLon>() {
            Ok(place) => return Ok(self.nearest(place)),
            Err(error) if is_numbers(asked) => return Err(FindError::Place(asked.to_owned(), error)),
            Err(_) => {}
        }
        if let Some(code) = zip_code(asked) {
            return self.of_zip(code).ok_or(FindError::UnknownZip(code));
        }
        let parts: Vec<&str> = asked.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        let (name, narrowing) = parts.split_first().map_or(("", &[][..]), |(name, narrowing)| (*name, narrowing));
        if asked.split(',').next().is_none_or(|name| self.folding.key(name).is_empty()) {
            return Err(FindError::Empty);
        }
        let has_own_name = || !self.with_key(&self.folding.key(name), &[]).is_empty();
        if narrowing.is_empty() && !self.scopes(name).is_empty() && !has_own_name() {
            return Err(FindError::NotACity(name.to_owned()));
        }
        match self.find_within(name, narrowing) {
            // "Austin TX" without the comma.
            Err(error @ FindError::Unknown { .. }) if narrowing.is_empty() => {
                let spaces = name.match_indices(' ').map(|(at, _)| at).rev();
                let splits = spaces.map(|at| (&name[..at], name[at..].trim()));
                splits.map(|(name, region)| self.find_within(name, &[region])).find_map(Result::ok).ok_or(error)
            }
            found => found,
        }
    }

    /// The city of a ZIP code: the one with the postal name, or else the ZIP code itself as a place.
    fn of_zip(&self, code: u32) -> Option<City> {
        let zip = ZipCodes::load().get(code)?;
        if let Ok(city) = self.find_within(&zip.city, &[&zip.state]) {
            return Some(city);
        }
        let neighbour = self.nearest(zip.place);
        Some(City { name: zip.city, place: zip.place, population: zip.population, ..neighbour })
    }

    fn find_within(&self, name: &str, narrowing: &[&str]) -> Result<City, FindError> {
        let asked = [&[name], narrowing].concat().join(", ");
        let readings = self.readings(narrowing)?;
        for scopes in &readings {
            let found = self.named(name, scopes);
            if !found.is_empty() {
                return self.choose(asked, &found);
            }
        }
        Err(FindError::Unknown { likely: self.likely(name, &readings), asked })
    }

    /// The possible meanings of the words after the commas, the most likely first.
    fn readings(&self, narrowing: &[&str]) -> Result<Vec<Vec<Scope>>, FindError> {
        let (Some(first), Some(last)) = (narrowing.first(), narrowing.last()) else { return Ok(vec![vec![]]) };
        let country = |scope: &Scope| match *scope {
            Scope::Country(country) => country,
            Scope::Region(region) => self.country_of_region(region - 1),
        };
        let mut scopes = self.scopes(first);
        if narrowing.len() > 1 {
            let outer = self.scopes(last);
            if outer.is_empty() {
                return Err(self.unknown_region(last));
            }
            // Postal addresses name territories as regions of the United States.
            let is_american = outer.iter().any(|scope| self.code_of(country(scope)) == "US");
            scopes.retain(|scope| {
                outer.contains(&Scope::Country(country(scope)))
                    || outer.contains(scope)
                    || is_american && matches!(scope, Scope::Country(_))
            });
        }
        if scopes.is_empty() {
            return Err(self.unknown_region(first));
        }
        let is_state = |scope: &Scope| matches!(scope, Scope::Region(_)) && self.code_of(country(scope)) == "US";
        let (states, others): (Vec<_>, Vec<_>) = scopes.into_iter().partition(is_state);
        let (regions, countries) = others.into_iter().partition(|scope| matches!(scope, Scope::Region(_)));
        Ok([states, regions, countries].into_iter().filter(|scopes: &Vec<Scope>| !scopes.is_empty()).collect())
    }

    /// Regions and countries of that name or code.
    fn scopes(&self, word: &str) -> Vec<Scope> {
        let key = self.folding.key(word);
        let Some(first) = key.bytes().next() else { return Vec::new() };
        let is_named = |name: &str| Folding::may_begin_with(name, first) && self.folding.key(name) == key;
        let regions = (0..self.regions().len()).filter(|&region| {
            let mut fields = self.regions().fields(region).skip(1);
            let is_code = |code: &str| code.bytes().all(|byte| byte.is_ascii_alphabetic()) && is_named(code);
            fields.next().is_some_and(is_code) || fields.any(is_named)
        });
        let countries = (0..self.countries().len()).filter(|&country| self.countries().fields(country).any(is_named));
        regions.map(|region| Scope::Region(region + 1)).chain(countries.map(Scope::Country)).collect()
    }

    fn country_of_region(&self, region: usize) -> usize {
        let code = self.regions().fields(region).next().unwrap_or_default();
        (0..self.countries().len()).find(|&country| self.code_of(country) == code).unwrap_or(usize::MAX)
    }

    fn code_of(&self, country: usize) -> &str {
        if country < self.countries().len() { self.countries().fields(country).next().unwrap_or_default() } else { "" }
    }

    fn lies_in(&self, row: usize, scopes: &[Scope]) -> bool {
        scopes.is_empty()
            || scopes.iter().any(|scope| match *scope {
                Scope::Country(country) => self.home(row).0 == country,
                Scope::Region(region) => self.home(row).1 == region,
            })
    }

    /// Cities of a name within scopes, the largest first; if there are none, by an alternative name, or with or without
    /// "City".
    fn named(&self, name: &str, scopes: &[Scope]) -> Vec<Match> {
        let key = self.folding.key(name);
        let with_city = format!("{key}city");
        let keys = [key.as_str(), with_city.as_str(), key.strip_suffix("city").unwrap_or_default()];
        keys.into_iter()
            .filter(|key| !key.is_empty())
            .map(|key| self.with_key(key, scopes))
            .find(|found| !found.is_empty())
            .unwrap_or_default()
    }

    fn with_key(&self, key: &str, scopes: &[Scope]) -> Vec<Match> {
        let rows = self.with_name(key).map(|row| Match { row, is_alias: false });
        let mut found: Vec<Match> = rows.chain(aliased(key)).filter(|found| self.lies_in(found.row, scopes)).collect();
        found.sort_by_key(|found| (self.by_size(found.row), found.is_alias));
        found.dedup_by_key(|found| found.row);
        found
    }

    /// The chosen one among cities of the same name.
    fn choose(&self, asked: String, found: &[Match]) -> Result<City, FindError> {
        let first = found[0];
        let people = |found: &Match| self.people(found.row);
        let beside = |other: &&Match| self.place(first.row).distance_km(self.place(other.row)) > SIDE_BY_SIDE_KM;
        let others: Vec<&Match> = found[1..].iter().filter(beside).collect();
        let next = others.iter().map(|other| people(other)).max().unwrap_or(0);
        let has_namesake =
            first.is_alias && others.iter().any(|other| !other.is_alias && people(other) >= NAME_OF_ITS_OWN);
        if others.is_empty() || people(&first) >= TIMES_AS_POPULOUS.saturating_mul(next) && !has_namesake {
            return Ok(self.city(first.row));
        }
        let candidates = found.iter().take(MOST_NAMED).map(|found| (self.paste(found.row), self.city(found.row)));
        Err(FindError::Ambiguous { asked, count: found.len(), candidates: candidates.collect() })
    }

    /// The text that finds exactly this city: its label, or its coordinates where a region has two of the name.
    fn paste(&self, row: usize) -> String {
        let city = self.city(row);
        let key = self.folding.key(&city.name);
        if self.with_name(&key).any(|other| other != row && self.home(other) == self.home(row)) {
            return format!("{},{}", city.place.lat(), city.place.lon());
        }
        // A city with the name of its country has a label without a comma.
        let label = city.label();
        if label.contains(',') { label } else { format!("{label}, {}", city.country_name) }
    }

    /// Labels of similar cities: first those with a similar name in the region, then those with this name elsewhere.
    fn likely(&self, name: &str, readings: &[Vec<Scope>]) -> Vec<String> {
        let mut rows = self.alike(&self.folding.key(name), &readings.concat());
        rows.extend(self.named(name, &[]).into_iter().map(|found| found.row));
        rows.into_iter().take(MOST_SUGGESTED).map(|row| self.city(row).label()).collect()
    }

    /// Cities whose names differ by one or two typing errors, the most similar and largest first.
    fn alike(&self, key: &str, scopes: &[Scope]) -> Vec<usize> {
        let most = match key.len() {
            0..=3 => return Vec::new(),
            4..=6 => 1,
            _ => 2,
        };
        let errors = |other: &str| {
            let is_near = other.len().abs_diff(key.len()) <= most;
            Some(if is_near { strsim::osa_distance(other, key) } else { usize::MAX }).filter(|errors| *errors <= most)
        };
        let names = (0..self.len()).filter(|&row| self.lies_in(row, scopes));
        let mut found: Vec<(usize, usize)> =
            names.filter_map(|row| Some((errors(&self.folding.key(self.name(row)))?, row))).collect();
        for part in 1..ALIASES.len() {
            let (names, rows) = aliases(part);
            let others = names.iter().zip(rows).filter_map(|(name, row)| Some((errors(name)?, row as usize)));
            found.extend(others.filter(|(_, row)| self.lies_in(*row, scopes)));
        }
        found.sort_by_key(|&(errors, row)| (errors, self.by_size(row)));
        let mut rows: Vec<usize> = Vec::new();
        for (_, row) in found {
            if !rows.contains(&row) && rows.len() < MOST_SUGGESTED {
                rows.push(row);
            }
        }
        rows
    }

    fn unknown_region(&self, word: &str) -> FindError {
        let key = self.folding.key(word);
        let names = self.regions().iter().filter_map(|line| line.split('\t').nth(3));
        let names = names.chain(self.countries().iter().filter_map(|line| line.split('\t').nth(2)));
        let mut likely: Vec<(usize, &str)> = names
            .map(|name| (strsim::osa_distance(&self.folding.key(name), &key), name))
            .filter(|(errors, _)| *errors <= 2 && key.len() > 3)
            .collect();
        likely.sort_unstable();
        likely.dedup();
        let fewest = likely.first().map_or(0, |(errors, _)| *errors);
        let nearest = likely.into_iter().take_while(|(errors, _)| *errors == fewest).take(MOST_SUGGESTED);
        let likely = nearest.map(|(_, name)| name.to_owned()).collect();
        FindError::UnknownRegion { narrowing: word.to_owned(), likely }
    }

    /// Cities whose names or alternative names equal, begin with or contain a text, the best match first; the part
    /// after a comma narrows them. A ZIP code or a place finds its city.
    #[must_use]
    pub fn search(&self, text: &str) -> Vec<City> {
        if zip_code(text).is_some() || text.parse::<LatLon>().is_ok() {
            return self.find(text).into_iter().collect();
        }
        let parts: Vec<&str> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        let Some((name, narrowing)) = parts.split_first() else { return Vec::new() };
        let Ok(readings) = self.readings(narrowing) else { return Vec::new() };
        let (key, scopes) = (self.folding.key(name), readings.concat());
        if key.is_empty() {
            return Vec::new();
        }
        let rank = |other: &str| {
            let begins = other.starts_with(&key);
            if other == key {
                Some(0)
            } else if begins {
                Some(1)
            } else {
                other.contains(&key).then_some(2)
            }
        };
        let rows = (0..self.len()).filter(|&row| self.lies_in(row, &scopes));
        let mut found: Vec<(u8, usize)> =
            rows.filter_map(|row| Some((rank(&self.folding.key(self.name(row)))?, row))).collect();
        let alias = aliased(&key).filter(|alias| self.lies_in(alias.row, &scopes));
        found.extend(alias.map(|alias| (0, alias.row)));
        found.sort_by_key(|&(rank, row)| (row, rank));
        found.dedup_by_key(|(_, row)| *row);
        found.sort_by_key(|&(rank, row)| (rank, self.by_size(row)));
        found.into_iter().map(|(_, row)| self.city(row)).collect()
    }
}

/// A city that has the name, or has it as an alternative name.
#[derive(Clone, Copy)]
struct Match {
    row: usize,
    is_alias: bool,
}

/// Alternative names as sorted keys with the cities they belong to: the first key of each part, and the parts.
const ALIASES: Parts = Parts(include_bytes!("tables/aliases.z"));

fn aliases(part: usize) -> (Lines, Vec<u32>) {
    let mut columns = ALIASES.open(part);
    (columns.text(), columns.numbers())
}

/// The city that has a key as an alternative name.
fn aliased(key: &str) -> Option<Match> {
    let part = ALIASES.open(0).text().iter().take_while(|first| *first <= key).count();
    let (names, rows) = if part == 0 { return None } else { aliases(part) };
    let at = names.iter().position(|name| name == key)?;
    Some(Match { row: rows[at] as usize, is_alias: true })
}

/// Whether a text is meant as a latitude and a longitude.
fn is_numbers(asked: &str) -> bool {
    asked.contains(',')
        && asked.bytes().all(|byte| b"+-.0123456789, ".contains(&byte))
        && asked.contains(|c: char| c.is_ascii_digit())
}

/// The number of a ZIP code: `78705`, `78705-1234`, `Austin, TX 78705`.
fn zip_code(asked: &str) -> Option<u32> {
    let last = asked.split([' ', ',']).next_back()?;
    let (code, plus_four) = last.split_once('-').unwrap_or((last, "0000"));
    let is_digits = |text: &str, count| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_digits(code, 5) && is_digits(plus_four, 4) { code.parse().ok() } else { None }
}
