import { ToolError } from "../../core/errors.ts";
import type { Effect, Meter } from "../effects/effect.ts";
import type { Statement } from "../../sql/parse.ts";

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

const onlyWritesRows = ({ node }: Statement): boolean =>
  /^(Insert|Update|Delete|Merge)Stmt$/.test(Object.keys(node)[0] ?? "");

/** Class 22 are values that do not fit, 23 violated constraints, P0 what functions raise. */
const lacksRows = (error: unknown): boolean =>
  error instanceof ToolError && /^(22|23|P0|21)/.test(error.sqlstate ?? "");
