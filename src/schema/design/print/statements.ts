import { qualified, quoteIdentifier, quoteLiteral } from "../../../sql/quote.ts";
import type { Design, DesignedForeignKey, DesignedIndex, DesignedTable } from "../tables.ts";
import { createTable, foreignKeySql, list, partialUnique } from "./table.ts";

/** One statement of a design, without its semicolon. */
export interface DesignStatement {
  readonly sql: string;
  /** What undoes it; null where undoing another does. */
  readonly undo: string | null;
}

/** The design as statements, in an order in which they succeed on a database that has none of it; undone the other way round. */
export function statementsOf(
  design: Design,
  indexes: readonly DesignedIndex[],
  extensions: readonly string[],
): DesignStatement[] {
  const { model, enums, tables, given, triggers } = design;
  const { schema } = model;
  return [
    ...(given.length === 0 ? schemaOf(model) : []),
    ...extensions.map((name) => made(`EXTENSION ${quoteIdentifier(name)}`)),
    ...enums.flatMap(({ name, values, comment }) => [
      made(`TYPE ${qualified(schema, name)}`, ` AS ENUM (${values.map(quoteLiteral).join(", ")})`),
      commentOn(`TYPE ${qualified(schema, name)}`, comment),
    ]),
    ...routineStatements(design, true),
    ...tables.flatMap((table, at) =>
      tableStatements(table, [...given, ...tables.slice(0, at + 1)]),
    ),
    ...tables.flatMap((table, at) =>
      awaiting(table, [...given, ...tables.slice(0, at + 1)]).map((key) => addKey(table, key)),
    ),
    ...indexes.map(({ sql }) => ({ sql, undo: null })),
    ...routineStatements(design, false),
    ...triggers.map(({ sql }) => ({ sql, undo: null })),
  ];
}

/** What makes, on an empty database, a place where the statements succeed: stand-ins for what exists already. */
export const givenStatements = (
  { model, given }: Design,
  extensions: readonly string[],
): string[] =>
  given.length === 0
    ? []
    : [
        ...[
          ...schemaOf(model),
          ...extensions.map((name) => made(`EXTENSION ${quoteIdentifier(name)}`)),
        ].map(({ sql }) => sql),
        ...given.map((table) => createTable(table, [])),
        ...given.flatMap((table) => [
          ...partialUnique(table),
          ...table.foreignKeys.map((key) => addKey(table, key).sql),
        ]),
      ];

const schemaOf = ({ schema }: Design["model"]): DesignStatement[] =>
  schema === "public" ? [] : [made(`SCHEMA ${quoteIdentifier(schema)}`)];

const routineStatements = ({ model, routines }: Design, forTriggers: boolean): DesignStatement[] =>
  routines
    .filter((routine) => routine.forTriggers === forTriggers)
    .flatMap(({ signature, sql, comment }) => {
      const name = routineName(model.schema, signature);
      return [{ sql, undo: `DROP FUNCTION ${name}` }, commentOn(`FUNCTION ${name}`, comment)];
    });

function tableStatements(table: DesignedTable, there: readonly DesignedTable[]): DesignStatement[] {
  const name = qualified(table.schema, table.name);
  const later = new Set(awaiting(table, there));
  const create = createTable(
    table,
    table.foreignKeys.filter((key) => !later.has(key)),
  );
  return [
    { sql: create, undo: `DROP TABLE ${name}` },
    ...partialUnique(table).map((sql) => ({ sql, undo: null })),
    ...(table.comment === null ? [] : [commentOn(`TABLE ${name}`, table.comment)]),
    ...table.columns.flatMap((column) =>
      column.comment === null
        ? []
        : [commentOn(`COLUMN ${name}.${quoteIdentifier(column.name)}`, column.comment)],
    ),
    ...(table.values.length === 0
      ? []
      : [
          {
            sql: `INSERT INTO ${name} (${list(table.primaryKey)}) VALUES ${table.values.join(", ")}`,
            undo: null,
          },
        ]),
  ];
}

/** Foreign keys to tables that come later: of a cycle. */
const awaiting = (table: DesignedTable, there: readonly DesignedTable[]): DesignedForeignKey[] =>
  table.foreignKeys.filter(
    ({ references }) => !there.some(({ name }) => name === references.table),
  );

const addKey = (table: DesignedTable, key: DesignedForeignKey): DesignStatement => ({
  sql: `ALTER TABLE ${qualified(table.schema, table.name)} ADD ${foreignKeySql(key)}`,
  undo: `ALTER TABLE ${qualified(table.schema, table.name)} DROP CONSTRAINT ${quoteIdentifier(key.name)}`,
});

const made = (object: string, rest = ""): DesignStatement => ({
  sql: `CREATE ${object}${rest}`,
  undo: `DROP ${object}`,
});

const commentOn = (object: string, comment: string): DesignStatement => ({
  sql: `COMMENT ON ${object} IS ${quoteLiteral(comment)}`,
  undo: null,
});

function routineName(schema: string, signature: string): string {
  const at = signature.indexOf("(");
  return `${qualified(schema, signature.slice(0, at))}${signature.slice(at)}`;
}

export const script = (statements: readonly string[]): string =>
  statements.map((sql) => `${sql};\n`).join("\n");
