// Colours of scores: viridis, which rises evenly in lightness and reads the same to most eyes.

/** How many colours there are; a score becomes the number of one. */
const COLOURS = 256;

/** Viridis at every ninth of its range; between these it is as good as straight. */
const ANCHORS = ["440154", "482878", "3e4989", "31688e", "26828e", "1f9e89", "35b779", "6ece58", "b5de2b", "fde725"];

/** Red, green and blue of every colour, 0…255. */
const VIRIDIS = Array.from({ length: COLOURS }, (_, number) => {
  const place = (number / (COLOURS - 1)) * (ANCHORS.length - 1);
  const before = Math.min(Math.floor(place), ANCHORS.length - 2);
  const part = (anchor, channel) => parseInt(ANCHORS[anchor].slice(2 * channel, 2 * channel + 2), 16);
  const between = (channel) => part(before, channel) + (part(before + 1, channel) - part(before, channel)) * (place - before);
  return [0, 1, 2].map((channel) => Math.round(between(channel)));
});

/** The same as the bytes of a pixel in the machine's own order, opaque. */
const VIRIDIS_PIXELS = new Uint32Array(new Uint8Array(VIRIDIS.flatMap((colour) => [...colour, 255])).buffer);

/** The number of the colour of a score in a range; what is beyond it takes the colour of its end. */
function colourOf(score, low, high) {
  if (!(high > low)) return 0;
  return Math.round(kept((score - low) / (high - low), 0, 1) * (COLOURS - 1));
}

/** The least and the greatest of some scores; 0 and 0 of none. */
function rangeOf(scores) {
  let [low, high] = [Infinity, -Infinity];
  for (const score of scores) {
    if (score < low) low = score;
    if (score > high) high = score;
  }
  return low <= high ? [low, high] : [0, 0];
}

/** The numbers that stand under a scale, evenly, as short text. */
function ticksOf(low, high) {
  const decimals = high - low < 0.1 ? 4 : 2;
  return [0, 1, 2, 3, 4].map((part) => (low + ((high - low) * part) / 4).toFixed(decimals));
}
