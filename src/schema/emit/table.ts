import type { Constraint } from "../../postgres/catalog/model/constraint.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { rank } from "../item.ts";
import type { Item } from "../item.ts";
import { keyOf } from "../key.ts";
import { comment, foreignOptions, nameOf, settingsOf } from "../text.ts";
import { columnClause, columnSettings } from "./columns.ts";
import { constraintClause, constraintComments, constraintKeys } from "./constraints.ts";

/** How much of a table its CREATE TABLE says. */
export interface Shape {
  /** INHERITS, so that only what is declared here is listed. */
  readonly fromStart: boolean;
  readonly constraints: readonly Constraint[];
  readonly defaultsLater: boolean;
  /** An unlogged table that becomes so later. */
  readonly loggedFirst: boolean;
}

export function createTable(table: Table, shape: Shape): Item {
  const defaults = table.columns.filter(
    (column) => column.generated !== null || !shape.defaultsLater,
  );
  return {
    key: keyOf("relation", table),
    object: `table ${nameOf(table)}`,
    rank: rank.table,
    covers: [
      ...defaults.map((column) => keyOf("default", table, column.name)),
      ...shape.constraints.flatMap((constraint) => constraintKeys(table, constraint)),
    ],
    needs: shape.fromStart ? table.inherits.map((parent) => keyOf("relation", parent)) : [],
    statements: [
      createStatement(table, shape),
      ...table.columns.flatMap((column) => columnSettings(table, column)),
      ...security(table),
      ...identity(table),
      ...comments(table),
      ...shape.constraints.flatMap((constraint) => constraintComments(table, constraint)),
    ],
  };
}

function createStatement(table: Table, shape: Shape): string {
  const listed = table.columns.filter((column) => column.local || !shape.fromStart);
  const typed = table.ofType !== null;
  const options = { typed, defaultLater: shape.defaultsLater };
  const columns = listed
    .filter((column) => !typed || column.default !== null || column.notNull !== null)
    .map((column) => columnClause(table, column, options));
  const parts = [
    ...columns,
    ...shape.constraints.map((constraint) => constraintClause(table, constraint)),
  ];
  const body = parts.length === 0 ? "" : `\n  ${parts.join(",\n  ")}\n`;
  const head = typed
    ? ` OF ${nameOf(table.ofType)}${body === "" ? "" : ` (${body})`}`
    : ` (${body})`;
  return `CREATE ${kindOf(table, shape)} ${nameOf(table)}${head}${tail(table, shape)}`;
}

function kindOf(table: Table, { loggedFirst }: Shape): string {
  if (table.kind === "foreign table") return "FOREIGN TABLE";
  return table.unlogged && !loggedFirst ? "UNLOGGED TABLE" : "TABLE";
}

function tail(table: Table, shape: Shape): string {
  const { foreign, partitionKey, accessMethod } = table;
  const settings = [settingsOf(table.options), settingsOf(table.toastOptions, "toast.")].filter(
    (text) => text !== "",
  );
  return [
    shape.fromStart ? ` INHERITS (${table.inherits.map(nameOf).join(", ")})` : "",
    foreign === null
      ? ""
      : ` SERVER ${quoteIdentifier(foreign.server)}${foreignOptions(foreign.options)}`,
    partitionKey === null ? "" : ` PARTITION BY ${partitionKey}`,
    accessMethod === null || accessMethod === "heap"
      ? ""
      : ` USING ${quoteIdentifier(accessMethod)}`,
    settings.length === 0 ? "" : ` WITH (${settings.join(", ")})`,
  ].join("");
}

function security({ rowSecurity, ...table }: Table): string[] {
  const alter = `ALTER TABLE ONLY ${nameOf(table)}`;
  return [
    ...(rowSecurity.enabled ? [`${alter} ENABLE ROW LEVEL SECURITY`] : []),
    ...(rowSecurity.forced ? [`${alter} FORCE ROW LEVEL SECURITY`] : []),
  ];
}

/** With an index, the index says so; a foreign table has none. */
function identity({ replicaIdentity, ...table }: Table): string[] {
  if (table.kind === "foreign table") return [];
  if (replicaIdentity !== "full" && replicaIdentity !== "nothing") return [];
  return [`ALTER TABLE ONLY ${nameOf(table)} REPLICA IDENTITY ${replicaIdentity.toUpperCase()}`];
}

function comments(table: Table): string[] {
  const name = nameOf(table);
  const kind = table.kind === "foreign table" ? "FOREIGN TABLE" : "TABLE";
  return [
    ...comment(`${kind} ${name}`, table.comment),
    ...table.columns.flatMap((column) => [
      ...comment(`COLUMN ${name}.${quoteIdentifier(column.name)}`, column.comment),
      ...(column.notNull?.name == null
        ? []
        : comment(
            `CONSTRAINT ${quoteIdentifier(column.notNull.name)} ON ${name}`,
            column.notNull.comment,
          )),
    ]),
  ];
}
