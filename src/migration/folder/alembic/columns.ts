import { quoteIdentifier, quoteLiteral } from "../../../sql/quote.ts";
import type { Py, PyCall } from "./expression.ts";
import { typeOf, type PyEnum } from "./types.ts";
import {
  argument,
  columnList,
  defaultSql,
  flag,
  itemsOf,
  lastName,
  nameFrom,
  NotPlain,
  optionalText,
  sqlText,
  tableName,
  textOf,
} from "./values.ts";

/** A column as CREATE TABLE or ADD COLUMN takes it, and what comes with it. */
export interface ColumnSql {
  readonly name: string;
  readonly sql: string;
  /** Constraints of the table that are written with the column: Alembic adds them after it. */
  readonly constraints: readonly string[];
  readonly key: boolean;
  readonly enumeration: PyEnum | undefined;
  readonly index: boolean;
  readonly comment: string | undefined;
}

const SERIAL: Readonly<Record<string, string>> = {
  integer: "serial",
  bigint: "bigserial",
  smallint: "smallserial",
};

/** `key` are the columns of the table's primary key. Throws NotPlain. */
export function columnSql(value: Py, key: readonly string[] = []): ColumnSql {
  if (value.kind !== "call" || lastName(value.name) !== "Column") throw new NotPlain();
  const name = textOf(argument(value, 0, "name"));
  const rest = value.args.slice(1);
  const extras = rest.filter((part): part is PyCall =>
    isCall(part, /^(?:ForeignKey|Identity|Computed|CheckConstraint|Sequence)$/),
  );
  const type = typeOf(
    value.named.get("type_") ?? rest.find((part) => !extras.some((extra) => extra === part)),
  );
  const isKey = flag(value, "primary_key", false);
  const server = value.named.get("server_default");
  const identity = [...extras, server].find((part) => isCall(part, /^Identity$/));
  const computed = [...extras, server].find((part) => isCall(part, /^Computed$/));
  const references = extras.filter((part) => isCall(part, /^ForeignKey$/));
  const alone = isKey || key.includes(name);
  const given = server !== undefined && server.kind !== "none";
  const counts =
    alone &&
    key.length === 1 &&
    !given &&
    identity === undefined &&
    references.length === 0 &&
    increments(value);
  const parts = [
    quoteIdentifier(name),
    (counts ? SERIAL[type.sql] : undefined) ?? type.sql,
    identity === undefined ? undefined : identitySql(identity),
    computed === undefined ? undefined : computedSql(computed),
    given && identity === undefined && computed === undefined
      ? `DEFAULT ${defaultSql(server)}`
      : undefined,
    flag(value, "nullable", !alone) ? undefined : "NOT NULL",
    ...extras
      .filter((part) => isCall(part, /^CheckConstraint$/))
      .map((part) => constraintSql(part)),
  ];
  const quoted = quoteIdentifier(name);
  return {
    name,
    key: isKey,
    constraints: [
      ...(flag(value, "unique", false) ? [`UNIQUE (${quoted})`] : []),
      ...references.map((call) => referencesSql(call, quoted)),
    ],
    sql: parts.filter((part) => part !== undefined).join(" "),
    enumeration: type.enumeration,
    index: flag(value, "index", false),
    comment: optionalText(value.named.get("comment")),
  };
}

function isCall(value: Py | undefined, name: RegExp): value is PyCall {
  return value?.kind === "call" && name.test(lastName(value.name));
}

/** An integer key counts up by itself unless it is told not to. */
function increments(call: PyCall): boolean {
  const value = call.named.get("autoincrement");
  if (value?.kind === "text") return true;
  return flag(call, "autoincrement", true);
}

const identitySql = (call: PyCall): string =>
  `GENERATED ${flag(call, "always", false) ? "ALWAYS" : "BY DEFAULT"} AS IDENTITY`;

function computedSql(call: PyCall): string {
  const [expression] = call.args;
  const sql = expression?.kind === "text" ? expression.value : sqlText(expression);
  return `GENERATED ALWAYS AS (${sql}) STORED`;
}

function referencesSql(call: PyCall, own: string): string {
  const parts = textOf(argument(call, 0, "column")).split(".");
  const column = parts.pop() ?? "";
  const [table = "", schema] = parts.toReversed();
  const name = nameFrom(call.named.get("name"));
  const constraint = name === undefined ? "" : `CONSTRAINT ${quoteIdentifier(name)} `;
  return `${constraint}FOREIGN KEY (${own}) REFERENCES ${tableName(table, schema)} (${quoteIdentifier(column)})${actions(call)}`;
}

/** Also of a foreign key of the table. */
export function actions(call: PyCall): string {
  const deferrable = call.named.has("deferrable") && flag(call, "deferrable", false);
  return [
    ["ondelete", "ON DELETE"],
    ["onupdate", "ON UPDATE"],
  ]
    .flatMap(([name = "", words = ""]) => {
      const action = optionalText(call.named.get(name));
      return action === undefined ? [] : [` ${words} ${action}`];
    })
    .concat(deferrable ? " DEFERRABLE" : [])
    .concat(optionalText(call.named.get("initially")) === "DEFERRED" ? " INITIALLY DEFERRED" : [])
    .join("");
}

/** A constraint within CREATE TABLE. Throws NotPlain. */
export function constraintSql(value: Py): string {
  if (value.kind !== "call") throw new NotPlain();
  const name = nameFrom(value.named.get("name"));
  const constraint = name === undefined ? "" : `CONSTRAINT ${quoteIdentifier(name)} `;
  switch (lastName(value.name)) {
    case "PrimaryKeyConstraint":
      return `${constraint}PRIMARY KEY (${columnList(value.args)})`;
    case "UniqueConstraint":
      return `${constraint}UNIQUE (${columnList(value.args)})`;
    case "CheckConstraint": {
      const condition = argument(value, 0, "sqltext");
      return `${constraint}CHECK (${condition?.kind === "text" ? condition.value : sqlText(condition)})`;
    }
    case "ForeignKeyConstraint":
      return `${constraint}${foreignKeySql(value)}`;
    default:
      throw new NotPlain();
  }
}

function foreignKeySql(call: PyCall): string {
  const targets = itemsOf(argument(call, 1, "refcolumns")).map((target) =>
    textOf(target).split("."),
  );
  const [first = []] = targets;
  const [, table = "", schema] = first.toReversed();
  const columns = targets.map((target) => quoteIdentifier(target.at(-1) ?? "")).join(", ");
  return `FOREIGN KEY (${columnList(itemsOf(argument(call, 0, "columns")))}) REFERENCES ${tableName(table, schema)} (${columns})${actions(call)}`;
}

export const commentOn = (what: string, comment: string | undefined): string =>
  `COMMENT ON ${what} IS ${comment === undefined ? "NULL" : quoteLiteral(comment)}`;
