import { isOn } from "../../../../sql/options.ts";
import { isFields, listOf, tagged } from "../../../../sql/walk.ts";
import type { LintedSet, LintedStatement } from "../../rule.ts";
import { drops } from "./drops.ts";
import { heavyWork } from "./heavy.ts";
import { relationsOf } from "./names.ts";
import { initial } from "./set.ts";

/** A table, a column, a function, a schema, a type or an index is not there. */
const MISSING = new Set(["42P01", "42703", "42883", "3F000", "42704"]);
const UNDEFINED_FUNCTION = "42883";

/**
 * Statements that were not carried out because the set was given without all of the schema that it is for. They are judged by their
 * text; of those whose table is there, it is known that they are heavy, and the text says why.
 */
export function unseen(set: LintedSet): LintedStatement[] {
  const first = initial(set);
  const nothing = first !== undefined && relationsOf(first).size === 0;
  return set.statements.filter((at) => {
    if (at.within !== undefined) return false;
    const state = at.error?.sqlstate ?? "";
    if (MISSING.has(state))
      return nothing || state === UNDEFINED_FUNCTION || heavyWork(set, at).length > 0;
    return nothing && at.error === undefined && (dropsNothing(at) || worksOnAll(at));
  });
}

/** DROP ... IF EXISTS does not fail. */
function dropsNothing(at: LintedStatement): boolean {
  const [tag, fields] = tagged(at.statement.node) ?? ["", {}];
  if (tag !== "DropStmt" || fields["missing_ok"] !== true) return false;
  const relations = relationsOf(at.before);
  return drops(at, "OBJECT_TABLE", "OBJECT_INDEX").some(({ name }) => {
    const bare = name.slice(name.lastIndexOf(".") + 1);
    const indexed = [...relations.values()].some(({ indexes }) =>
      indexes.some((index) => index.name === bare),
    );
    return !relations.has(name) && !indexed;
  });
}

/** What names no table works through all that there are, and here is none. */
function worksOnAll({ statement, before }: LintedStatement): boolean {
  const [tag, fields] = tagged(statement.node) ?? ["", {}];
  if (relationsOf(before).size > 0 || isFields(fields["relation"])) return false;
  if (tag === "VacuumStmt")
    return isOn(fields["options"], "full") && listOf(fields["rels"]).length === 0;
  return tag === "ReindexStmt" || tag === "ClusterStmt";
}
