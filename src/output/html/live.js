// The source of a live page: keeps the data in view, applies the messages of the stream, and requests
// data again when messages are not enough.

/** The least time between two requests for cells, and for events, in milliseconds. */
const LEAST_CELLS_MS = 400;
const LEAST_EVENTS_MS = 500;

/** The timeout of a request, and the time until the next attempt, in milliseconds. */
const LONGEST_ANSWER_MS = 20000;
const AGAIN_MS = 2000;

/** Changes within this time are drawn together, in milliseconds. */
const DRAWN_TOGETHER_MS = 60;

/** How long the pointer must rest before a receipt is requested, in milliseconds. */
const RESTED_MS = 50;

/** A function that runs soon after a call, one run at a time, with a minimum interval. A call
 * during a run starts another run. */
function calmly(least, run) {
  let [isRunning, isWanted, last] = [false, false, -Infinity];
  async function go() {
    isWanted = false;
    last = performance.now();
    try {
      await run();
    } finally {
      isRunning = false;
      if (isWanted) want();
    }
  }
  function want() {
    isWanted = true;
    if (isRunning) return;
    isRunning = true;
    setTimeout(go, Math.max(last + least - performance.now(), 0));
  }
  return want;
}

function liveSource(data) {
  const ends = data.area ?? [0, 0, 0, 0];
  const [south, west, north, east] = ends;
  byId("plan-link").hidden = false;
  const log = changeLog(byId("log"), (id) => held.cells.near?.(positionsIn(held).get(id)));
  const changes = withoutGaps(log, (address) => fetched(address, AbortSignal.timeout(LONGEST_ANSWER_MS)), (what, more) => log.line(localNow(), what, more));
  let held = cellsOf({ timestamp: "", lattice: null, each: 1, ids: [], lat: "", lon: "", scores: data.layers.map(() => "") });
  let asked = "";
  let view = null;
  let [isConnected, wasLost, awaySince] = [false, false, 0];
  let [told, isLoading, wasToldMeanwhile] = [[], false, false];
  let asking = null;
  const owed = new Set();
  let map = null;

  const source = {
    ...data,
    backdrop: [],
    tiles: null,
    events: [],
    instants: [{ label: "", timestamp: "", boundaries: [] }],
    box: { west: worldX(west), east: worldX(east), south: worldY(south), north: worldY(north) },
    cells: held.cells,
    lattice: null,
    subtitle: "",
    scores: () => held.scores,
    isOpen: (event) => event.open,
    receipt,
    lookedAt(shown) {
      view = shown;
      if (cellsAddress(view, ends) !== asked && !holdsAll()) wantCells();
    },
  };

  /** Without the stream, requests wait until it is connected, because data would get out of date.
   * An empty page requests data anyway. */
  function canAsk(want) {
    if (!isConnected && map) owed.add(want);
    return isConnected || !map;
  }

  const holdsAll = () => held.each === 1 && held.cells.count === data.cells;

  async function fetched(address, signal) {
    const response = await fetch(address, { signal });
    if (response.status === 401) map?.say("Not allowed to read: open /map?token=TOKEN again.");
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    return response.json();
  }

  /** The response, or nothing; then another attempt follows. */
  async function answerOf(address, want) {
    try {
      return await fetched(address, AbortSignal.timeout(LONGEST_ANSWER_MS));
    } catch {
      setTimeout(want, AGAIN_MS);
      return null;
    }
  }

  // Cells.

  const wantCells = calmly(LEAST_CELLS_MS, async () => {
    const address = cellsAddress(view ?? wholeView(), ends);
    if (address === null || !canAsk(wantCells)) return;
    [isLoading, wasToldMeanwhile] = [true, false];
    const answer = await answerOf(address, wantCells);
    isLoading = false;
    if (answer) takeCells(cellsOf(answer), address);
    // Messages that arrived during the request may be newer or older than the response.
    if (wasToldMeanwhile) wantCells();
  });

  /** The first request: all cells, for the size of the canvas. */
  function wholeView() {
    const canvas = byId("map");
    return fitted(source.box, canvas.clientWidth, canvas.clientHeight, MARGIN_PX);
  }

  function takeCells(loaded, address) {
    const before = held;
    [held, told] = [loaded, []];
    asked = address;
    source.instants[0] = { label: labelOf(held.timestamp, data.timezone), timestamp: held.timestamp, boundaries: [] };
    if (map && areSamePlaces(before, held)) {
      // The map keeps the cells that it has.
      Object.assign(before.cells, held.cells);
      held.cells = before.cells;
      map.scoresChanged();
      map.flash(changedCells(before, held));
    } else {
      [source.cells, source.lattice] = [held.cells, held.lattice];
      if (map) map.cellsChanged();
    }
    if (!map) start();
    byId("best-title").textContent = address.includes("bbox") ? "Best places around here" : "Best places";
    const credits = held.credits ? ` · ${held.credits}` : "";
    const all = `${cellsInWords(data.cells)} · ${data.timezone} · model ${data.model}${credits}`;
    const blocks = held.each === null ? "the best of each block" : `the best of each ${held.each} × ${held.each}`;
    byId("model").textContent = held.each === 1 ? all : `${all} · ${blocks}; zoom in for single cells`;
  }

  const drawTold = calmly(DRAWN_TOGETHER_MS, () => {
    const cells = takeIn(held, told, data.layers);
    told = [];
    map.scoresChanged();
    map.flash(cells);
  });

  function cellsTold({ timestamp, cells }) {
    wasToldMeanwhile = true;
    source.instants[0] = { label: labelOf(timestamp, data.timezone), timestamp, boundaries: [] };
    if (cells === null || held.each !== 1 || isLoading || !map) {
      if (!isLoading) wantCells();
      return;
    }
    told.push(...cells);
    drawTold();
  }

  // Events.

  const wantEvents = calmly(LEAST_EVENTS_MS, async () => {
    const answer = canAsk(wantEvents) && (await answerOf("map/events", wantEvents));
    if (!answer) return;
    const { known, events } = answer;
    source.events = events;
    log.know(events);
    map?.eventsChanged();
    byId("events-title").textContent = known > events.length ? `Events: ${events.length} of ${grouped(known)}` : "Events";
  });

  // Receipts.

  /** The receipt from the listener. The promise never resolves if another receipt is requested. */
  function receipt(cell) {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    return new Promise((done) => {
      setTimeout(async () => {
        if (signal.aborted || !isConnected) return;
        try {
          const address = `score?cell=${encodeURIComponent(held.cells.ids[cell])}&explain=1`;
          const { near, receipt } = await fetched(address, signal);
          done(withWindows({ ...receipt, near }));
        } catch {
          // Another receipt was requested, or the page already shows that the listener is gone.
        }
      }, RESTED_MS);
    });
  }

  function withWindows(receipt) {
    const windows = new Map(source.events.map((event) => [event.id, event.window]));
    const events = data.layers.flatMap(({ name }) => receipt[name]?.events ?? []);
    for (const event of events) event.window = windows.get(event.id);
    return receipt;
  }

  // The stream.

  const isAboutEvents = (kind) => kind.startsWith("event_") || kind === "custom";
  const stream = listenTo("stream", {
    hear(kind, message) {
      if (kind === "cells") cellsTold(message);
      else if (kind === "reset") wantAll();
      else changes.hear(kind, message);
      if (kind === "reset" && message.id) changes.reset(message.id);
      if (isAboutEvents(kind)) wantEvents();
      // The time of the scores changes even if no cell changes.
      if (kind === "time_change") wantCells();
    },
    found() {
      if (wasLost) log.line(localNow(), "Connected again", ` after ${spanOf(performance.now() - awaySince)}`);
      [isConnected, wasLost] = [true, false];
      map?.say("");
      map?.scoresChanged();
      for (const want of owed) want();
      owed.clear();
      showConnection();
    },
    lost() {
      [isConnected, wasLost, awaySince] = [false, true, performance.now()];
      if (!map) wantAll();
      showConnection();
    },
    rests() {
      isConnected = false;
      showConnection();
    },
  });

  source.stream = stream;

  function wantAll() {
    wantEvents();
    wantCells();
  }

  /** The current time of the user's clock, in the zone of the model. */
  function localNow() {
    return new Date().toLocaleString("sv-SE", { timeZone: data.timezone }).replace(" ", "T");
  }

  function showConnection() {
    byId("connection").classList.toggle("live", isConnected);
    const state = isConnected ? "Live" : document.hidden ? "Paused" : wasLost ? "Reconnecting" : "Connecting";
    if (byId("state").textContent !== state) byId("state").textContent = state;
    const age = spanOf(stream.heardAgo());
    byId("age").textContent = isConnected ? `heard ${age} ago` : held.timestamp ? `data ${age} old` : "";
  }

  function start() {
    byId("log-section").hidden = false;
    map = startMap(source);
    source.map = map;
  }

  byId("connection").hidden = false;
  showConnection();
  setInterval(showConnection, 1000);
  return source;
}

const source = liveSource(JSON.parse(document.getElementById("data").textContent));
