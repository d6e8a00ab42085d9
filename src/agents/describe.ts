import { oneLine } from "../core/identifier.ts";
import type { Place } from "./client.ts";
import { diff } from "./diff.ts";
import type { Plan, Step } from "./plan.ts";
import { keyOf } from "./record.ts";

/**
 * A plan as text, one file after the other. A file that is ours whole is a line; what changes in somebody's is a diff.
 */
export function describePlan(place: Place, { steps, meanwhile }: Plan): string {
  const put = Object.values(meanwhile.merged).flatMap(({ states }) =>
    states.flatMap(({ insertions }) => insertions.map(({ text }) => text)),
  );
  const whole = steps.filter(
    ({ file, after }) => after === undefined || Object.hasOwn(meanwhile.files, keyOf(place, file)),
  );
  const parts = steps.filter((step) => !whole.includes(step));
  return [
    ...summaries(place, whole),
    ...parts.flatMap((step) => diff(shown(place, step.file), step, put)),
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

/** A path as people say it. */
function shown(place: Place, file: string): string {
  const key = oneLine(keyOf(place, file));
  if (key.startsWith("..")) return oneLine(file);
  return place.scope === "user" ? `~/${key}` : key;
}
