import { ToolError } from "../../../core/errors.ts";
import type { Session } from "../../../core/session.ts";
import { findSource } from "../../../postgres/statements/source.ts";
import { readStatements } from "../../../postgres/statements/statements.ts";
import type { Observation } from "../../judge.ts";
import { shownStatement } from "../../statement.ts";

/** An UPDATE, or a SELECT … FOR UPDATE, with the table it locks rows of. */
const LOCKING =
  /^\s*update\s+(?:only\s+)?("[^"]+"|[\w.]+)|\bfrom\s+("[^"]+"|[\w.]+)\b[\s\S]*\bfor\s+(?:no\s+key\s+)?update\b/i;

/**
 * Statements that lock several rows of one table in no order: two of them at once may take the same two rows in turn. Only a suspicion,
 * because pg_stat_statements does not tell what ran in one transaction.
 */
export async function suspects(session: Session): Promise<readonly Observation[]> {
  try {
    const { statements } = await readStatements(session, await findSource(session), {
      most: 100,
      longest: 4_000,
    });
    const locking = statements
      .filter(
        ({ calls, rows, sql }) => calls > 1 && rows / calls >= 2 && !/\border\s+by\b/i.test(sql),
      )
      .flatMap(({ sql }) => {
        const [, updated, selected] = LOCKING.exec(sql) ?? [];
        const table = updated ?? selected;
        return table === undefined ? [] : [{ table: table.toLowerCase(), sql }];
      });
    const tables = new Set(locking.map(({ table }) => table));
    return [...tables].slice(0, 3).map((table) => suspicion(table, locking));
  } catch (error) {
    if (error instanceof ToolError && error.sqlstate === undefined) return [];
    throw error;
  }
}

function suspicion(
  table: string,
  locking: readonly { readonly table: string; readonly sql: string }[],
): Observation {
  const texts = locking.filter((one) => one.table === table).map(({ sql }) => shownStatement(sql));
  return {
    rule: "locks-rows-in-no-order",
    level: "info",
    object: table,
    message: `Suspected, not seen: each call locks several rows in whatever order the plan finds them, so two at once may deadlock: ${texts.slice(0, 2).join("; ")}. Lock them in the order of the key first: … where id in (select id from … order by id for update).`,
    evidence: "rule",
  };
}
