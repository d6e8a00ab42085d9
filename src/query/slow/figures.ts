import { short } from "../plan/figures.ts";

export const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** `8 kB`, `1.2 MB`: as short as it stays true to three digits. */
export function bytes(value: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let [left, unit] = [value, 0];
  for (; left >= 1024 && unit < units.length - 1; unit++) left /= 1024;
  return `${short(left)} ${units[unit] ?? ""}`;
}

export const blocks = (count: number): string => bytes(count * 8192);

export const ms = (value: number): string => `${short(value)} ms`;
