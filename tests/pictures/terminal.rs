//! Pictures in a terminal, at several widths and with all, some and no colours.

use pdpe::output::{ColourDepth, Picture, TerminalRoom, heatmap};
use unicode_width::UnicodeWidthStr;

use crate::{NONE, event, noise, picture, place, with_events};

fn shown(picture: &Picture, width: usize, depth: ColourDepth) -> String {
    heatmap(picture, TerminalRoom { width, lines: None, depth })
}

/// The map alone, without what stands above and below it.
fn map(picture: &Picture, width: usize, depth: ColourDepth) -> String {
    shown(picture, width, depth).split("\n\n").nth(1).unwrap().to_owned()
}

#[test]
fn a_picture_without_colours_has_shades_marks_a_legend_and_lists() {
    let mut picture = with_events(
        picture(&[&[0.0, 1.0, NONE], &[2.0, 3.0, 4.0]], 1.0),
        &[event("Jazz", 0, 0, 10), event("Far away", 7, 7, 99), event("Café \u{1b}[2J\u{202e}<b>", 1, 0, 50)],
    );
    picture.places = vec![place(1, 1, 2, 4.0), place(2, 1, 1, 3.0)];
    // Each cell is four pixels wide and four tall; a character covers two, one above the other.
    let expected = "\
Noon
some cells

····░░░░
··B·░░░░
▒▒▒▒▓▓▓▓████
▒▒A▒▓▓2▓██1█

· 0.000  ░ 0.800  ▒ 1.600  ▓ 2.400  █ 3.200 to 4.000  combined score

#  cell        lat         lon  combined_score
1  r1c2  39.040000  -94.574265        4.000000
2  r1c1  39.040000  -94.587132        3.000000

open events
A  Café \u{fffd}[2J\u{fffd}<b>
B  Jazz
1 more outside the map
";
    assert_eq!(shown(&picture, 80, ColourDepth::Plain), expected);
}

#[test]
fn two_pixels_share_a_character_in_full_colour() {
    let picture = picture(&[&[0.0, 1.0, NONE], &[1.0, NONE, 1.0], &[1.0, NONE, NONE]], 1.0);
    let (dark, bright) = ("\u{1b}[38;2;68;1;84m", "\u{1b}[38;2;253;231;37m");
    let on_bright = "\u{1b}[48;2;253;231;37m";
    let expected = format!("{dark}{on_bright}▀\u{1b}[0m{bright}▀▄\u{1b}[0m\n{bright}▀\u{1b}[0m");
    assert_eq!(map(&picture, 3, ColourDepth::TrueColour), expected);
}

#[test]
fn with_256_colours_they_are_of_xterm_and_grow_brighter() {
    let picture = picture(&[&[0.0, 1.0], &[1.0, NONE]], 1.0);
    // 53 is #5f005f, 220 is #ffd700: next to #440154 and #fde725.
    let expected = "\u{1b}[38;5;53m\u{1b}[48;5;220m▀\u{1b}[0m\u{1b}[38;5;220m▀\u{1b}[0m";
    assert_eq!(map(&picture, 2, ColourDepth::Xterm256), expected);
    let luminance = |share: f64| {
        let Some(anstyle::Color::Ansi256(colour)) = ColourDepth::Xterm256.colour(share) else { panic!("{share}") };
        // Those from 16 on are a cube of six levels of red, green and blue.
        let (cube, levels) = (usize::from(colour.0) - 16, [0.0, 95.0, 135.0, 175.0, 215.0, 255.0]);
        let linear = |level: usize| f64::powf(levels[level % 6] / 255.0, 2.2);
        0.2126 * linear(cube / 36) + 0.7152 * linear(cube / 6) + 0.0722 * linear(cube)
    };
    assert!((1..=100).all(|step| luminance(f64::from(step) / 100.0) >= luminance(f64::from(step - 1) / 100.0)));
}

#[test]
fn marks_are_bold_and_dark_on_bright_or_bright_on_dark() {
    let mut picture = picture(&[&[0.0, 1.0], &[0.0, 0.0]], 1.0);
    picture.places = vec![place(1, 0, 1, 1.0), place(2, 0, 0, 0.0)];
    let expected =
        "\u{1b}[1m\u{1b}[97m\u{1b}[48;2;68;1;84m2\u{1b}[0m\u{1b}[1m\u{1b}[30m\u{1b}[48;2;253;231;37m1\u{1b}[0m";
    assert_eq!(map(&picture, 2, ColourDepth::TrueColour), expected);
}

#[test]
fn the_legend_shows_the_colours_with_their_ends() {
    let text = shown(&picture(&[&[0.25, 1.5]], 1.0), 60, ColourDepth::TrueColour);
    let legend = text.lines().find(|line| line.contains("combined score")).unwrap();
    assert!(legend.starts_with("0.250000 \u{1b}[38;2;68;1;84m█"), "{legend:?}");
    assert!(legend.ends_with("\u{1b}[38;2;253;231;37m█\u{1b}[0m 1.500000  combined score"), "{legend:?}");
    assert_eq!(legend.matches('█').count(), 24);
    let narrow = shown(&picture(&[&[0.25, 1.5]], 1.0), 20, ColourDepth::TrueColour);
    assert!(narrow.contains("\u{1b}[0m 1.500000\ncombined score\n"), "{narrow}");
    let narrow = shown(&picture(&[&[0.25, 1.5]], 1.0), 20, ColourDepth::Plain);
    assert!(narrow.contains("\n\n· 0.250  ░ 0.500\n▒ 0.750  ▓ 1.000\n█ 1.250 to 1.500\ncombined score\n"), "{narrow}");
    let fine = shown(&picture(&[&[1.2, 1.200_02]], 1.0), 80, ColourDepth::Plain);
    assert!(fine.contains("· 1.200000  ░ 1.200004  ▒ 1.200008  ▓ 1.200012  █ 1.200016 to 1.200020"), "{fine}");
    let flat = shown(&picture(&[&[0.5, 0.5]], 1.0), 60, ColourDepth::Plain);
    assert!(flat.contains("\n0.500000 everywhere  combined score\n"), "{flat}");
}

#[test]
fn a_grid_too_wide_is_pooled_and_the_picture_says_so() {
    let rows: [&[f64]; 4] = [
        &[0.0, 0.0, 9.0, 0.0, 3.0],
        &[0.0, 0.0, 0.0, 0.0, 0.0],
        &[5.0, 0.0, 0.0, 0.0, 0.0],
        &[0.0, 0.0, 0.0, 7.0, 0.0],
    ];
    let picture = picture(&rows, 1.0);
    // By two: 0 9 3 above 5 7 0, and of the two in a character again the greater.
    assert_eq!(map(&picture, 4, ColourDepth::Plain), "▒█░");
    assert_eq!(map(&picture, 5, ColourDepth::Plain), "··█·░\n▒··▓·");
    assert_eq!(map(&picture, 10, ColourDepth::Plain), "····██··░░\n··········\n▒▒········\n······▓▓··");
    let note = "the greatest of 2 × 2 cells shows";
    assert!(shown(&picture, 40, ColourDepth::Plain).lines().all(|line| line != note));
    let narrow = shown(&picture, 4, ColourDepth::Plain);
    assert!(narrow.contains("\nthe…\n") && narrow.starts_with("Noon\nsom…\n\n"), "{narrow}");
    let low = heatmap(&picture, TerminalRoom { width: 40, lines: Some(9), depth: ColourDepth::Plain });
    assert!(low.contains("\n\n··█·░\n▒··▓·\n\n"), "{low}");
}

#[test]
fn a_picture_keeps_to_its_lines_whatever_it_lists() {
    let values: Vec<f64> = noise(5).take(60 * 50).collect();
    let rows: Vec<&[f64]> = values.chunks(50).collect();
    let bare = picture(&rows, 1.0);
    let mut full = with_events(bare.clone(), &vec![event(&"long name ".repeat(9), 3, 3, 1); 30]);
    full.places = (1..=9).map(|number| place(number, number.try_into().unwrap(), 7, 1.0)).collect();
    for (lines, width) in [(16, 80), (20, 40), (30, 20), (60, 80)] {
        let shown = |picture| heatmap(picture, TerminalRoom { width, lines: Some(lines), depth: ColourDepth::Plain });
        let (bare, full) = (shown(&bare), shown(&full));
        assert!(bare.lines().count() <= lines, "{} of {lines} lines\n{bare}", bare.lines().count());
        assert_eq!(bare.lines().count(), full.lines().count(), "{full}");
        for (bare, full) in bare.lines().zip(full.lines()) {
            assert!(full.width() <= width && bare.width() <= full.width(), "{full}");
        }
    }
}

#[test]
fn where_lines_are_few_the_lists_stand_beside_the_map() {
    let mut picture = with_events(picture(&[&[0.0, 1.0, NONE], &[2.0, 3.0, 4.0]], 1.0), &[event("Jazz", 0, 0, 10)]);
    picture.places = vec![place(1, 1, 2, 4.0)];
    let expected = "\
Noon
some cells

····░░░░       #  cell        lat         l…
··A·░░░░       1  r1c2  39.040000  -94.5742…
▒▒▒▒▓▓▓▓████
▒▒▒▒▓▓▓▓██1█   open events

· 0.000  ░ 0.800  ▒ 1.600  ▓ 2.400
█ 3.200 to 4.000  combined score
";
    assert_eq!(heatmap(&picture, TerminalRoom { width: 44, lines: Some(12), depth: ColourDepth::Plain }), expected);
}

#[test]
fn a_cell_twice_as_wide_as_tall_is_drawn_so() {
    let rows: [&[f64]; 2] = [&[0.0, 1.0], &[1.0, 0.0]];
    assert_eq!(map(&picture(&rows, 2.0), 4, ColourDepth::Plain), "████");
    assert_eq!(map(&picture(&rows, 2.0), 8, ColourDepth::Plain), "····████\n████····");
    assert_eq!(map(&picture(&rows, 0.5), 2, ColourDepth::Plain), "·█\n█·");
    // Pooled in one direction alone: a pixel is four cells tall, and they are a quarter as tall as wide.
    let tall: Vec<&[f64]> = vec![&[0.0, 1.0]; 8];
    assert_eq!(map(&picture(&tall, 4.0), 2, ColourDepth::Plain), "·█");
}

#[test]
fn maps_are_never_wider_than_their_room_and_keep_their_proportions() {
    let values: Vec<f64> = noise(9).take(41 * 67).collect();
    let rows: Vec<&[f64]> = values.chunks(67).collect();
    for aspect in [0.3, 1.0, 1.7, 3.0] {
        let picture = picture(&rows, aspect);
        for width in [1, 2, 5, 12, 20, 33, 40, 66, 67, 80, 133, 134, 200, 300] {
            let map = map(&picture, width, ColourDepth::Plain);
            let wide = map.lines().map(UnicodeWidthStr::width).max().unwrap();
            assert!(wide <= width, "{wide} in {width}");
            if wide > 20 {
                let proportion = f64::from(u32::try_from(wide).unwrap())
                    / f64::from(u32::try_from(2 * map.lines().count()).unwrap());
                let on_ground = 67.0 * aspect / 41.0;
                // A factor of 1.7 is rounded to 2 where cells are not pooled.
                assert!((0.65..1.5).contains(&(proportion / on_ground)), "{aspect} {width}: {proportion} {on_ground}");
            }
        }
    }
}

#[test]
fn more_marks_than_letters_and_digits_are_drawn_alike() {
    let row: Vec<f64> = vec![1.0; 80];
    let mut picture = picture(&[&row, &row], 1.0);
    let events: Vec<_> =
        (0..40).map(|column| event(&format!("Event {column}"), 0, column, 100 - u64::from(column))).collect();
    picture = with_events(picture, &events);
    picture.places = (40..80).zip(1..).map(|(column, number)| place(number, 1, column, 1.0)).collect();
    let text = shown(&picture, 80, ColourDepth::Plain);
    let map = text.split("\n\n").nth(1).unwrap();
    assert_eq!(map, "ABCDEFGHIJKLMNOPQRST********************123456789abcdefghijklmnopqrstuvwxyz▒▒▒▒▒");
    assert!(text.contains("\nT  Event 19\n20 more on the map\n"), "{text}");
}
