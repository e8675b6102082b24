// Numbers and names on the map, each only where it covers no other; whoever has no room is still in
// the panel's lists and told at the pointer.

/** So many names are tried for room; who comes later has none. */
const MOST_NAMES_TRIED = 200;

/** Of a name so many characters stand on the map, or so many where it has little room. */
const LONG_NAME = 34;
const SHORT_NAME = 15;

/** How tall the plate of a name is, how far from the middle of its pin it begins, and its text in it,
 * in pixels. */
const NAME_PX = 18;
const FROM_PIN_PX = 12;
const INSET_PX = 4;

/** A disc with a number, and the dot that stands for one without room: their radius in pixels, what
 * is left beside the number at least, and how much larger the chosen one is. */
const DISC_PX = 8;
const DOT_PX = 3;
const RIM_PX = 2.5;
const LARGER_PX = 3;

/** The box around a middle. */
function boxAround(x, y, wide, tall) {
  return { left: x - wide / 2, right: x + wide / 2, top: y - tall / 2, bottom: y + tall / 2 };
}

function overlap(one, other) {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

function isWithin(one, other) {
  return one.left >= other.left && one.right <= other.right && one.top >= other.top && one.bottom <= other.bottom;
}

/** Which of some numbers, the best first, can be read: those that no better one's disc would cover.
 * Each has a place, the radius of its disc and half the width of its text. */
function readable(numbers) {
  const shown = [];
  return numbers.map((number) => {
    const isFree = shown.every((better) => Math.hypot(better.x - number.x, better.y - number.y) >= better.radius + 1 + number.half);
    if (isFree) shown.push(number);
    return isFree;
  });
}

/** A name as long as it may be, in whole characters. */
function shortened(name, most) {
  if (name.length <= most) return name;
  const characters = [...name];
  return characters.length > most ? `${characters.slice(0, most - 1).join("").trimEnd()}…` : name;
}

/** Places for names right, left, below or above their pins, within `area` and clear of the boxes
 * that are `taken` and of each other; the name of a pin outside the box of the `cells` stays outside.
 * A name is { x, y, texts } with texts { text, wide } in the order of liking; who has no room is left out. */
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

/** How large the map's furniture is on this screen: smaller where there is less room. */
function furniture(view) {
  return view.width < 600 ? 0.9 : 1;
}

/** The best places with their numbers, the better over the worse; dots where there is no room for
 * one, and the chosen one larger. Returns the boxes they fill. */
function drawBest(context, view, cells, best, chosen) {
  const size = furniture(view);
  context.font = `700 ${11 * size}px system-ui, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const numbers = best.map((cell, place) => {
    const [x, y] = pixelOf(view, cells.lat[cell], cells.lon[cell]);
    const text = String(place + 1);
    const half = context.measureText(text).width / 2;
    const isChosen = cell === chosen;
    const radius = Math.max(DISC_PX * size, half + RIM_PX) + (isChosen ? LARGER_PX : 0);
    return { x, y, text, half, radius, isChosen };
  });
  const canBeRead = readable(numbers);
  const radiusOf = (place) => (canBeRead[place] ? numbers[place].radius : DOT_PX * size + (numbers[place].isChosen ? LARGER_PX : 0));
  for (const isNumber of [false, true]) {
    for (let place = best.length - 1; place >= 0; place--) {
      if (canBeRead[place] !== isNumber) continue;
      const { x, y, text, isChosen } = numbers[place];
      disc(context, x, y, radiusOf(place), isChosen ? "#111" : "rgb(17 17 17 / 85%)", isChosen ? CHOSEN : "#fff");
      context.fillStyle = "#fff";
      if (isNumber) context.fillText(text, x, y + 0.5);
    }
  }
  return numbers.map(({ x, y }, place) => boxAround(x, y, 2 * radiusOf(place) + 2, 2 * radiusOf(place) + 2));
}

/** The names of open events, where there is room beside what is `taken`. */
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

/** What lies over the canvas, as boxes of its pixels: buttons, slider, the state of the connection,
 * the scale in the corner. */
function boxesOver(canvas) {
  const frame = canvas.getBoundingClientRect();
  const boxes = ["zoom", "time", "connection"].map((id) => byId(id).getBoundingClientRect());
  const over = boxes.map(({ left, right, top, bottom }) => ({ left: left - frame.left, right: right - frame.left, top: top - frame.top, bottom: bottom - frame.top }));
  return [...over, { left: frame.width - 140, right: frame.width, top: 0, bottom: 40 }];
}
