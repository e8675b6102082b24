// The source of a page with embedded data: calculates scores and receipts of any instant.
//
// A source has these members:
//   title, subtitle, instants, events, layers, lattice, backdrop, tiles, opening   what there is
//   cells              { count, ids, lat, lon, x, y, z }, one column per quantity; near(cell) if names are known
//   scores(instant)    the combined scores, then one column per layer
//   isOpen(event, instant)   whether an event counts then
//   receipt(cell, instant)   the same as `pdpe explain --format json`, or a promise of it
//   lookedAt(view)     optional; called with the part of the world in view
//   box                optional; the box of all cells, if there are more than these
//
// A source that changes updates its cells, events or scores, then calls the functions that `startMap`
// returned.

function embeddedSource(data) {
  const cells = { count: data.cells.count, ids: data.cells.ids };
  for (const name of ["lat", "lon", "x", "y", "z"]) cells[name] = numbersOf(data.cells[name]);
  cells.near = namesOf(data.near);
  if (!data.lattice) setSeam(cells.lon);
  const withDistances = (places) => places.map((place) => (place.km ? { ...place, km: numbersOf(place.km) } : place));
  const events = withDistances(data.events);
  const layers = data.layers.slice(1).map((layer, number) => ({ ...layer, ...placesOfLayer(data.places[number]) }));
  const columns = data.layers.map(() => new Float64Array(cells.count));
  let computed = -1;

  /** The factors or points of a layer for each cell; nothing for the layer of events. */
  function placesOfLayer(places) {
    if (!places) return {};
    if (places.hotspots) {
      const hotspots = withDistances(places.hotspots);
      return { hotspots, factorAt: Float64Array.from({ length: cells.count }, (_, cell) => hotspotSum(hotspots, cells, cell)) };
    }
    const ofCells = positionsOf(places.of_cells);
    const factors = places.factors;
    const ofSpots = places.spots ? positionsOf(places.spots.of_cells) : null;
    const placesOf = (cell) => [factors[ofCells[cell]], ...(ofSpots ? [places.spots.factors[ofSpots[cell]]] : [])];
    return { placesOf, factorAt: Float64Array.from(ofCells, (_, cell) => productOf(placesOf(cell))) };
  }

  const isIn = ({ from, until }, instant) => from <= instant && instant < until;
  const isOpen = isIn;

  /** The event at an instant, with the factor of its phase in its scale. */
  function eventAt(event, instant) {
    const stage = event.stages?.find((stage) => isIn(stage, instant));
    if (!stage) return event;
    return { ...event, scale: stage.factor.value * event.scale, factors: [stage.factor, ...(event.factors ?? [])] };
  }

  function scores(instant) {
    if (instant === computed) return columns;
    const [combined, ...own] = columns;
    const open = events.filter((event) => isOpen(event, instant)).map((event) => eventAt(event, instant));
    layers.forEach(({ factorAt, maximum }, number) => {
      const [column, time] = [own[number], productOf(data.instants[instant].factors[number])];
      for (let cell = 0; cell < cells.count; cell++) {
        column[cell] = factorAt ? kept(time * factorAt[cell], 0, maximum) : proximityAt(open, data.nothing_left, cells, cell);
      }
    });
    for (let cell = 0; cell < cells.count; cell++) combined[cell] = combinedOf(layers, own, cell);
    computed = instant;
    return columns;
  }

  function receipt(cell, instant) {
    const [combined, ...own] = scores(instant).map((column) => column[cell]);
    const { timestamp } = data.instants[instant];
    const terms = layers.map(({ name, weight }, number) => ({ layer: name, weight, score: own[number], product: weight * own[number] }));
    const parts = layers.map((layer, number) => [layer.name, partOf(layer, data.instants[instant].factors[number], own[number])]);
    return { cell_id: cells.ids[cell], lat: cells.lat[cell], lon: cells.lon[cell], near: cells.near?.(cell), timestamp, ...Object.fromEntries(parts), terms, combined_score: combined };

    function partOf({ hotspots, placesOf, factorAt }, times, score) {
      if (!factorAt) {
        const reaching = events.filter((event) => reaches(event, cells, cell)).map((event) => eventAt(event, instant));
        return { events: reaching.map((event) => eventReceipt(event, kmTo(event, cells, cell), isOpen(event, instant))), score };
      }
      const clamped = clampOf(productOf(times) * factorAt[cell], score);
      if (!hotspots) return { factors: [...times, ...placesOf(cell)], clamped, score };
      return { hotspots: hotspots.map((hotspot) => pointsReceipt(hotspot, kmTo(hotspot, cells, cell))), sum: factorAt[cell], factors: times, clamped, score };
    }
  }

  const credits = data.near ? ` · ${data.near.credits}` : "";
  const subtitle = `${cellsInWords(cells.count)} · ${data.timezone} · model ${data.model}${credits}`;
  return { ...data, subtitle, cells, events, isOpen, scores, receipt };
}

function clampOf(before, after) {
  return before === after ? null : { before, after };
}

function pointsReceipt({ name, weight }, km) {
  return { name, distance_km: km, weight, points: pointsOf(weight, km) };
}

function eventReceipt(event, km, open) {
  const bonus = open ? bonusOf(event, km) : 0;
  const { id, name, radius_km, scale, factors, status, window } = event;
  const unkept = (1 - km / radius_km) * scale;
  return { id, name, distance_m: km * 1000, radius_km, scale, ...(factors ? { factors } : {}), status, window, open, clamped: open ? clampOf(unkept, bonus) : null, bonus };
}
