// The source of a page that holds its data: scores and receipts of any instant, from the parts they
// are made of.
//
// What a source is, to the rest of the page:
//   title, subtitle, instants, events, layers, lattice, backdrop, tiles, opening   what there is
//   cells              { count, ids, lat, lon, x, y, z }, one column per quantity
//   scores(instant)    one column per layer: combined, spending, college, events
//   isOpen(event, instant)   whether an event counts then
//   receipt(cell, instant)   as `pdpe explain --format json` has it, or a promise of that
//   lookedAt(view)     if there is such a function, it is told what part of the world is shown
//   box                if there are more cells than these: the box of the world that all of them fill
//
// A source that changes puts its new cells, events or scores in place and then says so to what
// `startMap` returned.

function embeddedSource(data) {
  const cells = { count: data.cells.count, ids: data.cells.ids };
  for (const name of ["lat", "lon", "x", "y", "z"]) cells[name] = numbersOf(data.cells[name]);
  if (!data.lattice) setSeam(cells.lon);
  const incomes = positionsOf(data.cells.income);
  const withDistances = (places) => places.map((place) => (place.km ? { ...place, km: numbersOf(place.km) } : place));
  const hotspots = withDistances(data.hotspots);
  const events = withDistances(data.events);
  const sums = Float64Array.from({ length: cells.count }, (_, cell) => hotspotSum(hotspots, cells, cell));
  const [, spendingLayer, collegeLayer] = data.layers;
  const weights = data.layers.slice(1).map((layer) => layer.weight);
  const columns = data.layers.map(() => new Float64Array(cells.count));
  let computed = -1;

  const isOpen = (event, instant) => event.from <= instant && instant < event.until;
  const spendingAt = (product, cell) => kept(product * data.incomes[incomes[cell]].value, 0, spendingLayer.maximum);
  const collegeAt = (multiplier, cell) => kept(multiplier * sums[cell], 0, collegeLayer.maximum);

  function scores(instant) {
    if (instant === computed) return columns;
    const [combined, spending, college, proximity] = columns;
    const product = productOf(data.instants[instant].spending);
    const multiplier = productOf(data.instants[instant].college);
    const open = events.filter((event) => isOpen(event, instant));
    for (let cell = 0; cell < cells.count; cell++) {
      spending[cell] = spendingAt(product, cell);
      college[cell] = collegeAt(multiplier, cell);
      proximity[cell] = proximityAt(open, data.nothing_left, cells, cell);
      combined[cell] = combinedOf(weights, spending[cell], college[cell], proximity[cell]);
    }
    computed = instant;
    return columns;
  }

  function receipt(cell, instant) {
    const [combined, ...three] = scores(instant).map((column) => column[cell]);
    const { spending, college, timestamp } = data.instants[instant];
    const income = data.incomes[incomes[cell]];
    const reaching = events.filter((event) => reaches(event, cells, cell));
    const terms = three.map((score, number) => {
      const layer = data.layers[number + 1];
      return { layer: layer.name, weight: layer.weight, score, product: layer.weight * score };
    });
    return {
      cell_id: cells.ids[cell],
      lat: cells.lat[cell],
      lon: cells.lon[cell],
      timestamp,
      spending_propensity: {
        factors: [...spending, income],
        clamped: clampOf(productOf(spending) * income.value, three[0]),
        score: three[0],
      },
      college_presence: {
        hotspots: hotspots.map((hotspot) => {
          const km = kmTo(hotspot, cells, cell);
          return { name: hotspot.name, distance_km: km, weight: hotspot.weight, points: pointsOf(hotspot.weight, km) };
        }),
        sum: sums[cell],
        factors: college,
        clamped: clampOf(productOf(college) * sums[cell], three[1]),
        score: three[1],
      },
      event_proximity_bonus: {
        events: reaching.map((event) => eventReceipt(event, kmTo(event, cells, cell), isOpen(event, instant))),
        score: three[2],
      },
      terms,
      combined_score: combined,
    };
  }

  const subtitle = `${cellsInWords(cells.count)} · ${data.timezone} · model ${data.model}`;
  return { ...data, subtitle, cells, events, isOpen, scores, receipt };
}

function clampOf(before, after) {
  return before === after ? null : { before, after };
}

function eventReceipt(event, km, open) {
  const bonus = open ? bonusOf(event, km) : 0;
  const { id, name, radius_km, scale, status, window } = event;
  const unkept = (1 - km / radius_km) * scale;
  return { id, name, distance_m: km * 1000, radius_km, scale, status, window, open, clamped: open ? clampOf(unkept, bonus) : null, bonus };
}
