// Draws cells as pixels. An off-screen picture is coloured once per layer and instant. Each frame
// copies this picture, whatever the number of cells.

/** The size of the dots of scattered cells, in CSS pixels. */
const LEAST_DOT = 2;
const MOST_DOT = 12;

/** A picture of cells: call `colour` when scores or colours change, and `draw` for every frame. */
function pictureOf(cells, layout) {
  return layout.lattice ? latticePicture(cells, layout) : scatteredPicture(cells, layout);
}

/** One pixel per slot of the lattice, north at the top. */
function latticePicture(cells, layout) {
  const { rows, columns } = layout.lattice;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [columns, rows];
  const context = canvas.getContext("2d");
  const image = context.createImageData(columns, rows);
  const pixels = new Uint32Array(image.data.buffer);

  function colour(scores, low, high) {
    for (let cell = 0; cell < cells.count; cell++) {
      const slot = layout.slotOf[cell];
      const row = Math.floor(slot / columns);
      pixels[slot + (rows - 1 - 2 * row) * columns] = VIRIDIS_PIXELS[colourOf(scores[cell], low, high)];
    }
    context.putImageData(image, 0, 0);
  }

  /** Rows have the same height in degrees, but not on the screen. So the picture is copied in
   * strips whose rows are off by less than a quarter of a pixel. All edges are on whole device
   * pixels, so cells are sharp. */
  function draw(target, view, ratio) {
    const corner = worldAt(view, 0, 0);
    const opposite = worldAt(view, view.width, view.height);
    const [firstColumn, lastColumn] = [layout.columnAt(corner.x), layout.columnAt(opposite.x)].map((at) => kept(at, 0, columns - 1));
    const [firstRow, lastRow] = [layout.rowAt(opposite.y), layout.rowAt(corner.y)].map((at) => kept(at, 0, rows - 1));
    const pixelX = (edge) => Math.round(screenX(view, layout.columnEdge(edge)) * ratio);
    const pixelY = (edge) => Math.round(screenY(view, layout.rowEdge(edge)) * ratio);
    const [left, right] = [pixelX(firstColumn), pixelX(lastColumn + 1)];
    const step = rowsAtOnce(layout, view.scale * ratio);
    target.imageSmoothingEnabled = false;
    for (let row = firstRow; row <= lastRow; row += step) {
      const end = Math.min(row + step, lastRow + 1);
      const [top, bottom] = [pixelY(end), pixelY(row)];
      const across = lastColumn + 1 - firstColumn;
      target.drawImage(canvas, firstColumn, rows - end, across, end - row, left, top, right - left, bottom - top);
    }
  }

  return { colour, draw };
}

/** The number of rows in such a strip if the world is `scale` pixels wide. */
function rowsAtOnce(layout, scale) {
  const { south, tall, rows } = layout.lattice;
  const farthest = (Math.max(Math.abs(south), Math.abs(south + rows * tall)) * Math.PI) / 180;
  const bend = Math.abs(Math.tan(farthest) / Math.cos(farthest)) * (scale / (2 * Math.PI));
  const radians = Math.sqrt((8 * 0.25) / Math.max(bend, 1e-9));
  return Math.max(1, Math.floor((radians * 180) / Math.PI / tall));
}

/** Dots, written directly to the pixels of a picture of the size of the canvas. */
function scatteredPicture(cells, layout) {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  const colours = new Uint8Array(cells.count);
  let image = null;

  function colour(scores, low, high) {
    for (let cell = 0; cell < cells.count; cell++) colours[cell] = colourOf(scores[cell], low, high);
  }

  function draw(target, view, ratio) {
    const [width, height] = [Math.round(view.width * ratio), Math.round(view.height * ratio)];
    if (!image || image.width !== width || image.height !== height) {
      [canvas.width, canvas.height] = [width, height];
      image = context.createImageData(width, height);
    }
    const pixels = new Uint32Array(image.data.buffer);
    pixels.fill(0);
    const radius = dotOf(layout, view) * ratio;
    const reach = Math.ceil(radius);
    const halves = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.sqrt(Math.max(radius * radius - (i - reach) ** 2, 0)));
    for (let cell = 0; cell < cells.count; cell++) {
      const x = screenX(view, layout.x[cell]) * ratio;
      const y = Math.round(screenY(view, layout.y[cell]) * ratio);
      if (x < -reach || x > width + reach || y < -reach || y > height + reach) continue;
      for (let line = Math.max(y - reach, 0); line <= Math.min(y + reach, height - 1); line++) {
        const half = halves[line - y + reach];
        const [from, to] = [Math.max(Math.round(x - half), 0), Math.min(Math.round(x + half), width)];
        if (from < to) pixels.fill(VIRIDIS_PIXELS[colours[cell]], line * width + from, line * width + to);
      }
    }
    context.putImageData(image, 0, 0);
    target.drawImage(canvas, 0, 0);
  }

  return { colour, draw };
}

/** Radius of the dots of scattered cells, in CSS pixels. */
function dotOf(layout, view) {
  return kept(layout.spacing * view.scale * 0.45, LEAST_DOT, MOST_DOT);
}
