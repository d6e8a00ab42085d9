import { defaultGrants } from "../../postgres/catalog/read/grants.ts";
import type { GrantableKind } from "../../postgres/catalog/read/grants.ts";
import type { Catalog, DefaultPrivileges } from "../../postgres/catalog/model/catalog.ts";
import type { Grant } from "../../postgres/catalog/model/common.ts";
import type { GrantedObject } from "../access/objects.ts";
import { roleSql } from "../access/role-sql.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { grantChanges } from "./grant-changes.ts";

type Objects = DefaultPrivileges["objects"];

/** The privileges with which the plan makes an object: the default privileges of its maker, the owner of the database, as they are. */
export function bornIn(a: Catalog, b: Catalog, object: GrantedObject): Grant[] {
  const objects = words[object.kind];
  const maker = b.database.owner;
  const mine = a.defaultPrivileges.filter(
    (item) => item.role === maker && item.objects === objects,
  );
  const everywhere = mine.find(({ schema }) => schema === null);
  const here = mine.find(({ schema }) => schema !== null && schema === object.schema);
  const base = everywhere?.grants ?? defaultGrants(object.kind, maker, a.version);
  return merged([...base, ...(here?.grants ?? [])]);
}

function merged(grants: readonly Grant[]): Grant[] {
  const found = new Map<string, Grant>();
  for (const grant of grants) {
    const parties = JSON.stringify([grant.grantee, grant.grantor]);
    const other = found.get(parties);
    const union = (field: "privileges" | "grantable"): string[] =>
      [...new Set([...(other?.[field] ?? []), ...grant[field]])].sort();
    found.set(parties, {
      ...grant,
      privileges: union("privileges"),
      grantable: union("grantable"),
    });
  }
  return [...found.values()];
}

export function defaultPrivilegeChanges(a: Catalog, b: Catalog): string[] {
  const name = ({ role, schema, objects }: DefaultPrivileges): string =>
    JSON.stringify([role, schema, objects]);
  const items = new Map(
    [...a.defaultPrivileges, ...b.defaultPrivileges].map((item) => [name(item), item]),
  );
  const schemas = new Set(b.schemas.map((schema) => schema.name));
  return [...items.values()].flatMap((item) => {
    const { role, schema, objects } = item;
    if (schema !== null && !schemas.has(schema)) return [];
    const initial = schema === null ? defaultGrants(kinds[objects], role, a.version) : [];
    const isNew = schema !== null && !a.schemas.some((one) => one.name === schema);
    const of = (catalog: Catalog): readonly Grant[] =>
      catalog.defaultPrivileges.find((other) => name(other) === name(item))?.grants ?? initial;
    const where = schema === null ? "" : ` IN SCHEMA ${quoteIdentifier(schema)}`;
    const head = `ALTER DEFAULT PRIVILEGES FOR ROLE ${roleSql(b, role)}${where}`;
    return grantChanges(
      a,
      b,
      objects.toUpperCase(),
      role,
      isNew ? initial : of(a),
      of(b),
      false,
    ).map((sql) => `${head} ${sql}`);
  });
}

const words: Readonly<Partial<Record<GrantableKind, Objects>>> = {
  table: "tables",
  sequence: "sequences",
  routine: "functions",
  type: "types",
  schema: "schemas",
};

const kinds: Readonly<Record<Objects, GrantableKind>> = {
  tables: "table",
  sequences: "sequence",
  functions: "routine",
  types: "type",
  schemas: "schema",
  "large objects": "large object",
};
