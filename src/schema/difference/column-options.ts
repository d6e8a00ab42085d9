import type { Column } from "../../postgres/catalog/model/column.ts";
import type { ObjectName } from "../../postgres/catalog/model/common.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { nameOf } from "../text.ts";
import { foreignOptionChanges, settingChanges } from "./option-changes.ts";

/** Storage, compression, statistics target and options. With another type they begin as that type has them. */
export function columnOptionChanges(table: ObjectName, a: Column, b: Column): string[] {
  const alter = `ALTER TABLE ONLY ${nameOf(table)} ALTER COLUMN ${quoteIdentifier(b.name)}`;
  const retyped = a.type !== b.type;
  const [storage, compression] = retyped ? [null, null] : [a.storage, a.compression];
  const foreign = foreignOptionChanges(a.foreignOptions, b.foreignOptions);
  return [
    ...(storage === b.storage
      ? []
      : [`${alter} SET STORAGE ${(b.storage ?? defaultStorage(b.type)).toUpperCase()}`]),
    ...(compression === b.compression
      ? []
      : [`${alter} SET COMPRESSION ${b.compression ?? "default"}`]),
    ...(a.statistics === b.statistics ? [] : [`${alter} SET STATISTICS ${b.statistics ?? -1}`]),
    ...settingChanges(alter, a.options, b.options),
    ...(foreign === ""
      ? []
      : [`ALTER FOREIGN TABLE ${nameOf(table)} ALTER COLUMN ${quoteIdentifier(b.name)}${foreign}`]),
  ];
}

/** `SET STORAGE DEFAULT` came with Postgres 16: what types of varying length have, as `pg_type.typstorage` says. */
function defaultStorage(type: string): string {
  return /^(numeric|inet|cidr)\b(?!.*\[\]$)/.test(type) ? "main" : "extended";
}
