// What is under and over the cells: tiles, lines, pins of events, the scale, the chosen cell, and
// highlighted cells. Numbers and names are in labels.js.

/** The number of tiles that are kept. The oldest is dropped first. */
const MOST_TILES = 300;

/** How long a changed cell is highlighted, in milliseconds. */
const FLASH_MS = 1500;

/** The frame colours of the cell at the pointer and of the chosen cell. */
const POINTED = "#fff";
const CHOSEN = "#ffb224";

/** A path from lines of alternating longitudes and latitudes, in units around its centre, because
 * paths have low precision. */
function pathOf(lines, box) {
  const unit = 2 ** -22;
  const middle = { x: (box.west + box.east) / 2, y: (box.north + box.south) / 2 };
  const path = new Path2D();
  for (const line of lines) {
    for (let i = 0; i < line.length; i += 2) {
      const [x, y] = [(worldX(line[i]) - middle.x) / unit, (worldY(line[i + 1]) - middle.y) / unit];
      if (i === 0) path.moveTo(x, y);
      else path.lineTo(x, y);
    }
  }
  return { path, middle, unit };
}

/** Draws such a path twice, so that it is visible on dark and light cells. */
function drawPath(context, view, ratio, { path, middle, unit }) {
  const zoom = view.scale * unit * ratio;
  context.save();
  context.setTransform(zoom, 0, 0, zoom, screenX(view, middle.x) * ratio, screenY(view, middle.y) * ratio);
  context.lineJoin = "round";
  for (const [colour, width] of [["rgb(0 0 0 / 45%)", 2.4], ["rgb(255 255 255 / 85%)", 1]]) {
    context.strokeStyle = colour;
    context.lineWidth = (width * ratio) / zoom;
    context.stroke(path);
  }
  context.restore();
}

/** Images of tiles from a URL template; `arrived` is called when one is loaded. */
function tilesOf(template, arrived) {
  const images = new Map();
  function tile(z, x, y) {
    const key = `${z}/${x}/${y}`;
    if (!images.has(key)) {
      if (images.size >= MOST_TILES) images.delete(images.keys().next().value);
      const image = new Image();
      image.referrerPolicy = "no-referrer";
      image.onload = arrived;
      image.src = template.replaceAll("{z}", z).replaceAll("{x}", x).replaceAll("{y}", y);
      images.set(key, image);
    }
    return images.get(key);
  }
  return function draw(context, view) {
    const z = Math.round(kept(zoomOf(view), 0, 19));
    const count = 2 ** z;
    const [from, to] = [worldAt(view, 0, 0), worldAt(view, view.width, view.height)];
    const numbers = (low, high) => [Math.floor(kept(low, 0, 1) * count), Math.min(Math.floor(kept(high, 0, 1) * count), count - 1)];
    const [[left, right], [top, bottom]] = [numbers(from.x, to.x), numbers(from.y, to.y)];
    const size = view.scale / count;
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const image = tile(z, x, y);
        if (image.complete && image.naturalWidth > 0) {
          context.drawImage(image, screenX(view, x / count), screenY(view, y / count), size + 0.5, size + 0.5);
        }
      }
    }
  };
}

/** Draws a disc with a border. */
function disc(context, x, y, radius, fill, rim) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill();
  context.strokeStyle = rim;
  context.lineWidth = 2;
  context.stroke();
}

/** Draws a dark background for light labels. */
function plate(context, { left, right, top, bottom }) {
  context.beginPath();
  context.roundRect(left, top, right - left, bottom - top, 4);
  context.fillStyle = "rgb(17 17 17 / 70%)";
  context.fill();
}

/** The position of a place on the screen. */
function pixelOf(view, latitude, longitude) {
  return [screenX(view, worldX(longitude)), screenY(view, worldY(latitude))];
}

/** Draws the pins of the events, open ones on top, and the radius of the `chosen` one. */
function drawEvents(context, view, events, isOpen, chosen) {
  for (const event of [...events].sort((a, b) => isOpen(a) - isOpen(b))) {
    const [x, y] = pixelOf(view, event.lat, event.lon);
    if (x < -20 || y < -20 || x > view.width + 20 || y > view.height + 20) continue;
    if (isOpen(event)) disc(context, x, y, 6, "#e5484d", "#fff");
    else disc(context, x, y, 4, "rgb(255 255 255 / 60%)", "rgb(0 0 0 / 60%)");
  }
  if (chosen) {
    const kmWide = (2 * Math.PI * EARTH_RADIUS_KM * Math.cos((chosen.lat * Math.PI) / 180)) / view.scale;
    context.beginPath();
    context.arc(screenX(view, worldX(chosen.lon)), screenY(view, worldY(chosen.lat)), chosen.radius_km / kmWide, 0, 2 * Math.PI);
    for (const [colour, width] of [["rgb(0 0 0 / 60%)", 3], ["#fff", 1.5]]) {
      [context.strokeStyle, context.lineWidth] = [colour, width];
      context.setLineDash([6, 5]);
      context.stroke();
    }
    context.setLineDash([]);
  }
}

/** Draws the length of a whole number of kilometres in the top right corner. */
function drawScaleBar(context, view) {
  const kmPerPixel = (2 * Math.PI * EARTH_RADIUS_KM * Math.cos((latitudeOf(view.y) * Math.PI) / 180)) / view.scale;
  const most = 110 * kmPerPixel;
  const decade = 10 ** Math.floor(Math.log10(most));
  const km = [5, 2, 1].find((times) => times * decade <= most) * decade;
  // Above the cells if all of them are in view.
  const [right, y] = [view.width - 12, 18];
  const left = right - km / kmPerPixel;
  plate(context, { left: left - 6, right: right + 6, top: 2, bottom: y + 4 });
  context.beginPath();
  context.moveTo(left, y - 5);
  for (const [x, at] of [[left, y], [right, y], [right, y - 5]]) context.lineTo(x, at);
  [context.strokeStyle, context.lineWidth] = ["#fff", 1.5];
  context.stroke();
  context.font = "600 12px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "bottom";
  context.fillStyle = "#fff";
  context.fillText(km < 1 ? `${Math.round(km * 1000)} m` : `${km} km`, (left + right) / 2, y - 1);
}

/** Draws a frame around a cell. */
function drawFrame(context, view, layout, cell, colour) {
  const box = layout.boxOf(cell);
  const room = layout.lattice ? 1 : dotOf(layout, view) + 2;
  const [left, top] = [screenX(view, box.west) - room, screenY(view, box.north) - room];
  const [width, height] = [screenX(view, box.east) + room - left, screenY(view, box.south) + room - top];
  for (const [stroke, thick] of [["rgb(0 0 0 / 80%)", 4], [colour, 2]]) {
    [context.strokeStyle, context.lineWidth] = [stroke, thick];
    context.strokeRect(left, top, width, height);
  }
}

/** Highlights changed cells for a while. `draw` returns whether any is still highlighted. */
function flashes() {
  let lit = new Map();
  return {
    add(cells, now) {
      for (const cell of cells) lit.set(cell, now);
    },
    clear() {
      lit = new Map();
    },
    draw(context, view, layout, now) {
      // Device pixels, like the cells, so that there are no gaps between neighbours.
      const ratio = context.getTransform().a;
      const whole = (pixels) => Math.round(pixels * ratio) / ratio;
      for (const [cell, since] of lit) {
        const age = (now - since) / FLASH_MS;
        if (age >= 1) {
          lit.delete(cell);
          continue;
        }
        const box = layout.boxOf(cell);
        const room = layout.lattice ? 0 : dotOf(layout, view);
        const [left, top] = [whole(screenX(view, box.west) - room), whole(screenY(view, box.north) - room)];
        context.fillStyle = `rgb(255 255 255 / ${Math.round(80 * (1 - age))}%)`;
        context.fillRect(left, top, whole(screenX(view, box.east) + room) - left, whole(screenY(view, box.south) + room) - top);
      }
      return lit.size > 0;
    },
  };
}
