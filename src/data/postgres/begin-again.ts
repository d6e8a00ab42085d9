import type { Session } from "../../core/session.ts";
import type { Call } from "../../core/tool.ts";
import { identifier } from "../../core/identifier.ts";
import { rowsOnly } from "./existing.ts";
import { forgetRows, stepId } from "./ledger.ts";
import type { ImportPlan } from "./plan.ts";
import { change } from "./transaction.ts";

/**
 * Empties all tables of an import that has got beyond its rows, so that they come again, of one moment: what stops rows goes in the same
 * transaction and is made again afterwards. Asks first: somebody may have written here since.
 */
export async function beginAgain(
  session: Session,
  plan: ImportPlan,
  snapshot: string,
  call: Call,
): Promise<void> {
  const tables = [...plan.columns.keys()];
  const { target } = session;
  await call.confirm({
    summary: `Empty the ${tables.length} imported tables of database \`${identifier(target.database)}\` and copy all rows again, so that they are of one moment: what was written to them since the import is lost.`,
    plan: { id: plan.id, tables, target },
  });
  const { before, after } = plan.existing ? plan.halves : rowsOnly(plan).halves;
  const again = new Set(after.map(({ object }) => object));
  const steps = plan.halves.after.filter(({ object }) => again.has(object));
  await change(session, async () => {
    for (const { statements } of before) for (const sql of statements) await session.query(sql);
    await session.query(`truncate ${tables.join(", ")}`);
    await forgetRows(session, plan.id, {
      tables,
      snapshot,
      steps: steps.map(({ statements }) => stepId(statements)),
    });
  });
}
