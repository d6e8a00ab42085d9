import { asNode, tagged } from "../../../../sql/walk.ts";
import type { LintedSet, LintedStatement } from "../../rule.ts";
import { drops } from "./drops.ts";
import { relationsOf } from "./names.ts";
import { initial } from "./set.ts";

/** A table, a column, a function, a schema, a type or an index is not there. */
const MISSING = new Set(["42P01", "42703", "42883", "3F000", "42704"]);

/**
 * Statements that were not carried out because the set was given without the schema that it is for: what they name is nowhere. They can
 * be judged by their text alone.
 */
export function unseen(set: LintedSet): LintedStatement[] {
  const first = initial(set);
  if (first === undefined || relationsOf(first).size > 0) return [];
  return set.statements.filter((at) => {
    if (at.within !== undefined) return false;
    if (at.error !== undefined) return MISSING.has(at.error.sqlstate ?? "");
    return drops(at, "OBJECT_TABLE", "OBJECT_INDEX").some(({ name }) => isNowhere(at, name));
  });
}

/** DROP ... IF EXISTS does not fail. */
function isNowhere({ before, statement }: LintedStatement, name: string): boolean {
  const [, fields] = tagged(statement.node) ?? ["", {}];
  if (fields["missing_ok"] !== true || asNode(statement.node, "DropStmt") === undefined)
    return false;
  const [bare = ""] = /[^.]+$/.exec(name) ?? [];
  return !(
    relationsOf(before).has(name) ||
    [...relationsOf(before).values()].some(({ indexes }) =>
      indexes.some((index) => index.name === bare),
    )
  );
}
