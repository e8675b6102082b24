//! Lists of records, such as events, deliveries or stays, as a table, CSV, JSON, NDJSON or GeoJSON.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;

use super::csv::{header, push_field};
use super::decimal::push_decimal;
use super::json::{end_document, start_document};
use super::{Format, Lines, Style, Table};

/// A record of a list. In JSON it is an object, whose members are the columns of the CSV.
pub trait Record: Serialize {
    /// Its texts in a table, one for each column; `None` if tables leave it out.
    fn texts(&self) -> Option<Vec<String>>;

    /// The number for the bar at the end of its row.
    fn bar(&self) -> Option<f64> {
        None
    }
}

/// A string without quotes, any other value as JSON.
fn plain(value: &Value) -> Cow<'_, str> {
    value.as_str().map_or_else(|| value.to_string().into(), Cow::Borrowed)
}

/// A record as a feature of RFC 7946: a point with all members of the record as properties.
fn push_feature(record: &impl Record, out: &mut Vec<u8>) -> serde_json::Result<()> {
    let members = serde_json::to_value(record)?;
    let coordinates = [&members["lon"], &members["lat"]];
    let geometry = serde_json::json!({ "type": "Point", "coordinates": coordinates });
    out.extend_from_slice(format!("{{\"type\":\"Feature\",\"geometry\":{geometry},\"properties\":").as_bytes());
    serde_json::to_writer(&mut *out, record)?;
    out.push(b'}');
    Ok(())
}

/// The table of a list.
#[derive(Clone, Debug)]
pub enum Sheet {
    /// Written at the end, when the widths of its columns are known.
    Whole(Table, Style),
    /// Written line by line.
    Lines(Lines),
}

/// Writes a list in one of the formats [`FORMATS`](Self::FORMATS), or [`PLACED`](Self::PLACED) if its records have places.
#[derive(Clone, Debug)]
pub struct Rows {
    format: Format,
    fields: Vec<Cow<'static, str>>,
    sheet: Sheet,
    is_indented: bool,
    is_in_full: bool,
    count: usize,
}

impl Rows {
    /// The formats of lists. Any other format gives a table.
    pub const FORMATS: [Format; 4] = [Format::Table, Format::JSON, Format::NDJSON, Format::CSV];

    /// The formats of lists whose records have the numbers `lat` and `lon` as members.
    pub const PLACED: [Format; 5] = [Format::Table, Format::JSON, Format::NDJSON, Format::CSV, Format::GEOJSON];

    /// A list without records. `fields` are the columns of a CSV: names of members of the record. A semicolon after the
    /// name of a list, as in `opened;`, separates its items instead of a space.
    #[must_use]
    pub fn new<N: Into<Cow<'static, str>>>(format: Format, fields: impl IntoIterator<Item = N>, sheet: Sheet) -> Self {
        let fields = fields.into_iter().map(Into::into).collect();
        Self { format, fields, sheet, is_indented: false, is_in_full: false, count: 0 }
    }

    /// Writes all digits of numbers in a CSV, not six decimals.
    #[must_use]
    pub fn in_full(self) -> Self {
        Self { is_in_full: true, ..self }
    }

    /// Writes one member per line in a JSON document.
    #[must_use]
    pub fn indented(self) -> Self {
        Self { is_indented: true, ..self }
    }

    /// The number of records.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// Whether it is a table.
    #[must_use]
    pub fn is_table(&self) -> bool {
        !matches!(self.format, Format::Rows(_))
    }

    /// The names of the columns left out of a table.
    #[must_use]
    pub fn left_out(&self) -> Vec<&str> {
        match &self.sheet {
            _ if !self.is_table() => Vec::new(),
            Sheet::Whole(table, style) => table.left_out(*style),
            Sheet::Lines(lines) => lines.left_out(),
        }
    }

    /// Whether a table cut texts.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        matches!(&self.sheet, Sheet::Whole(table, style) if self.is_table() && table.is_cut(*style))
    }

    /// Adds the text before the first record: in a JSON document the members of `heading` and the name of the list.
    ///
    /// # Errors
    /// When `heading` cannot be written as JSON.
    pub fn start(&self, heading: &impl Serialize, list: &str, out: &mut Vec<u8>) -> serde_json::Result<()> {
        match (self.format, &self.sheet) {
            (Format::CSV, _) => header(self.fields.iter().map(|field| field.trim_end_matches(';')), out),
            (Format::JSON, _) => start_document(heading, list, self.is_indented, out)?,
            (Format::GEOJSON, _) => {
                out.extend_from_slice(b"{\"type\":\"FeatureCollection\",");
                let first = out.len();
                start_document(heading, "features", false, out)?;
                // The members of the heading follow the type, without a brace of their own.
                out.remove(first);
            }
            (Format::NDJSON, _) | (_, Sheet::Whole(..)) => {}
            (_, Sheet::Lines(lines)) => lines.header(out),
        }
        Ok(())
    }

    /// Adds a record.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn push(&mut self, record: &impl Record, out: &mut Vec<u8>) -> serde_json::Result<()> {
        match (self.format, &mut self.sheet) {
            (Format::CSV, _) => self.push_csv(&serde_json::to_value(record)?, out),
            (Format::JSON, _) => {
                out.extend_from_slice(if self.count == 0 { b"\n" } else { b",\n" });
                if self.is_indented {
                    let text = serde_json::to_string_pretty(record)?;
                    out.extend_from_slice(format!("    {}", text.replace('\n', "\n    ")).as_bytes());
                } else {
                    serde_json::to_writer(out, record)?;
                }
            }
            (Format::NDJSON, _) => {
                serde_json::to_writer(&mut *out, record)?;
                out.push(b'\n');
            }
            (Format::GEOJSON, _) => {
                out.extend_from_slice(if self.count == 0 { b"\n" } else { b",\n" });
                push_feature(record, out)?;
            }
            (_, Sheet::Whole(table, _)) => {
                if let Some(texts) = record.texts() {
                    table.row(&texts);
                    record.bar().into_iter().for_each(|value| table.bar(value));
                }
            }
            (_, Sheet::Lines(lines)) => record.texts().iter().for_each(|texts| lines.push(texts, out)),
        }
        self.count += 1;
        Ok(())
    }

    fn push_csv(&self, record: &Value, out: &mut Vec<u8>) {
        for (number, field) in self.fields.iter().enumerate() {
            out.extend_from_slice(if number == 0 { b"" } else { b"," });
            let (name, separator) = field.strip_suffix(';').map_or((&**field, " "), |name| (name, ";"));
            match &record[name] {
                Value::Null => {}
                Value::Array(items) => push_field(&items.iter().map(plain).collect::<Vec<_>>().join(separator), out),
                Value::Number(number) if number.is_f64() && !self.is_in_full => {
                    push_decimal(out, number.as_f64().unwrap_or(f64::NAN));
                }
                value => push_field(&plain(value), out),
            }
        }
        out.push(b'\n');
    }

    /// Adds the text after the last record: in a JSON document that is not indented, the members of `known`.
    ///
    /// # Errors
    /// When `known` cannot be written as JSON.
    pub fn end(&self, known: &impl Serialize, out: &mut Vec<u8>) -> serde_json::Result<()> {
        match (self.format, &self.sheet) {
            (Format::JSON, _) if self.is_indented => {
                out.extend_from_slice(if self.count == 0 { b"]\n}\n" } else { b"\n  ]\n}\n" });
            }
            (Format::JSON | Format::GEOJSON, _) => end_document(known, out)?,
            (Format::CSV | Format::NDJSON, _) | (_, Sheet::Lines(_)) => {}
            (_, Sheet::Whole(table, style)) => out.extend_from_slice(table.render(*style).as_bytes()),
        }
        Ok(())
    }

    /// Adds a line without a record to a table that is written line by line.
    pub fn line<S: AsRef<str>>(&self, texts: &[S], out: &mut Vec<u8>) {
        if let (true, Sheet::Lines(lines)) = (self.is_table(), &self.sheet) {
            lines.push(texts, out);
        }
    }

    /// Adds text that only tables contain.
    pub fn words(&self, text: &str, out: &mut Vec<u8>) {
        if self.is_table() {
            out.extend_from_slice(text.as_bytes());
        }
    }
}
