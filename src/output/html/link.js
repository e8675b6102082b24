// The end of a link, which keeps what is shown.

/** What is shown, as the end of a link. */
function hashOf({ view, layer, stretched, instant, chosen, missed }, layers, cells) {
  const place = [latitudeOf(view.y).toFixed(5), longitudeOf(view.x).toFixed(5), zoomOf(view).toFixed(2)];
  const told = new URLSearchParams({ at: place.join(","), layer: layers[layer].name, range: stretched ? "stretched" : "fixed", instant });
  const id = cells.ids[chosen] ?? missed;
  if (id !== undefined) told.set("cell", id);
  return told.toString().replaceAll("%2C", ",");
}

/** What such an end of a link tells; what it does not, or not properly, stays as it is. */
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
    // Where not all cells are held it may be one of the others.
    if (shown.chosen < 0 && source.box) shown.missed = told.get("cell");
  }
  return { shown, place };
}
