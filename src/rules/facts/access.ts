import type { Session } from "../../core/session.ts";
import { jsonRows } from "../../postgres/catalog/read/source.ts";

/** What `has_*_privilege` says that roles may do here, by grants, memberships, ownership and predefined roles alike. */
export interface Access {
  /** Of a table, view or sequence: `SELECT`, `INSERT`; and `any SELECT` where it is of some columns only. */
  relation(role: string, relation: string): ReadonlySet<string>;
  /** Of a schema, by its bare name: `USAGE`, `CREATE`. */
  schema(role: string, schema: string): ReadonlySet<string>;
  /** Roles with the privilege on the relation, superusers left out. */
  whoMay(privilege: string, relation: string): readonly string[];
}

interface Row {
  readonly role: string;
  readonly object: string;
  readonly privileges: readonly string[];
}

const own = "n.nspname !~ '^pg_' and n.nspname <> 'information_schema'";
/** Superusers may do everything: they are asked about by name only. */
const asked = "r.rolname !~ '^pg_' and not r.rolsuper";

const each = (test: string, privileges: readonly string[]): string =>
  `pg_catalog.array_remove(array[${privileges.map((name) => `case when ${test.replace("?", `'${name}'`)} then '${name}' end`).join(", ")}], null)`;

const TABLE = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"];

const relations = `
  select * from (
    select r.rolname as role, pg_catalog.format('%I.%I', n.nspname, c.relname) as object,
           case when c.relkind = 'S' then ${each("pg_catalog.has_sequence_privilege(r.oid, c.oid, ?)", ["USAGE", "SELECT", "UPDATE"])}
                else ${each("pg_catalog.has_table_privilege(r.oid, c.oid, ?)", TABLE)}
                  || case when pg_catalog.has_any_column_privilege(r.oid, c.oid, 'SELECT') and not pg_catalog.has_table_privilege(r.oid, c.oid, 'SELECT') then array['any SELECT'] else '{}' end
                  || case when pg_catalog.has_any_column_privilege(r.oid, c.oid, 'INSERT') and not pg_catalog.has_table_privilege(r.oid, c.oid, 'INSERT') then array['any INSERT'] else '{}' end
                  || case when pg_catalog.has_any_column_privilege(r.oid, c.oid, 'UPDATE') and not pg_catalog.has_table_privilege(r.oid, c.oid, 'UPDATE') then array['any UPDATE'] else '{}' end
           end as privileges
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace, pg_catalog.pg_roles r
     where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and ${own} and ${asked}
  ) q where privileges <> '{}'`;

const schemas = `
  select * from (
    select r.rolname as role, n.nspname as object,
           ${each("pg_catalog.has_schema_privilege(r.oid, n.oid, ?)", ["USAGE", "CREATE"])} as privileges
      from pg_catalog.pg_namespace n, pg_catalog.pg_roles r where ${own} and ${asked}
  ) q where privileges <> '{}'`;

/** Pairs of roles and relations that are asked about at most: some two seconds. */
const MOST = 400_000;

const pairs = `
  select (select count(*) from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and ${own})
       * (select count(*) from pg_catalog.pg_roles r where ${asked}) as n`;

/** Asks Postgres. Undefined where there are too many roles and relations. */
export async function readAccess(session: Session): Promise<Access | undefined> {
  const [count] = await jsonRows<{ readonly n: number }>(session, pairs);
  if ((count?.n ?? 0) > MOST) return undefined;
  const onRelations = indexed(await jsonRows<Row>(session, relations));
  const onSchemas = indexed(await jsonRows<Row>(session, schemas));
  return {
    relation: (role, relation) => onRelations.get(relation)?.get(role) ?? NOTHING,
    schema: (role, schema) => onSchemas.get(schema)?.get(role) ?? NOTHING,
    whoMay: (privilege, relation) =>
      [...(onRelations.get(relation) ?? [])].flatMap(([role, may]) =>
        may.has(privilege) ? [role] : [],
      ),
  };
}

const NOTHING: ReadonlySet<string> = new Set();

function indexed(rows: readonly Row[]): Map<string, Map<string, ReadonlySet<string>>> {
  const objects = new Map<string, Map<string, ReadonlySet<string>>>();
  for (const { role, object, privileges } of rows) {
    const roles = objects.get(object) ?? new Map<string, ReadonlySet<string>>();
    objects.set(object, roles.set(role, new Set(privileges)));
  }
  return objects;
}
