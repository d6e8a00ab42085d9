import { ToolError } from "../../core/errors.ts";
import type { Effect, Meter } from "../effects/effect.ts";
import type { Session } from "../../core/session.ts";
import type { Statement } from "../../sql/parse.ts";
import { runsAlone } from "../../sql/runs-alone.ts";

/**
 * Executes statements of one transaction. Rows that a statement wants to find are not in a copy of the schema, so one that only writes rows
 * and fails for want of them is planned there and not executed.
 */
export async function measureStatements(
  statements: readonly Statement[],
  meter: Meter,
): Promise<readonly Effect[]> {
  try {
    return await meter.run(statements.map(({ text }) => text));
  } catch (error) {
    if (!lacksRows(error) || !statements.some(onlyWritesRows)) throw error;
    return meter.run(
      statements.map((statement) =>
        onlyWritesRows(statement) ? `EXPLAIN ${statement.text}` : statement.text,
      ),
    );
  }
}

/** The same without a look at what they do. */
export async function runStatements(
  statements: readonly Statement[],
  session: Session,
): Promise<void> {
  const run = async (planned: boolean): Promise<void> => {
    for (const statement of statements)
      await session.execute(
        planned && onlyWritesRows(statement) ? `EXPLAIN ${statement.text}` : statement.text,
        [],
        { maxRows: 1, maxBytes: 10_000, complete: true },
      );
  };
  if (statements.some(runsAlone)) return run(false);
  const together = (planned: boolean): Promise<void> =>
    session.transaction({ access: "read write" }, () => run(planned));
  try {
    await together(false);
  } catch (error) {
    if (!lacksRows(error) || !statements.some(onlyWritesRows)) throw error;
    await together(true);
  }
}

const onlyWritesRows = ({ node }: Statement): boolean =>
  /^(Insert|Update|Delete|Merge)Stmt$/.test(Object.keys(node)[0] ?? "");

/** Class 22 are values that do not fit, 23 violated constraints, P0 what functions raise. */
const lacksRows = (error: unknown): boolean =>
  error instanceof ToolError && /^(22|23|P0|21)/.test(error.sqlstate ?? "");
