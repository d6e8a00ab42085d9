import { quoteIdentifier } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { asNode } from "../../../sql/walk.ts";
import { code } from "./facts/names.ts";
import { signatureOf } from "./facts/routines.ts";
import { final } from "./facts/set.ts";

export const securityDefinerSearchPath: LintRule = {
  id: "security-definer-search-path",
  title: "SECURITY DEFINER without a fixed search_path",
  condition:
    "A function runs with its owner's rights and looks names up in its caller's search_path.",
  effect:
    "A caller can put a table or function of his own in front, and have it used with the owner's rights.",
  workaround: "SET search_path on the function, with pg_temp last.",
  *check(set) {
    const end = new Map(final(set)?.routines.map((routine) => [signatureOf(routine), routine]));
    for (const at of set.statements) {
      if (asNode(at.statement.node, "CreateFunctionStmt") === undefined || at.within) continue;
      const before = new Map(at.before.routines.map((routine) => [signatureOf(routine), routine]));
      for (const routine of at.after.routines) {
        const name = signatureOf(routine);
        if (before.get(name)?.definition === routine.definition) continue;
        const last = end.get(name);
        if (
          last?.securityDefiner !== true ||
          last.settings.some((one) => one.startsWith("search_path="))
        )
          continue;
        yield {
          level: "error",
          at,
          object: name,
          message: `${code(name)} runs with the rights of its owner and finds names by the search_path of its caller, who may put objects of his own in front. Fix the path, the schemas it needs and pg_temp last.`,
          evidence: "measured",
          fix: `ALTER ${routine.kind === "procedure" ? "PROCEDURE" : "FUNCTION"} ${name} SET search_path = ${quoteIdentifier(routine.schema)}, pg_temp`,
        };
      }
    }
  },
};
