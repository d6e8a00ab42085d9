import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Policy, Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { comment, nameOf } from "../text.ts";
import { roleSql } from "./role-sql.ts";

export function policyStatements(catalog: Catalog, table: Table, policy: Policy): string[] {
  const target = `POLICY ${quoteIdentifier(policy.name)} ON ${nameOf(table)}`;
  const clauses = [
    policy.permissive ? "" : " AS RESTRICTIVE",
    policy.command === "all" ? "" : ` FOR ${policy.command.toUpperCase()}`,
    ` TO ${policy.roles.map((role) => roleSql(catalog, role)).join(", ")}`,
    policy.using === null ? "" : ` USING (${policy.using})`,
    policy.check === null ? "" : ` WITH CHECK (${policy.check})`,
  ];
  return [`CREATE ${target}${clauses.join("")}`, ...comment(target, policy.comment)];
}
