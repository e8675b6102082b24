// The stream of a live page: connects, and connects again whenever it is lost; says at any time
// whether it is there and how old the data are.

/** The listener says something at least every 15 s; after so long without, the line is dead. */
const SILENCE_MS = 40000;

/** How long until a new attempt, in milliseconds, where the browser makes none by itself. */
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15000;

/** Who is not looked at for so long hangs up, in milliseconds: a browser has six connections to a
 * host for all of its pages, and a phone has a battery. */
const UNSEEN_MS = 5000;

const KINDS = [
  "event_added", "event_updated", "event_removed", "time_change", "assumption_layer_update", "grid_update",
  "visualization_update", "custom", "cells", "reset",
];

/** Listens for ever, while the page is looked at. `does` has hear(kind, data), `lost()` and `found()`
 * when the connection goes and when it is there, and `rests()` when nobody looks on. */
function listenTo(address, does) {
  let stream = null;
  let [connecting, resting] = [0, 0];
  let lastId = "";
  let heard = performance.now();
  let wait = FIRST_WAIT_MS;
  /** Not known at first. */
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
      // Refused by an answer: the browser gives up, and the page does not.
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

  /** Hangs up and connects again. */
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

  /** Who looks again is told what happened since the last frame. */
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

/** A time span as short as it can be told. */
function spanOf(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** A time with its offset as people of a zone write it, with the zone's name of that day. */
function labelOf(timestamp, timezone) {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: timezone, weekday: "short", timeZoneName: "short" }).formatToParts(new Date(timestamp));
  const part = (type) => parts.find((part) => part.type === type).value;
  return `${part("weekday")} ${timestamp.slice(0, 10)} ${timestamp.slice(11, 19)} ${part("timeZoneName")}`;
}
