// The panel beside the map: layers, scale, best places, events.

function byId(id) {
  return document.getElementById(id);
}

/** One button per layer; `choose` gets its number. */
function fillLayers(layers, choose) {
  layers.forEach((layer, number) => {
    const input = made("input", "", { type: "radio", name: "layer", value: String(number), id: `layer-${number}` });
    input.addEventListener("change", () => choose(number));
    byId("layers").append(input, made("label", layer.label, { htmlFor: input.id }));
  });
}

function showLayer(number) {
  byId(`layer-${number}`).checked = true;
}

/** The colours as a strip. Only the numbers below it change. */
function fillRamp() {
  const context = byId("ramp").getContext("2d");
  const image = context.createImageData(COLOURS, 1);
  new Uint32Array(image.data.buffer).set(VIRIDIS_PIXELS);
  context.putImageData(image, 0, 0);
}

function showRange(low, high, isStretched) {
  byId("ticks").replaceChildren(...ticksOf(low, high).map((tick) => made("span", tick)));
  byId("stretched").checked = isStretched;
}

/** Fills a list with buttons. Existing buttons stay, and so does the keyboard focus. */
function fillButtons(list, items, fill) {
  while (list.children.length > items.length) list.lastElementChild.remove();
  while (list.children.length < items.length) {
    list.append(withChildren("li", [made("button", "", { type: "button" })]));
  }
  items.forEach((item, number) => fill(list.children[number].firstElementChild, item, number));
}

/** The best places; `choose` gets the cell. */
function showBest(cells, scores, best, choose) {
  fillButtons(byId("best"), best, (button, cell) => {
    const spot = `${cells.lat[cell].toFixed(4)}, ${cells.lon[cell].toFixed(4)}`;
    const near = cells.near?.(cell);
    const place = near ? `near ${near}` : spot;
    button.replaceChildren(made("span", cells.ids[cell], { className: "name" }), made("span", place, { className: "more" }), numberElement(scores[cell]));
    button.onclick = () => choose(cell);
  });
}

/** The events, open ones first and marked, the chosen one pressed; `choose` gets the event. */
function showEvents(events, isOpen, chosen, choose) {
  byId("events-section").hidden = events.length === 0;
  const order = [...events].sort((a, b) => isOpen(b) - isOpen(a));
  fillButtons(byId("events"), order, (button, event) => {
    const state = isOpen(event) ? "open" : "closed";
    button.replaceChildren(made("span", event.name, { className: "name" }), made("span", event.window, { className: "more" }), made("span", state, { className: "state" }));
    button.classList.toggle("open", isOpen(event));
    button.setAttribute("aria-pressed", String(event === chosen));
    button.onclick = () => choose(event);
  });
}

/** The tooltip beside the pointer, within the map; hidden without lines. */
function showTip(lines, at, { width, height } = {}) {
  const tip = byId("tip");
  tip.hidden = lines.length === 0;
  if (tip.hidden) return;
  tip.replaceChildren(...lines.map((line) => made("span", line)));
  const isRight = at.x > width / 2;
  tip.style.left = isRight ? "" : `${at.x + 14}px`;
  tip.style.right = isRight ? `${width - at.x + 14}px` : "";
  tip.style.top = `${kept(at.y - 12, 4, Math.max(height - tip.offsetHeight - 4, 4))}px`;
}
