import { quoteIdentifier } from "../../../sql/quote.ts";
import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownTables } from "../facts/tables.ts";
import { baseTypes } from "../facts/types.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";

export const foreignKeyUndeclared: Rule<SchemaFacts> = {
  id: "foreign-key-undeclared",
  title: "A column that looks like a reference and is none",
  effect: "It may refer to rows that are gone, and nobody is told.",
  *check({ catalog }) {
    const base = baseTypes(catalog);
    const tables = ownTables(catalog);
    const named = new Map(tables.map((table) => [`${table.schema}.${plain(table.name)}`, table]));
    for (const table of tables) {
      const declared = new Set(
        table.constraints.flatMap(({ kind, columns }) => (kind === "foreign key" ? columns : [])),
      );
      for (const { name, type } of table.columns) {
        const stem = /^(.+?)(?:_id|Id|ID)$/.exec(name)?.[1];
        if (stem === undefined || declared.has(name)) continue;
        const target = plurals(stem).flatMap(
          (each) => named.get(`${table.schema}.${each}`) ?? [],
        )[0];
        const key = target === undefined ? undefined : singleKey(target);
        if (target === undefined || key === undefined || base(key.type) !== base(type)) continue;
        if (
          target === table &&
          table.constraints.some(
            ({ kind, columns }) => kind === "primary key" && columns.includes(name),
          )
        )
          continue;
        yield {
          level: "info",
          object: `${nameOf(table)}.${quoteIdentifier(name)}`,
          message: `${code(name)} of ${code(nameOf(table))} has the name and type of a reference to ${code(nameOf(target))}, but no foreign key says so. Declare it with plan_migration; check_integrity counts rows that would violate it.`,
          evidence: "rule",
        };
      }
    }
  },
};

/** `OrderItem` and `order_items` differ by habits alone. */
const plain = (name: string): string => name.replaceAll("_", "").toLowerCase();

function plurals(stem: string): string[] {
  const word = plain(stem);
  return [word, `${word}s`, `${word}es`, word.replace(/y$/, "ies")];
}

function singleKey({ constraints, columns }: Table) {
  const key = constraints.find(({ kind }) => kind === "primary key");
  return key?.columns.length === 1
    ? columns.find(({ name }) => name === key.columns[0])
    : undefined;
}
