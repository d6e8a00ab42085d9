import type { DefaultPrivileges, Extension, Schema } from "../model/catalog.ts";
import { grantsOf } from "./grants.ts";
import { ownObject, userSchema } from "./scope.ts";
import type { Source } from "./source.ts";
import { byName, compare, word } from "./words.ts";

interface SchemaRow {
  readonly oid: number;
  readonly name: string;
  readonly owner: string;
  readonly acl: string[] | null;
  readonly initial_owner: boolean;
}

const schemas = (version: number): string => `
  select n.oid::int8, n.nspname as name, pg_get_userbyid(n.nspowner) as owner, n.nspacl::text[] as acl,
         n.oid = 2200 and n.nspowner = ${version >= 150000 ? "'pg_database_owner'::regrole" : "10"} as initial_owner
    from pg_namespace n
   where ${userSchema("n")} and ${ownObject("pg_namespace", "n.oid")}`;

export async function readSchemas(source: Source): Promise<Schema[]> {
  return byName(await source.rows<SchemaRow>(schemas(source.version))).map(
    ({ oid, name, owner, acl, initial_owner: initialOwner }) => ({
      name,
      initialOwner,
      owner,
      grants: grantsOf(acl, "schema", owner, source.version),
      comment: source.comments.on("pg_namespace", oid),
    }),
  );
}

const extensions = `
  select e.oid::int8, e.extname as name, n.nspname as schema, e.extversion as version,
         a.default_version as "defaultVersion", a.comment as initial_comment, pg_get_userbyid(e.extowner) as owner
    from pg_extension e join pg_namespace n on n.oid = e.extnamespace
    left join pg_available_extensions() a on a.name = e.extname`;

interface ExtensionRow extends Omit<Extension, "comment"> {
  readonly oid: number;
  readonly initial_comment: string | null;
}

export async function readExtensions(source: Source): Promise<Extension[]> {
  const rows = await source.rows<ExtensionRow>(extensions);
  return byName(rows).map(({ oid, initial_comment: initial, ...row }) => {
    const comment = source.comments.on("pg_extension", oid);
    return { ...row, comment: comment === initial ? null : comment };
  });
}

const defaultPrivileges = `
  select pg_get_userbyid(d.defaclrole) as role, n.nspname as schema, d.defaclobjtype as objects,
         d.defaclacl::text[] as acl
    from pg_default_acl d left join pg_namespace n on n.oid = d.defaclnamespace`;

export async function readDefaultPrivileges(source: Source): Promise<DefaultPrivileges[]> {
  const rows = await source.rows<{
    role: string;
    schema: string | null;
    objects: string;
    acl: string[];
  }>(defaultPrivileges);
  return rows
    .map((row) => ({
      role: row.role,
      schema: row.schema,
      objects: word(row.objects, objects),
      grants: grantsOf(row.acl, "table", row.role, source.version),
    }))
    .sort(
      (a, b) =>
        compare(a.role, b.role) ||
        compare(a.schema ?? "", b.schema ?? "") ||
        compare(a.objects, b.objects),
    );
}

const objects: Readonly<Record<string, DefaultPrivileges["objects"]>> = {
  r: "tables",
  S: "sequences",
  f: "functions",
  T: "types",
  n: "schemas",
  L: "large objects",
};
