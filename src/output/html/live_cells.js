// The cells of a live page. The page requests the cells in view, at most as many as the canvas has
// room for. If there are more, the listener sends the best cell of each block.

/** The least size of a cell or block on the canvas, in CSS pixels. */
const LEAST_BLOCK_PX = 4;

/** The greatest number of rows or columns that the listener sends. */
const MOST_IN_A_ROW = 1024;

/** The margin around the view that is requested too, as a share of its width and height. */
const MARGIN = 0.1;

/** If more cells change at once, the view has changed, and nothing flashes. */
const MOST_FLASHES = 3000;

/** The URL of the cells of a view; `area` is [south, west, north, east] of all cells. None if no
 * cell is in view. */
function cellsAddress(view, area) {
  const room = [view.width, view.height].map((pixels) => kept(Math.ceil(pixels / LEAST_BLOCK_PX), 1, MOST_IN_A_ROW));
  const address = `map/cells?room=${room.join("x")}`;
  const around = [-MARGIN, 1 + MARGIN];
  const [left, right] = around.map((part) => longitudeOf(worldAt(view, part * view.width, 0).x));
  const [top, bottom] = around.map((part) => latitudeOf(worldAt(view, 0, part * view.height).y));
  const [south, west, north, east] = area;
  if (left > east || right < west || bottom > north || top < south) return null;
  if (left <= west && right >= east && bottom <= south && top >= north) return address;
  const box = [kept(bottom, -90, 90), kept(left, -180, 180), kept(top, -90, 90), kept(right, -180, 180)];
  return `${address}&bbox=${box.map((degrees) => degrees.toFixed(7)).join(",")}`;
}

/** The response as cells, their lattice and one column of scores per layer. */
function cellsOf(answer) {
  const { ids, lattice, each, timestamp } = answer;
  const count = ids.length;
  const scoresOf = (column) => (answer.millionths ? Float64Array.from(positionsOf(column), (millionths) => millionths / 1e6) : numbersOf(column));
  const scores = answer.scores.map(scoresOf);
  const places = answer.cells ? placesOf(answer.cells, positionsOf(answer.slots)) : { lat: numbersOf(answer.lat), lon: numbersOf(answer.lon) };
  return { cells: { count, ids, near: namesOf(answer.near), ...places, ...onSphere(places) }, lattice, each, scores, timestamp, credits: answer.near?.credits, positions: null };
}

/** The places of the slots of a lattice, in degrees. */
function placesOf({ south, west, tall, wide, columns }, slots) {
  return {
    lat: Float64Array.from(slots, (slot) => south + Math.floor(slot / columns) * tall),
    lon: Float64Array.from(slots, (slot) => west + (slot % columns) * wide),
  };
}

/** Points on the unit sphere. */
function onSphere({ lat, lon }) {
  const radians = (degrees) => (degrees * Math.PI) / 180;
  return {
    x: lat.map((latitude, cell) => Math.cos(radians(latitude)) * Math.cos(radians(lon[cell]))),
    y: lat.map((latitude, cell) => Math.cos(radians(latitude)) * Math.sin(radians(lon[cell]))),
    z: lat.map((latitude) => Math.sin(radians(latitude))),
  };
}

/** Whether two responses have the same cells or blocks. */
function areSamePlaces(one, other) {
  const lattices = [one, other].map(({ lattice }) => JSON.stringify(lattice));
  const isSameEnd = (of) => of(one) === of(other);
  return (
    lattices[0] === lattices[1] &&
    isSameEnd(({ cells }) => cells.count) &&
    (one.lattice !== null || one.cells.ids.every((id, cell) => id === other.cells.ids[cell]))
  );
}

/** Cells whose combined score changed; none if there are too many to compare. */
function changedCells(before, after) {
  const changed = [];
  for (let cell = 0; cell < after.cells.count; cell++) {
    if (before.scores[0][cell] !== after.scores[0][cell]) changed.push(cell);
    if (changed.length > MOST_FLASHES) return [];
  }
  return changed;
}

/** The positions of the cells that the page has, by their ids. */
function positionsIn(held) {
  held.positions ??= new Map(held.cells.ids.map((id, cell) => [id, cell]));
  return held.positions;
}

/** Applies scores from the stream, by the names of the layers, if the page has single cells and
 * not blocks. Returns the positions of the cells that the page has. */
function takeIn(held, told, layers) {
  const positions = positionsIn(held);
  const cells = told.filter((scored) => positions.has(scored.cell_id));
  for (const scored of cells) {
    const cell = positions.get(scored.cell_id);
    layers.forEach(({ name }, layer) => (held.scores[layer][cell] = scored[name]));
  }
  return cells.map((scored) => positions.get(scored.cell_id));
}
