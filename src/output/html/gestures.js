// Input on the map: turns mouse, touch, wheel and keyboard events into actions of the page.

/** A pointer that moves less than this, in pixels, is a tap and not a drag. */
const TAP_PX = 6;

/** How far an arrow key moves the map, in pixels. */
const ARROW_PX = 80;

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** Handles the input of a canvas. `does` has move(right, down), zoom(factor, x, y), showAll(),
 * point(x, y), leave(), choose(x, y) and step(right, up). Places are pixels of the canvas. */
function listenToHands(canvas, does) {
  const fingers = new Map();
  let travelled = 0;
  let taps = [];

  const place = (event) => {
    const frame = canvas.getBoundingClientRect();
    return { x: event.clientX - frame.left, y: event.clientY - frame.top };
  };

  canvas.addEventListener("pointerdown", (event) => {
    if (fingers.size === 0) travelled = 0;
    fingers.set(event.pointerId, place(event));
    canvas.setPointerCapture(event.pointerId);
    canvas.focus({ preventScroll: true, focusVisible: false });
  });

  canvas.addEventListener("pointermove", (event) => {
    const to = place(event);
    const from = fingers.get(event.pointerId);
    if (!from) {
      does.point(to.x, to.y);
      return;
    }
    const others = [...fingers].filter(([id]) => id !== event.pointerId).map(([, other]) => other);
    travelled += Math.hypot(to.x - from.x, to.y - from.y);
    fingers.set(event.pointerId, to);
    if (others.length === 0) {
      if (travelled > TAP_PX) does.move(from.x - to.x, from.y - to.y);
    } else if (others.length === 1) {
      pinch(others[0], from, to);
    }
  });

  /** With two fingers, the map zooms around the point between them. It does not rotate. */
  function pinch(rest, from, to) {
    const apart = (finger) => Math.max(Math.hypot(finger.x - rest.x, finger.y - rest.y), 1);
    does.move((from.x - to.x) / 2, (from.y - to.y) / 2);
    does.zoom(apart(to) / apart(from), (rest.x + to.x) / 2, (rest.y + to.y) / 2);
  }

  canvas.addEventListener("pointerup", (event) => {
    const at = place(event);
    const wasTap = fingers.size === 1 && travelled <= TAP_PX && event.button === 0;
    fingers.delete(event.pointerId);
    if (!wasTap) return;
    taps = [...taps.slice(-1), at];
    does.choose(at.x, at.y);
  });
  canvas.addEventListener("pointercancel", (event) => fingers.delete(event.pointerId));
  canvas.addEventListener("pointerleave", (event) => {
    // A touch pointer leaves after every tap, but the tooltip must stay.
    if (event.pointerType !== "touch") does.leave();
  });

  canvas.addEventListener("dblclick", (event) => {
    // Two quick taps at different places are not a double tap.
    const [one, other] = taps;
    if (other && Math.hypot(other.x - one.x, other.y - one.y) <= TAP_PX) does.zoom(2, other.x, other.y);
  });

  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    const at = place(event);
    const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 30 : 1);
    does.zoom(Math.exp(-kept(pixels, -400, 400) / 400), at.x, at.y);
    if (fingers.size === 0) does.point(at.x, at.y);
  }, { passive: false });

  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const [middleX, middleY] = [canvas.clientWidth / 2, canvas.clientHeight / 2];
    const arrow = ARROWS[event.key];
    if (arrow && event.shiftKey) does.step(...arrow);
    else if (arrow) does.move(arrow[0] * ARROW_PX, -arrow[1] * ARROW_PX);
    else if (event.key === "+" || event.key === "=") does.zoom(1.5, middleX, middleY);
    else if (event.key === "-" || event.key === "_") does.zoom(1 / 1.5, middleX, middleY);
    else if (event.key === "0") does.showAll();
    else if (event.key === "Enter" || event.key === " ") does.choose(middleX, middleY);
    else return;
    event.preventDefault();
  });
}
