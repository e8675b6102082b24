// Fills gaps in the stream: requests missed messages and passes them on before later ones.

/** The kinds of messages that cause others, and the kinds that a log shows. */
const CAUSES = ["event_added", "event_updated", "event_removed", "time_change", "custom"];
const EFFECTS = ["grid_update", "visualization_update"];

/** The number of messages of each kind that the listener keeps. */
const MOST_KEPT = 200;

/** The number of attempts to request missed messages. */
const MOST_ATTEMPTS = 3;

/** The messages after number `after`, in order, from the last ones of each kind. `isAll` says
 * whether the list is complete. If not, it begins with the first cause that has all its effects. */
function missedOf(lists, after) {
  const beginnings = lists.filter((list) => list.length >= MOST_KEPT).map((list) => list[0].message_id);
  const first = Math.max(after + 1, ...beginnings);
  const isAll = first === after + 1;
  const messages = lists.flat().filter((message) => message.message_id >= first).sort((a, b) => a.message_id - b.message_id);
  const from = isAll ? 0 : messages.findIndex((message) => CAUSES.includes(message.type));
  return { messages: from < 0 ? [] : messages.slice(from), isAll };
}

/** Passes messages to a log without gaps. `hear` takes those of the stream, `reset` the id of a
 * frame before which messages are missing. `ask` requests a URL; `say` writes a line. */
function withoutGaps(log, ask, say) {
  let run = null;
  let last = 0;
  let gap = null;
  /** Messages that were passed on and may still arrive by the stream. */
  let told = new Set();

  function hear(kind, message) {
    if (gap) {
      gap.waiting.push([kind, message]);
      return;
    }
    if (told.has(message.message_id)) return;
    last = Math.max(last, message.message_id);
    log.hear(kind, message);
  }

  /** Frames are numbered RUN-NUMBER, with another run after each start of the listener. */
  function reset(id) {
    const before = run;
    run = id.split("-")[0];
    if (before === null) learnLast();
    else if (before === run) fillFrom(gap?.after ?? last, gap?.waiting ?? []);
    else beginAnew();
  }

  /** Messages from before this page was opened are not missed. */
  async function learnLast() {
    try {
      const [newest] = (await ask("messages?limit=1")).messages;
      last = Math.max(last, newest?.message_id ?? 0);
    } catch {
      // If the stream skips messages again, more messages are passed on than were missed.
    }
  }

  /** Message numbers restart with the listener. */
  function beginAnew() {
    const waiting = gap?.waiting ?? [];
    gap = null;
    for (const [kind, message] of waiting) hear(kind, message);
    say("The listener was restarted", ": its last changes before that may be missing");
    [last, told] = [0, new Set()];
    fillFrom(0, []);
  }

  function fillFrom(after, waiting) {
    gap = { after, waiting, attempts: 0 };
    fill();
  }

  const fill = calmly(0, async () => {
    const filled = gap;
    if (!filled) return;
    const lists = await lastMessages();
    // Another gap is open by now. It is requested next.
    if (gap !== filled) return;
    if (!lists && ++filled.attempts < MOST_ATTEMPTS) {
      setTimeout(fill, AGAIN_MS);
      return;
    }
    if (lists) tell(missedOf(lists, filled.after));
    else say("Some changes are missing", ": the listener did not return them");
    gap = null;
    for (const [kind, message] of filled.waiting) hear(kind, message);
  });

  /** The last messages of each kind, or nothing. */
  async function lastMessages() {
    const address = (kind) => `messages?kind=${kind}&limit=${MOST_KEPT}`;
    try {
      const answers = await Promise.all([...CAUSES, ...EFFECTS].map((kind) => ask(address(kind))));
      return answers.map((answer) => answer.messages);
    } catch {
      return null;
    }
  }

  function tell({ messages, isAll }) {
    told = new Set(messages.map((message) => message.message_id));
    for (const message of messages) log.hear(message.type, message);
    last = Math.max(last, messages.at(-1)?.message_id ?? 0);
    if (isAll) return;
    // At the top, where it is visible.
    log.flush();
    const since = messages.length ? ` before ${messages[0].timestamp.slice(11, 19)}` : "";
    say("Some changes are missing", `: the listener no longer stores those${since}`);
  }

  return { hear, reset };
}
