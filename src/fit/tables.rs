//! The factors of spending as plain numbers: the priors and the result of a fit.

/// Factors of time; spending is their product. None is negative, and 1 is neutral.
#[derive(Clone, Debug, PartialEq)]
pub struct Tables {
    /// Weeks 1…5 of the month, (day − 1) ÷ 7 + 1.
    pub week: [f64; 5],
    /// January…December.
    pub month: [f64; 12],
    /// Monday…Sunday.
    pub weekday: [f64; 7],
    /// Hours 0…23 of a workday, a Saturday, a Sunday or public holiday.
    pub hours: [[f64; 24]; 3],
    /// Public holidays without a name of their own.
    pub public_holiday: f64,
    /// Named days, in the order to which [`super::DayFacts::named`] points.
    pub named: Vec<f64>,
}

impl Tables {
    /// All factors 1, with some named days.
    #[must_use]
    pub fn flat(named: usize) -> Self {
        Self {
            week: [1.0; 5],
            month: [1.0; 12],
            weekday: [1.0; 7],
            hours: [[1.0; 24]; 3],
            public_holiday: 1.0,
            named: vec![1.0; named],
        }
    }
}

/// Priors of a fit with their name.
#[derive(Clone, Debug, PartialEq)]
pub struct Prior {
    /// Such as `published`, `measured` or `flat`.
    pub name: String,
    /// The factors.
    pub tables: Tables,
}
