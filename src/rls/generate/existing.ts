import type { Policy, Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { printed, sameName } from "../resolve/find.ts";
import { verbs } from "../resolved.ts";
import type { Ground } from "./ground.ts";
import { policyName } from "./names.ts";
import type { Piece } from "./piece.ts";

/** A policy that is there and is not one of those that are wanted. */
export interface Found {
  readonly table: Table;
  readonly policy: Policy;
  /**
   * `dropped` because it would let more through, or was made for another intent; `kept` where it only narrows what the application role
   * may, or is about other roles.
   */
  readonly fate: "dropped" | "narrows" | "others";
}

/** What becomes of the policies that are there; `groups` are the roles of which the application role is a member. */
export function foundPolicies(
  ground: Ground,
  wanted: readonly Piece[],
  groups: readonly string[],
): Found[] {
  const names = new Set(wanted.map(({ object }) => object));
  const { applicationRole: role } = ground.intent;
  const own = new Set(
    ["tenant", ...verbs.flatMap((verb) => [verb, `tenant_${verb}`, `live_${verb}`])].map(
      (purpose) => policyName(role, purpose),
    ),
  );
  return ground.intent.tables.flatMap(({ table }) =>
    table.policies
      .filter((policy) => !names.has(policyObject(table, policy)))
      .map((policy): Found => {
        const concerns = policy.roles.some(
          (name) => name === null || name === role || groups.includes(name),
        );
        const stale = own.has(policy.name) || policy.name.startsWith("rls_lookup_");
        if (stale || (concerns && policy.permissive)) return { table, policy, fate: "dropped" };
        return { table, policy, fate: concerns ? "narrows" : "others" };
      }),
  );
}

const policyObject = (table: Table, { name }: Policy): string =>
  `policy ${quoteIdentifier(name)} on ${printed(table)}`;

export function dropPiece({ table, policy }: Found): Piece {
  return {
    object: policyObject(table, policy),
    why: "It would let through more than is meant.",
    sql: [`DROP POLICY ${quoteIdentifier(policy.name)} ON ${printed(table)}`],
    state: ({ tables }) =>
      tables
        .find((candidate) => sameName(candidate, table))
        ?.policies.some(({ name }) => name === policy.name),
  };
}
