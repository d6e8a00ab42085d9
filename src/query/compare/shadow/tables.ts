import type { Session } from "../../../core/session.ts";
import { functionsOf } from "../../../sql/references.ts";
import { textOf, walk } from "../../../sql/walk.ts";
import type { Statement } from "../../../sql/parse.ts";
import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { qualified } from "../../../sql/quote.ts";

/** What the rows of small databases go into. */
export interface Reached {
  /** Referenced tables before those that reference them. */
  readonly tables: readonly Table[];
  /** To be refreshed when the rows are in, qualified. */
  readonly materializedViews: readonly string[];
  /** Views between the statements and the tables, qualified. */
  readonly views: readonly string[];
  /** Foreign tables: no rows can be put into them. */
  readonly unfillable: readonly string[];
}

/** Through views, functions' bodies, foreign keys, partitions and inheritance: all tables that the statements may read. */
export async function reachedTables(
  shadow: Session,
  statements: readonly Statement[],
  catalog: Catalog,
): Promise<Reached> {
  const names = [...statements.flatMap(namesIn), ...namesInBodies(statements, catalog)];
  const rows = await shadow.query<{ schema: string; name: string; kind: string }>(
    `with recursive reached (oid) as (
       select to_regclass(name)::oid from unnest($1::text[]) name where to_regclass(name) is not null
       union
       select next.oid from reached cross join lateral (
         select d.refobjid from pg_catalog.pg_rewrite w
         join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::regclass and d.objid = w.oid
         where w.ev_class = reached.oid and d.refclassid = 'pg_catalog.pg_class'::regclass
         union all select confrelid from pg_catalog.pg_constraint where conrelid = reached.oid and contype = 'f'
         union all select inhparent from pg_catalog.pg_inherits where inhrelid = reached.oid
         union all select inhrelid from pg_catalog.pg_inherits where inhparent = reached.oid
       ) as next (oid)
     )
     select n.nspname as schema, c.relname as name, c.relkind::text as kind
     from reached join pg_catalog.pg_class c using (oid) join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where not c.relispartition and n.nspname <> 'pg_catalog' and n.nspname <> 'information_schema'
     order by 1, 2`,
    [names],
  );
  const keys = new Set(rows.map(({ schema, name }) => qualified(schema, name)));
  const found = catalog.tables.filter(
    (table) => keys.has(nameOf(table)) && table.kind !== "foreign table",
  );
  const of = (kind: string): string[] =>
    rows.filter((row) => row.kind === kind).map(({ schema, name }) => qualified(schema, name));
  return {
    tables: parentsFirst(found),
    materializedViews: of("m"),
    views: [...of("v"), ...of("m")],
    unfillable: of("f"),
  };
}

export const nameOf = ({ schema, name }: { schema: string; name: string }): string =>
  qualified(schema, name);

/** A CTE may have the name of the table that it reads, so names of CTEs are not left out. */
function namesIn({ node }: Statement): string[] {
  const names = new Set<string>();
  walk(node, (tag, fields) => {
    if (tag !== "RangeVar") return;
    const parts = [fields["schemaname"], fields["relname"]]
      .map(textOf)
      .filter((part) => part !== "");
    names.add(parts.map((part) => `"${part.replaceAll('"', '""')}"`).join("."));
  });
  return [...names];
}

/** Tables whose names stand in the body of a function that is called: too many do no harm. */
function namesInBodies(statements: readonly Statement[], catalog: Catalog): string[] {
  const called = new Set(statements.flatMap(functionsOf).map(({ name }) => name));
  const bodies = new Map<string, string>();
  for (let grown = called.size > 0; grown;) {
    grown = false;
    for (const { name, identity, source, sqlBody } of catalog.routines) {
      const body = `${source} ${sqlBody ?? ""}`;
      const isCalled = called.has(name) || [...bodies.values()].some((text) => says(text, name));
      if (!isCalled || bodies.has(`${name}(${identity})`)) continue;
      bodies.set(`${name}(${identity})`, body);
      grown = true;
    }
  }
  const text = [...bodies.values()].join("\n");
  return [...catalog.tables, ...catalog.views].filter(({ name }) => says(text, name)).map(nameOf);
}

function says(text: string, name: string): boolean {
  const at = text.toLowerCase().indexOf(name.toLowerCase());
  return at !== -1;
}

function parentsFirst(tables: readonly Table[]): Table[] {
  const byName = new Map(tables.map((table) => [nameOf(table), table]));
  const done = new Set<Table>();
  const path = new Set<Table>();
  const visit = (table: Table): void => {
    if (done.has(table) || path.has(table)) return;
    path.add(table);
    for (const { references } of table.constraints) {
      const parent = references === null ? undefined : byName.get(nameOf(references.table));
      if (parent !== undefined) visit(parent);
    }
    done.add(table);
  };
  tables.forEach(visit);
  return [...done];
}
