// The receipt of a cell: every factor, hotspot and event of its score, as in `pdpe explain`.

/** An element with text. Text from outside is only added in this way. */
function made(tag, text, properties = {}) {
  const element = Object.assign(document.createElement(tag), properties);
  element.textContent = text;
  return element;
}

function withChildren(tag, children, properties = {}) {
  const element = made(tag, "", properties);
  element.append(...children);
  return element;
}

/** A number with six decimals. Its value and its tooltip have all digits. */
function numberElement(number, text = six(number)) {
  return made("data", text, { value: digits(number), title: digits(number) });
}

/** A factor in its shortest form: 1.1 and not 1.100000. */
function factorElement(number) {
  const short = digits(number);
  return numberElement(number, short.length <= 8 ? short : six(number));
}

function row(cells, properties) {
  return withChildren("tr", cells.map((cell) => withChildren("td", [cell])), properties);
}

/** A layer: its name and score, then its parts. */
function layerPart(name, score, rows, clamped, total) {
  const heading = withChildren("h3", [made("span", name), numberElement(score)]);
  const table = withChildren("table", [withChildren("tbody", rows)]);
  const part = withChildren("section", rows.length ? [heading, table] : [heading], { className: "layer" });
  if (clamped) part.append(withChildren("p", [numberElement(clamped.before), ` is out of bounds, kept at ${digits(clamped.after)}`], { className: "hint" }));
  if (total) part.append(made("p", total, { className: "hint" }));
  return part;
}

function factorRows(factors) {
  return factors.map((factor) => row([made("span", factor.name), made("span", factor.because), factorElement(factor.value)]));
}

function hotspotRows(hotspots) {
  return hotspots.map((hotspot) => {
    const far = made("span", `${digits(hotspot.weight)} ÷ (1 + ${hotspot.distance_km.toFixed(2)} km)`);
    far.title = `${digits(hotspot.distance_km)} km`;
    return row([made("span", hotspot.name), far, numberElement(hotspot.points)]);
  });
}

function eventRows(events) {
  return events.map((event) => {
    const far = `${(event.distance_m / 1000).toFixed(2)} of ${digits(event.radius_km)} km, × ${event.scale.toFixed(3)}`;
    const why = (event.factors ?? []).map((factor) => `, ${factor.because} × ${digits(factor.value)}`).join("");
    const when = event.open ? far + why : `closed: ${event.window ?? event.status}`;
    const about = made("span", when, { title: `${digits(event.distance_m)} m, scale ${digits(event.scale)}` });
    return row([made("span", event.name), about, numberElement(event.bonus)], { className: event.open ? "" : "closed" });
  });
}

/** A layer of the table with the parts of its score. */
function partElement({ name, label }, receipt) {
  const { score, hotspots, sum, factors, events, clamped } = receipt[name];
  if (events) return layerPart(label, score, eventRows(events), null, events.length ? "" : "No event reaches this cell.");
  const points = hotspots ? [...hotspotRows(hotspots), row([made("span", "points"), made("span", "sum over the hotspots"), numberElement(sum)])] : [];
  return layerPart(label, score, [...points, ...factorRows(factors)], clamped);
}

/** Links that open a place in a map. They load nothing until they are followed. */
function mapLinks(lat, lon) {
  const [north, east] = [lat.toFixed(6), lon.toFixed(6)];
  const outside = { target: "_blank", rel: "noreferrer noopener" };
  const web = `https://www.openstreetmap.org/?mlat=${north}&mlon=${east}#map=17/${north}/${east}`;
  return [" · ", made("a", "map app", { href: `geo:${north},${east}` }), " · ", made("a", "OpenStreetMap", { href: web, ...outside })];
}

/** The whole receipt as elements; `layers` is the table, the combined score first. */
function receiptElements(receipt, [combined, ...layers]) {
  const near = receipt.near ? `near ${receipt.near} · ` : "";
  const place = `${near}${six(receipt.lat)}, ${six(receipt.lon)}`;
  const terms = receipt.terms.map((term) => {
    const name = term.layer.replaceAll("_", " ");
    return row([made("span", name), made("span", `${digits(term.weight)} × ${six(term.score)}`), numberElement(term.product)]);
  });
  return [
    withChildren("p", [place, ...mapLinks(receipt.lat, receipt.lon)], { className: "place" }),
    layerPart(combined.label, receipt.combined_score, terms),
    ...layers.map((layer) => partElement(layer, receipt)),
  ];
}

/** The receipt in one sentence, for screen readers. */
function receiptSentence(receipt) {
  const scores = receipt.terms.map((term) => `${term.layer.replaceAll("_", " ")} ${six(term.score)}`);
  return `Cell ${receipt.cell_id}: combined score ${six(receipt.combined_score)}; ${scores.join(", ")}.`;
}
