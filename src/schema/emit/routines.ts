import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Routine } from "../../postgres/catalog/model/routine.ts";
import { rank } from "../item.ts";
import type { Item } from "../item.ts";
import { keyOf } from "../key.ts";
import { bare, comment, nameOf } from "../text.ts";
import { createAggregate } from "./aggregate.ts";

export function routineItems(catalog: Catalog): Item[] {
  return catalog.routines.map((routine) => ({
    key: keyOf("routine", routine, routine.identity),
    object: `${routine.kind} ${nameOf(routine)}(${routine.identity})`,
    rank: rank.routine,
    statements: [
      routine.definition === null ? createAggregate(routine) : bare(routine.definition),
      ...comment(routineTarget(routine), routine.comment),
    ],
  }));
}

/** `FUNCTION public.f(integer)`, as COMMENT and ALTER address it. */
export function routineTarget(routine: Routine): string {
  const arguments_ =
    routine.kind === "aggregate" && routine.identity === "" ? "*" : routine.identity;
  return `${words[routine.kind]} ${nameOf(routine)}(${arguments_})`;
}

const words: Readonly<Record<Routine["kind"], string>> = {
  function: "FUNCTION",
  procedure: "PROCEDURE",
  aggregate: "AGGREGATE",
  "window function": "FUNCTION",
};
