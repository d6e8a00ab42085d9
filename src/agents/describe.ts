import type { Place } from "./client.ts";
import type { Plan, Step } from "./plan.ts";
import { keyOf } from "./record.ts";

/** Strings, and what says that one is a key. */
const STRINGS = /(["'])(?:\\.|(?!\1).)*\1(\s*[:=])?/g;

/**
 * A plan as text, one file after the other. A file that is ours whole is a line; what changes in somebody's is a diff without context, in
 * which their own values are not repeated: such files hold keys.
 */
export function describePlan(place: Place, { steps, meanwhile }: Plan): string {
  const put = Object.values(meanwhile.merged).flatMap(({ states }) =>
    states.flatMap(({ insertions }) => insertions.flatMap(({ text }) => text.split("\n"))),
  );
  const own = new Set(put.map(comparable));
  const whole = steps.filter(
    ({ file, after }) => after === undefined || Object.hasOwn(meanwhile.files, keyOf(place, file)),
  );
  const parts = steps.filter((step) => !whole.includes(step));
  return [
    ...summaries(place, whole),
    ...parts.map((step) => diff(shown(place, step.file), step, own)),
  ].join("\n");
}

/** A line for each file, and one for all files of a skill. */
function summaries(place: Place, steps: readonly Step[]): string[] {
  const lines = new Map<string, number>();
  for (const { file, before, after } of steps) {
    const what = after === undefined ? "deleted" : before === undefined ? "new" : "updated";
    const [name = ""] = /^.*\/skills\/[^/]+|.*/.exec(shown(place, file)) ?? [];
    const line = `${what.padEnd(8)} ${name}`;
    lines.set(line, (lines.get(line) ?? 0) + 1);
  }
  return Array.from(lines, ([line, files]) => (files === 1 ? line : `${line} (${files} files)`));
}

function diff(name: string, step: Step, ours: ReadonlySet<string>): string {
  const [before, after] = [linesOf(step.before), linesOf(step.after)];
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  const least = Math.min(before.length, after.length) - start;
  while (end < least && before.at(-1 - end) === after.at(-1 - end)) end++;
  const [removed, added] = [before, after].map((lines) => lines.slice(start, lines.length - end));
  const print = (sign: string, lines: readonly string[] = []) =>
    lines.map((line) => `${sign}${ours.has(comparable(line)) ? line : withoutValues(line)}`);
  const range = (lines: readonly string[] = []) =>
    `${lines.length === 0 ? start : start + 1},${lines.length}`;
  return [
    `--- ${step.before === undefined ? "/dev/null" : name}`,
    `+++ ${name}`,
    `@@ -${range(removed)} +${range(added)} @@`,
    ...print("-", removed),
    ...print("+", added),
  ].join("\n");
}

const withoutValues = (line: string): string =>
  line.replace(STRINGS, (text, _quote, key?: string) => (key === undefined ? '"…"' : text));

const comparable = (line: string): string => line.trim().replace(/,$/, "");

function linesOf(text: string | undefined): string[] {
  if (text === undefined || text === "") return [];
  return text.replace(/\r?\n$/, "").split(/\r?\n/);
}

/** A path as people say it. */
function shown(place: Place, file: string): string {
  const key = keyOf(place, file);
  if (key.startsWith("..")) return file;
  return place.scope === "user" ? `~/${key}` : key;
}
