//! pdpe.toml: what is accepted is printed as an input that says the same, and scores are numbers.

use std::collections::BTreeSet;

use chrono::DateTime;
use pdpe::event::Events;
use pdpe::geo::LatLon;
use pdpe::grid::Grid;
use pdpe::live::engine::EngineSettings;
use pdpe::model::Model;
use pdpe::score::score_grid;
use pdpe::watch::settings::from_toml;

/// Any text as a pdpe.toml: for the model, for engines, for sources.
pub fn settings(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match Model::from_toml(text) {
        Ok(model) => {
            assert_eq!(Model::from_toml(&model.to_toml()).as_ref(), Ok(&model));
            assert_scores(&model);
        }
        Err(error) => assert_place(text, &error.key, error.line),
    }
    match EngineSettings::from_toml(text) {
        Ok(settings) => assert_eq!(EngineSettings::from_toml(&settings.to_toml()), Ok(settings)),
        Err(error) => assert_place(text, &error.key, error.line),
    }
    match from_toml(text) {
        Ok(sources) => {
            let names: BTreeSet<_> = sources.iter().map(|source| &source.name).collect();
            assert_eq!(names.len(), sources.len(), "a name twice");
            for source in &sources {
                assert!(
                    source
                        .name
                        .bytes()
                        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte))
                );
                assert_eq!(source.scheme().as_str() == "none", source.secrets.is_empty());
                let _ = source.source();
            }
        }
        Err(error) => assert_place(text, &error.key, error.line),
    }
}

/// An error names a key, and a line that is there.
fn assert_place(text: &str, key: &str, line: Option<usize>) {
    let lines = text.lines().count() + 1;
    assert!(!key.is_empty() && line.is_none_or(|line| (1..=lines).contains(&line)), "line {line:?}: {key}");
}

fn assert_scores(model: &Model) {
    let mut grid = Grid::default();
    for (lat, lon) in [(39.0997, -94.5786), (90.0, 0.0), (-89.9, 180.0), (39.0334, -94.5760)] {
        grid.push("cell", LatLon::new(lat, lon).unwrap());
    }
    for seconds in [0, 1_734_310_800, 1_790_000_000] {
        let at = DateTime::from_timestamp(seconds, 0).unwrap().with_timezone(&model.timezone);
        let scores = score_grid(model, &grid, &Events::new(), at);
        assert!(
            scores.combined_score.iter().all(|score| score.is_finite() && *score >= 0.0),
            "{:?}",
            scores.combined_score
        );
    }
}
