// The log of a live page: what changed and why, a line for what came of one cause.

/** So many lines are kept. */
const MOST_LINES = 100;

/** So many events are known by name; those that were heard of last. */
const MOST_NAMES = 5000;

/** What happens and comes within this time belongs together, in milliseconds. */
const TOGETHER_MS = 120;

/** Of many events that change together so many are named. */
const MOST_NAMED = 3;

/** Keeps the log in an element. `hear` takes the messages of the stream; names of events that are
 * removed or open are those of `know`; `nearOf` says what people call a cell, if that is known. */
function changeLog(element, nearOf) {
  const names = new Map();
  let pending = null;

  function know(events) {
    for (const event of events) {
      names.delete(event.id);
      names.set(event.id, event.name || event.id);
      if (names.size > MOST_NAMES) names.delete(names.keys().next().value);
    }
  }

  /** What a message says happened, in words; none if it is no cause. */
  function headline(kind, message) {
    if (kind === "event_added") return `${message.event_data.name || message.event_data.id} added`;
    if (kind === "event_updated") return `${message.new_data.name || message.new_data.id} changed (${message.changed_fields.join(", ")})`;
    if (kind === "event_removed") return `${names.get(message.removed_event_id) ?? message.removed_event_id} ${message.reason}`;
    if (kind === "time_change") return `New ${message.boundary_type}`;
    if (kind === "custom" && message.name === "event_opens") return `${names.get(message.data.event_id) ?? message.data.event_id} opens`;
    if (kind === "custom" && message.name === "event_closes") return `${names.get(message.data.event_id) ?? message.data.event_id} closes`;
    if (kind === "custom" && message.name === "event_shifts") return `${names.get(message.data.event_id) ?? message.data.event_id} enters another phase`;
    return null;
  }

  function hear(kind, message) {
    const happened = headline(kind, message);
    if (kind === "event_added") know([message.event_data]);
    if (kind === "event_updated") know([message.new_data]);
    if (happened === null && kind !== "grid_update" && kind !== "visualization_update") return;
    // What comes late comes all at once, whenever it happened.
    if (pending && Math.abs(Date.parse(message.timestamp) - Date.parse(pending.time)) > TOGETHER_MS) flush();
    pending ??= { time: message.timestamp, happened: [], cells: 0, best: null, timer: setTimeout(flush, TOGETHER_MS) };
    if (happened !== null) pending.happened.push(happened);
    if (kind === "grid_update") pending.cells += message.cells_changed;
    if (kind === "visualization_update") pending.best = message.update_data?.best ?? null;
  }

  /** Writes what waits for more that belongs to it. */
  function flush() {
    if (!pending) return;
    const { time, happened, cells, best, timer } = pending;
    clearTimeout(timer);
    pending = null;
    const others = happened.length - MOST_NAMED;
    const named = happened.slice(0, MOST_NAMED).join(", ") + (others > 0 ? ` and ${grouped(others)} more` : "");
    const count = cells === 0 ? "no cell changes" : cellsInWords(cells);
    const near = best && nearOf(best.cell_id);
    const place = best ? `, best place now ${best.cell_id}${near ? ` near ${near}` : ""} (${six(best.combined_score)})` : "";
    line(time, named || "Scores followed the clock", `: ${count}${place}`);
  }

  /** A line at a time of the model's zone. */
  function line(time, what, more = "") {
    if (!element.querySelector("time")) element.replaceChildren();
    const when = made("time", time.slice(11, 19), { dateTime: time });
    element.prepend(withChildren("p", [when, made("strong", what), more]));
    while (element.childElementCount > MOST_LINES) element.lastElementChild.remove();
  }

  return { hear, know, line, flush };
}
