import { quoteIdentifier } from "../../../sql/quote.ts";
import { actions, type ColumnSql, columnSql, commentOn, constraintSql } from "./columns.ts";
import type { Py, PyCall } from "./expression.ts";
import { typeOf } from "./types.ts";
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

/** Where an operation is: `batch_alter_table` names the table once for those within it. */
export interface Within {
  readonly table: string;
  readonly schema: string | undefined;
}

type Operation = (call: PyCall, within: Within | undefined) => string[];

/** The SQL that an operation runs on Postgres, as Alembic writes it. Throws NotPlain. */
export function operationSql(call: PyCall, within: Within | undefined): string[] {
  const operation = OPERATIONS[lastName(call.name)];
  if (operation === undefined) throw new NotPlain();
  return operation(call, within);
}

/** The table, and the arguments after it. */
function tableOf(
  call: PyCall,
  within: Within | undefined,
  at = 0,
): { table: string; rest: number } {
  const name = within?.table ?? textOf(call.named.get("table_name") ?? call.args[at]);
  const schema = within === undefined ? optionalText(call.named.get("schema")) : within.schema;
  return { table: tableName(name, schema), rest: within === undefined ? at + 1 : at };
}

const ifExists = (call: PyCall): string => (flag(call, "if_exists", false) ? "IF EXISTS " : "");
const ifNotExists = (call: PyCall): string =>
  flag(call, "if_not_exists", false) ? "IF NOT EXISTS " : "";

const addColumn: Operation = (call, within) => {
  const { table, rest } = tableOf(call, within);
  const column = columnSql(argument(call, rest, "column") ?? { kind: "other" });
  return [
    `ALTER TABLE ${table} ADD COLUMN ${ifNotExists(call)}${column.sql}`,
    ...column.constraints.map((constraint) => `ALTER TABLE ${table} ADD ${constraint}`),
    ...indexOf(column, table),
    ...noteOf(column, table),
  ];
};

/** What a column says of itself that is written after it. */
function noteOf({ name, comment }: ColumnSql, table: string): string[] {
  return comment === undefined
    ? []
    : [commentOn(`COLUMN ${table}.${quoteIdentifier(name)}`, comment)];
}

function indexOf({ name, index }: ColumnSql, table: string): string[] {
  const bare = table.replaceAll('"', "").replace(".", "_");
  return index
    ? [
        `CREATE INDEX ${quoteIdentifier(`ix_${bare}_${name}`)} ON ${table} (${quoteIdentifier(name)})`,
      ]
    : [];
}

const dropColumn: Operation = (call, within) => {
  const { table, rest } = tableOf(call, within);
  const column = quoteIdentifier(textOf(argument(call, rest, "column_name")));
  return [`ALTER TABLE ${table} DROP COLUMN ${ifExists(call)}${column}`];
};

const createTable: Operation = (call) => {
  const name = textOf(argument(call, 0, "table_name"));
  const table = tableName(name, optionalText(call.named.get("schema")));
  const columns = call.args.slice(1).filter(isColumn);
  const constraints = call.args.slice(1).filter((part) => !isColumn(part));
  const written = constraints.flatMap((part) =>
    part.kind === "call" && lastName(part.name) === "PrimaryKeyConstraint"
      ? part.args.map(textOf)
      : [],
  );
  const marked = columns.map((column) => columnSql(column)).filter(({ key }) => key);
  const own = written.length === 0 ? marked.map((column) => column.name) : [];
  const parts = columns.map((column) => columnSql(column, own.length > 0 ? own : written));
  const comment = optionalText(call.named.get("comment"));
  const lines = [
    ...parts.map(({ sql }) => sql),
    ...(own.length === 0 ? [] : [`PRIMARY KEY (${own.map(quoteIdentifier).join(", ")})`]),
    ...constraints.map(constraintSql),
    ...parts.flatMap((part) => part.constraints),
  ];
  return [
    ...parts.flatMap(({ enumeration }) => enumeration?.create ?? []),
    `CREATE TABLE ${ifNotExists(call)}${table} (\n  ${lines.join(",\n  ")}\n)`,
    ...parts.flatMap((column) => indexOf(column, table)),
    ...(comment === undefined ? [] : [commentOn(`TABLE ${table}`, comment)]),
    ...parts.flatMap((column) => noteOf(column, table)),
  ];
};

const isColumn = (value: Py): boolean => value.kind === "call" && lastName(value.name) === "Column";

const createIndex: Operation = (call, within) => {
  const name = nameFrom(argument(call, 0, "index_name"));
  const { table, rest } = tableOf(call, within, 1);
  const columns = columnList(itemsOf(argument(call, rest, "columns")));
  const unique = flag(call, "unique", false) ? "UNIQUE " : "";
  const concurrently = flag(call, "postgresql_concurrently", false) ? "CONCURRENTLY " : "";
  const method = optionalText(call.named.get("postgresql_using"));
  const where = call.named.get("postgresql_where");
  if ([...call.named.keys()].some((key) => /^postgresql_(?:ops|include|with|nulls)/.test(key)))
    throw new NotPlain();
  return [
    `CREATE ${unique}INDEX ${concurrently}${ifNotExists(call)}${name === undefined ? "" : `${quoteIdentifier(name)} `}ON ${table}${method === undefined ? "" : ` USING ${method}`} (${columns})${where === undefined || where.kind === "none" ? "" : ` WHERE ${where.kind === "text" ? where.value : sqlText(where)}`}`,
  ];
};

const dropIndex: Operation = (call, within) => {
  const schema = within === undefined ? optionalText(call.named.get("schema")) : within.schema;
  const name = tableName(nameFrom(argument(call, 0, "index_name")) ?? "", schema);
  const concurrently = flag(call, "postgresql_concurrently", false) ? "CONCURRENTLY " : "";
  return [`DROP INDEX ${concurrently}${ifExists(call)}${name}`];
};

const alterColumn: Operation = (call, within) => {
  const { table, rest } = tableOf(call, within);
  const name = quoteIdentifier(textOf(argument(call, rest, "column_name")));
  const alter = `ALTER TABLE ${table} ALTER COLUMN ${name}`;
  const { named } = call;
  const statements: string[] = [];
  const type = named.get("type_");
  const using = optionalText(named.get("postgresql_using"));
  if (type !== undefined && type.kind !== "none")
    statements.push(
      `${alter} TYPE ${typeOf(type).sql}${using === undefined ? "" : ` USING ${using}`}`,
    );
  if (named.has("nullable") && named.get("nullable")?.kind !== "none")
    statements.push(`${alter} ${flag(call, "nullable", true) ? "DROP" : "SET"} NOT NULL`);
  const server = named.get("server_default");
  if (server !== undefined && !(server.kind === "boolean" && !server.value))
    statements.push(
      server.kind === "none"
        ? `${alter} DROP DEFAULT`
        : `${alter} SET DEFAULT ${defaultSql(server)}`,
    );
  if (named.has("comment"))
    statements.push(commentOn(`COLUMN ${table}.${name}`, optionalText(named.get("comment"))));
  const renamed = optionalText(named.get("new_column_name"));
  if (renamed !== undefined)
    statements.push(`ALTER TABLE ${table} RENAME ${name} TO ${quoteIdentifier(renamed)}`);
  return statements;
};

function addConstraint(call: PyCall, table: string, definition: string): string[] {
  const name = nameFrom(argument(call, 0, "constraint_name"));
  return [
    `ALTER TABLE ${table} ADD ${name === undefined ? "" : `CONSTRAINT ${quoteIdentifier(name)} `}${definition}`,
  ];
}

const createForeignKey: Operation = (call, within) => {
  const { named } = call;
  const rest = within === undefined ? 2 : 1;
  const source = within?.table ?? textOf(argument(call, 1, "source_table"));
  const target = textOf(argument(call, rest, "referent_table"));
  const locals = columnList(itemsOf(argument(call, rest + 1, "local_cols")));
  const remotes = columnList(itemsOf(argument(call, rest + 2, "remote_cols")));
  const schema = within === undefined ? optionalText(named.get("source_schema")) : within.schema;
  const referent = tableName(target, optionalText(named.get("referent_schema")));
  const invalid = flag(call, "postgresql_not_valid", false) ? " NOT VALID" : "";
  return addConstraint(
    call,
    tableName(source, schema),
    `FOREIGN KEY (${locals}) REFERENCES ${referent} (${remotes})${actions(call)}${invalid}`,
  );
};

const createKey =
  (words: string): Operation =>
  (call, within) => {
    const { table, rest } = tableOf(call, within, 1);
    return addConstraint(
      call,
      table,
      `${words} (${columnList(itemsOf(argument(call, rest, "columns")))})`,
    );
  };

const createCheck: Operation = (call, within) => {
  const { table, rest } = tableOf(call, within, 1);
  const condition = argument(call, rest, "condition");
  const invalid = flag(call, "postgresql_not_valid", false) ? " NOT VALID" : "";
  return addConstraint(
    call,
    table,
    `CHECK (${condition?.kind === "text" ? condition.value : sqlText(condition)})${invalid}`,
  );
};

const dropConstraint: Operation = (call, within) => {
  const { table } = tableOf(call, within, 1);
  const name = quoteIdentifier(nameFrom(argument(call, 0, "constraint_name")) ?? "");
  return [`ALTER TABLE ${table} DROP CONSTRAINT ${ifExists(call)}${name}`];
};

const OPERATIONS: Readonly<Record<string, Operation>> = {
  add_column: addColumn,
  drop_column: dropColumn,
  create_table: createTable,
  drop_table: (call) => [`DROP TABLE ${ifExists(call)}${tableOf(call, undefined).table}`],
  create_index: createIndex,
  drop_index: dropIndex,
  alter_column: alterColumn,
  create_foreign_key: createForeignKey,
  create_unique_constraint: createKey("UNIQUE"),
  create_primary_key: createKey("PRIMARY KEY"),
  create_check_constraint: createCheck,
  drop_constraint: dropConstraint,
  rename_table: (call) => {
    const schema = optionalText(call.named.get("schema"));
    const [from, to] = [
      textOf(argument(call, 0, "old_table_name")),
      textOf(argument(call, 1, "new_table_name")),
    ];
    return [`ALTER TABLE ${tableName(from, schema)} RENAME TO ${quoteIdentifier(to)}`];
  },
  create_table_comment: (call, within) => [
    commentOn(
      `TABLE ${tableOf(call, within).table}`,
      optionalText(argument(call, within === undefined ? 1 : 0, "comment")),
    ),
  ],
  drop_table_comment: (call, within) => [
    commentOn(`TABLE ${tableOf(call, within).table}`, undefined),
  ],
};
