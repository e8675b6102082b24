//! What cannot be a model: each fault is told with its key, its line and the value found.

use super::fault;

/// Changes, the key at fault, its line, and a part of the message.
type Case = (&'static str, &'static str, usize, &'static str);

#[track_caller]
fn check(cases: &[Case]) {
    for &(changes, key, line, message) in cases {
        let error = fault(changes);
        assert_eq!((error.key.as_str(), error.line), (key, Some(line)), "{error}\n{changes}");
        assert!(error.message.contains(message), "`{message}` is missing in `{error}`\n{changes}");
        assert_eq!(error.to_string(), format!("line {line}: {key}: {}", error.message));
    }
}

#[test]
fn unknown_keys() {
    check(&[
        ("\ncolour = 'red'", "colour", 2, "unknown field"),
        ("# a comment\n\n[weights]\nevents = 1", "weights.events", 4, "unknown field"),
        ("[spending]\nmaximum = 3\n[spending.income]\nminumum = 1", "spending.income.minumum", 4, "unknown field"),
        ("[colours]\nred = 1", "colours", 1, "unknown field"),
        (
            "[college]\nhotspots = [\n  { name = 'a', lat = 1, lon = 1, weight = 1 },\n  { name = 'b', lat = 1, lon = 1, wait = 1 },\n]",
            "college.hotspots[1].wait",
            4,
            "unknown field",
        ),
    ]);
}

#[test]
fn wrong_types() {
    check(&[
        ("[weights]\nevent_proximity = 'much'", "weights.event_proximity", 2, "invalid type"),
        ("weights = 3", "weights", 1, "invalid type"),
        ("[proximity]\nlead_minutes = 1.5", "proximity.lead_minutes", 2, "invalid type"),
        ("[proximity]\nlead_minutes = -1", "proximity.lead_minutes", 2, "-1"),
        ("[spending]\nhours = 5", "spending.hours", 2, "invalid type"),
        ("[spending]\nmonth = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]", "spending.month", 2, "length 11"),
        ("[spending]\nweekday = [1, 1, 1, 1, 1, 1, 1, 1]", "spending.weekday", 2, "8"),
        ("[spending]\nmonth = [1, 2, 3, 4, 'five', 6, 7, 8, 9, 10, 11, 12]", "spending.month[4]", 2, "invalid type"),
        (
            "[college]\ncalendar = [{ name = 'x', from = '2026-12-19', to = 2026-12-20, factor = 1 }]",
            "college.calendar[0].from",
            2,
            "invalid type",
        ),
        (
            "[college]\ncalendar = [{ name = 'x', from = 2026-12-19T10:00:00, to = 2026-12-20, factor = 1 }]",
            "college.calendar[0].from",
            2,
            "2026-12-19T10:00:00",
        ),
        ("timezone = 'America/Kansas_City'", "timezone", 1, "America/Kansas_City"),
        ("timezone = 6", "timezone", 1, "invalid type"),
    ]);
}

#[test]
fn numbers_that_cannot_be() {
    check(&[
        ("[weights]\ncollege_presence = -0.3", "weights.college_presence", 2, "-0.3 is negative"),
        ("[weights]\nspending_propensity = nan", "weights.spending_propensity", 2, "NaN is not a finite"),
        ("[weights]\nevent_proximity = inf", "weights.event_proximity", 2, "inf is not a finite"),
        ("[weights]\nevent_proximity = -inf", "weights.event_proximity", 2, "not a finite"),
        ("[weights]\nevent_proximity = 1e13", "weights.event_proximity", 2, "too large"),
        ("[spending]\nmaximum = 1e308", "spending.maximum", 2, "too large"),
        (
            "\n[weights]\nspending_propensity = 1e12\n[spending]\nmaximum = 1e12",
            "weights",
            2,
            "combined scores can reach 1000000000000000000000000; lower the weights",
        ),
        ("[spending]\nmaximum = -1", "spending.maximum", 2, "negative"),
        ("[spending]\nweek_of_month = [\n 1,\n 1,\n -1,\n 1,\n 1 ]", "spending.week_of_month[2]", 5, "negative"),
        ("[spending]\nweekday = [1, 1, 1, 1, 1, 1, nan]", "spending.weekday[6]", 2, "not a finite"),
        ("[spending.income]\nreference_income = 0", "spending.income.reference_income", 2, "above 0"),
        ("[spending.income]\nmaximum = 0.1", "spending.income.maximum", 2, "below the minimum 0.5"),
        ("[college]\nmaximum = nan", "college.maximum", 2, "not a finite"),
        ("[college]\notherwise = -2", "college.otherwise", 2, "negative"),
        ("[proximity]\nradius_km = 0", "proximity.radius_km", 2, "above 0"),
        ("[proximity]\nradius_km = -5", "proximity.radius_km", 2, "negative"),
        ("[proximity]\nradius_km = 20001", "proximity.radius_km", 2, "20001"),
        ("[proximity]\nattendance_strength = -0.1", "proximity.attendance_strength", 2, "negative"),
        ("[proximity]\nsentiment_strength = 1.5", "proximity.sentiment_strength", 2, "a bonus could be negative"),
    ]);
}

#[test]
fn hours_that_overlap_leave_gaps_or_do_not_exist() {
    check(&[
        (
            "[spending]\nhours = [\n  { from = 0, to = 11, factor = 1 },\n  { from = 11, to = 23, factor = 1 },\n]",
            "spending.hours[1]",
            4,
            "hour 11 is already in spending.hours[0]",
        ),
        (
            "[spending]\nhours = [\n  { from = 0, to = 10, factor = 1 },\n  { from = 12, to = 23, factor = 1 },\n]",
            "spending.hours",
            2,
            "hour 11",
        ),
        ("[spending]\nhours = []", "spending.hours", 2, "hour 0"),
        ("[spending]\nhours = [\n  { from = 0, to = 24, factor = 1 }]", "spending.hours[0].to", 3, "no hour 24"),
        ("[spending]\nhours = [\n  { from = 25, to = 2, factor = 1 }]", "spending.hours[0]", 3, "from = 25"),
        ("[spending]\nhours = [\n  { from = 18, to = 5, factor = 1 }]", "spending.hours[0]", 3, "midnight"),
        ("[[spending.hours]]\nfrom = 0\nto = 23\nfactor = -1", "spending.hours[0].factor", 4, "negative"),
    ]);
}

#[test]
fn college_times_that_overlap_or_run_backwards() {
    check(&[
        (
            "[college]\ntimes = [
            { name = 'a', from_day = 'monday', to_day = 'friday', from = 8, to = 17, factor = 1 },
            { name = 'b', from_day = 'friday', to_day = 'sunday', from = 17, to = 18, factor = 1 } ]",
            "college.times[1]",
            4,
            "`b` overlaps `a`",
        ),
        (
            "[college]\ntimes = [\n{ name = 'a', from_day = 'saturday', to_day = 'monday', from = 8, to = 17, factor = 1 } ]",
            "college.times[0]",
            3,
            "week starts on Monday",
        ),
        (
            "[college]\ntimes = [{ name = 'a', from_day = 'monday', to_day = 'friday', from = 17, to = 8, factor = 1 } ]",
            "college.times[0]",
            2,
            "midnight",
        ),
        (
            "[college]\ntimes = [{ name = 'a', from_day = 'monday', to_day = 'friday', from = 8, to = 24, factor = 1 } ]",
            "college.times[0].to",
            2,
            "no hour 24",
        ),
        (
            "[college]\ntimes = [{ name = 'a', from_day = 'monday', to_day = 'friday', from = 8, to = 9, factor = -1 } ]",
            "college.times[0].factor",
            2,
            "negative",
        ),
        (
            "[college]\ntimes = [{ name = 'a', from_day = 'noday', to_day = 'friday', from = 8, to = 9, factor = 1 } ]",
            "college.times[0].from_day",
            2,
            "",
        ),
    ]);
}

#[test]
fn places_and_dates_that_do_not_exist() {
    check(&[
        (
            "[college]\nhotspots = [\n  { name = 'Nowhere', lat = 91, lon = 0, weight = 1 }]",
            "college.hotspots[0]",
            3,
            "`Nowhere`: latitude 91",
        ),
        (
            "[college]\nhotspots = [{ name = 'x', lat = 0, lon = nan, weight = 1 }]",
            "college.hotspots[0]",
            2,
            "longitude NaN",
        ),
        (
            "[college]\nhotspots = [{ name = 'x', lat = 0, lon = 0, weight = -1 }]",
            "college.hotspots[0].weight",
            2,
            "negative",
        ),
        (
            "[college]\ncalendar = [\n { name = 'break', from = 2027-01-18, to = 2026-12-19, factor = 0.4 }]",
            "college.calendar[0]",
            3,
            "`break` ends (2026-12-19) before it starts (2027-01-18)",
        ),
        (
            "[college]\ncalendar = [{ name = 'x', from = 2026-12-19, to = 2026-12-20, factor = -1 }]",
            "college.calendar[0].factor",
            2,
            "negative",
        ),
    ]);
    // TOML itself has no 30 February: the text as a whole is at fault, at that line.
    let error = fault("[college]\ncalendar = [\n { name = 'x', from = 2026-02-30, to = 2026-03-01, factor = 1 }]");
    assert_eq!(error.line, Some(3), "{error}");
}

#[test]
fn holidays_without_exactly_one_rule() {
    let holiday = |rule: &str| {
        let error = fault(&format!("[spending]\nholidays = [\n  {{ name = 'x day', factor = 1{rule} }}]"));
        assert_eq!((error.key.as_str(), error.line), ("spending.holidays[0]", Some(3)), "{error}");
        assert!(error.message.contains("`x day`") || rule.contains("easter_offset_days"), "{error}");
        error.message
    };
    for mixed in [
        "",
        ", month = 1",
        ", day = 1",
        ", month = 1, day = 1, nth = 1, weekday = 'monday'",
        ", month = 1, day = 1, easter_offset_days = 0",
        ", month = 1, day = 1, offset_days = 1",
        ", month = 1, nth = 1",
        ", month = 1, weekday = 'monday'",
        ", nth = 1, weekday = 'monday'",
        ", easter_offset_days = 0, offset_days = 1",
    ] {
        assert!(holiday(mixed).contains("needs one rule"), "{mixed}");
    }
    assert!(holiday(", month = 13, day = 1").contains("month 13"));
    assert!(holiday(", month = 13, nth = 1, weekday = 'monday'").contains("month 13"));
    assert!(holiday(", month = 4, day = 31").contains("31"));
    for nth in [0, 6, -6] {
        assert!(holiday(&format!(", month = 4, nth = {nth}, weekday = 'monday'")).contains(&format!("nth = {nth}")));
    }
    assert!(holiday(", easter_offset_days = 400").contains("400"));
    assert!(holiday(&format!(", easter_offset_days = {}", i64::MIN)).contains("more than a year"));
    check(&[(
        "[spending]\nholidays = [{ name = 'x', factor = -1, month = 1, day = 1 }]",
        "spending.holidays[0].factor",
        2,
        "negative",
    )]);
}

#[test]
fn a_key_that_is_missing_is_told_with_what_lacks_it() {
    let error = fault("[college]\nhotspots = [\n  { name = 'x', lat = 1, lon = 1 }]");
    assert_eq!((error.key.as_str(), error.line), ("college.hotspots[0]", Some(3)), "{error}");
    assert!(error.message.contains("weight"), "{error}");
}

#[test]
fn text_that_is_not_toml_is_told_with_its_line() {
    for (text, line) in [("[weights]\nevent_proximity = ", 2), ("a = 1\na = 2", 2), ("\n\n[weights", 3), ("{}", 1)] {
        let error = fault(text);
        assert_eq!((error.key.as_str(), error.line), ("not TOML", Some(line)), "{error}\n{text}");
    }
}
