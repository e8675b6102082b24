// The stream of a live page: connects, reconnects after a disconnect, and reports the state and the
// age of the data.

/** The listener sends a heartbeat every 15 s. After this time without data, the connection is
 * lost. */
const SILENCE_MS = 40000;

/** The time until a new attempt, in milliseconds, if the browser makes none itself. */
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15000;

/** A hidden page disconnects after this time, in milliseconds: browsers have six connections per
 * host for all pages, and phones have a battery. */
const UNSEEN_MS = 5000;

const KINDS = [
  "event_added", "event_updated", "event_removed", "time_change", "assumption_layer_update", "grid_update",
  "visualization_update", "custom", "cells", "reset",
];

/** Receives messages while the page is visible. `does` has hear(kind, data), `lost()` and
 * `found()` for the state of the connection, and `rests()` for a hidden page. */
function listenTo(address, does) {
  let stream = null;
  let [connecting, resting] = [0, 0];
  let lastId = "";
  let heard = performance.now();
  let wait = FIRST_WAIT_MS;
  /** Unknown at first. */
  let isThere = null;

  function connect() {
    clearTimeout(connecting);
    stream = new EventSource(lastId ? `${address}?last_event_id=${encodeURIComponent(lastId)}` : address);
    stream.onopen = () => {
      [heard, wait] = [performance.now(), FIRST_WAIT_MS];
      if (!isThere) does.found();
      isThere = true;
    };
    stream.onerror = () => {
      // The server refused the connection. The browser does not retry, but the page does.
      if (stream.readyState === EventSource.CLOSED) again();
      else lose();
    };
    stream.addEventListener("still_here", () => (heard = performance.now()));
    for (const kind of KINDS) {
      stream.addEventListener(kind, (event) => {
        [heard, lastId] = [performance.now(), event.lastEventId];
        does.hear(kind, JSON.parse(event.data));
      });
    }
  }

  function lose() {
    if (isThere !== false) does.lost();
    isThere = false;
  }

  /** Disconnects and connects again. */
  function again() {
    lose();
    hangUp();
    connecting = setTimeout(connect, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }

  function hangUp() {
    clearTimeout(connecting);
    stream?.close();
    stream = null;
  }

  function rest() {
    hangUp();
    isThere = null;
    does.rests();
  }

  /** When the page becomes visible again, it receives what it missed since the last frame. */
  function look() {
    clearTimeout(resting);
    if (document.hidden) resting = setTimeout(rest, UNSEEN_MS);
    else if (!stream) connect();
  }

  setInterval(() => {
    if (performance.now() - heard < SILENCE_MS || stream?.readyState !== EventSource.OPEN) return;
    again();
  }, 1000);
  document.addEventListener("visibilitychange", look);
  if (!document.hidden) connect();
  return { again, heardAgo: () => performance.now() - heard };
}

/** A duration in its shortest form. */
function spanOf(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** A time with its offset as local time of a zone, with the zone's abbreviation on that day. */
function labelOf(timestamp, timezone) {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: timezone, weekday: "short", timeZoneName: "short" }).formatToParts(new Date(timestamp));
  const part = (type) => parts.find((part) => part.type === type).value;
  return `${part("weekday")} ${timestamp.slice(0, 10)} ${timestamp.slice(11, 19)} ${part("timeZoneName")}`;
}
