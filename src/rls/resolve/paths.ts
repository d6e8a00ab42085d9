import { identifier } from "../../core/identifier.ts";
import type { Path, Step } from "../resolved.ts";
import { printed, sameName } from "./find.ts";
import { refuse } from "./refuse.ts";
import type { NamedTable } from "./tables.ts";

/**
 * Where the tenant or the user of a table's rows is: its own column, or the nearest ancestor's that has one. Null where neither the
 * table nor an ancestor has one. Refuses parents that are not in the intent, and parents in a circle.
 */
export function followPath(
  tables: readonly NamedTable[],
  start: NamedTable,
  kind: "tenant" | "owner",
): Path | null {
  const steps: Step[] = [];
  const seen = [start];
  let at = start;
  for (;;) {
    const column = at[kind];
    if (column !== null) {
      const { table } = at;
      const type = table.columns.find(({ name }) => name === column)?.type ?? "text";
      return { steps, table: { schema: table.schema, name: table.name }, column, type };
    }
    const { parent } = at;
    if (parent === null) return null;
    steps.push(parent);
    const next = tables.find(({ table }) => sameName(table, parent.table));
    if (next === undefined)
      throw refuse(
        `${at.place}.parent.table`,
        `the intent does not say to whom rows of ${identifier(printed(parent.table))} belong`,
        `Add an entry for ${identifier(printed(parent.table))} with its \`tenant\`, \`owner\` or \`parent\`.`,
      );
    if (seen.includes(next)) {
      if (next === at && at[kind === "tenant" ? "owner" : "tenant"] !== null) return null;
      throw refuse(
        `${next.place}.parent`,
        `parents go in a circle: ${[...seen, next].map(({ table }) => identifier(printed(table))).join(" -> ")}`,
        `Give one of them a column of its own for the ${kind === "tenant" ? "tenant" : "user"}, and name it as \`${kind}\` instead of \`parent\`.`,
      );
    }
    seen.push(next);
    at = next;
  }
}
