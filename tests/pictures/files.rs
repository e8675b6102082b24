//! SVG and PNG: well-formed, the colours of the scores, foreign text as text.

use pdpe::output::{Drawing, Picture, Rgb, Shape, WHITE, draw, png, svg};

use crate::{NONE, event, noise, picture, place, with_events};

/// Width, height and RGB bytes.
fn decoded(bytes: &[u8]) -> (usize, usize, Vec<u8>) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    assert_eq!((info.color_type, info.bit_depth), (png::ColorType::Rgb, png::BitDepth::Eight));
    (info.width.try_into().unwrap(), info.height.try_into().unwrap(), pixels)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in the image")]
fn pixel((width, _, pixels): &(usize, usize, Vec<u8>), [x, y]: [f64; 2]) -> Rgb {
    let start = ((2.0 * y) as usize * width + (2.0 * x) as usize) * 3;
    Rgb([pixels[start], pixels[start + 1], pixels[start + 2]])
}

/// Left, top, width and height of the map.
fn frame(drawing: &Drawing) -> [f64; 4] {
    let cells = |shape: &Shape| if let Shape::Cells(frame, ..) = shape { Some(*frame) } else { None };
    drawing.shapes.iter().find_map(cells).unwrap()
}

/// The middle of a cell on the page.
fn middle(picture: &Picture, drawing: &Drawing, row: u32, column: u32) -> [f64; 2] {
    let [left, top, width, height] = frame(drawing);
    let (rows, columns) = picture.raster.shape();
    let part = |cell: u32, cells: usize| (f64::from(cell) + 0.5) / f64::from(u32::try_from(cells).unwrap());
    [left + width * part(column, columns), top + height * part(row, rows)]
}

#[test]
fn each_cell_of_a_png_has_the_colour_of_its_score() {
    let mut values: Vec<f64> = noise(1).take(12 * 9).collect();
    (values[5], values[17], values[100]) = (0.0, 1.0, NONE);
    let rows: Vec<&[f64]> = values.chunks(9).collect();
    let picture = picture(&rows, 1.0);
    let drawing = draw(&picture);
    let image = decoded(&png(&drawing).unwrap());
    let sides = [image.0, image.1].map(|side| f64::from(u32::try_from(side).unwrap()) / 2.0);
    assert_eq!(sides.map(f64::to_bits), [drawing.width, drawing.height].map(f64::to_bits));
    let at = |row, column| pixel(&image, middle(&picture, &drawing, row, column));
    for (row, values) in (0..).zip(&rows) {
        for (column, value) in (0..).zip(*values) {
            if !value.is_nan() {
                assert_eq!(at(row, column), picture.scale.colour(*value), "{row} {column}");
            }
        }
    }
    assert_eq!([at(0, 5), at(1, 8)], [Rgb([0x44, 0x01, 0x54]), Rgb([0xfd, 0xe7, 0x25])]);
    assert_eq!(at(11, 1), Rgb([0xec, 0xec, 0xef]), "no cell, no colour");
    assert_eq!(pixel(&image, [2.0, 2.0]), WHITE);
}

#[test]
fn the_cells_of_an_svg_are_those_of_the_png() {
    let values: Vec<f64> = noise(2).take(7 * 11).map(|value| if value < 0.1 { NONE } else { value }).collect();
    let rows: Vec<&[f64]> = values.chunks(11).collect();
    let picture = picture(&rows, 1.0);
    let text = svg(&draw(&picture), "A map");
    let document = roxmltree::Document::parse(&text).unwrap();
    let group = document.descendants().find(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "g"))).unwrap();
    let mut found = vec![vec![None; 11]; 7];
    for path in group.children().filter(roxmltree::Node::is_element) {
        for run in path.attribute("d").unwrap().split('M').skip(1) {
            let numbers: Vec<usize> =
                run.split(|char: char| !char.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect();
            let [column, row, length, 1, back] = numbers[..] else { panic!("{run}") };
            assert_eq!(length, back);
            for cell in &mut found[row][column..column + length] {
                assert!(cell.replace(path.attribute("fill").unwrap().to_owned()).is_none(), "a cell is drawn twice");
            }
        }
    }
    for (row, values) in rows.iter().enumerate() {
        for (column, value) in values.iter().enumerate() {
            let expected = (!value.is_nan()).then(|| picture.scale.colour(*value).hex());
            assert_eq!(found[row][column], expected, "{row} {column}");
        }
    }
}

#[test]
fn foreign_text_in_an_svg_is_text() {
    let names =
        ["<img src=x onerror=alert(1)>", "]]> & \"Rock\" 'n' <!-- roll", "\u{1b}]0;x\u{7}\u{0}\u{fffe} Ünï 東京"];
    let events: Vec<_> = names.iter().map(|name| event(name, 0, 0, 1)).collect();
    let mut picture = with_events(picture(&[&[0.0, 1.0], &[0.5, 0.2]], 1.0), &events);
    picture.places = vec![place(1, 0, 1, 1.0)];
    picture.places[0].cell = "</svg><script>".into();
    let text = svg(&draw(&picture), "A <map> & more");
    let document = roxmltree::Document::parse(&text).unwrap();
    let texts: Vec<&str> = document.descendants().filter_map(|node| node.text()).collect();
    for expected in
        [names[0], names[1], "\u{fffd}]0;x\u{fffd}\u{fffd}\u{fffd} Ünï 東京", "</svg><script>", "A <map> & more"]
    {
        assert!(texts.contains(&expected), "{expected} is missing in {texts:?}");
    }
    let tags = ["svg", "title", "rect", "g", "path", "circle", "text"];
    assert!(
        document.descendants().filter(roxmltree::Node::is_element).all(|node| tags.contains(&node.tag_name().name()))
    );
    png(&draw(&picture)).unwrap();
}

#[test]
fn a_page_shows_marks_and_lists_within_its_edges() {
    let values: Vec<f64> = noise(4).take(20 * 300).collect();
    let events: Vec<_> = (0..60).map(|column| event(&"long name ".repeat(20), column % 20, column * 5, 1)).collect();
    for columns in [1, 20, 300] {
        let rows: Vec<&[f64]> = values.chunks(columns).take(20).collect();
        let mut picture = with_events(picture(&rows, 1.0), &events);
        picture.places = (1..=30).map(|number| place(number, 0, 0, 1.0)).collect();
        let drawing = draw(&picture);
        for shape in &drawing.shapes {
            let ([x, y], text) = match shape {
                Shape::Box([x, y, width, height], _) | Shape::Cells([x, y, width, height], ..) => {
                    ([x + width, y + height], "")
                }
                Shape::Disc { centre, .. } | Shape::Diamond { centre, .. } => (*centre, ""),
                Shape::Text { at, text, .. } => (*at, text.as_str()),
            };
            assert!(x <= drawing.width && y <= drawing.height, "{x} {y} {text}");
            assert!(text.chars().count() <= 48, "{text}");
        }
        let texts: Vec<&str> = drawing.shapes.iter().filter_map(text_of).collect();
        assert!(texts.contains(&"10 more on the map"), "{texts:?}");
    }
}

fn text_of(shape: &Shape) -> Option<&str> {
    if let Shape::Text { text, .. } = shape { Some(text) } else { None }
}

#[test]
fn a_scale_bar_is_a_round_number_of_kilometres() {
    let rounds = [(0.3, 0.2), (1.0, 1.0), (1.9, 1.0), (2.0, 2.0), (7.3, 5.0), (49.0, 20.0), (0.0567, 0.05)];
    for (longest, round) in rounds {
        assert!((Picture::round_km(longest) - round).abs() < 1e-9, "{longest}");
    }
    let texts = draw(&picture(&[&[0.0; 40][..]; 40], 1.0));
    // 40 cells of 1.1 km; a third of the width is 15 km.
    assert!(texts.shapes.iter().filter_map(text_of).any(|text| text == "10 km, north is up"));
}

#[test]
fn a_mark_is_drawn_where_its_place_is() {
    let mut picture = with_events(picture(&[&[1.0; 30][..]; 30], 1.0), &[event("Jazz", 25, 20, 1)]);
    picture.places = vec![place(1, 10, 4, 1.0)];
    let drawing = draw(&picture);
    let image = decoded(&png(&drawing).unwrap());
    let [x, y] = middle(&picture, &drawing, 10, 4);
    assert_eq!(pixel(&image, [x, y]), Rgb([0x1b, 0x1b, 0x1f]), "the foot of the pin");
    assert_eq!(pixel(&image, [x - 6.5, y - 13.0]), WHITE, "its head");
    let [x, y] = middle(&picture, &drawing, 25, 20);
    assert_eq!(pixel(&image, [x, y + 3.0]), Rgb([0x1b, 0x1b, 0x1f]), "a diamond hangs from its place");
    assert_eq!(pixel(&image, [x, y - 4.0]), picture.scale.colour(1.0));
}

#[test]
fn signs_of_events_keep_clear_of_pins_and_of_each_other() {
    let mut picture = picture(&[&[1.0; 30][..]; 30], 1.0);
    // One pin stands on the place of an event, one below it; another event is at the same place.
    picture.places = vec![place(1, 15, 15, 1.0), place(2, 16, 15, 1.0)];
    let picture = with_events(picture, &[event("Jazz", 15, 15, 1), event("Rock", 15, 15, 2)]);
    let drawing = draw(&picture);
    let [left, ..] = frame(&drawing);
    let on_map = |x: f64| x < left + 640.0;
    let centres: Vec<[f64; 2]> = drawing
        .shapes
        .iter()
        .filter_map(|shape| match shape {
            Shape::Diamond { centre, .. } if on_map(centre[0]) => Some(*centre),
            Shape::Disc { centre, radius, .. } if on_map(centre[0]) && *radius > 10.0 => Some(*centre),
            _ => None,
        })
        .collect();
    assert_eq!(centres.len(), 4);
    let apart = |a: [f64; 2], b: [f64; 2]| (a[0] - b[0]).hypot(a[1] - b[1]);
    let [signs, pins] = [&centres[..2], &centres[2..]];
    assert!(apart(signs[0], signs[1]) > 20.0, "{centres:?}");
    assert!(signs.iter().all(|sign| pins.iter().all(|pin| apart(*sign, *pin) > 12.0)), "{centres:?}");
}

#[test]
fn numbers_that_differ_little_are_told_apart() {
    let mut picture = picture(&[&[1.2, 1.200_04]], 1.0);
    picture.places = vec![place(1, 0, 1, 1.200_04), place(2, 0, 0, 1.2)];
    let texts: Vec<String> = draw(&picture)
        .shapes
        .into_iter()
        .filter_map(|shape| if let Shape::Text { text, .. } = shape { Some(text) } else { None })
        .collect();
    let numbers: Vec<&str> = texts.iter().map(String::as_str).filter(|text| text.starts_with("1.2")).collect();
    let ticks = ["1.200000", "1.200020", "1.200040"];
    assert_eq!(numbers, [&ticks[..], &["1.200040", "1.200000"]].concat());
}

#[test]
fn names_of_any_letters_end_within_the_page() {
    let names = [
        "MONSTER TRUCKS AT THE ARENA, MOST MIGHTY OF MACHINES",
        "Wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww",
        "iiiiiiiii lllllll ttttttttttt iiiiiiiiiiiiii llllllll",
    ];
    for name in names {
        let drawing = draw(&with_events(picture(&[&[1.0; 30][..]; 30], 1.0), &[event(name, 10, 10, 1)]));
        let image = decoded(&png(&drawing).unwrap());
        let is_free =
            |from_edge: f64| (200..400).all(|y| pixel(&image, [drawing.width - from_edge, f64::from(y)]) == WHITE);
        assert!((1..=30).all(|from_edge| is_free(f64::from(from_edge))), "{name} reaches the edge");
        let shown = drawing.shapes.iter().find_map(|shape| match shape {
            Shape::Text { text, .. } if text.starts_with(&name[..9]) => Some(text.chars().count()),
            _ => None,
        });
        assert!(shown.unwrap() >= 21, "{name} is cut to {shown:?}");
    }
    let wide = "花火大会の夜に開かれる隅田川の屋台と音楽の祭り";
    let drawing = draw(&with_events(picture(&[&[1.0; 30][..]; 30], 1.0), &[event(wide, 10, 10, 1)]));
    let is_cut =
        |shape: &Shape| matches!(shape, Shape::Text { text, .. } if text.starts_with("花火") && text.ends_with('…'));
    assert!(drawing.shapes.iter().any(is_cut));
}

#[test]
fn a_narrow_map_leaves_room_for_its_title() {
    let mut picture = picture(&[&[1.0][..]; 40], 1.0);
    picture.title = "Saturday 2026-10-03 20:00 CDT (America/Chicago)".into();
    let drawing = draw(&picture);
    let image = decoded(&png(&drawing).unwrap());
    // Letters end well before the edge: nothing is painted there.
    let edge: Vec<Rgb> = (30..60).map(|y| pixel(&image, [drawing.width - 20.0, f64::from(y)])).collect();
    assert!(edge.iter().all(|colour| *colour == WHITE), "the title is cut off");
}

#[test]
fn the_legend_of_a_flat_map_is_one_colour_and_one_number() {
    let drawing = draw(&picture(&[&[0.5, 0.5]], 1.0));
    let texts: Vec<&str> = drawing
        .shapes
        .iter()
        .filter_map(|shape| if let Shape::Text { text, .. } = shape { Some(text.as_str()) } else { None })
        .collect();
    assert!(texts.contains(&"0.500000 everywhere") && !texts.contains(&"0.500"), "{texts:?}");
    let bars = |drawing: &Drawing| {
        drawing
            .shapes
            .iter()
            .filter(|shape| matches!(shape, Shape::Box([_, _, _, height], _) if height.to_bits() == 16f64.to_bits()))
            .count()
    };
    assert_eq!(bars(&drawing), 1);
    assert!(bars(&draw(&picture(&[&[0.5, 0.6]], 1.0))) > 100);
}
