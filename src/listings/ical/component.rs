//! The components of a calendar with the properties that matter: events, time zones, and the calendar itself.

use super::lines::{Line, Property, lines};

/// The properties that are read. Others, such as attachments, are skipped as they are.
const KEPT: [&str; 25] = [
    "UID",
    "SUMMARY",
    "DTSTART",
    "DTEND",
    "DURATION",
    "RRULE",
    "EXRULE",
    "RDATE",
    "EXDATE",
    "RECURRENCE-ID",
    "SEQUENCE",
    "STATUS",
    "GEO",
    "LOCATION",
    "X-APPLE-STRUCTURED-LOCATION",
    "METHOD",
    "X-WR-TIMEZONE",
    "TZID",
    "X-LIC-LOCATION",
    "TZOFFSETTO",
    "TZOFFSETFROM",
    "X-MICROSOFT-CDO-ALLDAYEVENT",
    "X-COORDINATES",
    "VERSION",
    "X-ATTENDANCE",
];

/// The longest property that is read, besides lists of dates.
const LONGEST_BYTES: usize = 1 << 20;

/// A component that is within so many others is not read.
const DEEPEST: usize = 3;

/// A component: what is between `BEGIN` and `END`.
pub(super) struct Component<'t> {
    pub name: &'t str,
    /// The line of its `BEGIN`.
    pub line: usize,
    lines: Vec<Line<'t>>,
    /// The components in it.
    pub parts: Vec<Component<'t>>,
    /// Whether its `END` is there.
    pub is_complete: bool,
    /// A property of it that is too long.
    pub too_long: Option<&'t str>,
}

/// The calendars of a text. A component without an end is kept as incomplete.
pub(super) fn calendars(text: &str) -> Vec<Component<'_>> {
    let (mut calendars, mut open): (Vec<Component>, Vec<Component>) = (Vec::new(), Vec::new());
    let mut too_deep = 0_usize;
    for line in lines(text) {
        if line.is("BEGIN") {
            if open.len() >= DEEPEST {
                too_deep += 1;
                continue;
            }
            let name = line.plain_value();
            open.push(Component {
                name,
                line: line.number,
                lines: Vec::new(),
                parts: Vec::new(),
                is_complete: false,
                too_long: None,
            });
        } else if line.is("END") {
            if too_deep > 0 {
                too_deep -= 1;
            } else if let Some(mut component) = open.pop() {
                component.is_complete = component.name.eq_ignore_ascii_case(line.plain_value());
                close(component, &mut open, &mut calendars);
            }
        } else if too_deep == 0
            && KEPT.iter().any(|name| line.is(name))
            && let Some(component) = open.last_mut()
        {
            let is_list = line.is("EXDATE") || line.is("RDATE");
            if line.length() <= LONGEST_BYTES || is_list {
                component.lines.push(line);
            } else {
                component.too_long = Some(line.name);
            }
        }
    }
    while let Some(component) = open.pop() {
        close(component, &mut open, &mut calendars);
    }
    calendars
}

/// Puts a component into the one around it.
fn close<'t>(component: Component<'t>, open: &mut [Component<'t>], calendars: &mut Vec<Component<'t>>) {
    match open.last_mut() {
        Some(outer) => outer.parts.push(component),
        None if component.name.eq_ignore_ascii_case("VCALENDAR") => calendars.push(component),
        None => {}
    }
}

/// The id of a component for messages.
pub(super) fn id(component: &Component) -> Option<String> {
    component.value("UID").filter(|uid| uid.len() <= crate::event::LONGEST_ID_BYTES)
}

impl Component<'_> {
    /// The first property with a name.
    pub(super) fn property(&self, name: &str) -> Option<Property> {
        self.properties(name).next()
    }

    /// All properties with a name.
    pub(super) fn properties(&self, name: &str) -> impl Iterator<Item = Property> {
        self.lines.iter().filter(move |line| line.is(name)).filter_map(Line::property)
    }

    /// The value of the first property with a name, without escapes; none if it is blank.
    pub(super) fn value(&self, name: &str) -> Option<String> {
        self.property(name).map(|property| property.words()).filter(|words| !words.is_empty())
    }

    /// The values of all properties with a name.
    pub(super) fn values(&self, name: &str) -> impl Iterator<Item = String> {
        self.properties(name).map(|property| property.value)
    }
}
