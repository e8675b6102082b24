//! The scores of every cell at every instant, and of those that changed.

use super::{FRIDAY, World, differing, json, lines, printed, rows};

#[test]
fn each_instant_has_the_rows_of_a_score_at_that_time_byte_for_byte() {
    let world = World::weekend();
    let all = world.simulate(FRIDAY, "2026-10-04T02:00", &["--scores"]);
    let (header, mut rest) = all.split_once('\n').unwrap();
    let instants = rows(&world.simulate(FRIDAY, "2026-10-04T02:00", &["--format", "csv"]));
    assert_eq!(instants.len(), 34 + 8); // hours, and turns of events within them
    for instant in instants {
        let timestamp = &instant["timestamp"];
        let score = world.score(timestamp, &["--format", "csv"]);
        let mut lines = score.lines();
        assert_eq!(header, format!("timestamp,{}", lines.next().unwrap()));
        for line in lines {
            let (told, left) = rest.split_once('\n').unwrap();
            assert_eq!(told, format!("{timestamp},{line}"));
            rest = left;
        }
    }
    assert_eq!(rest, "");
}

#[test]
fn ndjson_says_the_same_as_csv() {
    let world = World::weekend();
    for options in [&["--scores"][..], &["--scores", "--changed-only"]] {
        let csv = rows(&world.simulate(FRIDAY, "+9h", options));
        let told = lines(&world.simulate(FRIDAY, "+9h", &[options, &["--format", "ndjson"]].concat()));
        assert_eq!(told.len(), csv.len());
        for (told, row) in told.iter().zip(csv) {
            assert!(row.iter().all(|(name, text)| *text == printed(&told[name])), "{told} is not {row:?}");
            assert_eq!(told.as_object().unwrap().len(), row.len());
        }
    }
}

#[test]
fn changed_only_gives_exactly_the_cells_that_differ_from_the_instant_before() {
    let world = World::weekend();
    let all = world.simulate(FRIDAY, "2026-10-05T02:00", &["--scores"]);
    let changed = world.simulate(FRIDAY, "2026-10-05T02:00", &["--scores", "--changed-only"]);
    let mut lines = all.lines();
    let mut expected = vec![lines.next().unwrap()];
    let mut before = world.scores(&world.events, world.at(FRIDAY));
    let lines: Vec<&str> = lines.collect();
    for instant in lines.chunks(world.grid.len()) {
        let after = world.scores(&world.events, world.at(instant[0].split(',').next().unwrap()));
        expected.extend(differing(&before, &after).into_iter().map(|cell| instant[cell]));
        before = after;
    }
    assert!(changed.lines().eq(expected.iter().copied()));
    assert!(expected.len() > 300 && expected.len() < lines.len() / 3);
}

#[test]
fn the_file_name_tells_the_format() {
    let world = World::weekend();
    for (name, format) in [("scores.csv", "csv"), ("scores.ndjson", "ndjson")] {
        world.simulate(FRIDAY, "+2h", &["--scores", "-o", name]);
        let written = std::fs::read_to_string(world.dir.path().join(name)).unwrap();
        assert_eq!(written, world.simulate(FRIDAY, "+2h", &["--scores", "--format", format]));
    }
    assert_eq!(json(written_line(&world).as_str())["cell_id"], "r0c0");
}

fn written_line(world: &World) -> String {
    let written = std::fs::read_to_string(world.dir.path().join("scores.ndjson")).unwrap();
    written.lines().next().unwrap().to_owned()
}

#[test]
fn what_does_not_go_together_is_wrong_usage() {
    let world = World::weekend();
    let run = |options: &[&str]| world.run(FRIDAY, "+1d", options);
    run(&["--scores", "--format", "json"]).fails(2, &["--scores writes csv, ndjson or geojson, not json"]);
    run(&["--scores", "--format", "table"]).fails(2, &["csv, ndjson or geojson, not table"]);
    run(&["--scores", "-o", "scores.json"]).fails(2, &["scores.json", ".csv, .ndjson, .geojson"]);
    run(&["--changed-only"]).fails(2, &["--scores"]);
    run(&["--apart", "3"]).fails(2, &["--top"]);
    run(&["--top", "3", "--changed-only"]).fails(2, &["cannot be used with '--changed-only'"]);
    for views in [&["--top", "3", "--scores"][..], &["--cell", "r0c0", "--scores"], &["--cell", "r0c0", "--top", "1"]] {
        run(views).fails(2, &["cannot be used with", views[0]]);
    }
    run(&["--cell", "r0c0", "--at-place", "39.1,-94.6"]).fails(2, &["cannot be used with"]);
}
