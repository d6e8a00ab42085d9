import type { Session } from "../core/session.ts";
import { jsonRows } from "../postgres/catalog/read/source.ts";

/** When Postgres uses a cast by itself: always, when a value is stored, or never. */
export type CastContext = "implicit" | "assignment" | "explicit";

/** Every cast of the database by `castKey` of its types. Casts by way of text, which every type has, are not among them. */
export type Casts = ReadonlyMap<string, CastContext>;

/** Types as `format_type` prints them without a modifier. */
export function castKey(from: string, to: string): string {
  return JSON.stringify([from, to]);
}

export async function readCasts(session: Session): Promise<Casts> {
  const rows = await jsonRows<{ source: string; target: string; context: string }>(session, sql);
  return new Map(
    rows.map(({ source, target, context }) => [
      castKey(source, target),
      contexts[context] ?? "explicit",
    ]),
  );
}

const sql = `
  select format_type(castsource, null) as source, format_type(casttarget, null) as target, castcontext as context
    from pg_catalog.pg_cast`;

const contexts: Readonly<Record<string, CastContext>> = { i: "implicit", a: "assignment" };
