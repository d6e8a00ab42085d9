import { ToolError } from "../../core/errors.ts";
import { parseScript } from "../../sql/parse.ts";
import { walk } from "../../sql/walk.ts";

/** Whether an expression has the same value for every row, as far as its text tells: it names no column and calls nothing. */
export async function isConstant(expression: string): Promise<boolean> {
  let constant = true;
  const [statement, more] = await parseScript(`SELECT ${expression}`).catch(refused(expression));
  walk(statement?.node, (tag) => {
    constant &&= !["ColumnRef", "FuncCall", "SubLink", "ParamRef"].includes(tag);
  });
  return constant && more === undefined;
}

const refused =
  (expression: string) =>
  (error: unknown): never => {
    if (!(error instanceof ToolError)) throw error;
    throw new ToolError(
      "INVALID_INPUT",
      `A hint is no SQL expression: ${error.message}`,
      "Write what may stand behind SELECT: 'open', now(), lower(title).",
      { cause: error, quoted: expression },
    );
  };
