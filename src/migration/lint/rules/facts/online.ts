import type { Constraint, Index } from "../../../../postgres/catalog/model/constraint.ts";
import type { Table } from "../../../../postgres/catalog/model/table.ts";
import { qualified, quoteIdentifier } from "../../../../sql/quote.ts";
import type { LintedStatement } from "../../rule.ts";
import { nameOf, tableOf } from "./names.ts";

/** Statements that reach the same schema without heavy locks; each runs by itself. */
export const script = (...statements: readonly string[]): string =>
  statements.map((statement) => `${statement};`).join("\n");

/** `CREATE INDEX` as Postgres prints it, CONCURRENTLY. */
export const concurrently = (definition: string): string =>
  definition.replace(/^CREATE (UNIQUE )?INDEX /, "CREATE $1INDEX CONCURRENTLY ");

/** A partitioned table cannot have its index built CONCURRENTLY: its partitions can, one by one. */
export function partitionedIndex(index: Index, of: Table, all: readonly Table[]): string[] {
  const partitions = all.flatMap((table) =>
    table.indexes
      .filter(({ parent }) => parent?.schema === of.schema && parent.name === index.name)
      .map((part) => ({ table, part })),
  );
  const name = qualified(of.schema, index.name);
  return [
    index.definition,
    ...partitions.flatMap(({ table, part }) =>
      table.partitionKey === null
        ? [
            concurrently(part.definition),
            `ALTER INDEX ${name} ATTACH PARTITION ${qualified(table.schema, part.name)}`,
          ]
        : [
            ...partitionedIndex(part, table, all),
            `ALTER INDEX ${name} ATTACH PARTITION ${qualified(table.schema, part.name)}`,
          ],
    ),
  ];
}

/** NOT VALID, then VALIDATE, which blocks nobody. */
export function validatedLater(table: string, { name, definition }: Constraint): string[] {
  const constraint = quoteIdentifier(name);
  return [
    `ALTER TABLE ${table} ADD CONSTRAINT ${constraint} ${definition} NOT VALID`,
    `ALTER TABLE ${table} VALIDATE CONSTRAINT ${constraint}`,
  ];
}

/** NOT NULL without reading the table under a strong lock. Postgres 18 knows NOT NULL ... NOT VALID; before, a CHECK proves it. */
export function notNull(table: string, column: string, postgres: number): string[] {
  const name = quoteIdentifier(column);
  const [, bare = ""] = /([^."]+)"?$/.exec(table) ?? [];
  const constraint = quoteIdentifier(`${bare.slice(0, 25)}_${column.slice(0, 25)}_not_null`);
  if (postgres >= 18)
    return [
      `ALTER TABLE ${table} ADD CONSTRAINT ${constraint} NOT NULL ${name} NOT VALID`,
      `ALTER TABLE ${table} VALIDATE CONSTRAINT ${constraint}`,
    ];
  return [
    `ALTER TABLE ${table} ADD CONSTRAINT ${constraint} CHECK (${name} IS NOT NULL) NOT VALID`,
    `ALTER TABLE ${table} VALIDATE CONSTRAINT ${constraint}`,
    `ALTER TABLE ${table} ALTER COLUMN ${name} SET NOT NULL`,
    `ALTER TABLE ${table} DROP CONSTRAINT ${constraint}`,
  ];
}

/** UNIQUE or PRIMARY KEY over an index that was built CONCURRENTLY. */
export function keyUsingIndex(table: Table, constraint: Constraint): string[] | undefined {
  const index = table.indexes.find(({ name }) => name === constraint.index);
  if (index === undefined || table.partitionKey !== null || constraint.temporal) return undefined;
  const name = quoteIdentifier(constraint.name);
  const kind = constraint.kind === "primary key" ? "PRIMARY KEY" : "UNIQUE";
  const when = constraint.deferrable
    ? ` DEFERRABLE${constraint.initiallyDeferred ? " INITIALLY DEFERRED" : ""}`
    : "";
  return [
    concurrently(index.definition),
    `ALTER TABLE ${nameOf(table)} ADD CONSTRAINT ${name} ${kind} USING INDEX ${quoteIdentifier(index.name)}${when}`,
  ];
}

/** One batch of filling a new column with its default. Rows of two partitions may have one ctid. */
export function fillDefault(table: string, column: string): string {
  const name = quoteIdentifier(column);
  return `UPDATE ${table} SET ${name} = DEFAULT WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table} WHERE ${name} IS NULL LIMIT 5000)) AND ${name} IS NULL`;
}

/** Whether a valid CHECK said before the statement that the column holds no NULL. */
export function provedBefore(at: LintedStatement, table: string, column: string): boolean {
  return provingChecks(at, table, column).length > 0;
}

export function provingChecks(at: LintedStatement, table: string, column: string): Constraint[] {
  const proof = `(${quoteIdentifier(column)} IS NOT NULL)`;
  return (tableOf(at.before, table)?.constraints ?? []).filter(
    ({ kind, validated, definition }) =>
      kind === "check" && validated && definition.includes(proof),
  );
}
