// The arrangement of cells, in rows and columns or scattered: which cell is at a point, and which is
// next to another.

/** Cells with their box, the cell at a point, and the next cell in a direction. */
function layoutOf(cells, lattice) {
  return lattice ? latticeLayout(cells, lattice) : scatteredLayout(cells);
}

/** Rows from the south, columns from the west. A slot has the number of its cell, or -1. */
function latticeLayout(cells, lattice) {
  const { south, west, tall, wide, rows, columns } = lattice;
  const slots = new Int32Array(rows * columns).fill(-1);
  const slotOf = new Uint32Array(cells.count);
  for (let cell = 0; cell < cells.count; cell++) {
    const row = Math.round((cells.lat[cell] - south) / tall);
    const column = Math.round((cells.lon[cell] - west) / wide);
    slotOf[cell] = row * columns + column;
    slots[slotOf[cell]] = cell;
  }
  // Edge 0 is the southern edge of the first row, or the western edge of the first column.
  const rowEdge = (edge) => worldY(south + (edge - 0.5) * tall);
  const columnEdge = (edge) => worldX(west + (edge - 0.5) * wide);
  const rowAt = (y) => Math.floor((latitudeOf(y) - south) / tall + 0.5);
  const columnAt = (x) => Math.floor((longitudeOf(x) - west) / wide + 0.5);
  const isInside = (row, column) => row >= 0 && row < rows && column >= 0 && column < columns;

  function cellAt({ x, y }) {
    const [row, column] = [rowAt(y), columnAt(x)];
    return isInside(row, column) ? slots[row * columns + column] : -1;
  }

  function next(cell, right, up) {
    let [row, column] = [Math.floor(slotOf[cell] / columns) + up, (slotOf[cell] % columns) + right];
    for (; isInside(row, column); row += up, column += right) {
      if (slots[row * columns + column] >= 0) return slots[row * columns + column];
    }
    return cell;
  }

  function boxOf(cell) {
    const [row, column] = [Math.floor(slotOf[cell] / columns), slotOf[cell] % columns];
    return { west: columnEdge(column), east: columnEdge(column + 1), south: rowEdge(row), north: rowEdge(row + 1) };
  }

  const box = { west: columnEdge(0), east: columnEdge(columns), south: rowEdge(0), north: rowEdge(rows) };
  return { lattice, slots, slotOf, box, rowEdge, columnEdge, rowAt, columnAt, cellAt, next, boxOf };
}

/** Scattered cells. The cell at a point is the nearest one within reach. */
function scatteredLayout(cells) {
  const x = Float64Array.from(cells.lon, worldX);
  const y = Float64Array.from(cells.lat, worldY);
  const [west, east] = rangeOf(x);
  const [north, south] = rangeOf(y);

  /** The nearest cell for which `isWanted` is true, by the distance in x and y. */
  function nearest(point, reach, isWanted) {
    let [found, least] = [-1, reach * reach];
    for (let cell = 0; cell < cells.count; cell++) {
      const [dx, dy] = [x[cell] - point.x, y[cell] - point.y];
      const distance = dx * dx + dy * dy;
      if (distance < least && isWanted(dx, dy)) [found, least] = [cell, distance];
    }
    return found;
  }

  const cellAt = (point, reach) => nearest(point, reach, () => true);

  function next(cell, right, up) {
    const ahead = (dx, dy) => {
      const [along, aside] = right ? [dx * right, dy] : [-dy * up, dx];
      return along > 0 && along >= Math.abs(aside);
    };
    const found = nearest({ x: x[cell], y: y[cell] }, 2, ahead);
    return found < 0 ? cell : found;
  }

  const boxOf = (cell) => ({ west: x[cell], east: x[cell], south: y[cell], north: y[cell] });
  // The mean distance of the cells if they were spread evenly in the box, or along a line. Cells at a
  // single place have no limit.
  const [wide, tall, count] = [east - west, south - north, Math.max(cells.count, 1)];
  const spacing = Math.max(Math.sqrt((wide * tall) / count), Math.max(wide, tall) / count) || Infinity;
  return { x, y, spacing, box: { west, east, south, north }, cellAt, next, boxOf };
}
