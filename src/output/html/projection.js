// Web Mercator: degrees to the unit square (x east, y south), and from there to the screen.
//
// A view is { x, y, scale, width, height }: the point of the unit square at the centre of the canvas,
// the width of the world in pixels, and the size of the canvas, all in CSS pixels.

/** The latitude at the edge of the square. */
const MOST_LATITUDE = 85.0511287798066;

/** The range of scales: from the whole Earth to a few centimetres per pixel. */
const LEAST_SCALE = 256;
const MOST_SCALE = 256 * 2 ** 21;

/** The greatest scale of a view of a box: about 2 m per pixel. */
const NEAR_SCALE = 256 * 2 ** 16;

/** The western edge of the map, in degrees. It is 0 if cells lie on both sides of the 180°
 * meridian, so that they are together. */
let seam = -180;

/** Chooses the western edge so that these places are together. */
function setSeam(longitudes) {
  const width = (of) => rangeOf(of).reduce((low, high) => high - low);
  const moved = Float64Array.from(longitudes, (longitude) => (longitude < 0 ? longitude + 360 : longitude));
  seam = width(longitudes) > 180 && width(moved) < width(longitudes) ? 0 : -180;
}

function worldX(longitude) {
  return (longitude < seam ? longitude + 360 : longitude) / 360 + 0.5;
}

function worldY(latitude) {
  const sine = Math.sin((kept(latitude, -MOST_LATITUDE, MOST_LATITUDE) * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

function longitudeOf(x) {
  const longitude = (x - 0.5) * 360;
  return longitude > 180 && seam > -180 ? longitude - 360 : longitude;
}

function latitudeOf(y) {
  return (Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) * 180) / Math.PI;
}

function screenX(view, x) {
  return (x - view.x) * view.scale + view.width / 2;
}

function screenY(view, y) {
  return (y - view.y) * view.scale + view.height / 2;
}

/** The point of the unit square at a pixel of the screen. */
function worldAt(view, pixelX, pixelY) {
  return { x: view.x + (pixelX - view.width / 2) / view.scale, y: view.y + (pixelY - view.height / 2) / view.scale };
}

/** The pixels of a box of the unit square, { west, north, east, south }. */
function boxOnScreen(view, { west, north, east, south }) {
  return { left: screenX(view, west), right: screenX(view, east), top: screenY(view, north), bottom: screenY(view, south) };
}

/** The view after a move by some pixels, with its centre still on the Earth. */
function moved(view, right, down) {
  const west = worldX(seam);
  return { ...view, x: kept(view.x + right / view.scale, west, west + 1), y: kept(view.y + down / view.scale, 0, 1) };
}

/** The view zoomed around a pixel, which stays in place. */
function zoomed(view, factor, pixelX, pixelY) {
  const scale = kept(view.scale * factor, LEAST_SCALE, MOST_SCALE);
  const still = worldAt(view, pixelX, pixelY);
  const x = still.x - (pixelX - view.width / 2) / scale;
  const y = still.y - (pixelY - view.height / 2) / scale;
  const west = worldX(seam);
  return { ...view, scale, x: kept(x, west, west + 1), y: kept(y, 0, 1) };
}

/** The view of a box of the unit square, { west, north, east, south }, with a margin. */
function fitted(box, width, height, margin) {
  const room = (length) => Math.max(length - 2 * margin, length / 2, 1);
  const [wide, tall] = [Math.max(box.east - box.west, 1e-9), Math.max(box.south - box.north, 1e-9)];
  const scale = kept(Math.min(room(width) / wide, room(height) / tall), LEAST_SCALE, NEAR_SCALE);
  return { x: (box.west + box.east) / 2, y: (box.north + box.south) / 2, scale, width, height };
}

/** The zoom level of web maps: the Earth is 256 pixels wide at 0, and twice as wide at each next
 * level. */
function zoomOf(view) {
  return Math.log2(view.scale / 256);
}
