//! The query of a request: each name at most once, and no unknown names.

use std::fmt::Display;
use std::str::FromStr;

use super::Problem;

/// Names and values, taken out one by one.
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    pub fn of(text: &str) -> Self {
        Self(form_urlencoded::parse(text.as_bytes()).into_owned().collect())
    }

    /// The value of a name; a repeated name is an error.
    pub fn take(&mut self, name: &str) -> Result<Option<String>, Problem> {
        let Some(place) = self.0.iter().position(|(own, _)| own == name) else { return Ok(None) };
        let (_, value) = self.0.remove(place);
        if self.0.iter().any(|(own, _)| own == name) {
            return Err(Problem::new(400, format!("{name} is there twice")));
        }
        Ok(Some(value))
    }

    /// The parsed value of a name.
    pub fn parse<T: FromStr<Err: Display>>(&mut self, name: &str) -> Result<Option<T>, Problem> {
        let Some(value) = self.take(name)? else { return Ok(None) };
        value.parse().map(Some).map_err(|error| Problem::new(400, format!("{name}: {error}")))
    }

    /// A count from 1 to a limit.
    pub fn count(&mut self, name: &str, most: usize) -> Result<Option<usize>, Problem> {
        let Some(value) = self.take(name)? else { return Ok(None) };
        let count = value.parse().ok().filter(|count| (1..=most).contains(count));
        count.map(Some).ok_or_else(|| Problem::new(400, format!("{name}: write a whole number from 1 to {most}")))
    }

    /// Whether a flag is set: `1` or empty; not if it is absent or `0`.
    pub fn flag(&mut self, name: &str) -> Result<bool, Problem> {
        match self.take(name)?.as_deref() {
            None | Some("0") => Ok(false),
            Some("1" | "") => Ok(true),
            Some(_) => Err(Problem::new(400, format!("{name}: write {name}=1, or leave it out"))),
        }
    }

    /// Fails if names are left.
    pub fn finish(self) -> Result<(), Problem> {
        match self.0.first() {
            None => Ok(()),
            Some((name, _)) => Err(Problem::new(400, format!("there is no parameter `{name}` here"))),
        }
    }
}
