import type { Catalog, OtherKind, Schema } from "../../postgres/catalog/model/catalog.ts";
import type { Column } from "../../postgres/catalog/model/column.ts";
import type { Grant, Owned } from "../../postgres/catalog/model/common.ts";
import { defaultGrants } from "../../postgres/catalog/read/grants.ts";
import type { GrantableKind } from "../../postgres/catalog/read/grants.ts";
import { printAccess } from "./print.ts";

/** Whether anything belongs to another than the database's owner, or was given to or taken from anybody. */
export function statesAccess(catalog: Catalog): boolean {
  return printAccess(catalog).some(({ object }) => !object.startsWith("policy "));
}

/** The schema as its owner would have made it, who gave nothing to anybody; policies stay. */
export function withoutAccess(catalog: Catalog): Catalog {
  const { version, database } = catalog;
  const { owner } = database;
  const own = <T extends Owned>(kind: GrantableKind, objects: readonly T[]): T[] =>
    objects.map((object) => ({ ...object, owner, grants: defaultGrants(kind, owner, version) }));
  const relations = <T extends Owned & { readonly columns: readonly Column[] }>(
    objects: readonly T[],
  ): T[] =>
    own("table", objects).map((relation) => ({
      ...relation,
      columns: relation.columns.map((column) => ({ ...column, grants: [] })),
    }));
  return {
    ...catalog,
    schemas: catalog.schemas.map((schema) =>
      schema.name === "public"
        ? asItCame(schema, version)
        : { ...schema, ...own("schema", [schema])[0] },
    ),
    extensions: catalog.extensions.map((extension) => ({ ...extension, owner })),
    types: own("type", catalog.types),
    sequences: own("sequence", catalog.sequences),
    tables: relations(catalog.tables),
    views: relations(catalog.views),
    routines: own("routine", catalog.routines),
    statistics: catalog.statistics.map((item) => ({ ...item, owner })),
    defaultPrivileges: [],
    others: catalog.others.map((item) => ({
      ...item,
      owner: item.owner === null ? null : owner,
      grants: granted(item.kind, owner, version),
    })),
    foreignGrants: [],
  };
}

function asItCame(schema: Schema, version: number): Schema {
  const privileges = version >= 150000 ? ["USAGE"] : ["CREATE", "USAGE"];
  const everyone = { grantee: null, grantor: schema.owner, privileges, grantable: [] };
  const grants = [everyone, ...defaultGrants("schema", schema.owner, version)];
  return { ...schema, initialOwner: true, grants };
}

function granted(kind: OtherKind, owner: string, version: number): Grant[] {
  return kind === "language" || kind === "foreign data wrapper" || kind === "foreign server"
    ? defaultGrants(kind, owner, version)
    : [];
}
