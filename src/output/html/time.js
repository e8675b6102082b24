// The slider over the instants of a map, with its marks and playback.

/** How long each instant is shown during playback, in milliseconds. */
const PLAY_MS = 350;

/** Sets up the slider; `show` gets the number of an instant. Returns a function that moves the
 * slider to an instant. */
function timeBar(instants, events, show) {
  const [slider, play] = [byId("slider"), byId("play")];
  const last = instants.length - 1;
  byId("time").hidden = last < 1;
  slider.max = String(last);
  byId("marks").replaceChildren(...marks(instants, events, last));
  let timer = 0;
  let shown = 0;

  function setPlaying(isPlaying) {
    clearInterval(timer);
    timer = isPlaying ? setInterval(forward, PLAY_MS) : 0;
    play.textContent = isPlaying ? "Pause" : "Play";
  }

  function forward() {
    if (shown < last) show(shown + 1);
    else setPlaying(false);
  }

  play.addEventListener("click", () => {
    if (timer === 0 && shown === last) show(0);
    setPlaying(timer === 0);
  });
  slider.addEventListener("input", () => {
    setPlaying(false);
    show(Number(slider.value));
  });

  return (number) => {
    shown = number;
    slider.value = String(number);
    slider.setAttribute("aria-valuetext", instants[number].label);
    const turns = turnsAt(instants[number], events, number);
    byId("turns").replaceChildren(...turns.flatMap((turn, place) => [place ? " · " : "", made("span", turn)]));
  };
}

/** What begins or ends at an instant, as text: hours, days, events. */
function turnsAt(instant, events, number) {
  const opened = events.filter((event) => event.from === number && number > 0 && event.until > number);
  const closed = events.filter((event) => event.until === number && number > event.from);
  return [
    ...(instant.boundaries.length ? [`new ${instant.boundaries.join(", ")}`] : []),
    ...opened.map((event) => `opens: ${event.name}`),
    ...closed.map((event) => `closes: ${event.name}`),
  ];
}

/** If there are more days than this, the marks have dates, and only labelled days have marks. */
const MOST_MARKED_DAYS = 28;

/** Marks over the slider: a long mark with its name for the start of a day, a red one for the
 * opening of an event. */
function marks(instants, events, last) {
  const mark = (number, kind, text = "") => {
    const element = made("span", text, { className: `mark ${kind}` });
    element.style.left = `${(100 * number) / last}%`;
    return element;
  };
  const days = instants.flatMap((instant, number) => (instant.boundaries.includes("day") ? [number] : []));
  // Names of days appear where there is room; the label of a day is "Sat 2026-10-03 …".
  const areMany = days.length > MOST_MARKED_DAYS;
  const every = Math.ceil(days.length / (areMany ? 6 : 8));
  const nameOf = (number) => (areMany ? instants[number].label.slice(9, 14) : instants[number].label.slice(0, 3));
  const named = days.map((number, day) => [number, day % every === 0 ? nameOf(number) : ""]);
  const dayMarks = named.filter(([, name]) => name || !areMany).map(([number, name]) => mark(number, "day", name));
  const hours = instants.length > 400 ? [] : instants.flatMap((instant, number) => (instant.boundaries.length === 1 && instant.boundaries[0] === "hour" ? [mark(number, "hour")] : []));
  const openings = [...new Set(events.filter((event) => event.until > event.from && event.from > 0).map((event) => event.from))];
  return [...hours, ...dayMarks, ...openings.map((number) => mark(number, "opens"))];
}
