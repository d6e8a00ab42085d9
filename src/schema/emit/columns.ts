import { isGenerated } from "../../postgres/catalog/canonical/names.ts";
import type { Column } from "../../postgres/catalog/model/column.ts";
import type { ObjectName } from "../../postgres/catalog/model/common.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { foreignOptions, nameOf, settingsOf } from "../text.ts";
import { sequenceOptions } from "./sequences.ts";

export interface ColumnOptions {
  /** Leave the default to a statement of its own. */
  readonly defaultLater: boolean;
  /** `name WITH OPTIONS`: the type is the table's type's. */
  readonly typed: boolean;
}

/** A column inside CREATE TABLE. */
export function columnClause(table: ObjectName, column: Column, options: ColumnOptions): string {
  const { collation, generated } = column;
  const type = options.typed
    ? " WITH OPTIONS"
    : ` ${column.type}${foreignOptions(column.foreignOptions)}`;
  return [
    quoteIdentifier(column.name),
    type,
    collation === null || options.typed ? "" : ` COLLATE ${nameOf(collation)}`,
    column.default === null || options.defaultLater ? "" : ` DEFAULT ${column.default}`,
    generated === null
      ? ""
      : ` GENERATED ALWAYS AS (${generated.expression}) ${generated.kind.toUpperCase()}`,
    identity(column),
    notNull(table, column),
  ].join("");
}

/** A partition gets the identity of its parent when it is attached. */
function identity({ type, identity: found }: Column): string {
  if (found === null || found.sequence === null) return "";
  const { sequence, generation } = found;
  const limits = sequence.type === type ? ` ${sequenceOptions(sequence)}` : "";
  const options = `SEQUENCE NAME ${nameOf(sequence)}${limits}`;
  return ` GENERATED ${generation.toUpperCase()} AS IDENTITY (${options})`;
}

function notNull(table: ObjectName, { name: column, notNull: found }: Column): string {
  if (found === null || !found.validated) return "";
  const named = found.name !== null && !isGenerated(found.name, table.name, column, "not_null");
  const constraint = named ? ` CONSTRAINT ${quoteIdentifier(found.name)}` : "";
  return `${constraint} NOT NULL${found.noInherit ? " NO INHERIT" : ""}`;
}

/** What CREATE TABLE has no words for, or only from some version on. */
export function columnSettings(table: ObjectName, column: Column): string[] {
  const { storage, compression, statistics, options, notNull: found } = column;
  const alter = `ALTER TABLE ONLY ${nameOf(table)}`;
  const set = (what: string): string =>
    `${alter} ALTER COLUMN ${quoteIdentifier(column.name)} SET ${what}`;
  const late = found !== null && !found.validated && found.name !== null;
  return [
    ...sequenceOfAnotherType(column),
    ...(storage === null ? [] : [set(`STORAGE ${storage.toUpperCase()}`)]),
    ...(compression === null ? [] : [set(`COMPRESSION ${compression}`)]),
    ...(statistics === null ? [] : [set(`STATISTICS ${statistics}`)]),
    ...(Object.keys(options).length === 0 ? [] : [set(`(${settingsOf(options)})`)]),
    ...(late
      ? [
          `${alter} ADD CONSTRAINT ${quoteIdentifier(found.name ?? "")} NOT NULL ${quoteIdentifier(column.name)}` +
            `${found.noInherit ? " NO INHERIT" : ""} NOT VALID`,
        ]
      : []),
  ];
}

/** LIKE makes it a bigint whatever the column is. */
function sequenceOfAnotherType({ type, identity: found }: Column): string[] {
  const sequence = found?.sequence;
  if (sequence == null || sequence.type === type) return [];
  return [`ALTER SEQUENCE ${nameOf(sequence)} AS ${sequence.type} ${sequenceOptions(sequence)}`];
}
