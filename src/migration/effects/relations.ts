import type { Session } from "../../core/session.ts";
import { qualified } from "../../sql/quote.ts";

/** A relation as `pg_class` has it. Oids are text. */
export interface Relation {
  readonly oid: string;
  /** Qualified and quoted. */
  readonly name: string;
  /** `relkind` */
  readonly kind: string;
  /** `relfilenode`; "0" where there is no file. */
  readonly file: string;
  /** Oid of the table, for an index. */
  readonly table: string | null;
}

/** The relations of the database, before and between the statements of a run. */
export interface Relations {
  readonly byOid: Map<string, Relation>;
  readonly byName: Map<string, Relation>;
  readonly files: Set<string>;
}

/** A relation as queries return it: oid, schema, name, kind, file, table. */
export type RelationRow = readonly [string, string, string, string, string, string | null];

/** Composite types have no rows; the rest belongs to Postgres, to TOAST, or to one session. */
const WATCHED = `c.relkind in ('r', 'p', 'm', 'v', 'f', 'S', 'i', 'I')
  and n.nspname !~ '^pg_(catalog$|toast|temp_)' and n.nspname <> 'information_schema'`;

/** Relations as \`RelationRow\`s in one JSON array; \`changed\` are those whose rows this transaction wrote. */
export const relationRows = (which: "all" | "changed"): string => `
  select pg_catalog.json_agg(pg_catalog.json_build_array(
    c.oid::pg_catalog.text, n.nspname, c.relname, c.relkind, c.relfilenode::pg_catalog.text, i.indrelid::pg_catalog.text)
    order by c.oid)
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_index i on i.indexrelid = c.oid
  where ${WATCHED}${which === "all" ? "" : " and pg_catalog.age(c.xmin) <= 0"}`;

export function emptyRelations(): Relations {
  return { byOid: new Map(), byName: new Map(), files: new Set() };
}

/** Adds what is new, in place of what had the same oid or name; what was dropped stays, since nothing can name it any more. */
export function addRelations(relations: Relations, rows: readonly RelationRow[]): Relation[] {
  const added = rows.map(asRelation);
  for (const relation of added) {
    relations.byOid.set(relation.oid, relation);
    relations.byName.set(relation.name, relation);
    relations.files.add(relation.file);
  }
  return added;
}

export function asRelation([oid, schema, name, kind, file, table]: RelationRow): Relation {
  return { oid, name: qualified(schema, name), kind, file, table };
}

/** All relations as they are now. */
export async function readRelations(session: Session): Promise<Relations> {
  const relations = emptyRelations();
  const [row] = await session.query<{ rows: RelationRow[] | null }>(
    `select (${relationRows("all")}) as rows`,
  );
  addRelations(relations, row?.rows ?? []);
  return relations;
}
