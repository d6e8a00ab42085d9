import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Column } from "../../../postgres/catalog/model/column.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { sequenceOptions } from "../../../schema/emit/sequences.ts";
import { quoteIdentifier, quoteLiteral } from "../../../sql/quote.ts";
import { printed, sameIn } from "../alteration.ts";
import { sameName } from "./replacement.ts";

/** A column that gives up what makes its values, and one that takes it over. */
interface HandOver {
  readonly table: Table;
  readonly from: { readonly column: Column; readonly name: string };
  readonly to: { readonly column: Column; readonly name: string };
  readonly before: Catalog;
  readonly after: Catalog;
}

/** Moves default, identity and owned sequences from one column to another. */
export function handOver(handed: HandOver): string[] {
  const { table, from, to, before, after } = handed;
  const on = `ALTER TABLE ${printed(table)} ALTER COLUMN`;
  const [giver, taker] = [quoteIdentifier(from.name), quoteIdentifier(to.name)];
  return [
    ...identity(handed),
    ...(from.column.default === null ? [] : [`${on} ${giver} DROP DEFAULT`]),
    ...(to.column.default === null ? [] : [`${on} ${taker} SET DEFAULT ${to.column.default}`]),
    ...ownedSequences(after, table, to.column.name).flatMap((sequence) => [
      ...(sameIn(before.sequences, sequence)?.type === sequence.type
        ? []
        : [
            `ALTER SEQUENCE ${printed(sequence)} AS ${sequence.type} MINVALUE ${sequence.min} MAXVALUE ${sequence.max}`,
          ]),
      `ALTER SEQUENCE ${printed(sequence)} OWNED BY ${printed(table)}.${taker}`,
    ]),
  ];
}

const ownedSequences = ({ sequences }: Catalog, table: Table, column: string) =>
  sequences.filter(
    ({ ownedBy }) =>
      ownedBy !== null && sameName(ownedBy.table, table) && ownedBy.column === column,
  );

/** An identity goes with its sequence; the new one of the same name goes on where the old one stopped. */
function identity({ table, from, to }: HandOver): string[] {
  const old = from.column.identity?.sequence;
  const { identity: wanted, type } = to.column;
  const sequence = wanted?.sequence;
  if (old == null || wanted == null || sequence == null) return [];
  const on = `ALTER TABLE ${printed(table)} ALTER COLUMN`;
  const options = sequence.type === type ? ` ${sequenceOptions(sequence)}` : "";
  return [
    [
      "DO $neon_dba$",
      "DECLARE reached bigint; used boolean;",
      "BEGIN",
      `  SELECT last_value, is_called INTO reached, used FROM ${printed(old)};`,
      `  ${on} ${quoteIdentifier(from.name)} DROP IDENTITY;`,
      `  ${on} ${quoteIdentifier(to.name)} ADD GENERATED ${wanted.generation.toUpperCase()} AS IDENTITY (SEQUENCE NAME ${printed(sequence)}${options});`,
      `  PERFORM pg_catalog.setval(${quoteLiteral(printed(sequence))}, reached, used);`,
      "END $neon_dba$",
    ].join("\n"),
  ];
}
