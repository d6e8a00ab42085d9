import type { Session } from "../../core/session.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { printed } from "./alteration.ts";
import { relationNames } from "./surroundings.ts";

/** What a plan makes itself: nobody else uses it while it is carried out. */
export interface Own {
  /** After a step: what it made. */
  look(): Promise<void>;
  /** Whether a relation, by the name that it had in the last step, is one of these. */
  isOwn(relation: string): boolean;
  /** Whether it is a sequence: a new file of one is no rewrite of rows. */
  isSequence(relation: string): boolean;
}

/** Relations are told apart by their oids, which grow: a name may be that of another after a step. */
export async function openOwn(session: Session, before: Catalog, after: Catalog): Promise<Own> {
  const [row] = await session.query<{ last: string }>(
    "select pg_catalog.max(oid)::pg_catalog.text as last from pg_catalog.pg_class",
  );
  const sequences = new Set([before, after].flatMap(sequenceNames));
  const old = new Set(relationNames(before));
  let earlier: ReadonlySet<string> = new Set();
  let made: ReadonlySet<string> = new Set();
  return {
    async look() {
      earlier = made;
      const rows = await session.query<{ name: string }>(MADE, [row?.last ?? "0"]);
      made = new Set(rows.map(({ name }) => name));
    },
    isOwn: (relation) => earlier.has(relation) || (made.has(relation) && !old.has(relation)),
    isSequence: (relation) => sequences.has(relation),
  };
}

function sequenceNames({ sequences, tables }: Catalog): string[] {
  const identities = tables.flatMap(({ columns }) =>
    columns.flatMap(({ identity }) => (identity?.sequence == null ? [] : [identity.sequence])),
  );
  return [...sequences, ...identities].map(printed);
}

const MADE = `
  select pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as name
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
   where c.oid > $1::pg_catalog.oid`;
