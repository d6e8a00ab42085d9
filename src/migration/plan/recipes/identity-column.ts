import type { Column } from "../../../postgres/catalog/model/column.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { qualified, quoteIdentifier, quoteLiteral } from "../../../sql/quote.ts";
import { printed } from "../alteration.ts";
import { backfillPieces } from "../backfill.ts";
import { cooked } from "../cooked.ts";
import type { Change, Cooked, Surroundings } from "../recipe.ts";

/**
 * An identity column of a table that has rows: a sequence numbers new rows and old ones, and the identity goes on where it stops. Which row
 * gets which number is not the script's, where Postgres counts in the order of the file.
 */
export function identityColumn(
  table: Table,
  column: Column,
  { before }: Change,
  surroundings: Surroundings,
): Cooked | undefined {
  const sequence = column.identity?.sequence;
  if (sequence == null) return undefined;
  const generation = column.identity?.generation ?? "always";
  const name = quoteIdentifier(column.name);
  const alter = `ALTER TABLE ${printed(table)}`;
  const passing = qualified(table.schema, surroundings.name(table.name, column.name, "passing"));
  const next = `nextval(${quoteLiteral(passing)}::regclass)`;
  const { start, increment, min, max, cache, cycle } = sequence;
  const options = `START WITH ${start} INCREMENT BY ${increment} MINVALUE ${min} MAXVALUE ${max} CACHE ${cache}${cycle ? " CYCLE" : ""}`;
  const goOn = (to: string, from: string): string =>
    `SELECT pg_catalog.setval(${quoteLiteral(to)}, last_value, is_called) FROM ${from}`;
  const byDefault = `${alter} ALTER COLUMN ${name} SET DEFAULT ${next}`;
  return cooked({
    pieces: [
      {
        phase: "expand",
        purpose: `Add ${column.name} to ${printed(table)}, numbered from now on`,
        sql: [
          `CREATE SEQUENCE ${passing} AS ${sequence.type} ${options}`,
          `${alter} ADD COLUMN ${name} ${column.type}`,
          byDefault,
        ].join(";\n"),
        rollback: [`${alter} DROP COLUMN ${name}`, `DROP SEQUENCE ${passing}`].join(";\n"),
      },
      ...backfillPieces(
        {
          table,
          set: { [column.name]: next },
          where: `${name} IS NULL`,
          purpose: `Number ${column.name}`,
        },
        before,
        surroundings,
      ),
      {
        phase: "switch",
        purpose: `Make ${column.name} an identity column that goes on where the numbers end`,
        sql: [
          `${alter} ALTER COLUMN ${name} DROP DEFAULT`,
          `${alter} ALTER COLUMN ${name} ADD GENERATED ${generation.toUpperCase()} AS IDENTITY (SEQUENCE NAME ${printed(sequence)} ${options})`,
          goOn(printed(sequence), passing),
        ].join(";\n"),
        rollback: [
          goOn(passing, printed(sequence)),
          `${alter} ALTER COLUMN ${name} DROP IDENTITY`,
          byDefault,
        ].join(";\n"),
      },
      {
        phase: "contract",
        purpose: `Drop the sequence that numbered ${column.name} until then`,
        sql: `DROP SEQUENCE ${passing}`,
        rollback: [
          `CREATE SEQUENCE ${passing} AS ${sequence.type} ${options}`,
          goOn(passing, printed(sequence)),
        ].join(";\n"),
      },
    ],
    verification: [
      {
        phase: "backfill",
        purpose: `Rows of ${printed(table)} without ${column.name}`,
        sql: `SELECT count(*)::int FROM ${printed(table)} WHERE ${name} IS NULL`,
        expect: 0,
      },
    ],
  });
}
