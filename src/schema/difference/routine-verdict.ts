import type { Routine } from "../../postgres/catalog/model/routine.ts";
import { bare } from "../text.ts";
import { inPlace, remake } from "./change.ts";
import type { Verdict } from "./change.ts";

/** CREATE OR REPLACE, which keeps the result and neither takes defaults away nor renames arguments. */
export function routineVerdict(a: Routine, b: Routine): Verdict | undefined {
  if (a.definition === null || b.definition === null) return undefined;
  const [before, after] = [bare(a.definition), bare(b.definition)];
  if (before === after) return inPlace([]);
  if (a.kind !== b.kind || a.result !== b.result) return remake;
  if (a.arguments === b.arguments) return inPlace([after]);
  const fixed = [a, b].every((routine) => !/\b(OUT|INOUT)\b/.test(routine.arguments));
  return fixed && defaultsOf(b) >= defaultsOf(a) ? inPlace([after]) : remake;
}

function defaultsOf(routine: Routine): number {
  return routine.arguments.split(" DEFAULT ").length - 1;
}
