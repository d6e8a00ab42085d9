import type { Tool } from "../../src/core/tool.ts";
import { examples, slow } from "./examples.ts";
import { payloads } from "./payloads.ts";
import { type StringPlace, stringPlaces, stringsOf } from "./string-places.ts";

export interface Attempt {
  readonly tool: string;
  /** Which place, which payload. */
  readonly name: string;
  readonly payload: string;
  readonly args: Record<string, unknown>;
}

const FEW = 1;
const all: readonly (readonly [string, string])[] = Object.entries(payloads);

/** Every payload in every place of a tool that may hold a string; of a slow tool one in each, another in the next. */
export function attemptsOn(tool: Tool): Attempt[] {
  const bases = examples[tool.name] ?? [{}];
  let turn = 0;
  return bases.flatMap((base, n) => {
    const known = new Map<string, StringPlace>(stringsOf(base).map((place) => [place.path, place]));
    // what an example does not have, once
    if (n === 0)
      for (const place of stringPlaces(tool))
        if (!known.has(place.path)) known.set(place.path, place);
    return [...known.values()].flatMap(({ path, field, build }) => {
      // one place in the code looks at the targets of all tools
      const few = slow.has(tool.name) || (path.startsWith("target.") && tool.name !== "run_sql");
      const some: typeof all = few
        ? Array.from({ length: FEW }, () => all[turn++ % all.length] ?? (["", ""] as const))
        : all;
      return some.map(([what, payload]): Attempt => ({
        tool: tool.name,
        name: `${path}: ${what}`,
        payload,
        args: { ...base, [field]: build(payload) },
      }));
    });
  });
}
