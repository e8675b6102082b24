// The URL fragment, which stores the view.

/** The view as a URL fragment. */
function hashOf({ view, layer, stretched, instant, chosen, missed }, layers, cells) {
  const place = [latitudeOf(view.y).toFixed(5), longitudeOf(view.x).toFixed(5), zoomOf(view).toFixed(2)];
  const told = new URLSearchParams({ at: place.join(","), layer: layers[layer].name, range: stretched ? "stretched" : "fixed", instant });
  const id = cells.ids[chosen] ?? missed;
  if (id !== undefined) told.set("cell", id);
  return told.toString().replaceAll("%2C", ",");
}

/** The view in a URL fragment. Missing or invalid parts are unchanged. */
function toldByHash(hash, source) {
  const told = new URLSearchParams(hash.slice(1));
  const shown = {};
  const [latitude, longitude, zoom] = (told.get("at") ?? "").split(",").map(Number);
  const isPlace = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && zoom >= 0 && zoom <= 21;
  const place = isPlace ? { x: worldX(longitude), y: worldY(latitude), scale: 256 * 2 ** zoom } : null;
  const layer = source.layers.findIndex((known) => known.name === told.get("layer"));
  if (layer >= 0) shown.layer = layer;
  if (told.has("range")) shown.stretched = told.get("range") === "stretched";
  const instant = Number(told.get("instant"));
  if (Number.isInteger(instant) && instant >= 0 && instant < source.instants.length) shown.instant = instant;
  if (told.has("cell")) {
    shown.chosen = source.cells.ids.indexOf(told.get("cell"));
    // If the page has only some of the cells, it may be another one.
    if (shown.chosen < 0 && source.box) shown.missed = told.get("cell");
  }
  return { shown, place };
}
