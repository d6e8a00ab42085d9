import type { OtherObject } from "../model/catalog.ts";
import type { GrantableKind } from "./grants.ts";
import { grantsOf } from "./grants.ts";
import { foreignDataWrappers, foreignServers, userMappings } from "./others/foreign.ts";
import { collations, eventTriggers, languages, transforms } from "./others/language.ts";
import {
  accessMethods,
  casts,
  conversions,
  operatorClasses,
  operatorFamilies,
  operators,
} from "./others/operators.ts";
import { publications, subscriptions } from "./others/replication.ts";
import {
  textSearchConfigurations,
  textSearchDictionaries,
  textSearchParsers,
  textSearchTemplates,
} from "./others/text-search.ts";
import type { Source } from "./source.ts";
import { compare } from "./words.ts";

interface Row extends Omit<OtherObject, "grants" | "comment"> {
  readonly oid: number;
  readonly catalog: string;
  readonly acl: string[] | null;
}

/** Kinds of object with privileges of their own. */
const grantable: Partial<Record<OtherObject["kind"], GrantableKind>> = {
  language: "language",
  "foreign data wrapper": "foreign data wrapper",
  "foreign server": "foreign server",
};

/** One query over all of them: oid, kind, system catalog, schema, name, owner, access control list, properties. */
export function othersSql(version: number): string {
  return [
    foreignDataWrappers,
    foreignServers,
    userMappings,
    operators,
    operatorFamilies,
    operatorClasses,
    casts,
    conversions,
    accessMethods,
    languages,
    transforms,
    eventTriggers,
    collations(version),
    textSearchConfigurations,
    textSearchDictionaries,
    textSearchParsers,
    textSearchTemplates,
    publications(version),
    subscriptions,
  ].join("\nunion all\n");
}

/** The rarer kinds of object, read with one query. */
export async function readOthers(source: Source): Promise<OtherObject[]> {
  const rows = await source.rows<Row>(othersSql(source.version));
  return rows
    .map((row) => other(source, row))
    .sort(
      (a, b) =>
        compare(a.kind, b.kind) ||
        compare(a.schema ?? "", b.schema ?? "") ||
        compare(a.name, b.name),
    );
}

function other(source: Source, row: Row): OtherObject {
  const { oid, catalog, acl, ...rest } = row;
  const kind = grantable[row.kind];
  return {
    ...rest,
    grants: kind === undefined ? [] : grantsOf(acl, kind, row.owner ?? "", source.version),
    comment: source.comments.on(catalog, oid),
  };
}
