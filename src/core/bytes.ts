const UNITS = ["bytes", "kB", "MB", "GB", "TB"];

/** `41 MB`, in powers of 1000 as Neon counts and bills. */
export function bytesText(count: number): string {
  let [value, unit] = [count, 0];
  while (value >= 1000 && unit < UNITS.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
}
