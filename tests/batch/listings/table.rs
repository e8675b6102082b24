//! pdpe's own CSV: dialects, line numbers, quotes and headers.

use pdpe::listings;

use super::{error, lines, read, reasons};

#[test]
fn csv_dialects() {
    let expected = ["a scheduled 39.100000,-94.500000 days 2026-10-03T05:00Z..2026-10-04T05:00Z"];
    for text in [
        "id,lat,lon,start\na,39.1,-94.5,2026-10-03\n",
        "id,lat,lon,start\na,39.1,-94.5,2026-10-03",
        "\u{feff}id,lat,lon,start\r\na,39.1,-94.5,2026-10-03\r\n",
        "ID;Latitude;Longitude;Start\na;39.1;-94.5;2026-10-03\n",
        "id\ty\tx\tstart\r\na\t39.1\t-94.5\t2026-10-03\r\n",
        "\n\"id\",\" Lat \",\"LNG\",start,end,name\n\"a\",\"39.1\", -94.5 ,2026-10-03,,\n\n",
        "\"id\";\"lat\";\"long\";start;\"name\"\na;39.1;-94.5;2026-10-03;\"x,y,z\"\n",
    ] {
        let listing = read(text);
        assert_eq!(lines(&listing), expected, "{text}");
        assert_eq!((listing.rejected.len(), listing.notes.len()), (0, 0), "{text}: {listing:?}");
    }
    assert_eq!(read("id,lat,lon\n"), listings::Listing::default());
}

#[test]
fn csv_rows_are_found_by_line() {
    for newline in ["\n", "\r\n"] {
        let text = [
            "",
            "id,name,lat,lon",
            "a,ok,39.1,-94.5",
            "b,\"two",
            "lines\",39.1,-94.5",
            "c,short,39.1",
            "",
            "",
            "d,long,39.1,-94.5,more",
            "e,far,139.1,-94.5",
            "f,ok,39.1,-94.5",
        ]
        .join(newline);
        let listing = read(&text);
        assert_eq!(
            reasons(&listing),
            [
                "line 6, id `c`: 3 fields where the header has 4",
                "line 9, id `d`: 5 fields where the header has 4",
                "line 10, id `e`: latitude 139.1 is not between -90 and 90",
            ]
        );
        let names: Vec<_> = listing.events.iter().map(|event| event.name.clone()).collect();
        assert_eq!(names, ["ok".to_owned(), format!("two{newline}lines"), "ok".to_owned()]);
    }
}

#[test]
fn a_csv_quote_that_never_closes_is_said() {
    for text in [
        "id,lat,lon,name\na,39.1,-94.5,x\nb,39.1,-94.5,\"open\nc,39.1,-94.5,z\n",
        "id,lat,lon,name\na,39.1,-94.5,x\nb,\"39.1,-94.5,open\nc,39.1,-94.5,z\n",
        "id,lat,lon,name\na,39.1,-94.5,x\nb,39.1,-94.5,\"an \"\"open\"\"",
    ] {
        let listing = read(text);
        assert_eq!(listing.events.len(), 1, "{text}");
        assert_eq!(
            reasons(&listing),
            ["line 3, id `b`: a quote opens here that never closes; the rest of the file is inside it"]
        );
    }
    // Quotes that are no brackets: inside a bare field, and doubled at the end of a quoted one.
    let fine = read("id,lat,lon,name\na,39.1,-94.5,5\" nail\nb,39.1,-94.5,\"5\"\"\"");
    let names: Vec<_> = fine.events.iter().map(|event| event.name.as_str()).collect();
    assert_eq!(names, ["5\" nail", "5\""]);
}

#[test]
fn csv_headers_that_will_not_do() {
    for (text, expected) in [
        (
            "venue,lat,lon\n",
            "no id column: expected id, or name or start to make one from; the header has: venue, lat, lon",
        ),
        (
            "id,name,lon\n",
            "no lat column: expected lat, latitude or y, or a column with both such as latlon; \
             the header has: id, name, lon",
        ),
        (
            "id lat lon\n1 2 3\n",
            "no id column: expected id, or name or start to make one from; the header has: id lat lon",
        ),
        ("id,lat,Latitude,lon\n", "more than one lat column: lat, Latitude; --field lat=NAME chooses one"),
        ("id,lat,lon,status,Status\n", "more than one status column: status, Status; --field status=NAME chooses one"),
        ("id,title,title,lat,lon\n", "more than one column `title`"),
    ] {
        assert_eq!(error(text), expected);
    }
}
