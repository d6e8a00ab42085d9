import { createHash } from "node:crypto";
import type { Problem } from "./set.ts";

/** The last part of a path. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** The digits that a file name begins with. */
export const numberOf = (path: string): string | undefined => /^\d+/.exec(baseName(path))?.[0];

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** The text with everything before `from` and after `to` blanked, so that its lines keep their numbers. */
export function window(text: string, from: number, to: number): string {
  return `${text.slice(0, from).replaceAll(/[^\n]/g, " ")}${text.slice(from, to)}`;
}

/** By number where both names begin with one, else as text. */
export function byNumber(a: string, b: string): number {
  const [left, right] = [numberOf(a), numberOf(b)];
  if (left !== undefined && right !== undefined) {
    const difference = BigInt(left) - BigInt(right);
    if (difference !== 0n) return difference < 0n ? -1 : 1;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Two files with one number: a tool runs them in an order that nobody chose, or only one of them. */
export function duplicates(
  files: readonly { readonly path: string; readonly version: string | undefined }[],
): Problem[] {
  const seen = new Map<string, string>();
  return files.flatMap(({ path, version }): Problem[] => {
    if (version === undefined) return [];
    const number = version.replace(/^0+(?=\d)/, "");
    const first = seen.get(number);
    seen.set(number, first ?? path);
    if (first === undefined) return [];
    return [
      {
        rule: "duplicate-number",
        level: "error",
        file: path,
        object: version,
        message: `\`${first}\` has the number ${version} too: their order is not defined, or one of them never runs. Give this one a number of its own.`,
      },
    ];
  });
}

/** Numbers counted up by one, of which some are left out; timestamps are not counted. */
export function gaps(
  files: readonly { readonly path: string; readonly version: string | undefined }[],
): Problem[] {
  const numbered = files.flatMap(({ path, version }) => {
    const digits = version === undefined ? undefined : /^\d{1,6}$/.exec(version)?.[0];
    return digits === undefined ? [] : [{ path, number: Number(digits) }];
  });
  return numbered.flatMap(({ path, number }, at): Problem[] => {
    const before = numbered[at - 1];
    if (before === undefined || number - before.number <= 1 || number - before.number > 9)
      return [];
    return [
      {
        rule: "number-gap",
        level: "info",
        file: path,
        object: String(number),
        message: `Number ${before.number + 1} is missing before this file: a file may have been left out. Look whether another branch has it.`,
      },
    ];
  });
}
