import { asNode, textOf } from "../../../../sql/walk.ts";
import type { LintedFile, LintedStatement } from "../../rule.ts";

export type Control = "begin" | "commit" | "rollback" | "savepoint";

/** What a statement does with transactions. */
export function controlOf({ statement }: LintedStatement): Control | undefined {
  const kind = textOf(asNode(statement.node, "TransactionStmt")?.["kind"]);
  if (/_(BEGIN|START)$/.test(kind)) return "begin";
  if (/_(COMMIT|PREPARE)$/.test(kind)) return "commit";
  if (kind.endsWith("_ROLLBACK")) return "rollback";
  return kind === "" ? undefined : "savepoint";
}

/** BEGIN, COMMIT and ROLLBACK of a file, each with whether a BEGIN of the file is open before it. */
export function controls(
  file: LintedFile,
): { readonly at: LintedStatement; readonly control: Control; readonly open: boolean }[] {
  let open = false;
  return file.statements.flatMap((at) => {
    const control = at.within === undefined ? controlOf(at) : undefined;
    if (control === undefined || control === "savepoint") return [];
    const before = open;
    open = control === "begin" || asNode(at.statement.node, "TransactionStmt")?.["chain"] === true;
    return [{ at, control, open: before }];
  });
}
