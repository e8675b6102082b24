// The source of a page that a listener keeps fresh: it holds what is shown, hears what changes, and
// asks for it anew when it cannot know.

/** No more often than this are cells asked for, and no more often events, in milliseconds. */
const LEAST_CELLS_MS = 400;
const LEAST_EVENTS_MS = 500;

/** An answer that takes longer does not come; how long until it is asked for again, in milliseconds. */
const LONGEST_ANSWER_MS = 20000;
const AGAIN_MS = 2000;

/** Changes that come within this time are drawn together, in milliseconds. */
const DRAWN_TOGETHER_MS = 60;

/** The pointer has to rest so long before a receipt is asked for, in milliseconds. */
const RESTED_MS = 50;

/** A function that runs soon after it is called, once at a time and not too often; one that is
 * called meanwhile runs again. */
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

  /** Without the stream nothing is asked for, since what changes would not follow; what is wanted is
   * owed until it is there. A page that shows nothing yet takes what it gets. */
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

  /** The answer, or none and another attempt later. */
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
    // What was told while the answer was on its way may be newer than that, or older.
    if (wasToldMeanwhile) wantCells();
  });

  /** Before anything is shown: all cells, on the canvas there is. */
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
      // The map goes on with the cells it knows.
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
    byId("model").textContent = held.each === 1 ? all : `${all} · zoom in for single cells: shown is ${blocks}`;
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

  /** As the listener explains it; a promise that is never kept, once another is asked for. */
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
          // Another was asked for, or the listener has gone and the page says so already.
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
      // Also where no cell changes, the scores are those of another time.
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

  /** The time on the clock of whoever looks on, written in the model's zone. */
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
