import type { Session } from "../../core/session.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { copySchema } from "../../schema/copy-schema.ts";
import { qualified, quoteIdentifier } from "../../sql/quote.ts";
import { asNode, walk } from "../../sql/walk.ts";
import type { Draft } from "./draft.ts";

/** What the migrations begin with. */
export interface Base {
  /** Qualified names of relations to their rows, as Postgres estimates them. */
  readonly rows: ReadonlyMap<string, number>;
  readonly source: Catalog;
}

/** Copies the target's schema into the shadow. The target is only read. */
export async function copyBase(target: Session, shadow: Session): Promise<Base> {
  const { source } = await copySchema(target, shadow);
  const rows = await target.query<{ schema: string; name: string; rows: string }>(ROWS);
  return {
    source,
    rows: new Map(rows.map((row) => [qualified(row.schema, row.name), Number(row.rows)])),
  };
}

/** -1 is "never analyzed": then what the statistics counted. */
const ROWS = `
  select n.nspname as schema, c.relname as name,
    (case when c.reltuples >= 0 then c.reltuples
     else pg_catalog.pg_stat_get_live_tuples(c.oid) end)::pg_catalog.int8::pg_catalog.text as rows
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`;

/**
 * Roles belong to the cluster, and a shadow's has none but its own: those that the statements speak of and do not make are made, so
 * that grants and owners can be set.
 */
export async function makeRoles(drafts: readonly Draft[], shadow: Session): Promise<void> {
  const [named, made] = [new Set<string>(), new Set<string>()];
  for (const { statement } of drafts) {
    walk(statement.node, (tag, fields) => {
      const name = fields["rolename"];
      if (tag === "RoleSpec" && typeof name === "string") named.add(name);
      if (tag === "VariableSetStmt" && fields["name"] === "role")
        textsIn(fields).forEach((text) => named.add(text));
    });
    const role = asNode(statement.node, "CreateRoleStmt")?.["role"];
    if (typeof role === "string") made.add(role);
  }
  const roles = [...named].filter((name) => !made.has(name));
  const known = await shadow.query<{ name: string }>(
    "select rolname as name from pg_catalog.pg_roles where rolname = any ($1)",
    [roles],
  );
  const existing = new Set(known.map(({ name }) => name));
  for (const name of roles) {
    if (existing.has(name) || name.startsWith("pg_")) continue;
    await shadow.query(`create role ${quoteIdentifier(name)} nologin`);
    await shadow.query(`grant ${quoteIdentifier(name)} to current_user`);
  }
}

function textsIn(node: unknown): string[] {
  const texts: string[] = [];
  walk(node, (tag, fields) => {
    const text = tag === "String" ? fields["sval"] : undefined;
    if (typeof text === "string") texts.push(text);
  });
  return texts;
}

/**
 * Some tools make the schema that their migrations fill. Where there is no target, those that the statements speak of and do not make
 * are made.
 */
export async function makeSchemas(drafts: readonly Draft[], shadow: Session): Promise<void> {
  const [named, made] = [new Set<string>(), new Set<string>()];
  for (const { statement } of drafts) {
    walk(statement.node, (_, fields) => {
      if (typeof fields["schemaname"] !== "string") return;
      if (typeof fields["relname"] === "string") named.add(fields["schemaname"]);
      else made.add(fields["schemaname"]);
    });
  }
  for (const name of named)
    if (!made.has(name) && !/^(?:pg_|information_schema$)/.test(name))
      await shadow.query(`create schema if not exists ${quoteIdentifier(name)}`);
}
