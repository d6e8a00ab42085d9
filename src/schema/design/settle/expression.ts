import { ToolError } from "../../../core/errors.ts";
import { parseScript } from "../../../sql/parse.ts";
import { asNode, listOf, tagged } from "../../../sql/walk.ts";

export interface Expression {
  /** Of the parse tree: `FuncCall`. */
  readonly tag: string;
}

/** The text as one expression of SQL, or why it is none. What is more than one would be SQL of its own in the statement around it. */
export async function readExpression(text: string): Promise<Expression | ToolError> {
  try {
    const [statement, ...others] = await parseScript(`SELECT (\n${text}\n)`);
    const select = asNode(statement?.node, "SelectStmt");
    const [target, ...more] = listOf(select?.["targetList"]);
    const clauses = Object.keys(select ?? {}).filter(
      (field) => !["targetList", "limitOption", "op"].includes(field),
    );
    const value = tagged(asNode(target, "ResTarget")?.["val"]);
    if (others.length === 0 && more.length === 0 && clauses.length === 0 && value !== undefined)
      return { tag: value[0] };
    return new ToolError("INVALID_SQL", "It is more than one expression.", "Write one expression.");
  } catch (error) {
    if (error instanceof ToolError) return error;
    throw error;
  }
}

/** As it may stand behind DEFAULT, which takes less than an expression without brackets. */
export const defaultSql = (text: string, { tag }: Expression): string =>
  ["A_Const", "FuncCall", "TypeCast", "SQLValueFunction", "A_ArrayExpr"].includes(tag)
    ? text.trim()
    : `(${text.trim()})`;
