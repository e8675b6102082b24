//! The tables of a journal, and all statements on them.

use std::collections::BTreeMap;
use std::vec;

use chrono::{DateTime, Utc};
use rusqlite::types::{FromSqlError, Type};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::counters::ByState;
use super::{Delivery, Entry, Filter, JournalError, Mark, State, Stored};

/// Keys outlive their deliveries, so they have their own table. Numbers are never reused. Times are
/// microseconds since 1970.
pub(super) const SCHEMA: &str = "
CREATE TABLE deliveries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    source TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    received INTEGER NOT NULL,
    type TEXT NOT NULL,
    headers TEXT NOT NULL,
    body BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'applied', 'unresolved', 'dead', 'ignored')),
    error TEXT
) STRICT;
CREATE INDEX deliveries_by_state ON deliveries (state);
CREATE INDEX deliveries_by_time ON deliveries (received);
CREATE TABLE keys (
    source TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    seq INTEGER NOT NULL,
    received INTEGER NOT NULL,
    PRIMARY KEY (source, idempotency_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX keys_by_time ON keys (received);
";

const COLUMNS: &str = "seq, source, idempotency_key, received, type, headers, body, state, error";

/// Entries per page, and the approximate limit of their bodies in bytes.
const PAGE_ROWS: usize = 256;
const PAGE_BYTES: usize = 1 << 20;

/// Rows deleted per transaction, so that others do not wait long.
const FORGET_ROWS: i64 = 1000;

/// An error if tables or columns are missing.
pub(super) fn check(connection: &Connection) -> rusqlite::Result<()> {
    connection.prepare(&format!("SELECT {COLUMNS} FROM deliveries"))?;
    connection.prepare("SELECT source, idempotency_key, seq, received FROM keys")?;
    Ok(())
}

/// Adds a delivery, unless its key is known.
pub(super) fn insert(connection: &Connection, delivery: &Delivery) -> rusqlite::Result<Stored> {
    let (source, key) = (&delivery.source, &delivery.idempotency_key);
    let known = connection
        .prepare_cached("SELECT seq FROM keys WHERE source = ?1 AND idempotency_key = ?2")?
        .query_row([source, key], |row| row.get::<_, i64>(0))
        .optional()?;
    if let Some(first) = known {
        return Ok(Stored::Duplicate { of: first.cast_unsigned() });
    }
    let received = delivery.received.timestamp_micros();
    let headers = serde_json::Value::from_iter(delivery.headers.clone()).to_string();
    let seq = connection
        .prepare_cached(
            "INSERT INTO deliveries (source, idempotency_key, received, type, headers, body, state) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'pending')",
        )?
        .insert(params![source, key, received, delivery.webhook_type, headers, delivery.body])?;
    connection
        .prepare_cached("INSERT INTO keys (source, idempotency_key, seq, received) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![source, key, seq, received])?;
    Ok(Stored::Accepted { seq: seq.cast_unsigned() })
}

/// Sets the outcome of a delivery; returns its state before, if it is kept.
pub(super) fn mark(connection: &Connection, seq: u64, mark: &Mark) -> rusqlite::Result<Option<State>> {
    let before = connection
        .prepare_cached("SELECT state FROM deliveries WHERE seq = ?1")?
        .query_row([seq.cast_signed()], |row| state_of(row, 0))
        .optional()?;
    if before.is_some() {
        connection.prepare_cached("UPDATE deliveries SET state = ?2, error = ?3 WHERE seq = ?1")?.execute(params![
            seq.cast_signed(),
            mark.state().as_str(),
            mark.reason()
        ])?;
    }
    Ok(before)
}

/// Drops body and headers of a delivery that is not pending.
pub(super) fn strip(connection: &Connection, seq: u64) -> rusqlite::Result<()> {
    connection
        .prepare_cached("UPDATE deliveries SET headers = '{}', body = x'' WHERE seq = ?1 AND state <> 'pending'")?
        .execute([seq.cast_signed()])?;
    Ok(())
}

/// Deletes some deliveries and keys received before two times. Pending deliveries stay, those in
/// `needed` (a JSON array of numbers), those with a number above one that was received later (the clock has
/// gone back since), and keys whose deliveries stay. Returns the number of deleted
/// deliveries by state, and of deleted keys.
pub(super) fn forget(
    connection: &Connection,
    deliveries: DateTime<Utc>,
    needed: &str,
    keys: DateTime<Utc>,
) -> rusqlite::Result<(ByState, usize)> {
    let mut states = [0; State::ALL.len()];
    let mut statement = connection.prepare_cached(
        "DELETE FROM deliveries WHERE seq IN (SELECT seq FROM deliveries \
         WHERE received < ?1 AND state <> 'pending' AND seq NOT IN (SELECT value FROM json_each(?3)) \
         AND seq < (SELECT ifnull(min(seq), 9223372036854775807) FROM deliveries WHERE received >= ?1) \
         ORDER BY received LIMIT ?2) RETURNING state",
    )?;
    let mut rows = statement.query(params![deliveries.timestamp_micros(), FORGET_ROWS, needed])?;
    while let Some(row) = rows.next()? {
        states[state_of(row, 0)? as usize] += 1;
    }
    let keys = connection
        .prepare_cached(
            "DELETE FROM keys WHERE (source, idempotency_key) IN (SELECT source, idempotency_key FROM keys \
             WHERE received < ?1 AND NOT EXISTS (SELECT 1 FROM deliveries WHERE deliveries.seq = keys.seq) \
             ORDER BY received LIMIT ?2)",
        )?
        .execute(params![keys.timestamp_micros(), FORGET_ROWS])?;
    Ok((states, keys))
}

/// How many deliveries there are in each state.
pub(super) fn count_by_state(connection: &Connection) -> rusqlite::Result<ByState> {
    let mut counts = [0; State::ALL.len()];
    let mut statement = connection.prepare_cached("SELECT state, count(*) FROM deliveries GROUP BY state")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        counts[state_of(row, 0)? as usize] = row.get::<_, i64>(1)?.cast_unsigned();
    }
    Ok(counts)
}

/// The conditions of a filter, with its values as `?1` to `?3`.
fn conditions(filter: &Filter) -> String {
    // `state = ?3` lets SQLite use the index.
    let state = if filter.state.is_some() { "state = ?3" } else { "?3 IS NULL" };
    format!("seq > ?1 AND (?2 IS NULL OR source = ?2) AND {state}")
}

/// The next entries of a filter, by number. A damaged row is an error once it is the first of a page.
pub(super) fn page(connection: &Connection, filter: &Filter) -> Result<Vec<Entry>, JournalError> {
    let (entries, damaged) = read_page(connection, filter).map_err(|error| JournalError::reading(&error))?;
    match damaged {
        Some(damaged) if entries.is_empty() => Err(damaged),
        _ => Ok(entries),
    }
}

fn read_page(connection: &Connection, filter: &Filter) -> rusqlite::Result<(Vec<Entry>, Option<JournalError>)> {
    let sql = format!("SELECT {COLUMNS} FROM deliveries WHERE {} ORDER BY seq LIMIT {PAGE_ROWS}", conditions(filter));
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows =
        statement.query(params![filter.after.cast_signed(), filter.source, filter.state.map(State::as_str)])?;
    let (mut entries, mut bytes) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        match whole_entry(row) {
            Ok(entry) => {
                bytes += entry.delivery.body.len();
                entries.push(entry);
            }
            Err(damaged) => return Ok((entries, Some(damaged))),
        }
        if bytes > PAGE_BYTES {
            break;
        }
    }
    Ok((entries, None))
}

/// The entries of a filter, fetched page by page; ends after an error.
pub(super) fn walk(
    mut filter: Filter,
    mut fetch: impl FnMut(&Filter) -> Result<Vec<Entry>, JournalError>,
) -> impl Iterator<Item = Result<Entry, JournalError>> {
    let (mut page, mut is_over) = (vec::IntoIter::default(), false);
    std::iter::from_fn(move || {
        if is_over {
            return None;
        }
        if page.len() == 0 {
            match fetch(&filter) {
                Ok(entries) => page = entries.into_iter(),
                Err(error) => {
                    is_over = true;
                    return Some(Err(error));
                }
            }
        }
        let next: Option<Entry> = page.next();
        match &next {
            Some(entry) => filter.after = entry.seq,
            None => is_over = true,
        }
        next.map(Ok)
    })
}

/// An entry by its number.
pub(super) fn entry(connection: &Connection, seq: u64) -> Result<Option<Entry>, JournalError> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM deliveries WHERE seq = ?1"))
        .and_then(|mut statement| statement.query_row([seq.cast_signed()], |row| Ok(whole_entry(row))).optional())
        .map_err(|error| JournalError::reading(&error))?
        .transpose()
}

/// The next number after another, whatever the row contains.
pub(super) fn next_after(connection: &Connection, seq: u64) -> rusqlite::Result<Option<u64>> {
    connection
        .prepare_cached("SELECT seq FROM deliveries WHERE seq > ?1 ORDER BY seq LIMIT 1")?
        .query_row([seq.cast_signed()], |row| row.get::<_, i64>(0))
        .optional()
        .map(|found| found.map(i64::cast_unsigned))
}

/// The greatest number ever given.
pub(super) fn last_given(connection: &Connection) -> rusqlite::Result<u64> {
    connection
        .prepare_cached("SELECT seq FROM sqlite_sequence WHERE name = 'deliveries'")?
        .query_row([], |row| row.get::<_, i64>(0))
        .optional()
        .map(|last| last.unwrap_or(0).cast_unsigned())
}

/// Sets the greatest number given, so that numbers are not reused.
pub(super) fn set_last_given(connection: &Connection, last: u64) -> rusqlite::Result<()> {
    let last = last.cast_signed();
    let updated =
        connection.execute("UPDATE sqlite_sequence SET seq = ?1 WHERE name = 'deliveries' AND seq < ?1", [last])?;
    if updated == 0 && last_given(connection)? == 0 {
        connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('deliveries', ?1)", [last])?;
    }
    Ok(())
}

/// Adds an entry of another journal with its number, and its key.
pub(super) fn copy(connection: &Connection, entry: &Entry) -> rusqlite::Result<()> {
    let (delivery, seq) = (&entry.delivery, entry.seq.cast_signed());
    let received = delivery.received.timestamp_micros();
    let headers = serde_json::Value::from_iter(delivery.headers.clone()).to_string();
    connection
        .prepare_cached(&format!("INSERT INTO deliveries ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"))?
        .execute(params![
            seq,
            delivery.source,
            delivery.idempotency_key,
            received,
            delivery.webhook_type,
            headers,
            delivery.body,
            entry.state.as_str(),
            entry.error
        ])?;
    copy_key(connection, &delivery.source, &delivery.idempotency_key, seq, received)
}

/// Adds a key of another journal, unless it is there.
fn copy_key(connection: &Connection, source: &str, key: &str, seq: i64, received: i64) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO keys (source, idempotency_key, seq, received) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![source, key, seq, received])?;
    Ok(())
}

/// Copies all keys that can be read; false if some cannot.
pub(super) fn copy_keys(from: &Connection, to: &Connection) -> rusqlite::Result<bool> {
    let Ok(mut statement) = from.prepare("SELECT source, idempotency_key, seq, received FROM keys") else {
        return Ok(false);
    };
    let Ok(mut rows) = statement.query([]) else { return Ok(false) };
    let mut are_whole = true;
    loop {
        let row = match rows.next() {
            Ok(Some(row)) => row,
            Ok(None) => return Ok(are_whole),
            Err(_) => return Ok(false),
        };
        let key = || -> rusqlite::Result<(String, String, i64, i64)> {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        };
        match key() {
            Ok((source, key, seq, received)) => copy_key(to, &source, &key, seq, received)?,
            Err(_) => are_whole = false,
        }
    }
}

/// The number before the latest `count` entries of a filter.
pub(super) fn before_latest(connection: &Connection, filter: &Filter, count: usize) -> rusqlite::Result<u64> {
    let sql = format!(
        "SELECT min(seq) FROM (SELECT seq FROM deliveries WHERE {} ORDER BY seq DESC LIMIT ?4)",
        conditions(filter)
    );
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let values = params![filter.after.cast_signed(), filter.source, filter.state.map(State::as_str), count];
    let first: Option<i64> = connection.query_row(&sql, values, |row| row.get(0))?;
    // If there are none: above all numbers.
    Ok(first.map_or(i64::MAX.cast_unsigned(), |first| first.cast_unsigned() - 1))
}

/// The first and the last number.
pub(super) fn span(connection: &Connection) -> rusqlite::Result<Option<(u64, u64)>> {
    let numbers = |row: &Row<'_>| Ok((row.get::<_, Option<i64>>(0)?, row.get::<_, Option<i64>>(1)?));
    let sql = "SELECT (SELECT min(seq) FROM deliveries), (SELECT max(seq) FROM deliveries)";
    let (first, last) = connection.query_row(sql, [], numbers)?;
    Ok(first.zip(last).map(|(first, last)| (first.cast_unsigned(), last.cast_unsigned())))
}

/// The entry of a row; the error names the row.
fn whole_entry(row: &Row<'_>) -> Result<Entry, JournalError> {
    entry_of(row).map_err(|error| match row.get::<_, i64>(0) {
        Ok(seq) => JournalError::Row { seq: seq.cast_unsigned(), reason: error.to_string() },
        Err(_) => JournalError::reading(&error),
    })
}

fn entry_of(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let headers = row.get_ref(5)?.as_str()?;
    let headers: BTreeMap<String, String> = serde_json::from_str(headers)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(5, Type::Text, Box::new(error)))?;
    let micros: i64 = row.get(3)?;
    let received = DateTime::from_timestamp_micros(micros).ok_or(FromSqlError::OutOfRange(micros))?;
    Ok(Entry {
        seq: row.get::<_, i64>(0)?.cast_unsigned(),
        delivery: Delivery {
            source: row.get(1)?,
            idempotency_key: row.get(2)?,
            received,
            webhook_type: row.get(4)?,
            headers,
            body: row.get(6)?,
        },
        state: state_of(row, 7)?,
        error: row.get(8)?,
    })
}

fn state_of(row: &Row<'_>, column: usize) -> rusqlite::Result<State> {
    let word = row.get_ref(column)?.as_str()?;
    word.parse().map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error)))
}
