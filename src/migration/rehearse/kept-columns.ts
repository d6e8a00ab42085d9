import type { Plan } from "../../core/migration.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { parseScript } from "../../sql/parse.ts";
import { asNode, listOf, textOf, walk } from "../../sql/walk.ts";

/** Names of columns by the qualified name of their table. */
export type KeptColumns = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Columns that were there before the plan and keep what a backfill gives them, because nothing says which rows had no value: those that
 * the plan names as irreversible. And those that go with their column, where a step before the backfill already leads no way back.
 */
export async function keptColumns({ phases, irreversible }: Plan): Promise<KeptColumns> {
  const kept = new Map<string, Set<string>>();
  let isBehind = false;
  for (const { batch, rollback, sql, ...step } of phases.flatMap(({ steps }) => steps)) {
    isBehind ||= step.irreversible === true;
    if (batch === undefined || rollback !== null) continue;
    const declared = irreversible.filter((text) => text.includes(batch.table));
    for (const column of await updatedColumns(sql)) {
      if (!isBehind && !declared.some((text) => text.includes(quoteIdentifier(column)))) continue;
      kept.set(batch.table, (kept.get(batch.table) ?? new Set()).add(column));
    }
  }
  return kept;
}

async function updatedColumns(sql: string): Promise<string[]> {
  const [statement] = await parseScript(sql);
  const columns: string[] = [];
  walk(statement?.node, (tag, fields) => {
    if (tag !== "UpdateStmt") return;
    for (const target of listOf(fields["targetList"]))
      columns.push(textOf(asNode(target, "ResTarget")?.["name"]));
  });
  return columns;
}
