import { quoteIdentifier } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { dropsOfTables } from "./facts/drops.ts";
import { code, tableOf } from "./facts/names.ts";
import { afterTransaction, inUse } from "./facts/set.ts";

export const dropPolicy: LintRule = {
  id: "drop-policy",
  title: "Policy dropped",
  condition:
    "A row-level security policy is dropped, and no policy of that name is there when the transaction ends.",
  effect:
    "Without a permissive policy rows disappear for the application; without a restrictive one more rows show.",
  workaround: "Use ALTER POLICY, or drop and create it in one transaction.",
  *check(set) {
    for (const at of set.statements)
      for (const { name, table } of dropsOfTables(at, "OBJECT_POLICY")) {
        const policy = tableOf(at.before, table)?.policies.find((one) => one.name === name);
        const after = tableOf(afterTransaction(set, at), table);
        if (policy === undefined || !inUse(set, at, table) || after === undefined) continue;
        if (after.policies.some((one) => one.name === name)) continue;
        const rest = after.policies.some(({ permissive }) => permissive);
        yield {
          level: "warning",
          at,
          object: `${table}.${quoteIdentifier(name)}`,
          message: `The ${policy.permissive ? "permissive" : "restrictive"} policy ${code(name)} of ${code(table)} is dropped${policy.permissive ? (rest ? ": rows that only it allowed disappear for the application" : ", the last one: nobody but the owner sees a row any more") : ": rows that it hid show"}. Change it by ALTER POLICY, or drop and create it in one transaction.`,
          evidence: "rule",
        };
      }
  },
};
