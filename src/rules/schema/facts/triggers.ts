import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { nameOf } from "../../engine/names.ts";
import type { RoutineFacts } from "../../facts/answers/routines.ts";
import type { TriggerFacts } from "../../facts/answers/triggers.ts";
import type { SchemaFacts } from "../../facts/schema.ts";

export interface Fired extends TriggerFacts {
  /** `touch on public.tasks`. */
  readonly name: string;
  /** Of its function; undefined where that cannot be read. */
  readonly body: RoutineFacts | undefined;
}

/** Triggers with the bodies of their functions: of one table, or of all. */
export function triggersOf({ answers }: SchemaFacts, of?: Table): readonly Fired[] {
  const bodies = new Map(
    [...answers.routines.values()].map((body) => [nameOf(body.routine), body]),
  );
  return [...answers.triggers.values()]
    .filter(({ table }) => of === undefined || nameOf(of) === nameOf(table))
    .map((facts) => ({
      ...facts,
      name: `${quoteIdentifier(facts.trigger.name)} on ${nameOf(facts.table)}`,
      body: bodies.get(nameOf(facts.trigger.function)),
    }));
}

/** Whether a trigger sets the column before the row is written; one whose function cannot be read may. */
export const isSetBefore = (
  facts: SchemaFacts,
  table: Table,
  column: string,
  event: "insert" | "update",
): boolean =>
  triggersOf(facts, table).some(
    ({ when, perRow, events, trigger, body }) =>
      when === "before" &&
      perRow &&
      events.includes(event) &&
      trigger.enabled !== "disabled" &&
      (body === undefined || body.assigned.includes(column) || body.assigned.includes("")),
  );
