// Tests of the page's pure functions, run in the page: a list of what is wrong.
(() => {
  const faults = [];
  const near = (what, found, wanted, within = 1e-9) => {
    if (!(Math.abs(found - wanted) <= within)) faults.push(`${what}: ${found}, not ${wanted}`);
  };
  const same = (what, found, wanted) => {
    if (JSON.stringify(found) !== JSON.stringify(wanted)) faults.push(`${what}: ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`);
  };

  // Projection. The corner of a tile is known: 10/246/391 of Kansas City spans so much.
  near("world x of Greenwich", worldX(0), 0.5);
  near("world y of the equator", worldY(0), 0.5);
  near("world y of the northern end", worldY(MOST_LATITUDE), 0, 1e-9);
  near("world y beyond the end", worldY(90), 0, 1e-9);
  near("world y of the southern end", worldY(-90), 1, 1e-9);
  near("tile x of -94.57031°", worldX(-94.5703125) * 1024, 243);
  near("tile y of 38.82259°", worldY(38.822590976177) * 1024, 392, 1e-6);
  for (const latitude of [-85, -33.3, 0, 0.001, 39.0997, 84.9]) near("latitude there and back", latitudeOf(worldY(latitude)), latitude, 1e-10);
  for (const longitude of [-180, -94.58, 0, 151.2]) near("longitude there and back", longitudeOf(worldX(longitude)), longitude, 1e-10);
  const view = { x: 0.3, y: 0.4, scale: 1e6, width: 800, height: 600 };
  const spot = worldAt(view, 123, 456);
  near("x there and back", screenX(view, spot.x), 123, 1e-6);
  near("y there and back", screenY(view, spot.y), 456, 1e-6);
  const closer = zoomed(view, 3, 123, 456);
  near("zoom keeps the pixel's x", screenX(closer, spot.x), 123, 1e-6);
  near("zoom keeps the pixel's y", screenY(closer, spot.y), 456, 1e-6);
  same("zoom ends", zoomed(view, 1e12, 0, 0).scale, MOST_SCALE);
  near("a move", screenX(moved(view, 50, 0), spot.x), 73, 1e-6);
  const whole = fitted({ west: 0.2, east: 0.3, north: 0.1, south: 0.5 }, 800, 600, 10);
  near("a fitted box touches above", screenY(whole, 0.1), 10, 1e-6);
  near("a fitted box is in the middle", screenX(whole, 0.25), 400, 1e-6);

  // Colours.
  same("the first colour", VIRIDIS[0], [68, 1, 84]);
  same("the last colour", VIRIDIS[255], [253, 231, 37]);
  same("an anchor's colour", VIRIDIS[85], [49, 104, 142]);
  same("low", colourOf(1, 1, 3), 0);
  same("high", colourOf(3, 1, 3), 255);
  same("beyond", [colourOf(-9, 1, 3), colourOf(9, 1, 3)], [0, 255]);
  same("no range", colourOf(2, 2, 2), 128);
  same("equal parts", [colourOf(0.99 / 256, 0, 1), colourOf(1.01 / 256, 0, 1), colourOf(0.999, 0, 1)], [0, 1, 255]);
  let before = -1;
  const lightness = ([red, green, blue]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  for (const colour of VIRIDIS) {
    if (lightness(colour) < before - 0.6) faults.push(`${colour} is darker than the one before`);
    before = lightness(colour);
  }
  same("range", rangeOf([3, 1, 2]), [1, 3]);
  same("range of none", rangeOf([]), [0, 0]);
  same("ticks", ticksOf(0, 2.4), ["0.00", "0.60", "1.20", "1.80", "2.40"]);
  same("fine ticks", ticksOf(0, 0.04), ["0.0000", "0.0100", "0.0200", "0.0300", "0.0400"]);
  same("finer ticks", ticksOf(1.2, 1.20004), ["1.200000", "1.200010", "1.200020", "1.200030", "1.200040"]);

  // Numbers.
  same("six", [six(1.23456749), six(0), six(2), six(0.0078125), six(0.0234375)], ["1.234567", "0.000000", "2.000000", "0.007812", "0.023438"]);
  same("digits", [digits(0.1), digits(5e-7), digits(-1.25e-9), digits(1e21), digits(1.5e22), digits(3)], ["0.1", "0.0000005", "-0.00000000125", "1000000000000000000000", "15000000000000000000000", "3"]);
  same("cells in words", [cellsInWords(0), cellsInWords(1), cellsInWords(5494)], ["0 cells", "1 cell", "5,494 cells"]);
  same("grouped", [grouped(5), grouped(5494), grouped(1234567)], ["5", "5,494", "1,234,567"]);
  same("numbers of 8 bytes", [...numbersOf("AAAAAAAA8D8AAAAAAAAAwA==")], [1, -2]);
  same("positions of 4 bytes", [...positionsOf("AQAAAAABAAA=")], [1, 256]);

  // Hit test of rows and columns, one place empty.
  const cells = { count: 3, lat: [10, 10, 11], lon: [20, 22, 20] };
  const layout = layoutOf(cells, { south: 10, west: 20, tall: 1, wide: 2, rows: 2, columns: 2 });
  const hit = (latitude, longitude) => layout.cellAt({ x: worldX(longitude), y: worldY(latitude) });
  same("centres", [hit(10, 20), hit(10, 22), hit(11, 20)], [0, 1, 2]);
  same("inside the edges", [hit(10.49, 20.99), hit(10.49, 21.01), hit(10.51, 20.99)], [0, 1, 2]);
  same("an empty place and outside", [hit(11, 22), hit(9.4, 20), hit(11.6, 20), hit(10, 18.9), hit(10, 23.1)], [-1, -1, -1, -1, -1]);
  same("steps", [layout.next(0, 1, 0), layout.next(0, 0, 1), layout.next(1, 0, 1), layout.next(0, -1, 0)], [1, 2, 1, 0]);
  // Scattered cells.
  const scattered = layoutOf(cells, null);
  const within = (latitude, longitude, reach) => scattered.cellAt({ x: worldX(longitude), y: worldY(latitude) }, reach / 360);
  same("the nearest within reach", [within(10.1, 20.2, 1), within(10.1, 21.9, 1), within(13, 20, 1)], [0, 1, -1]);
  same("the next cell that way", [scattered.next(0, 1, 0), scattered.next(0, 0, 1), scattered.next(2, 0, -1), scattered.next(0, -1, 0)], [1, 2, 0, 0]);

  // Bending rows: with as many as are laid down at once, the middle is off by at most a quarter of a pixel.
  const high = 0.0045;
  for (const scale of [1e5, 5e6, 1e8]) {
    const rows = rowsAtOnce({ lattice: { south: 38, tall: high, rows: 300 } }, scale);
    const [top, bottom] = [worldY(38 + rows * high), worldY(38)];
    const bend = Math.abs((top + bottom) / 2 - worldY(38 + (rows * high) / 2)) * scale;
    if (rows > 1 && bend > 0.26) faults.push(`${rows} rows at once bend by ${bend} pixels`);
  }

  // Room for numbers: the better keep theirs, the others stand aside.
  const screen = { left: 0, right: 400, top: 0, bottom: 300 };
  const numbered = [[100, 100], [110, 100], [120, 100], [120, 113]].map(([x, y]) => ({ x, y, half: 3, radius: 8 }));
  const middles = (places, over = []) => middlesOfDiscs(places, screen, over).map((middle) => middle && [middle.x, middle.y].map(Math.round));
  same("numbers that keep their places", [0, 2, 3].map((number) => middles(numbered)[number]), [[100, 100], [120, 100], [120, 113]]);
  const [asideX, asideY] = middles(numbered)[1];
  if (asideX === 110 && asideY === 100) faults.push("a number that cannot be read stays where it is");
  const clear = middles(numbered).filter((_, number) => number !== 1).map(([x, y]) => Math.hypot(x - asideX, y - asideY));
  if (Math.min(...clear) < 16) faults.push(`a number aside is ${clear} from others`);
  same("nowhere to stand", middles([numbered[0], numbered[1]], [screen]), [[100, 100], null]);
  const wide = middles([numbered[2], { ...numbered[3], half: 6 }])[1];
  if (wide[0] === 120 && wide[1] === 113) faults.push("a number of two digits is not given more room");
  // Room for names.
  const area = screen;
  const ground = { left: 100, right: 400, top: 0, bottom: 300 };
  const named = (x, y, ...lengths) => ({ x, y, texts: lengths.map((wide) => ({ text: String(wide), wide })) });
  const put = (names, taken = []) => placesForNames(names, taken, area, ground).map(({ text, left, top }) => [text, left, top]);
  const [far, tall] = [FROM_PIN_PX, NAME_PX];
  same("a name right of its pin", put([named(200, 100, 80)]), [["80", 200 + far, 100 - tall / 2]]);
  same("left where it does not fit", put([named(380, 100, 80)]), [["80", 300 - far, 100 - tall / 2]]);
  same("left where something is", put([named(200, 100, 80)], [boxAround(240, 100, 20, 20)]), [["80", 120 - far, 100 - tall / 2]]);
  const around = [["80", 250 + far, 100 - tall / 2], ["80", 170 - far, 100 - tall / 2], ["80", 210, 100 + far], ["80", 210, 100 - far - tall]];
  same("names of one place, all around, and one too many", put(Array(5).fill(named(250, 100, 80))), around);
  same("not over the cells from outside", put([named(20, 100, 80, 60)]), [["60", 20 + far, 100 - tall / 2]]);
  same("nowhere", put([named(20, 100, 120)]), []);
  same("a short name", [shortened("Crown Center", 7), shortened("Crown", 5), shortened("🎡🎡🎡🎡", 3)], ["Crown…", "Crown", "🎡🎡…"]);

  // The end of a link there and back, and a wrong one.
  const shown = { view: { ...view, scale: 256 * 2 ** 11.25 }, layer: 2, stretched: true, instant: 0, chosen: 7 };
  const told = toldByHash(`#${hashOf(shown, source.layers, source.cells)}`, source);
  same("what a link keeps", told.shown, { layer: 2, stretched: true, instant: 0, chosen: 7 });
  near("where a link leads", told.place.x, 0.3, 1e-6);
  near("how near a link is", Math.log2(told.place.scale / 256), 11.25, 0.006);
  same("nonsense in a link", toldByHash("#at=NaN,1,2&layer=constructor&instant=-1&cell=%3Cimg%3E", source), { shown: { instant: undefined, chosen: -1 }, place: null });
  return faults;
})()
