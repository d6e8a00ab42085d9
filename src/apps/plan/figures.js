/** @param {number} ms */
export function duration(ms) {
  if (ms >= 60_000) return `${digits(ms / 60_000)} min`;
  return ms >= 1_000 ? `${digits(ms / 1_000)} s` : `${digits(ms)} ms`;
}

/** @param {number} value */
export function amount(value) {
  if (value >= 1e9) return `${digits(value / 1e9)}G`;
  if (value >= 1e6) return `${digits(value / 1e6)}M`;
  return value >= 100 ? Math.round(value).toLocaleString("en-US") : digits(value);
}

/** @param {number} part of 1 */
export function percent(part) {
  if (part > 0 && part < 0.01) return "< 1 %";
  return `${Math.round(part * 100)} %`;
}

/**
 * Three digits, without zeros at the end.
 * @param {number} value
 */
function digits(value) {
  if (value >= 100) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(value < 0.1 ? 1 : 3)));
}
