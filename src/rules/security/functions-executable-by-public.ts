import { quoteIdentifier } from "../../sql/quote.ts";
import { code } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { routineTarget } from "./facts/routines.ts";

export const functionsExecutableByPublic: Rule<SecurityFacts> = {
  id: "functions-executable-by-public",
  title: "Everyone may call the functions of a schema",
  effect:
    "Postgres gives EXECUTE to PUBLIC when a function is made; APIs that are generated offer each.",
  *check({ catalog }) {
    for (const { name } of catalog.schemas) {
      const open = catalog.routines.filter(
        (routine) =>
          routine.schema === name &&
          !routine.securityDefiner &&
          routine.volatility === "volatile" &&
          routine.kind !== "aggregate" &&
          !/^(event_)?trigger$/.test(routine.result ?? "") &&
          routine.grants.some(
            ({ grantee, grantor }) => grantee === null && grantor === routine.owner,
          ),
      );
      if (open.length === 0) continue;
      const sql = (verb: string): string =>
        open.map((routine) => `${verb.replace("?", routineTarget(routine))};`).join("\n");
      yield {
        level: "info",
        object: quoteIdentifier(name),
        message: `Every role that reaches schema ${code(name)} may call ${open.length} of its functions that change something (VOLATILE). Revoke EXECUTE from PUBLIC, and grant it to the roles that call them.`,
        evidence: "measured",
        fix: sql("REVOKE EXECUTE ON ? FROM PUBLIC"),
        rollback: sql("GRANT EXECUTE ON ? TO PUBLIC"),
      };
    }
  },
};
