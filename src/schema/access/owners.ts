import type { Catalog, OtherKind } from "../../postgres/catalog/model/catalog.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { nameOf } from "../text.ts";
import type { GrantedObject } from "./objects.ts";
import { isOwner, roleSql } from "./roles.ts";

/** What ALTER .. OWNER TO addresses, with the owner. */
export interface OwnedObject {
  readonly alter: string;
  readonly schema: string | null;
  readonly owner: string;
}

/** Objects with an owner but without privileges. */
export function ownedOnly(catalog: Catalog): OwnedObject[] {
  const statistics = catalog.statistics.map((item) => ({
    alter: `STATISTICS ${nameOf(item)}`,
    schema: item.schema,
    owner: item.owner,
  }));
  const others = catalog.others.flatMap(({ kind, name, schema, owner }) => {
    const alter = alterable[kind]?.(name, schema === null ? "" : `${quoteIdentifier(schema)}.`);
    return alter === undefined || owner === null ? [] : [{ alter, schema, owner }];
  });
  return [...statistics, ...others];
}

/**
 * OWNER TO for what is not the database owner's. Postgres wants the new owner to be able to create things in the schema, which it
 * is lent for that time.
 */
export function ownerStatements(catalog: Catalog, objects: readonly OwnedObject[]): string[] {
  const foreign = objects.filter(({ owner }) => !isOwner(catalog, owner));
  const lent = new Set(
    foreign.flatMap(({ schema, owner }) =>
      schema === null ? [] : [`SCHEMA ${quoteIdentifier(schema)} |${roleSql(catalog, owner)}`],
    ),
  );
  const loans = [...lent].map((loan) => loan.split("|"));
  return [
    ...loans.map(([schema = "", role = ""]) => `GRANT CREATE ON ${schema}TO ${role}`),
    ...foreign.map(({ alter, owner }) => `ALTER ${alter} OWNER TO ${roleSql(catalog, owner)}`),
    ...loans.map(([schema = "", role = ""]) => `REVOKE CREATE ON ${schema}FROM ${role}`),
  ];
}

/** Schemas come last: until then they are the database owner's, who lends and takes back. */
export function inOwnerOrder(objects: readonly GrantedObject[]): GrantedObject[] {
  return [...objects.filter(({ kind }) => kind !== "schema"), ...objects.filter(({ kind }) => kind === "schema")];
}

type Target = (name: string, schema: string) => string;

const plain =
  (word: string): Target =>
  (name, schema) =>
    `${word} ${schema}${quoteIdentifier(name)}`;

const withMethod =
  (word: string): Target =>
  (name, schema) => {
    const [, own = "", method = ""] = /^(.*) using (.*)$/s.exec(name) ?? [];
    return `${word} ${schema}${quoteIdentifier(own)} USING ${quoteIdentifier(method)}`;
  };

const alterable: Readonly<Partial<Record<OtherKind, Target>>> = {
  collation: plain("COLLATION"),
  conversion: plain("CONVERSION"),
  operator: (name, schema) => `OPERATOR ${schema}${name}`,
  "operator class": withMethod("OPERATOR CLASS"),
  "operator family": withMethod("OPERATOR FAMILY"),
  "text search configuration": plain("TEXT SEARCH CONFIGURATION"),
  "text search dictionary": plain("TEXT SEARCH DICTIONARY"),
  publication: plain("PUBLICATION"),
  "event trigger": plain("EVENT TRIGGER"),
};
