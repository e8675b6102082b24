//! What is on the canvas: each cell in the colour that its score demands.

use pdpe::output::Scale;
use serde_json::{Value, json};

use super::keep_picture;
use super::{Opened, SATURDAY, weekend};
use crate::common::{pdpe_in, write};

/// The colour of a score in a range, as pictures have it: red, green and blue.
fn colour(score: f64, low: f64, high: f64) -> [i64; 3] {
    Scale { low, high }.colour(score).0.map(i64::from)
}

/// The pixel of the canvas in the middle of a cell, once the cell is drawn.
///
/// A canvas whose size has just changed is empty until its next frame, so this waits for an opaque
/// pixel. Place and pixel are read in one step: the view may change between two.
fn pixel(opened: &mut Opened, id: &str) -> [i64; 3] {
    let rgb = format!(
        "(() => {{
            const [cells, view] = [source.cells, map.shown.view];
            const cell = cells.ids.indexOf({id:?});
            const canvas = byId('map'), ratio = canvas.width / view.width;
            const [x, y] = [screenX(view, worldX(cells.lon[cell])), screenY(view, worldY(cells.lat[cell]))];
            return [...canvas.getContext('2d').getImageData(x * ratio, y * ratio, 1, 1).data];
        }})()"
    );
    opened.browser.until(&format!("{rgb}[3] === 255"));
    let rgb = opened.browser.value(&rgb);
    [0, 1, 2].map(|channel| rgb[channel].as_i64().unwrap())
}

/// The scores of all cells as `pdpe score` writes them.
fn scores(opened: &Opened, args: &[&str]) -> Vec<Value> {
    let args = [&["score", "--format", "json"], args].concat();
    let document: Value = serde_json::from_str(&pdpe_in(opened.dir.path(), &args, b"").ok().out).unwrap();
    document["cells"].as_array().unwrap().clone()
}

/// Cells where neither a pin, a number nor a name is drawn.
const BARE_CELLS: [&str; 8] = ["0_0", "0_66", "81_0", "81_66", "60_33", "70_10", "10_58", "3_33"];

fn colours_are_right(opened: &mut Opened, cells: &[Value], column: &str, range: Option<(f64, f64)>) {
    let score = |cell: &Value| cell[column].as_f64().unwrap();
    let (low, high) = range.unwrap_or_else(|| {
        let all = || cells.iter().map(score);
        (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max))
    });
    for id in BARE_CELLS {
        let cell = cells.iter().find(|cell| cell["cell_id"] == id).unwrap();
        let (found, wanted) = (pixel(opened, id), colour(score(cell), low, high));
        // Scores are written with six decimals, which may make it the next colour.
        let off = (0..3).map(|channel| (found[channel] - wanted[channel]).abs()).max().unwrap();
        assert!(off <= 3, "{column} of {id}: {found:?}, not {wanted:?}");
    }
}

#[test]
fn cells_have_the_colours_of_their_scores_in_every_layer_and_range() {
    let Some(mut opened) = Opened::saturday() else { return };
    let cells = scores(&opened, &["--at", SATURDAY, "--events", weekend()]);
    opened.browser.value("source.opening.top = 0"); // numbers of best places lie over cells
    let layers = [
        ("combined_score", 2.4),
        ("spending_propensity", 3.0),
        ("college_presence", 3.0),
        ("event_proximity_bonus", 1.0),
    ];
    for (number, (column, greatest)) in layers.into_iter().enumerate() {
        opened.browser.click_on(&format!("label[for=layer-{number}]"));
        opened.browser.drawn();
        assert_eq!(opened.browser.value("byId('stretched').checked"), true);
        // All spend alike that evening, in which there is no range to stretch to.
        let range = (column == "spending_propensity").then_some((0.0, greatest));
        colours_are_right(&mut opened, &cells, column, range);
        opened.browser.click_on("#stretched");
        opened.browser.drawn();
        colours_are_right(&mut opened, &cells, column, Some((0.0, greatest)));
        let last = opened.browser.value("byId('ticks').lastElementChild.textContent");
        assert_eq!(last, format!("{greatest:.2}"));
        opened.browser.click_on("#stretched");
    }
    opened.is_quiet();
}

#[test]
fn cells_keep_their_colours_near_and_far_and_on_a_fine_screen() {
    let Some(mut opened) = Opened::saturday() else { return };
    let cells = scores(&opened, &["--at", SATURDAY, "--events", weekend()]);
    // Those of phones too, where nothing is to cover a corner.
    for (width, height, ratio) in
        [(1280, 800, 1.0), (1000, 700, 2.0), (900, 900, 1.5), (375, 667, 2.0), (360, 640, 3.0)]
    {
        opened.browser.size(width, height, ratio, false);
        opened.browser.until(&format!(
            "innerWidth === {width} && devicePixelRatio === {ratio}
                && byId('map').width === Math.round(byId('map').clientWidth * {ratio})
                && byId('map').height === Math.round(byId('map').clientHeight * {ratio})"
        ));
        opened.browser.key("0", false);
        opened.browser.value("byId('zoom-all').click()");
        opened.browser.drawn();
        colours_are_right(&mut opened, &cells, "combined_score", None);
    }
    // Near, one cell after the other in the middle, and some way from it.
    for id in BARE_CELLS {
        opened.browser.value(&format!(
            "(() => {{
                const cell = source.cells.ids.indexOf({id:?});
                const [lat, lon] = [source.cells.lat[cell], source.cells.lon[cell]];
                return new Promise((done) => {{
                    addEventListener('hashchange', done, {{ once: true }});
                    location.hash = `at=${{lat + 0.001}},${{lon - 0.001}},16.3`;
                }});
            }})()"
        ));
        opened.browser.until("Math.abs(zoomOf(map.shown.view) - 16.3) < 1e-9");
        opened.browser.drawn();
        let cell = cells.iter().find(|cell| cell["cell_id"] == id).unwrap();
        let all = || cells.iter().map(|cell| cell["combined_score"].as_f64().unwrap());
        let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(0.0, f64::max));
        let (found, wanted) = (pixel(&mut opened, id), colour(cell["combined_score"].as_f64().unwrap(), low, high));
        assert!((0..3).all(|channel| (found[channel] - wanted[channel]).abs() <= 3), "{id}: {found:?}, not {wanted:?}");
    }
    opened.is_quiet();
}

#[test]
fn cells_of_any_other_grid_are_drawn_too() {
    let scattered = "id,lat,lon\na,39.1,-94.58\nb,39.113,-94.51\nc,39.07,-94.553\nd,39.051,-94.612\n";
    let single = "id,lat,lon\nonly,39.1,-94.58\n";
    for (grid, ids) in [(scattered, &["a", "b", "c", "d"][..]), (single, &["only"])] {
        let opened =
            Opened::with(&["score", "--at", SATURDAY, "--grid", "kc.csv", "--sort", "spending_propensity"], |dir| {
                write(dir, "kc.csv", grid);
            });
        let Some(mut opened) = opened else { return };
        opened.browser.value("source.opening.top = 0");
        opened.browser.click_on("#stretched"); // all spend alike: fixed colours
        opened.browser.click_on("label[for=layer-1]");
        opened.browser.drawn();
        let cells = scores(&opened, &["--at", SATURDAY, "--grid", "kc.csv"]);
        for id in ids {
            let cell = cells.iter().find(|cell| cell["cell_id"] == *id).unwrap();
            let wanted = colour(cell["spending_propensity"].as_f64().unwrap(), 0.0, 3.0);
            assert_eq!(pixel(&mut opened, id), wanted, "{id}");
            let (x, y) = opened.pixel(id);
            opened.browser.mouse("mouseMoved", x + 1.0, y - 1.0);
            opened.browser.until(&format!("byId('receipt-title').textContent === 'Cell {id}'"));
        }
        opened.is_quiet();
    }
}

#[test]
fn cells_alone_or_in_a_slanting_row_are_seen_beside_their_numbers() {
    let slanting = "id,lat,lon\na,39.1,-94.58\nb,39.1137,-94.5741\nc,39.1312,-94.5719\nd,39.1491,-94.57\n";
    let single = "id,lat,lon\na,39.1,-94.58\n";
    for (grid, words) in [(slanting, "4 cells · "), (single, "1 cell · ")] {
        let opened =
            Opened::with(&["score", "--at", SATURDAY, "--grid", "kc.csv"], |dir| drop(write(dir, "kc.csv", grid)));
        let Some(mut opened) = opened else { return };
        let (x, y) = opened.pixel("a");
        let coloured = opened.browser.value(&format!(
            "(() => {{
                const ground = [...byId('map').getContext('2d').getImageData(300, 20, 1, 1).data];
                const beside = byId('map').getContext('2d').getImageData({x} - 11, {y}, 1, 1).data;
                return beside.some((part, i) => part !== ground[i]);
            }})()"
        ));
        assert_eq!(coloured, true, "the number covers its cell");
        let model = opened.browser.value("byId('model').textContent");
        assert!(model.as_str().unwrap().starts_with(words), "{model}");
        opened.is_quiet();
    }
}

#[test]
fn cells_on_both_sides_of_the_180th_meridian_lie_together() {
    let rows = (0..20).map(|column| {
        let lon = if column < 10 { 179.9 + 0.01 * f64::from(column) } else { -180.1 + 0.01 * f64::from(column) };
        format!("c{column},-17.0,{lon:.3}\nd{column},-16.99,{lon:.3}\n")
    });
    let grid = "id,lat,lon\n".to_owned() + &rows.collect::<String>();
    let show = r#"[{"id":"show","name":"Dateline show","lat":-16.98,"lon":-179.95}]"#;
    let args = ["score", "--at", SATURDAY, "--grid", "fiji.csv", "--events", "shows.json"];
    let opened = Opened::with(&args, |dir| {
        write(dir, "fiji.csv", &grid);
        write(dir, "shows.json", show);
    });
    let Some(mut opened) = opened else { return };
    let [west, east] = ["c0", "c19"].map(|id| opened.pixel(id));
    assert!(west.0 > 0.0 && east.0 - west.0 > 500.0 && east.0 < 912.0, "{west:?} {east:?}");
    for id in ["c0", "d19"] {
        let (x, y) = opened.pixel(id);
        opened.browser.mouse("mouseMoved", x, y);
        opened.browser.until(&format!("byId('receipt-title').textContent === 'Cell {id}'"));
    }
    // It is told where it is, and the link leads there.
    let place = opened.browser.value("document.querySelector('#receipt .place').textContent");
    assert_eq!(place, "-16.990000, -179.910000 · map app · OpenStreetMap");
    let links = opened
        .browser
        .value("[...document.querySelectorAll('#receipt .place a')].map((link) => [link.href, link.rel])");
    let web = "https://www.openstreetmap.org/?mlat=-16.990000&mlon=-179.910000#map=17/-16.990000/-179.910000";
    let expected = serde_json::json!([["geo:-16.990000,-179.910000", ""], [web, "noreferrer noopener"]]);
    assert_eq!(links, expected);
    opened.browser.value("byId('map').focus()");
    for _ in 0..3 {
        opened.browser.key("ArrowRight", false);
    }
    let middle = opened.browser.value("map.shown.view.x").as_f64().unwrap();
    opened.browser.until("location.hash.includes('at=-16.9') && location.hash.includes(',-179.9')");
    let hash = opened.browser.value("location.hash").as_str().unwrap().to_owned();
    opened.browser.open("about:blank");
    opened.browser.open(&super::address(opened.dir.path(), &hash));
    let again = opened.browser.value("map.shown.view.x").as_f64().unwrap();
    assert!((again - middle).abs() < 1e-6, "{middle} {again}");
    opened.is_quiet();
}

#[test]
fn a_grid_written_and_read_again_stands_in_rows_and_columns() {
    let dir = crate::common::temp_dir();
    let csv = pdpe_in(dir.path(), &["grid", "--bbox", "39.0,-94.7,39.2,-94.4", "--cell", "700m"], b"").ok().out;
    // With six decimals, as other programs write them, and without some of its cells.
    let mut rows: Vec<String> = csv.lines().map(str::to_owned).collect();
    for row in rows.iter_mut().skip(1) {
        let fields: Vec<&str> = row.split(',').collect();
        let [lat, lon] = [1, 2].map(|field| fields[field].parse::<f64>().unwrap());
        *row = format!("{},{lat:.6},{lon:.6}", fields[0]);
    }
    rows.drain(5..9);
    write(dir.path(), "kc.csv", rows.join("\n"));
    pdpe_in(dir.path(), &["score", "--at", SATURDAY, "--grid", "kc.csv", "-o", "map.html"], b"").ok();
    let html = std::fs::read_to_string(dir.path().join("map.html")).unwrap();
    let lattice = html.split("\"lattice\":").nth(1).unwrap();
    let counts = csv.lines().last().unwrap().split(',').next().unwrap().split_once('_').unwrap();
    let [rows, columns] = [counts.0, counts.1].map(|count| count.parse::<usize>().unwrap() + 1);
    assert!(lattice.contains(&format!("\"rows\":{rows},\"columns\":{columns}}}")), "{}", &lattice[..200]);
}

#[test]
fn a_backdrop_lies_over_the_cells() {
    let args = ["score", "--at", SATURDAY, "--backdrop", "lines.geojson"];
    let geojson = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"name":"</script>"},"geometry":{"type":"LineString","coordinates":[[-94.72,39.0],[-94.40,39.3]]}},
        {"type":"Feature","properties":null,"geometry":{"type":"Point","coordinates":[-94.5,39.0]}},
        {"type":"Feature","properties":null,"geometry":{"type":"MultiPolygon","coordinates":[[[[-94.7,39.2],[-94.6,39.2],[-94.6,39.3],[-94.7,39.2]]]]}}]}"#;
    let Some(mut opened) = Opened::with(&args, |dir| drop(write(dir, "lines.geojson", geojson))) else { return };
    assert_eq!(opened.browser.value("source.backdrop.length"), 2);
    let light = "(() => {
        const canvas = byId('map'), [x, y] = pixelOf(map.shown.view, 39.225, -94.48);
        const data = canvas.getContext('2d').getImageData(x - 6, y - 40, 12, 80).data;
        return Math.max(...data.filter((_, i) => i % 4 === 0));
    })()";
    assert!(opened.browser.value(light).as_i64().unwrap() > 180, "no line is there");
    keep_picture(&mut opened.browser, "backdrop.png");
    opened.is_quiet();
}

#[test]
fn what_changes_lights_up_and_fades() {
    let Some(mut opened) = Opened::saturday() else { return };
    let before = pixel(&mut opened, "60_33");
    opened.browser.value("map.flash([source.cells.ids.indexOf('60_33')])");
    opened.browser.until(&format!(
        "(() => {{ const [x, y] = pixelOf(map.shown.view, source.cells.lat[60 * 67 + 33], source.cells.lon[60 * 67 + 33]); \
         return byId('map').getContext('2d').getImageData(x, y, 1, 1).data[0] > {}; }})()",
        before[0] + 60
    ));
    opened.browser.until(&format!(
        "(() => {{ const [x, y] = pixelOf(map.shown.view, source.cells.lat[60 * 67 + 33], source.cells.lon[60 * 67 + 33]); \
         return byId('map').getContext('2d').getImageData(x, y, 1, 1).data[0] === {}; }})()",
        before[0]
    ));
}

#[test]
fn a_source_that_changes_shows_its_new_cells_scores_and_events() {
    let Some(mut opened) = Opened::saturday() else { return };
    opened.browser.value("source.opening.top = 0, source.lookedAt = (view) => { window.looked = view.scale; }, 0");
    opened.browser.click_on("#stretched");
    opened.browser.value(
        "(() => {
        const flat = (score) => new Float64Array(source.cells.count).fill(score);
        const columns = [flat(1.2), flat(2), flat(1), flat(0.5)];
        source.scores = () => columns;
        map.scoresChanged();
    })()",
    );
    opened.browser.drawn();
    assert_eq!(pixel(&mut opened, "60_33"), colour(1.2, 0.0, 2.4));

    opened.browser.value("(() => {
        source.cells = { count: 2, ids: ['a', 'b'], lat: [39.1, 39.2], lon: [-94.6, -94.5], x: [0, 0], y: [0, 0], z: [0, 0] };
        source.lattice = null;
        const columns = [[0.6, 1.8], [1, 1], [1, 1], [0, 0]];
        source.scores = () => columns;
        source.receipt = async (cell) => ({ cell_id: source.cells.ids[cell], lat: 0, lon: 0, combined_score: columns[0][cell], terms: [],
            spending_propensity: { factors: [], score: 1 }, college_presence: { hotspots: [], factors: [], sum: 1, score: 1 },
            event_proximity_bonus: { events: [], score: 0 } });
        source.events = [];
        map.cellsChanged();
        map.eventsChanged();
        map.say('connected');
    })()");
    opened.browser.drawn();
    assert_eq!(pixel(&mut opened, "a"), colour(0.6, 0.0, 2.4));
    assert_eq!(pixel(&mut opened, "b"), colour(1.8, 0.0, 2.4));
    assert_eq!(
        opened.browser.value("[byId('events-section').hidden, byId('status').hidden, byId('status').textContent]"),
        serde_json::json!([true, false, "connected"])
    );
    let (x, y) = opened.pixel("b");
    opened.browser.click(x, y);
    opened.browser.until("byId('receipt').querySelector('data')?.value === '1.8'");
    opened.browser.key("+", false);
    opened.browser.until("window.looked === map.shown.view.scale");
    opened.is_quiet();
}

#[test]
fn every_colour_is_that_of_pictures() {
    let Some(mut opened) = Opened::saturday() else { return };
    let shares: Vec<f64> = (0..=1000).map(|part| f64::from(part) / 1000.0).collect();
    let found = opened.browser.value(&format!("{shares:?}.map((share) => VIRIDIS[colourOf(share, 0, 1)])"));
    assert_eq!(found, json!(shares.iter().map(|share| colour(*share, 0.0, 1.0)).collect::<Vec<_>>()));
    assert_eq!(opened.browser.value("VIRIDIS[colourOf(3, 3, 3)]"), json!(colour(3.0, 3.0, 3.0)));
}
