import { quoteIdentifier } from "../../sql/quote.ts";
import { code, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { conditionsOf, isOwning } from "./facts/policies.ts";

export const tenantColumnNullable: Rule<SecurityFacts> = {
  id: "tenant-column-nullable",
  title: "A row that may belong to nobody",
  effect:
    "Rows without a tenant are seen by nobody, or by everyone as soon as a policy says OR ... IS NULL.",
  *check(facts) {
    const told = new Set<string>();
    for (const { table, policy, planned } of conditionsOf(facts))
      for (const name of planned.columns) {
        const column = table.columns.find((one) => one.name === name);
        const key = `${nameOf(table)}.${quoteIdentifier(name)}`;
        if (column === undefined || column.notNull !== null || !isOwning(name) || told.has(key))
          continue;
        told.add(key);
        const alter = `ALTER TABLE ${nameOf(table)} ALTER COLUMN ${quoteIdentifier(name)}`;
        yield {
          level: "warning",
          object: key,
          message: `Policy ${code(policy.name)} decides by ${code(key)}, which may be NULL: such a row is nobody's, and the first policy that allows NULL shows it to all. Make it NOT NULL, on a table in use by plan_migration.`,
          evidence: "measured",
          fix: `${alter} SET NOT NULL;`,
          rollback: `${alter} DROP NOT NULL;`,
        };
      }
  },
};
