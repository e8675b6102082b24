// Numbers and names on the map, placed so that they do not overlap. Places without room for a label
// are in the lists of the panel and have tooltips.

/** The greatest number of names that are tried. */
const MOST_NAMES_TRIED = 200;

/** The greatest length of a name on the map, and on a small map, in characters. */
const LONG_NAME = 34;
const SHORT_NAME = 15;

/** The height of a label, its distance from the centre of its pin, and the position of its text,
 * in pixels. */
const NAME_PX = 18;
const FROM_PIN_PX = 12;
const INSET_PX = 4;

/** The radius of a disc with a number and of the dot of a place with a moved disc, the least
 * margin beside the number, and the added size of the chosen disc, all in pixels. */
const DISC_PX = 8;
const DOT_PX = 3;
const RIM_PX = 2.5;
const LARGER_PX = 3;

/** The greatest distance of a moved disc from its place, the number of directions that are tried,
 * and the greatest number of places with discs. */
const ASIDE_PX = [18, 27, 36, 45, 54];
const DIRECTIONS = 16;
const MOST_ASIDE = 50;

/** The box around a centre. */
function boxAround(x, y, wide, tall) {
  return { left: x - wide / 2, right: x + wide / 2, top: y - tall / 2, bottom: y + tall / 2 };
}

function overlap(one, other) {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

function isWithin(one, other) {
  return one.left >= other.left && one.right <= other.right && one.top >= other.top && one.bottom <= other.bottom;
}

/** The positions of the discs of some places, best first. A disc is at its place unless a better
 * one covers its number there. Otherwise it is moved within `area`, clear of the boxes `over` it
 * and of other discs and places; null if there is no room. Each has its place (x, y), the radius
 * of its disc and half the width of its text. */
function middlesOfDiscs(places, area, over) {
  const discs = [];
  const apart = (one, other) => Math.hypot(one.x - other.x, one.y - other.y);
  const atPlaces = places.map((place) => {
    const isReadable = discs.every((better) => apart(better, place) >= better.radius + 1 + place.half);
    if (isReadable) discs.push(place);
    return isReadable;
  });
  function aside({ x, y, radius }) {
    const isFree = (middle) => {
      const box = boxAround(middle.x, middle.y, 2 * radius, 2 * radius);
      return (
        isWithin(box, area) &&
        !over.some((other) => overlap(box, other)) &&
        discs.every((other) => apart(other, middle) >= other.radius + radius + 1) &&
        places.every((other) => apart(other, middle) >= radius + DOT_PX)
      );
    };
    const found = middlesAround(x, y).find(isFree) ?? null;
    if (found) discs.push({ ...found, radius });
    return found;
  }
  return places.map((place, number) => {
    if (atPlaces[number]) return { x: place.x, y: place.y };
    return number < MOST_ASIDE ? aside(place) : null;
  });
}

/** Centres around a place, nearest first. */
function middlesAround(x, y) {
  const turns = Array.from({ length: DIRECTIONS }, (_, direction) => (2 * Math.PI * direction) / DIRECTIONS);
  return ASIDE_PX.flatMap((far) => turns.map((turn) => ({ x: x + far * Math.cos(turn), y: y + far * Math.sin(turn) })));
}

/** A name, cut to the greatest length. */
function shortened(name, most) {
  if (name.length <= most) return name;
  const characters = [...name];
  return characters.length > most ? `${characters.slice(0, most - 1).join("").trimEnd()}…` : name;
}

/** Positions for names right, left, below or above their pins, within `area`, clear of the boxes
 * that are `taken` and of each other. The name of a pin outside the box of the `cells` stays
 * outside. A name is { x, y, texts } with texts { text, wide } in order of preference. Names
 * without room are omitted. */
function placesForNames(names, taken, area, cells) {
  const filled = [...taken];
  const placed = [];
  for (const { x, y, texts } of names) {
    const isOutside = !overlap(boxAround(x, y, 1, 1), cells);
    const isFree = (box) => isWithin(box, area) && !(isOutside && overlap(box, cells)) && !filled.some((other) => overlap(box, other));
    const around = ({ text, wide }) => {
      const aside = FROM_PIN_PX + wide / 2;
      const apart = FROM_PIN_PX + NAME_PX / 2;
      const middles = [[x + aside, y], [x - aside, y], [x, y + apart], [x, y - apart]];
      return middles.map((middle) => ({ text, ...boxAround(...middle, wide, NAME_PX) }));
    };
    const found = texts.flatMap(around).find(isFree);
    if (!found) continue;
    filled.push(found);
    placed.push(found);
  }
  return placed;
}

/** The size of labels and controls relative to a large screen. */
function furniture(view) {
  return view.width < 600 ? 0.9 : 1;
}

/** Draws the best places with their numbers, the better above the worse, and the chosen one
 * larger. A moved disc is clear of the boxes `over` the map, with a line to a dot at its place.
 * Returns the discs, best first, each with its `cell`. */
function drawBest(context, view, cells, best, chosen, over) {
  const size = furniture(view);
  context.font = `700 ${11 * size}px system-ui, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const area = { left: 0, right: view.width, top: 0, bottom: view.height };
  const placed = best.map((cell, number) => {
    const [x, y] = pixelOf(view, cells.lat[cell], cells.lon[cell]);
    const text = String(number + 1);
    const half = context.measureText(text).width / 2;
    return { cell, text, x, y, half, radius: Math.max(DISC_PX * size, half + RIM_PX) };
  });
  const places = placed.filter(({ x, y, radius }) => overlap(boxAround(x, y, 2 * radius, 2 * radius), area));
  const middles = middlesOfDiscs(places, area, over);
  for (const [number, place] of places.entries()) {
    const middle = middles[number];
    if (middle?.x === place.x && middle.y === place.y) continue;
    if (middle) drawTie(context, place, middle);
    disc(context, place.x, place.y, DOT_PX * size, "#111", place.cell === chosen ? CHOSEN : "#fff");
  }
  const discs = places.map((place, number) => ({ ...place, ...middles[number] })).filter((_, number) => middles[number]);
  // The chosen disc does not move other discs.
  for (const { cell, x, y, radius, text } of [...discs].reverse()) {
    const isChosen = cell === chosen;
    disc(context, x, y, radius + (isChosen ? LARGER_PX : 0), isChosen ? "#111" : "rgb(17 17 17 / 85%)", isChosen ? CHOSEN : "#fff");
    context.fillStyle = "#fff";
    context.fillText(text, x, y + 0.5);
  }
  return discs;
}

/** Draws a line from a place to its disc. */
function drawTie(context, place, middle) {
  for (const [colour, width] of [["#fff", 3.5], ["#111", 1.5]]) {
    context.beginPath();
    context.moveTo(place.x, place.y);
    context.lineTo(middle.x, middle.y);
    [context.strokeStyle, context.lineWidth] = [colour, width];
    context.stroke();
  }
}

/** Draws the names of open events where there is room beside what is `taken`. */
function drawNames(context, view, events, isOpen, cells, taken) {
  context.font = `600 ${Math.round(12 * furniture(view))}px system-ui, sans-serif`;
  context.textAlign = "left";
  context.textBaseline = "middle";
  const area = { left: 2, right: view.width - 2, top: 2, bottom: view.height - 2 };
  const names = [];
  for (const event of events) {
    const [x, y] = pixelOf(view, event.lat, event.lon);
    if (!isOpen(event) || !overlap(boxAround(x, y, 1, 1), area)) continue;
    const texts = [LONG_NAME, SHORT_NAME].map((most) => shortened(event.name, most));
    names.push({ x, y, texts: [...new Set(texts)].map((text) => ({ text, wide: context.measureText(text).width + 2 * INSET_PX })) });
    if (names.length === MOST_NAMES_TRIED) break;
  }
  const pins = names.map(({ x, y }) => boxAround(x, y, 14, 14));
  for (const place of placesForNames(names, [...taken, ...pins], area, cells)) {
    plate(context, place);
    context.fillStyle = "#fff";
    context.fillText(place.text, place.left + INSET_PX, place.top + NAME_PX / 2 + 0.5);
  }
}

/** The boxes of the discs. */
function boxesOfDiscs(discs) {
  return discs.map(({ x, y, radius }) => boxAround(x, y, 2 * radius + 2, 2 * radius + 2));
}

/** The elements above the canvas, as boxes in its pixels: buttons, slider, connection state, and
 * the scale in the corner. */
function boxesOver(canvas) {
  const frame = canvas.getBoundingClientRect();
  const boxes = ["zoom", "time", "connection"].map((id) => byId(id).getBoundingClientRect());
  const over = boxes.map(({ left, right, top, bottom }) => ({ left: left - frame.left, right: right - frame.left, top: top - frame.top, bottom: bottom - frame.top }));
  return [...over, { left: frame.width - 140, right: frame.width, top: 0, bottom: 26 }];
}
