import type { Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { printed, sameName } from "../resolve/find.ts";
import { dropPiece, foundPolicies } from "./existing.ts";
import type { Found } from "./existing.ts";
import { grantsOf } from "./grants.ts";
import { callers, otherOwners } from "./ground.ts";
import type { Ground } from "./ground.ts";
import { indexesOf } from "./indexes.ts";
import { RLS_SCHEMA } from "./names.ts";
import type { Piece } from "./piece.ts";
import { policiesOf } from "./policies.ts";

export interface Pieces {
  /** In an order in which they succeed, and in which nothing is open that was closed before. */
  readonly pieces: readonly Piece[];
  /** Policies that were there. */
  readonly found: readonly Found[];
}

/** All that makes an intent hold, whether or not it is there already. */
export function piecesOf(ground: Ground, groups: readonly string[]): Pieces {
  const policies = ground.intent.tables.flatMap((said) => policiesOf(ground, said));
  const lookups = [...ground.lookups.values()];
  const found = foundPolicies(ground, [...lookups, ...policies], groups);
  const functions = [...ground.functions.values()];
  return {
    found,
    pieces: [
      ...(functions.length === 0 ? [] : [schemaPiece(ground)]),
      ...functions,
      ...indexesOf(ground),
      ...lookups,
      ...policies,
      ...ground.intent.tables.map(({ table }) => securityPiece(table)),
      ...found.filter(({ fate }) => fate === "dropped").map(dropPiece),
      ...grantsOf(ground),
    ],
  };
}

function schemaPiece(ground: Ground): Piece {
  // A function can only be given to a role that could have made it.
  const owners = otherOwners(ground).map(quoteIdentifier);
  return {
    object: `schema ${RLS_SCHEMA}`,
    why: "The functions that policies call.",
    sql: [
      `CREATE SCHEMA IF NOT EXISTS ${RLS_SCHEMA}`,
      `GRANT USAGE ON SCHEMA ${RLS_SCHEMA} TO ${callers(ground).map(quoteIdentifier).join(", ")}`,
      ...(owners.length === 0
        ? []
        : [`GRANT CREATE ON SCHEMA ${RLS_SCHEMA} TO ${owners.join(", ")}`]),
    ],
    state: ({ schemas }) => schemas.find(({ name }) => name === RLS_SCHEMA),
  };
}

function securityPiece(table: Table): Piece {
  const { enabled, forced } = table.rowSecurity;
  const alter = `ALTER TABLE ${printed(table)}`;
  return {
    object: `row security of ${printed(table)}`,
    sql: [
      ...(enabled ? [] : [`${alter} ENABLE ROW LEVEL SECURITY`]),
      ...(forced ? [] : [`${alter} FORCE ROW LEVEL SECURITY`]),
    ],
    state: ({ tables }) => tables.find((candidate) => sameName(candidate, table))?.rowSecurity,
  };
}
