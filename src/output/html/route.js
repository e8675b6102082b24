// The route of a plan: its lines and numbered stops on the map, and its steps in the panel.

/** The colours of the trucks; they repeat. */
const TRUCK_COLOURS = ["#ffb224", "#f76b8a", "#5cc8ff", "#c3e88d"];

/** The size of a stop's number, and the added size during service, in pixels. */
const STOP_PX = 10;
const SERVED_PX = 4;

/** The steps of all trucks. Stops are numbered. */
function stepsOf(routes) {
  return routes.flatMap((route, order) => {
    let number = 0;
    return route.steps.map((step) => ({
      ...step,
      truck: routes.length > 1 ? route.truck : 0,
      colour: TRUCK_COLOURS[order % TRUCK_COLOURS.length],
      number: step.cell === null ? "" : String((number += 1)),
    }));
  });
}

/** Whether a step of a truck includes an instant. */
function isAtStep(step, instant) {
  return step.from <= instant && instant < step.until;
}

/** Draws the lines between the places of each truck, and its stops. A stop is larger during
 * service. */
function drawRoutes(context, view, routes, instant) {
  context.lineJoin = "round";
  routes.forEach((route, order) => {
    context.beginPath();
    route.line.forEach(([longitude, latitude], place) => {
      const [x, y] = pixelOf(view, latitude, longitude);
      if (place === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    });
    for (const [colour, width] of [["rgb(0 0 0 / 70%)", 6], [TRUCK_COLOURS[order % TRUCK_COLOURS.length], 3]]) {
      [context.strokeStyle, context.lineWidth] = [colour, width];
      context.stroke();
    }
  });
  for (const step of stepsOf(routes).filter((step) => step.at !== null)) {
    const [x, y] = pixelOf(view, step.at[1], step.at[0]);
    const radius = (step.number ? STOP_PX : STOP_PX / 2) + (isAtStep(step, instant) ? SERVED_PX : 0);
    disc(context, x, y, radius, step.colour, "#111");
    [context.font, context.textAlign, context.textBaseline] = ["700 12px system-ui, sans-serif", "center", "middle"];
    context.fillStyle = "#111";
    context.fillText(step.number, x, y + 0.5);
  }
}

/** The steps in the panel, the current one pressed; `choose` gets the step. */
function showPlan(routes, instant, choose) {
  byId("plan-section").hidden = routes.length === 0;
  // The map of a plan numbers its stops and has no list of best places.
  byId("best").parentElement.hidden = routes.length > 0;
  fillButtons(byId("plan"), stepsOf(routes), (button, step) => {
    const truck = step.truck ? `Truck ${step.truck}: ` : "";
    const name = `${truck}${step.number ? `${step.number}. ` : ""}${step.name}`;
    button.replaceChildren(made("span", name, { className: "name" }), made("span", step.more, { className: "more" }));
    button.setAttribute("aria-pressed", String(isAtStep(step, instant)));
    button.onclick = () => choose(step);
  });
}
