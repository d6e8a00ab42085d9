import type { Session } from "../../../core/session.ts";
import { jsonRows } from "../../../postgres/catalog/read/source.ts";
import type { FunctionReference } from "../../../sql/references.ts";

export type Volatility = "i" | "s" | "v";

interface Known {
  /** Undefined where there is no such function: a variable, or one of another search path. */
  readonly best: Volatility | undefined;
  readonly worst: Volatility;
  /** One of them is Postgres's own. */
  readonly ofPostgres: boolean;
}

interface Candidate {
  readonly schema: string;
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly variadic: boolean;
  readonly volatility: Volatility;
}

/** How volatile a call is, of all functions that it may mean by name and number of arguments. */
export async function resolveCalls(
  session: Session,
  calls: readonly FunctionReference[],
): Promise<(call: FunctionReference) => Known> {
  const candidates = await jsonRows<Candidate>(
    session,
    `select n.nspname as schema, p.proname as name, p.pronargs - p.pronargdefaults as least, p.pronargs as most,
            p.provariadic <> 0 as variadic, p.provolatile as volatility
       from pg_catalog.pg_proc p
       join pg_catalog.pg_namespace n on n.oid = p.pronamespace
      where p.proname = any (array(select pg_catalog.jsonb_array_elements_text($1::jsonb)))`,
    [JSON.stringify([...new Set(calls.map(({ name }) => name))])],
  );
  return ({ schema, name, arguments: count }) => {
    const meant = candidates.filter(
      (one) =>
        one.name === name &&
        (schema === undefined || one.schema === schema) &&
        count >= one.least &&
        (count <= one.most || one.variadic),
    );
    // i, s, v: their letters are in order
    const found = meant.map(({ volatility }) => volatility).toSorted();
    return {
      best: found[0],
      worst: found.at(-1) ?? "v",
      ofPostgres: meant.some((one) => one.schema === "pg_catalog"),
    };
  };
}
