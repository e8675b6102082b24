// The best places, as `pdpe score --top N --apart KM` lists them.

/** Positions of the best cells, best first. Each is at least a squared chord from all better ones.
 * Of equal scores, the earlier cell is first. */
function bestOf(cells, scores, top, apart) {
  const isOut = new Uint8Array(cells.count);
  const best = [];
  while (best.length < top) {
    let found = -1;
    for (let cell = 0; cell < cells.count; cell++) {
      if (!isOut[cell] && (found < 0 || scores[cell] > scores[found])) found = cell;
    }
    if (found < 0) break;
    best.push(found);
    const at = { x: cells.x[found], y: cells.y[found], z: cells.z[found] };
    for (let cell = 0; cell < cells.count; cell++) {
      if (chordSquared(at, cells.x[cell], cells.y[cell], cells.z[cell]) < apart) isOut[cell] = 1;
    }
    isOut[found] = 1;
  }
  return best;
}
