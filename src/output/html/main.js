// The page: its state, and how changes reach the canvas and the panel.

/** The distance at which the pointer selects a pin, in pixels. */
const PIN_PX = 10;

/** The least margin around all cells, in pixels. */
const MARGIN_PX = 24;

/** Shows a source (see embedded.js). Returns functions that a changing source calls:
 * `cellsChanged`, `scoresChanged`, `eventsChanged`, `flash`, `say`. */
function startMap(source) {
  const { layers } = source;
  const canvas = byId("map");
  const context = canvas.getContext("2d");
  let cells = source.cells;
  let layout = layoutOf(cells, source.lattice);
  let picture = pictureOf(cells, layout);
  const backdrop = source.backdrop.length ? pathOf(source.backdrop, layout.box) : null;
  const tiles = source.tiles ? tilesOf(source.tiles, redraw) : null;
  const lit = flashes();
  const shown = { view: null, layer: 0, stretched: false, instant: 0, chosen: -1, missed: undefined, pointed: -1, event: null };
  let best = [];
  let discs = [];
  let pointer = null;
  let isDue = false;
  /** Whether the view shows all cells. It then stays so when the window is resized. */
  let isWhole = false;
  let showInstant = () => {};

  const scores = () => source.scores(shown.instant)[shown.layer];
  const isOpen = (event) => source.isOpen(event, shown.instant);

  // Drawing.

  function redraw() {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame((now) => {
      isDue = false;
      draw(now);
    });
  }

  function draw(now) {
    const { view } = shown;
    const ratio = devicePixelRatio || 1;
    const [width, height] = [Math.round(view.width * ratio), Math.round(view.height * ratio)];
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = getComputedStyle(canvas).backgroundColor;
    context.fillRect(0, 0, width, height);
    if (tiles) {
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      tiles(context, view);
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.globalAlpha = 0.65;
    }
    picture.draw(context, view, ratio);
    context.globalAlpha = 1;
    if (backdrop) drawPath(context, view, ratio, backdrop);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (lit.draw(context, view, layout, now)) redraw();
    drawEvents(context, view, source.events, isOpen, shown.event);
    if (source.routes) drawRoutes(context, view, source.routes, shown.instant);
    if (shown.pointed >= 0) drawFrame(context, view, layout, shown.pointed, POINTED);
    if (shown.chosen >= 0) drawFrame(context, view, layout, shown.chosen, CHOSEN);
    const over = boxesOver(canvas);
    discs = drawBest(context, view, cells, best, shown.chosen, over);
    const taken = [...boxesOfDiscs(discs), ...over];
    drawNames(context, view, source.events, isOpen, boxOnScreen(view, source.box ?? layout.box), taken);
    drawScaleBar(context, view);
    if (performance.getEntriesByName("first-picture").length === 0) performance.mark("first-picture");
  }

  // Effects of a change.

  /** Updates everything after a change of scores, layer, instant or range. */
  function colour() {
    const layer = layers[shown.layer];
    const [low, high] = rangeShown();
    picture.colour(scores(), low, high);
    showLayer(shown.layer);
    showRange(low, high, shown.stretched);
    best = bestOf(cells, scores(), source.opening.top, source.opening.apart);
    showBest(cells, scores(), best, goTo);
    const instant = source.instants[shown.instant];
    byId("when").textContent = instant.label;
    canvas.setAttribute("aria-label", `${layer.label} score of ${source.title}, ${instant.label}. ${bestInWords()}`);
    if (shown.view) tell();
    showReceipt();
    remember();
    redraw();
  }

  /** The range of colours: from 0 to the greatest possible score, or the range of present scores
   * if they differ. */
  function rangeShown() {
    const [low, high] = rangeOf(scores());
    return shown.stretched && low < high ? [low, high] : [0, layers[shown.layer].maximum];
  }

  function bestInWords() {
    return best.length ? `Best: cell ${cells.ids[best[0]]} with ${six(scores()[best[0]])}.` : "";
  }

  function showAt(instant) {
    shown.instant = kept(instant, 0, source.instants.length - 1);
    showInstant(shown.instant);
    // The source may have replaced or removed the event.
    shown.event = source.events.find((event) => event.id === shown.event?.id) ?? null;
    showEvents(source.events, isOpen, shown.event, goToEvent);
    showPlan(source.routes ?? [], shown.instant, goToStep);
    colour();
  }

  function setView(view) {
    shown.view = view;
    isWhole = false;
    // The place of the tooltip has moved.
    [pointer, discs] = [null, []];
    tell();
    remember();
    redraw();
  }

  /** The receipt of the cell at the pointer, or else of the chosen cell. */
  async function showReceipt(isToBeRead = false) {
    const [cell, instant] = [shown.pointed >= 0 ? shown.pointed : shown.chosen, shown.instant];
    byId("receipt-title").textContent = cell < 0 ? "Cell" : `Cell ${cells.ids[cell]}`;
    if (cell < 0) return;
    const receipt = source.receipt(cell, instant);
    const id = cells.ids[cell];
    byId("receipt-body").setAttribute("aria-busy", String(receipt instanceof Promise));
    const elements = receiptElements(receipt instanceof Promise ? await receipt : receipt, layers);
    const isStill = id === cells.ids[shown.pointed >= 0 ? shown.pointed : shown.chosen] && instant === shown.instant;
    if (!isStill) return;
    byId("receipt-body").setAttribute("aria-busy", "false");
    byId("receipt-body").replaceChildren(...elements);
    if (isToBeRead) byId("announcement").textContent = receiptSentence(await receipt);
  }

  function choose(cell) {
    [shown.chosen, shown.pointed, shown.missed] = [cell, -1, undefined];
    showReceipt(true);
    remember();
    redraw();
  }

  function goTo(cell) {
    bringIntoView(cells.lat[cell], cells.lon[cell]);
    choose(cell);
  }

  function goToEvent(event) {
    shown.event = shown.event === event ? null : event;
    showEvents(source.events, isOpen, shown.event, goToEvent);
    if (shown.event) bringIntoView(event.lat, event.lon);
    redraw();
  }

  function goToStep(step) {
    if (step.at) bringIntoView(step.at[1], step.at[0]);
    if (step.cell !== null) choose(step.cell);
    showAt(step.from);
  }

  /** Moves the map if a place is outside the view or near its edge. */
  function bringIntoView(latitude, longitude) {
    const { view } = shown;
    const [x, y] = [worldX(longitude), worldY(latitude)];
    const isNear = (pixel, length) => pixel > length * 0.1 && pixel < length * 0.9;
    if (!isNear(screenX(view, x), view.width) || !isNear(screenY(view, y), view.height)) setView({ ...view, x, y });
  }

  function showAll() {
    setView(allCells());
    isWhole = true;
  }

  /** The view of all cells, above the controls at the bottom, and right of the buttons if they
   * would cover cells. */
  function allCells() {
    const [box, width, height] = [source.box ?? layout.box, canvas.clientWidth, canvas.clientHeight];
    const frame = canvas.getBoundingClientRect();
    const atFoot = ["time", "connection"].map((id) => byId(id).getBoundingClientRect()).filter((over) => overlap(over, frame));
    const foot = Math.max(0, ...atFoot.map((over) => frame.bottom - over.top - MARGIN_PX / 2));
    const rightOf = (left) => {
      const view = fitted(box, width - left, height - foot, MARGIN_PX);
      return moved({ ...view, width, height }, -left / 2, foot / 2);
    };
    const view = rightOf(0);
    const { offsetLeft, offsetTop, offsetWidth, offsetHeight } = byId("zoom");
    const buttons = { left: offsetLeft, right: offsetLeft + offsetWidth, top: offsetTop, bottom: offsetTop + offsetHeight };
    return overlap(boxOnScreen(view, box), buttons) ? rightOf(buttons.right - MARGIN_PX / 2) : view;
  }

  // What is under a pixel.

  /** A numbered disc selects its place, even above other cells. */
  function cellAt(x, y) {
    const disc = discs.find((disc) => Math.hypot(disc.x - x, disc.y - y) <= disc.radius);
    if (disc) return disc.cell;
    return layout.cellAt(worldAt(shown.view, x, y), layout.lattice ? 0 : (dotOf(layout, shown.view) + 4) / shown.view.scale);
  }

  function eventAt(x, y) {
    const near = (event) => Math.hypot(screenX(shown.view, worldX(event.lon)) - x, screenY(shown.view, worldY(event.lat)) - y) < PIN_PX;
    return source.events.find((event) => isOpen(event) && near(event)) ?? source.events.find(near);
  }

  /** Shows the tooltip and receipt for a point, or removes them. */
  function tell() {
    if (!pointer) {
      showTip([]);
      return;
    }
    const { x, y } = pointer;
    const [cell, event] = [cellAt(x, y), eventAt(x, y)];
    const place = best.indexOf(cell);
    const ofCell = cell < 0 ? [] : [...(place < 0 ? [] : [`Best place ${place + 1}`]), cells.ids[cell], six(scores()[cell])];
    showTip([...(event ? [event.name, event.window] : []), ...ofCell], pointer, shown.view);
  }

  function point(x, y) {
    pointer = { x, y };
    tell();
    const cell = cellAt(x, y);
    if (cell === shown.pointed) return;
    shown.pointed = cell;
    showReceipt();
    redraw();
  }

  listenToHands(canvas, {
    move: (right, down) => setView(moved(shown.view, right, down)),
    zoom: (factor, x, y) => setView(zoomed(shown.view, factor, x, y)),
    showAll,
    point,
    leave: () => {
      pointer = null;
      tell();
      shown.pointed = -1;
      showReceipt();
      redraw();
    },
    choose: (x, y) => {
      const cell = cellAt(x, y);
      pointer = { x, y };
      if (cell >= 0) choose(cell);
      tell();
    },
    step: (right, up) => {
      const { view } = shown;
      const from = shown.chosen >= 0 ? shown.chosen : cellAt(view.width / 2, view.height / 2);
      if (from >= 0) goTo(shown.chosen >= 0 ? layout.next(from, right, up) : from);
    },
  });

  // The link stores the view.

  let remembering = 0;
  function remember() {
    clearTimeout(remembering);
    remembering = setTimeout(() => {
      history.replaceState(null, "", `#${hashOf(shown, layers, cells)}`);
      source.lookedAt?.(shown.view);
    }, 200);
  }

  function recall() {
    const told = toldByHash(location.hash, source);
    Object.assign(shown, told.shown);
    shown.view = { ...allCells(), ...told.place };
    isWhole = !told.place;
    showAt(shown.instant);
  }

  function start() {
    document.title = `${source.title} – map`;
    byId("title").textContent = source.title;
    byId("model").textContent = source.subtitle + (source.tiles ? ` · map tiles from ${new URL(source.tiles).host}` : "");
    fillRamp();
    fillLayers(layers, (layer) => {
      shown.layer = layer;
      colour();
    });
    byId("stretched").addEventListener("change", (event) => {
      shown.stretched = event.target.checked;
      colour();
    });
    const middle = () => [shown.view.width / 2, shown.view.height / 2];
    byId("zoom-in").addEventListener("click", () => setView(zoomed(shown.view, 1.5, ...middle())));
    byId("zoom-out").addEventListener("click", () => setView(zoomed(shown.view, 1 / 1.5, ...middle())));
    byId("zoom-all").addEventListener("click", showAll);
    showInstant = timeBar(source.instants, source.events, showAt);
    shown.layer = Math.max(layers.findIndex((layer) => layer.name === source.opening.layer), 0);
    shown.stretched = source.opening.stretched;
    recall();
    draw(performance.now());
    addEventListener("hashchange", recall);
    const resized = () => setView({ ...shown.view, width: canvas.clientWidth, height: canvas.clientHeight });
    new ResizeObserver(() => (isWhole ? showAll() : resized())).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
    // Immediately: browsers run no animation frames while they print.
    matchMedia("print").addEventListener("change", () => draw(performance.now()));
  }

  start();
  return {
    shown,
    /** The source has other cells, or cells at other places. */
    cellsChanged() {
      const id = cells.ids[shown.chosen] ?? shown.missed;
      cells = source.cells;
      layout = layoutOf(cells, source.lattice);
      picture = pictureOf(cells, layout);
      lit.clear();
      discs = [];
      [shown.chosen, shown.pointed] = [id === undefined ? -1 : cells.ids.indexOf(id), -1];
      // The chosen cell may return later.
      shown.missed = shown.chosen < 0 ? id : undefined;
      colour();
    },
    /** The source has new scores for the shown instant. */
    scoresChanged: colour,
    /** The source has new events. */
    eventsChanged: () => showAt(shown.instant),
    /** Highlights cells that changed. */
    flash(changed) {
      lit.add(changed, performance.now());
      redraw();
    },
    /** Shows a line under the title, such as the state of a connection; empty text removes it. */
    say(text) {
      byId("status").hidden = text === "";
      byId("status").textContent = text;
    },
  };
}
