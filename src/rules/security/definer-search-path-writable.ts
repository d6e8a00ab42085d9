import { quoteIdentifier } from "../../sql/quote.ts";
import { code, listed, signatureOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { ordinaryRoles, type SecurityFacts } from "../facts/security.ts";
import { routineTarget, searchPathOf } from "./facts/routines.ts";

export const definerSearchPathWritable: Rule<SecurityFacts> = {
  id: "definer-search-path-writable",
  title: "SECURITY DEFINER with a search_path that others write to",
  effect: "Who may create in one of its schemas has code of his own run with the owner's rights.",
  *check(facts) {
    for (const routine of facts.catalog.routines) {
      const path = searchPathOf(routine);
      if (!routine.securityDefiner || path === undefined || routine.sqlBody !== null) continue;
      const problems = path.flatMap((schema) => problemOf(facts, routine.owner, schema));
      // Without mention, temporary tables come before everything else.
      const last = path.at(-1) === "pg_temp";
      const open = facts.bodies
        .get(signatureOf(routine))
        ?.relations.some(({ schema }) => schema === undefined);
      if (!last && open === true && path.length > 0)
        problems.push("temporary tables come first, because pg_temp is not named as the last");
      if (problems.length === 0) continue;
      const target = routineTarget(routine);
      const safe = path.filter(
        (schema) => schema !== "pg_temp" && problemOf(facts, routine.owner, schema).length === 0,
      );
      const names = (safe.length === 0 ? ["pg_catalog"] : safe).map(quoteIdentifier).join(", ");
      const isLost = safe.length < path.filter((schema) => schema !== "pg_temp").length;
      yield {
        level: isLost ? "error" : "warning",
        object: signatureOf(routine),
        message: `${code(signatureOf(routine))} runs with the rights of ${code(routine.owner)}, and in its search_path ${problems.join("; ")}. Leave in it only what ${code(routine.owner)} alone writes to, and pg_temp last.`,
        evidence: "measured",
        ...(isLost
          ? {}
          : {
              fix: `ALTER ${target} SET search_path = ${names}, pg_temp;`,
              rollback: `ALTER ${target} SET search_path = ${path.map(quoteIdentifier).join(", ")};`,
            }),
      };
    }
  },
};

function problemOf(facts: SecurityFacts, owner: string, schema: string): string[] {
  if (schema === "$user") return ["`$user` is a schema of the role's"];
  const known = facts.catalog.schemas.find(({ name }) => name === schema);
  if (known === undefined) return [];
  if (
    known.grants.some(
      ({ grantee, privileges }) => grantee === null && privileges.includes("CREATE"),
    )
  )
    return [`everyone creates in ${code(schema)}`];
  const others = ordinaryRoles(facts)
    .map(({ name }) => name)
    .filter((name) => name !== owner && name !== known.owner && name !== facts.database.owner)
    .filter((name) => facts.access.schema(name, schema).has("CREATE"));
  return others.length === 0 ? [] : [`${listed(others)} may create in ${code(schema)}`];
}
