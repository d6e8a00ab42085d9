import { quoteIdentifier } from "../../sql/quote.ts";
import { code, listed, nameOf, signatureOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { routineTarget, searchPathOf } from "./facts/routines.ts";

export const policyFunctionSearchPath: Rule<SecurityFacts> = {
  id: "policy-function-search-path",
  title: "A policy asks a function that finds tables by the caller's search_path",
  effect: "The caller makes a temporary table of that name, and with it the answer.",
  *check(facts) {
    const told = new Set<string>();
    for (const { functions, table, policy } of facts.policyReads)
      for (const { schema, name, identity } of functions) {
        const routine = facts.catalog.routines.find(
          (one) => one.schema === schema && one.name === name && one.identity === identity,
        );
        if (routine === undefined || routine.securityDefiner || searchPathOf(routine) !== undefined)
          continue;
        const open = (facts.bodies.get(signatureOf(routine))?.relations ?? []).filter(
          (relation) => relation.schema === undefined,
        );
        if (open.length === 0 || told.has(signatureOf(routine))) continue;
        told.add(signatureOf(routine));
        const target = routineTarget(routine);
        yield {
          level: "error",
          object: signatureOf(routine),
          message: `${code(nameOf(routine))}, which policy ${code(policy)} on ${code(table)} asks, looks ${listed(open.map((one) => one.name))} up in the caller's search_path, where a temporary table of that name comes first. Fix the path, with pg_temp last.`,
          evidence: "measured",
          fix: `ALTER ${target} SET search_path = ${quoteIdentifier(schema)}, pg_temp;`,
          rollback: `ALTER ${target} RESET search_path;`,
        };
      }
  },
};
