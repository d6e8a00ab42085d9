import { isOwner } from "../../schema/access/role-sql.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { callers } from "./ground.ts";
import type { Ground } from "./ground.ts";
import { fitting, RLS_SCHEMA } from "./names.ts";
import type { Piece } from "./piece.ts";

export interface Wanted {
  readonly name: string;
  /** As in CREATE FUNCTION: `id bigint`; types alone are `identity`. */
  readonly arguments?: string;
  readonly identity?: string;
  readonly returns: string;
  readonly language?: "sql" | "plpgsql";
  readonly parallel?: "safe" | "restricted";
  readonly body: string;
  /** Runs with the rights of this role. */
  readonly definer?: string;
  readonly why: string;
}

/**
 * Declares a function of the schema `rls`: STABLE, so that `(select f())` runs once for a query; with a fixed search path, so that nobody
 * puts an operator or a table of his own under it; for nobody but the application role. Returns how it is called, without arguments.
 */
export function declare(ground: Ground, wanted: Wanted): string {
  const { name: given, returns, body, definer, why } = wanted;
  const { language = "sql", parallel = "safe", arguments: args = "", identity = "" } = wanted;
  const name = fitting(given);
  const called = `${RLS_SCHEMA}.${quoteIdentifier(name)}`;
  const signature = `${called}(${identity})`;
  const attributes = [
    `language ${language} stable parallel ${parallel}`,
    definer === undefined ? "" : "security definer",
    "set search_path = pg_catalog, pg_temp",
  ];
  const owner =
    definer === undefined || isOwner(ground.catalog, definer)
      ? []
      : [`ALTER FUNCTION ${signature} OWNER TO ${quoteIdentifier(definer)}`];
  const piece: Piece = {
    object: `function ${signature}`,
    why,
    sql: [
      `CREATE OR REPLACE FUNCTION ${called}(${args}) RETURNS ${returns}\n  ${attributes.filter(Boolean).join(" ")}\n  AS $rls$ ${body} $rls$`,
      `REVOKE ALL ON FUNCTION ${signature} FROM PUBLIC`,
      `GRANT EXECUTE ON FUNCTION ${signature} TO ${callers(ground).map(quoteIdentifier).join(", ")}`,
      ...owner,
    ],
    state: ({ routines }) =>
      routines.filter((routine) => routine.schema === RLS_SCHEMA && routine.name === name),
  };
  if (!ground.functions.has(piece.object)) ground.functions.set(piece.object, piece);
  return called;
}
