import type { Catalog, OtherKind } from "../../postgres/catalog/model/catalog.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { nameOf } from "../text.ts";
import { isOwner, roleSql } from "./role-sql.ts";

/** What ALTER .. OWNER TO addresses, with the owner. */
export interface OwnedObject {
  readonly alter: string | null;
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
 * is lent for that time. Schemas come last: until then they are the database owner's, who lends and takes back; an owner to whom
 * its own schema was lent gets back what was taken.
 */
export function ownerStatements(catalog: Catalog, objects: readonly OwnedObject[]): string[] {
  const foreign = objects.filter(({ owner, alter }) => alter !== null && !isOwner(catalog, owner));
  const change = ({ alter, owner }: OwnedObject): string =>
    `ALTER ${alter} OWNER TO ${roleSql(catalog, owner)}`;
  const inside = foreign.filter(({ alter }) => !isSchema(alter));
  const loans = new Map(
    inside.flatMap(({ schema, owner }) => {
      if (schema === null) return [];
      const loan = ["CREATE ON SCHEMA", quoteIdentifier(schema), roleSql(catalog, owner)] as const;
      return [[loan.join(" "), loan]];
    }),
  );
  return [
    ...[...loans.values()].map(([what, schema, role]) => `GRANT ${what} ${schema} TO ${role}`),
    ...inside.map(change),
    ...[...loans.values()].map(([what, schema, role]) => `REVOKE ${what} ${schema} FROM ${role}`),
    ...foreign
      .filter(({ alter }) => isSchema(alter))
      .flatMap((object) => [
        change(object),
        `GRANT ALL ON ${object.alter} TO ${roleSql(catalog, object.owner)}`,
      ]),
  ];
}

function isSchema(alter: string | null): boolean {
  return alter?.startsWith("SCHEMA ") ?? false;
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
