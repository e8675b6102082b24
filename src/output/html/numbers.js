// Numbers as text, with the same digits as in the rest of pdpe, and columns of numbers from base64.

/** Six decimals. Ties round to even, as in tables and CSV. */
function six(number) {
  const seven = number.toFixed(7);
  const isHalfway = seven.endsWith("5") && Number.isInteger(number * 128);
  return isHalfway && "02468".includes(seven.at(-2)) ? seven.slice(0, -1) : number.toFixed(6);
}

/** The shortest text that identifies the number, without an exponent, as `pdpe explain` prints it. */
function digits(number) {
  const [mantissa, exponent] = String(number).split("e");
  if (exponent === undefined) return mantissa;
  const [whole, fraction = ""] = mantissa.replace("-", "").split(".");
  const all = whole + fraction;
  const point = whole.length + Number(exponent);
  const sign = number < 0 ? "-" : "";
  return sign + (point <= 0 ? "0." + "0".repeat(-point) + all : all.padEnd(point, "0"));
}

/** A whole number with commas between thousands. */
function grouped(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}

function cellsInWords(count) {
  return `${grouped(count)} ${count === 1 ? "cell" : "cells"}`;
}

function kept(value, least, most) {
  return Math.min(Math.max(value, least), most);
}

/** The bytes of a text in base64. */
function bytesOf(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** Numbers of 8 bytes, little-endian on any machine. */
function numbersOf(base64) {
  const bytes = new DataView(bytesOf(base64).buffer);
  return Float64Array.from({ length: bytes.byteLength / 8 }, (_, i) => bytes.getFloat64(8 * i, true));
}

/** Positions of 4 bytes each. */
function positionsOf(base64) {
  const bytes = new DataView(bytesOf(base64).buffer);
  return Uint32Array.from({ length: bytes.byteLength / 4 }, (_, i) => bytes.getUint32(4 * i, true));
}

/** What people call a cell, as a function of its number; none where that is not known. */
function namesOf(near) {
  if (!near) return undefined;
  const named = positionsOf(near.of_cells);
  return (cell) => near.names[named[cell]];
}
