// Web Mercator: degrees to the unit square of the world (x eastward, y southward) and on to the screen.
//
// A view is { x, y, scale, width, height }: the point of the world in the middle of the canvas, how
// many pixels the whole world would be wide, and the size of the canvas, all in CSS pixels.

/** Beyond this latitude the square ends. */
const MOST_LATITUDE = 85.0511287798066;

/** The scales that can be reached: from the whole Earth to a few centimetres a pixel. */
const LEAST_SCALE = 256;
const MOST_SCALE = 256 * 2 ** 21;

/** As near as a map comes by itself, however small the box that it is to show: some 2 m a pixel. */
const NEAR_SCALE = 256 * 2 ** 16;

/** Where the map of the world begins in the west, in degrees: at 0 where cells lie on both sides of
 * the 180° meridian, so that they lie together. */
let seam = -180;

/** Begins the world where all of these places lie together. */
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

/** The point of the world at a pixel of the screen. */
function worldAt(view, pixelX, pixelY) {
  return { x: view.x + (pixelX - view.width / 2) / view.scale, y: view.y + (pixelY - view.height / 2) / view.scale };
}

/** The pixels that a box of the world, { west, north, east, south }, fills. */
function boxOnScreen(view, { west, north, east, south }) {
  return { left: screenX(view, west), right: screenX(view, east), top: screenY(view, north), bottom: screenY(view, south) };
}

/** The view after a move by some pixels; the middle stays on the Earth. */
function moved(view, right, down) {
  const west = worldX(seam);
  return { ...view, x: kept(view.x + right / view.scale, west, west + 1), y: kept(view.y + down / view.scale, 0, 1) };
}

/** The view magnified around a pixel, which keeps its place. */
function zoomed(view, factor, pixelX, pixelY) {
  const scale = kept(view.scale * factor, LEAST_SCALE, MOST_SCALE);
  const still = worldAt(view, pixelX, pixelY);
  const x = still.x - (pixelX - view.width / 2) / scale;
  const y = still.y - (pixelY - view.height / 2) / scale;
  const west = worldX(seam);
  return { ...view, scale, x: kept(x, west, west + 1), y: kept(y, 0, 1) };
}

/** The view that shows a box of the world, { west, north, east, south }, with a margin around it. */
function fitted(box, width, height, margin) {
  const room = (length) => Math.max(length - 2 * margin, length / 2, 1);
  const [wide, tall] = [Math.max(box.east - box.west, 1e-9), Math.max(box.south - box.north, 1e-9)];
  const scale = kept(Math.min(room(width) / wide, room(height) / tall), LEAST_SCALE, NEAR_SCALE);
  return { x: (box.west + box.east) / 2, y: (box.north + box.south) / 2, scale, width, height };
}

/** The zoom as maps on the web count it: the Earth is 256 pixels wide at 0, twice that at 1. */
function zoomOf(view) {
  return Math.log2(view.scale / 256);
}
