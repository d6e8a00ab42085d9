/** `87 %`, `0.4 %`, `< 0.1 %`. */
export function percent(ratio: number): string {
  const hundredths = ratio * 100;
  if (hundredths > 0 && hundredths < 0.1) return "< 0.1 %";
  return `${hundredths < 10 ? Number(hundredths.toPrecision(2)) : Math.round(hundredths)} %`;
}

/** `340 ms`, `12 s`, `25 min`, `3 h`, `4 days`. */
export function duration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

/** `8 kB`, `1.2 MB`. */
export function bytes(value: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let [left, unit] = [value, 0];
  for (; left >= 1024 && unit < units.length - 1; unit++) left /= 1024;
  return `${left >= 100 ? Math.round(left) : Number(left.toPrecision(3))} ${units[unit] ?? ""}`;
}

/** `1 session`, `3 sessions`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** Three digits are what such figures are good for. */
export const rounded = (value: number): number =>
  Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
