import type { Session } from "../../../core/session.ts";
import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import { printDdl } from "../../../schema/ddl.ts";
import { otherName } from "../../../schema/emit/other.ts";
import { publicationMembers } from "../../../schema/emit/publications.ts";
import type { DdlStatement } from "../../../schema/ddl.ts";
import type { DatabaseSchema } from "../../../schema/read-schema.ts";
import { printed } from "../alteration.ts";

/** A column, by its table's qualified name. */
export interface ColumnName {
  readonly table: string;
  readonly column: string;
}

/** What Postgres wants out of the way of a change of type, and how it comes back. */
export interface Dependents {
  readonly gone: readonly string[];
  readonly again: readonly string[];
}

interface Dependent extends Record<string, unknown> {
  readonly kind:
    | "view"
    | "materialized view"
    | "policy"
    | "trigger"
    | "rule"
    | "routine"
    | "publication"
    | "other";
  readonly name: string;
  /** Of the relation that it is on; of a view its own. */
  readonly on: string;
}

/**
 * Views, policies, triggers, rules and routines with a parsed body that name columns, directly or through another view: dropped from the
 * last to the first, and made again with all that is said of them. None where there is one that this does not bring back.
 */
export async function dependentsOf(
  columns: readonly ColumnName[],
  session: Session,
  { catalog, dependencies }: DatabaseSchema,
): Promise<Dependents> {
  const found = await session.query<Dependent>(QUERY, [
    columns.map(({ table }) => table),
    columns.map(({ column }) => column),
  ]);
  if (found.length === 0 || found.some(({ kind }) => kind === "other")) return none;
  const views = new Map(catalog.views.map((view) => [printed(view), view]));
  const indexes = new Map<string, string>(
    found.flatMap(({ kind, name }) =>
      kind === "materialized view"
        ? (views.get(name)?.indexes ?? []).map(
            (index) =>
              [
                `index ${printed({ ...index, schema: views.get(name)?.schema ?? "" })}`,
                name,
              ] as const,
          )
        : [],
    ),
  );
  const { statements } = printDdl(catalog, dependencies);
  const again = statements.flatMap((statement) => {
    const dependent = found.find(
      (item) => makes(statement, item) || indexes.get(statement.object) === item.name,
    );
    return dependent === undefined ? [] : [{ ...statement, dependent }];
  });
  const order = new Map(again.map(({ dependent }, at) => [dependent, at] as const).toReversed());
  const first = (one: Dependent): number => order.get(one) ?? -1;
  return {
    gone: found.toSorted((a, b) => first(b) - first(a)).map(dropped),
    again: [
      ...again.map(({ sql, dependent }) =>
        views.get(dependent.name)?.populated === true ? sql.replace(/\nWITH NO DATA$/, "") : sql,
      ),
      ...found.flatMap((dependent) => published(dependent, catalog)),
    ],
  };
}

const none: Dependents = { gone: [], again: [] };

function dropped({ kind, name, on }: Dependent): string {
  if (kind === "publication") return `ALTER PUBLICATION ${name} DROP TABLE ${on}`;
  const place = ["policy", "trigger", "rule"].includes(kind) ? ` ON ${on}` : "";
  return `DROP ${kind.toUpperCase()} ${name}${place}`;
}

/** A publication stays; the table's part of it is taken out and put in again. */
function published({ kind, name, on }: Dependent, { others }: Catalog): string[] {
  const publication = others.find(
    (other) => other.kind === "publication" && otherName(other) === name,
  );
  if (kind !== "publication" || publication === undefined) return [];
  const { properties } = publication;
  const tables = (properties["tables"] ?? []) as readonly { readonly table: string }[];
  const own = { ...properties, tables: tables.filter(({ table }) => table === on), schemas: [] };
  const members = publicationMembers({ ...publication, properties: own });
  return [`ALTER PUBLICATION ${name} ADD${members.replace(/^ FOR/, "")}`];
}

/** Whether a statement of a printed schema is part of how the object came to be as it is. */
function makes({ sql, object }: DdlStatement, { kind, name, on }: Dependent): boolean {
  if (kind === "routine")
    return new RegExp(`^(function|procedure) `).test(object) && object.endsWith(` ${name}`);
  if (kind !== "view" && kind !== "materialized view") return object === `${kind} ${name} on ${on}`;
  return (
    object === `${kind} ${name}` ||
    object === `table ${name}` ||
    object.startsWith(`default of ${name}.`) ||
    object.endsWith(` on ${name}`) ||
    sql.startsWith(`ALTER ${kind.toUpperCase()} ${name} `)
  );
}

/** Views on views too. `other` is what comes back by another way, or not at all. */
const QUERY = `
  with recursive col as (
    select a.attrelid, a.attnum
      from rows from (pg_catalog.unnest($1::pg_catalog.text[]), pg_catalog.unnest($2::pg_catalog.text[])) as given(relation, name)
      join pg_catalog.pg_attribute a on a.attrelid = given.relation::pg_catalog.regclass and a.attname = given.name::pg_catalog.name
  ), direct as (
    select d.classid, d.objid from col
      join pg_catalog.pg_depend d on d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = col.attrelid and d.refobjsubid = col.attnum
     where d.classid in ('pg_catalog.pg_rewrite'::pg_catalog.regclass, 'pg_catalog.pg_policy'::pg_catalog.regclass,
       'pg_catalog.pg_trigger'::pg_catalog.regclass, 'pg_catalog.pg_proc'::pg_catalog.regclass, 'pg_catalog.pg_publication_rel'::pg_catalog.regclass)
  ), found as (
    select classid, objid from direct
    union
    select d.classid, d.objid from found
      join pg_catalog.pg_rewrite r on found.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and r.oid = found.objid and r.rulename = '_RETURN'
      join pg_catalog.pg_depend d on d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = r.ev_class
     where d.classid in ('pg_catalog.pg_rewrite'::pg_catalog.regclass, 'pg_catalog.pg_policy'::pg_catalog.regclass, 'pg_catalog.pg_proc'::pg_catalog.regclass)
       and d.deptype = 'n'
  )
  select distinct case when r.rulename = '_RETURN' and c.relkind = 'm' then 'materialized view' when r.rulename = '_RETURN' then 'view'
           when r.oid is not null then 'rule' when p.oid is not null then 'policy' when t.oid is not null then 'trigger'
           when f.prokind in ('f', 'p') then 'routine' when pub.oid is not null then 'publication' else 'other' end as kind,
         case when r.rulename = '_RETURN' then pg_catalog.format('%I.%I', n.nspname, c.relname)
           when f.oid is not null then pg_catalog.format('%I.%I(%s)', fn.nspname, f.proname, pg_catalog.pg_get_function_identity_arguments(f.oid))
           else pg_catalog.quote_ident(coalesce(r.rulename, p.polname, t.tgname, pub.pubname)::pg_catalog.text) end as name,
         coalesce(pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname), '') as on
    from found
    left join pg_catalog.pg_rewrite r on found.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and r.oid = found.objid
    left join pg_catalog.pg_policy p on found.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass and p.oid = found.objid
    left join pg_catalog.pg_trigger t on found.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass and t.oid = found.objid and not t.tgisinternal
    left join pg_catalog.pg_proc f on found.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and f.oid = found.objid
    left join pg_catalog.pg_namespace fn on fn.oid = f.pronamespace
    left join pg_catalog.pg_publication_rel m on found.classid = 'pg_catalog.pg_publication_rel'::pg_catalog.regclass and m.oid = found.objid
    left join pg_catalog.pg_publication pub on pub.oid = m.prpubid
    left join pg_catalog.pg_class c on c.oid = coalesce(r.ev_class, p.polrelid, t.tgrelid, m.prrelid)
    left join pg_catalog.pg_namespace n on n.oid = c.relnamespace
   order by 1, 2`;
