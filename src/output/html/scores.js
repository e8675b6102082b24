// The arithmetic of scores, with the same operations in the same order as in Rust, so that all
// results are equal to the last digit. Do not simplify it.

const EARTH_RADIUS_KM = 6371;

/** Squared chord up to which the arcsine is a short series. */
const NEAR_CHORD_SQUARED = 0.008;

/** Squared length of the straight line between two points on the sphere of radius 1. */
function chordSquared(from, x, y, z) {
  const [dx, dy, dz] = [from.x - x, from.y - y, from.z - z];
  return dx * dx + dy * dy + dz * dz;
}

/** Great-circle kilometres of a squared chord. */
function kmOfChordSquared(chord) {
  const h = chord * 0.25;
  if (chord > NEAR_CHORD_SQUARED) return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(Math.min(h, 1)));
  const hSquared = h * h;
  const laterTerms = 5 / 112 + h * (35 / 1152) + hSquared * (63 / 2816);
  const tail = h * (1 / 6 + h * (3 / 40) + hSquared * laterTerms);
  const sine = Math.sqrt(h);
  return 2 * EARTH_RADIUS_KM * (sine + sine * tail);
}

/** Kilometres from a hotspot or an event to a cell. Large distances are part of the data. */
function kmTo(from, cells, cell) {
  if (from.km) return from.km[cell];
  return kmOfChordSquared(chordSquared(from.at, cells.x[cell], cells.y[cell], cells.z[cell]));
}

/** The points of a hotspot at a distance. */
function pointsOf(weight, km) {
  return weight / (1 + km);
}

/** The points of all hotspots at a cell. */
function hotspotSum(hotspots, cells, cell) {
  let sum = 0;
  for (const hotspot of hotspots) sum += pointsOf(hotspot.weight, kmTo(hotspot, cells, cell));
  return sum;
}

function reaches(event, cells, cell) {
  return chordSquared(event.at, cells.x[cell], cells.y[cell], cells.z[cell]) < event.reach;
}

/** The bonus of an open event that reaches a cell. */
function bonusOf(event, km) {
  return kept((1 - km / event.radius_km) * event.scale, 0, 1);
}

/** 1 − Π(1 − bonus) over the open events, in the order of their ids. */
function proximityAt(open, nothingLeft, cells, cell) {
  let left = 1;
  for (const event of open) {
    if (!reaches(event, cells, cell)) continue;
    left *= 1 - bonusOf(event, kmTo(event, cells, cell));
    if (left <= nothingLeft) return 1;
  }
  return 1 - left;
}

/** The product of factors, in order. */
function productOf(factors) {
  return factors.reduce((product, factor) => product * factor.value, 1);
}

/** The weighted sum of the layers at a cell, in their order. */
function combinedOf(layers, columns, cell) {
  return layers.reduce((sum, layer, number) => sum + layer.weight * columns[number][cell], 0);
}
