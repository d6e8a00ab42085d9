import type { Policy, Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { printed, sameName } from "../resolve/find.ts";
import type { Piece } from "./piece.ts";

export interface WantedPolicy {
  readonly name: string;
  readonly command: Policy["command"];
  readonly permissive: boolean;
  /** As it stands in SQL. */
  readonly role: string;
  readonly using: string | null;
  readonly check: string | null;
  readonly why?: string;
}

/** A policy that is made anew where there is one of its name. */
export function policyPiece(table: Table, wanted: WantedPolicy): Piece {
  const { name, command, permissive, role, using, check, why } = wanted;
  const target = `${quoteIdentifier(name)} ON ${printed(table)}`;
  const clauses = [
    permissive ? "" : " AS RESTRICTIVE",
    ` FOR ${command.toUpperCase()} TO ${role}`,
    using === null ? "" : `\n  USING (${using})`,
    check === null ? "" : `\n  WITH CHECK (${check})`,
  ];
  const there = table.policies.some((policy) => policy.name === name);
  return {
    object: `policy ${quoteIdentifier(name)} on ${printed(table)}`,
    ...(why === undefined ? {} : { why }),
    sql: [
      ...(there ? [`DROP POLICY ${target}`] : []),
      `CREATE POLICY ${target}${clauses.join("")}`,
    ],
    state: ({ tables }) =>
      tables
        .find((candidate) => sameName(candidate, table))
        ?.policies.find((policy) => policy.name === name),
  };
}
