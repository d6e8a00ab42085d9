import type { Session } from "../../core/session.ts";
import { printDdl } from "../../schema/ddl.ts";
import type { DatabaseSchema } from "../../schema/read-schema.ts";
import { parseScript } from "../../sql/parse.ts";
import type { Statement } from "../../sql/parse.ts";
import { asNode, listOf } from "../../sql/walk.ts";
import { findTable, printed } from "./alteration.ts";

interface Dependent extends Record<string, unknown> {
  readonly kind: "view" | "policy" | "trigger" | "other";
  readonly name: string;
  /** Of the relation that it is on; of a view its own. */
  readonly on: string;
}

/**
 * A change of a column's type with what Postgres wants out of its way: views, policies and triggers that name the column are dropped
 * before it and made again after it. Alone where there are none, or one that this does not bring back.
 */
export async function withDependents(
  statement: Statement,
  {
    session,
    schema,
    searchPath,
  }: {
    readonly session: Session;
    readonly schema: DatabaseSchema;
    readonly searchPath: readonly string[];
  },
): Promise<readonly Statement[]> {
  const fields = asNode(statement.node, "AlterTableStmt");
  const [first, more] = listOf(fields?.["cmds"]);
  const command = asNode(first, "AlterTableCmd");
  const table = findTable(schema.catalog, fields?.["relation"], searchPath);
  if (command?.["subtype"] !== "AT_AlterColumnType" || more !== undefined || table === undefined)
    return [statement];
  const found = await session.query<Dependent>(QUERY, [printed(table), command["name"]]);
  if (found.length === 0 || found.some(({ kind }) => kind === "other")) return [statement];
  const views = found.filter(({ kind }) => kind === "view").map(({ name }) => name);
  const drops = [
    ...(views.length === 0 ? [] : [`DROP VIEW ${views.join(", ")}`]),
    ...found.flatMap(({ kind, name, on }) =>
      kind === "view" ? [] : [`DROP ${kind.toUpperCase()} ${name} ON ${on}`],
    ),
  ];
  const again = printDdl(schema.catalog, schema.dependencies).statements.filter((item) =>
    found.some((dependent) => makes(item, dependent)),
  );
  const parse = async (sql: string): Promise<Statement[]> =>
    (await parseScript(sql)).map(({ text, node, kind }) => ({ ...statement, text, node, kind }));
  const [before, after] = await Promise.all([
    Promise.all(drops.map(parse)),
    Promise.all(again.map(({ sql }) => parse(sql))),
  ]);
  return [...before.flat(), statement, ...after.flat()];
}

/** Whether a statement of a printed schema is part of how the object came to be as it is. */
function makes(
  { sql, object }: { readonly sql: string; readonly object: string },
  { kind, name, on }: Dependent,
): boolean {
  if (kind !== "view") return object === `${kind} ${name} on ${on}`;
  return (
    object === `view ${name}` ||
    object === `table ${name}` ||
    object.endsWith(` on ${name}`) ||
    sql.startsWith(`ALTER VIEW ${name} `)
  );
}

/** Views on views too; what is neither view, policy nor trigger is `other`. */
const QUERY = `
  with recursive col as (
    select attrelid, attnum from pg_catalog.pg_attribute
     where attrelid = $1::pg_catalog.regclass and attname = $2::pg_catalog.name
  ), views as (
    select r.ev_class as oid from col
      join pg_catalog.pg_depend d on d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = col.attrelid and d.refobjsubid = col.attnum
      join pg_catalog.pg_rewrite r on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and r.oid = d.objid
    union
    select r.ev_class from views
      join pg_catalog.pg_depend d on d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = views.oid
      join pg_catalog.pg_rewrite r on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and r.oid = d.objid and r.ev_class <> views.oid
  )
  select case when c.relkind = 'v' then 'view' else 'other' end as kind, format('%I.%I', n.nspname, c.relname) as name,
         format('%I.%I', n.nspname, c.relname) as on
    from views join pg_catalog.pg_class c on c.oid = views.oid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  union all
  select case when p.oid is not null then 'policy' else 'trigger' end, format('%I', coalesce(p.polname, t.tgname)), format('%I.%I', n.nspname, c.relname)
    from col join pg_catalog.pg_depend d on d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = col.attrelid and d.refobjsubid = col.attnum
    left join pg_catalog.pg_policy p on d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass and p.oid = d.objid
    left join pg_catalog.pg_trigger t on d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass and t.oid = d.objid and not t.tgisinternal
    join pg_catalog.pg_class c on c.oid = coalesce(p.polrelid, t.tgrelid)
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
   order by 1, 2`;
