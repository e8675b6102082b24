// The log of a live page: what changed and why, one line per cause.

/** The greatest number of lines. */
const MOST_LINES = 100;

/** The number of event names that are remembered, the latest first. */
const MOST_NAMES = 5000;

/** Messages within this time belong to one line, in milliseconds. */
const TOGETHER_MS = 120;

/** The number of events that are named if many change together. */
const MOST_NAMED = 3;

/** Writes the log to an element. `hear` takes the messages of the stream. `know` has the names of
 * events that are removed or open. `nearOf` gives the name of what is near a cell, if known. */
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

  /** The description of a message; none if it is not a cause. */
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
    // Late messages arrive together, whatever their times.
    if (pending && Math.abs(Date.parse(message.timestamp) - Date.parse(pending.time)) > TOGETHER_MS) flush();
    pending ??= { time: message.timestamp, happened: [], cells: 0, best: null, timer: setTimeout(flush, TOGETHER_MS) };
    if (happened !== null) pending.happened.push(happened);
    if (kind === "grid_update") pending.cells += message.cells_changed;
    if (kind === "visualization_update") pending.best = message.update_data?.best ?? null;
  }

  /** Writes the line that waited for further messages. */
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
    line(time, named || "New time", `: ${count}${place}`);
  }

  /** Adds a line with a time in the zone of the model. */
  function line(time, what, more = "") {
    if (!element.querySelector("time")) element.replaceChildren();
    const when = made("time", time.slice(11, 19), { dateTime: time });
    element.prepend(withChildren("p", [when, made("strong", what), more]));
    while (element.childElementCount > MOST_LINES) element.lastElementChild.remove();
  }

  return { hear, know, line, flush };
}
