import type { LintRule } from "../rule.ts";
import { alterCommands } from "./facts/alter-table.ts";
import { code, tableOf } from "./facts/names.ts";
import { afterTransaction, inUse } from "./facts/set.ts";

export const rowSecurityWithoutPolicy: LintRule = {
  id: "row-security-without-policy",
  title: "Row-level security without a policy",
  condition:
    "Row-level security is enabled, and when the transaction ends the table has no permissive policy.",
  effect: "Everybody but the owner sees no row, and can insert none.",
  workaround: "Create the policies and enable row-level security in one transaction.",
  *check(set) {
    for (const at of set.statements)
      for (const { table } of alterCommands(at, "AT_EnableRowSecurity")) {
        const after = tableOf(afterTransaction(set, at), table);
        if (after === undefined || after.policies.some(({ permissive }) => permissive)) continue;
        const used = inUse(set, at, table);
        yield {
          level: used ? "error" : "warning",
          at,
          object: table,
          message: `${code(table)} has row-level security and no permissive policy: every role but its owner${used ? ", so perhaps the running application," : ""} sees no row and can insert none. Create the policies first, in the same transaction.`,
          evidence: "rule",
        };
      }
  },
};
