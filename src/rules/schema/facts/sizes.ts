const UNITS = ["bytes", "kB", "MB", "GB", "TB"];

/** As `pg_size_pretty` says it, rounded: `12 MB`. */
export function bytesText(bytes: number): string {
  let [left, unit] = [bytes, 0];
  while (left >= 10_240 && unit < UNITS.length - 1) {
    left /= 1024;
    unit += 1;
  }
  return `${Math.round(left)} ${UNITS[unit] ?? ""}`;
}

/** `4,000,000` */
export const countText = (count: number | bigint): string =>
  (typeof count === "bigint" ? count : Math.round(count)).toLocaleString("en-US");

/** Of 1, in per cent: `37%`. */
export const shareText = (share: number): string => `${Math.round(share * 100)}%`;
