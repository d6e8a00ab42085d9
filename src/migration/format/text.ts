import type { Part } from "./format.ts";

/** One line, so that nothing in a purpose ends the comment. */
export const comment = (text: string, mark = "--"): string =>
  `${mark} ${text.replaceAll(/\s+/g, " ").trim()}`;

const terminated = (statements: readonly string[]): string =>
  statements.map((sql) => `${sql};`).join("\n");

/** A direction of a part as SQL text, with the lock timeout where a transaction holds it. */
export function script(part: Part, direction: "up" | "down"): string {
  const statements = part[direction];
  if (statements.length === 0) return comment("Nothing to do.");
  if (!part.transaction[direction]) return terminated(statements);
  return terminated([`set local lock_timeout = '${part.lockTimeoutMs}ms'`, ...statements]);
}

/** The same for tools that open no transaction. */
export function standalone(part: Part, direction: "up" | "down"): string {
  const text = script(part, direction);
  return part[direction].length > 0 && part.transaction[direction]
    ? `begin;\n${text}\ncommit;`
    : text;
}

/** Numbers of the form `20261121093000`, each a second after the one before, all after those that exist. */
export function timestamps(count: number, now: Date, existing: readonly string[]): string[] {
  const last = existing
    .flatMap((path) => /(?:^|\/)V?(\d{14})/.exec(path)?.[1] ?? [])
    .toSorted()
    .at(-1);
  const after = last === undefined ? 0 : timeOf(last) + 1000;
  const first = Math.max(now.getTime(), after);
  return Array.from({ length: count }, (_, index) => stamp(new Date(first + index * 1000)));
}

/**
 * The next numbers of a folder, with its zeros: `000042`. Times where it has times, or is empty. The pattern's first group is a file's
 * number.
 */
export function numbersAfter(
  pattern: RegExp,
  count: number,
  now: Date,
  existing: readonly string[],
): string[] {
  const taken = existing.flatMap((path) => pattern.exec(path)?.[1] ?? []);
  const last = taken.toSorted((a, b) => Number(a) - Number(b)).at(-1);
  if (last === undefined || last.length >= 14) return timestamps(count, now, existing);
  return Array.from({ length: count }, (_, index) =>
    String(Number(last) + 1 + index).padStart(last.length, "0"),
  );
}

const stamp = (date: Date): string => date.toISOString().replaceAll(/\D/g, "").slice(0, 14);

function timeOf(text: string): number {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text) ?? [];
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
