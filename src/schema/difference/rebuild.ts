import type { Table } from "../../postgres/catalog/model/table.ts";
import type { ObjectName } from "../../postgres/catalog/model/common.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { key, keyOf } from "../key.ts";
import type { Key } from "../key.ts";
import { rank } from "../item.ts";
import { nameOf } from "../text.ts";
import type { Change } from "./change.ts";
import { passesByText } from "./range-holders.ts";
import { conversionOf } from "./column-type.ts";
import { unfit } from "./column-verdict.ts";
import { continuing } from "./identity.ts";
import { removal } from "./part.ts";
import type { Part } from "./part.ts";
import type { Sides } from "./sides.ts";

/** Where tables wait until their rows are in the ones that take their place: a schema for each that they are from, whose names are apart. */
const ASIDE = "neon_dba_before";

/** All that are needed, by the schemas that tables are from. */
export function asideSchemas(sides: Sides): ReadonlyMap<string, string> {
  const tables = sides.a.catalog.tables.filter((table) => sides.rebuilt.has(nameOf(table)));
  const schemas = [...new Set(tables.map(({ schema }) => schema))];
  return new Map(schemas.map((schema, at) => [schema, at === 0 ? ASIDE : `${ASIDE}_${at + 1}`]));
}

function asideOf(sides: Sides, { schema, name }: ObjectName): string {
  return nameOf({ schema: asideSchemas(sides).get(schema) ?? ASIDE, name });
}

/** The part that brings the rows of a table that is made anew. */
export function rowsKey(table: ObjectName): Key {
  return keyOf("step", table, "rows");
}

/** How a table makes room, and how it goes when its rows have gone over; partitions go with the table that they are of. */
export function setAside(sides: Sides, table: Table): Aside {
  const whole = isRoot(sides, table);
  return {
    first: [
      {
        sql: `ALTER TABLE ${nameOf(table)} SET SCHEMA ${asideSchemas(sides).get(table.schema) ?? ASIDE}`,
      },
      ...(whole ? asText(sides, table) : []),
    ],
    last: whole ? [dropAside(sides, table)] : [],
  };
}

/** What holds ranges that are made anew. */
function asText(sides: Sides, table: Table): Change[] {
  const alter = `ALTER TABLE ${asideOf(sides, table)}`;
  return table.columns
    .filter(({ type, generated }) => generated === null && passesByText(sides, type))
    .flatMap(({ name, default: value }) => {
      const column = `${alter} ALTER COLUMN ${quoteIdentifier(name)}`;
      const typing = { sql: `${column} TYPE text USING ${quoteIdentifier(name)}::text` };
      return value === null ? [typing] : [{ sql: `${column} DROP DEFAULT` }, typing];
    });
}

/** With what of its values has not gone over. */
function dropAside(sides: Sides, table: Table): Change {
  const sql = `DROP TABLE ${asideOf(sides, table)}`;
  const wanted = sides.b.catalog.tables.find((other) => nameOf(other) === nameOf(table));
  const lost = table.columns.flatMap((column): string[] => {
    const name = quoteIdentifier(column.name);
    const own = `${nameOf(table)}.${name}`;
    const to = wanted?.columns.find((other) => other.name === column.name);
    if (column.generated !== null) return [];
    if (to === undefined || to.generated !== null) return [`the values of ${own}`];
    if (own in sides.using) return [];
    const conversion = conversionOf(sides, name, column, to);
    if (conversion.kind === "impossible") return [`the values of ${own}`];
    return conversion.kind === "cast" && conversion.lossy ? [unfit(table, to)] : [];
  });
  return lost.length === 0 ? { sql } : { sql, destroys: lost.join("; ") };
}

export interface Aside {
  readonly first: readonly Change[];
  readonly last: readonly Change[];
}

/** Copies of rows, one for each table that is made anew and is not read as a partition of another. */
export function rowParts(sides: Sides): Part[] {
  return sides.a.catalog.tables.flatMap((table): Part[] => {
    const wanted = sides.b.catalog.tables.find((other) => nameOf(other) === nameOf(table));
    if (wanted === undefined || !sides.rebuilt.has(nameOf(table)) || !isRoot(sides, table))
      return [];
    return [
      {
        key: rowsKey(table),
        object: `rows of ${nameOf(table)}`,
        rank: rank.default + 1,
        needs: [
          keyOf("relation", wanted),
          ...wanted.columns.map((column) => keyOf("default", wanted, column.name)),
          ...descendants(sides, wanted).map((child) => keyOf("step", child, "attach")),
        ],
        statements: copy(sides, table, wanted),
        ...removal([]),
      },
    ];
  });
}

function isRoot(sides: Sides, table: Table): boolean {
  const [parent] = table.inherits;
  return (
    table.partitionBound === null || parent === undefined || !sides.rebuilt.has(nameOf(parent))
  );
}

function descendants(sides: Sides, { schema, name }: ObjectName): Table[] {
  const own = nameOf({ schema, name });
  return sides.b.catalog.tables
    .filter(
      ({ inherits, partitionBound }) =>
        partitionBound !== null && inherits.some((parent) => nameOf(parent) === own),
    )
    .flatMap((child) => [child, ...descendants(sides, child)]);
}

function copy(sides: Sides, a: Table, b: Table): string[] {
  const shared = b.columns.flatMap((column) => {
    const from = a.columns.find(({ name }) => name === column.name);
    if (from === undefined || column.generated !== null) return [];
    const name = quoteIdentifier(column.name);
    const conversion = conversionOf(sides, name, from, column);
    const using = conversion.kind === "cast" ? conversion.using : byText(sides, name, column.type);
    const given = sides.discard && conversion.kind === "impossible" ? "NULL" : undefined;
    return [{ name, value: sides.using[`${nameOf(a)}.${name}`] ?? given ?? using ?? name, column }];
  });
  const always = shared.some(({ column }) => column.identity?.generation === "always");
  const from = asideOf(sides, a);
  const only = a.partitionKey === null ? "ONLY " : "";
  const identities = shared.filter(({ column }) => column.identity?.sequence != null);
  if (shared.length === 0) return [];
  return [
    `INSERT INTO ${nameOf(b)} (${shared.map(({ name }) => name).join(", ")})${always ? " OVERRIDING SYSTEM VALUE" : ""} ` +
      `SELECT ${shared.map(({ value }) => value).join(", ")} FROM ${only}${from}`,
    ...identities.flatMap(({ column: { name, identity } }) =>
      identity?.sequence == null ? [] : [continuing(b, name, identity.sequence)],
    ),
  ];
}

/** A type of the user's may be made anew under the same name: its values go by way of text. */
function byText(sides: Sides, name: string, type: string): string | null {
  const own = type.replace(/(\[\])+$/, "");
  const isOwn = sides.b.catalog.types.some(
    (one) => nameOf(one) === own || (one.kind === "range" && nameOf(one.multirange) === own),
  );
  return isOwn ? `${name}::text::${type}` : null;
}

/** Columns of a table that is made anew whose values cannot come along. */
export function inconvertible(sides: Sides): { readonly object: string; readonly types: string }[] {
  if (sides.discard) return [];
  return sides.a.catalog.tables.flatMap((table) => {
    const wanted = sides.b.catalog.tables.find((other) => nameOf(other) === nameOf(table));
    if (wanted === undefined || !sides.rebuilt.has(nameOf(table))) return [];
    return wanted.columns.flatMap((column) => {
      const from = table.columns.find(({ name }) => name === column.name);
      const name = quoteIdentifier(column.name);
      const own = `${nameOf(table)}.${name}`;
      if (from === undefined || column.generated !== null || own in sides.using) return [];
      if (conversionOf(sides, name, from, column).kind !== "impossible") return [];
      return [{ object: `column ${own}`, types: `${from.type} to ${column.type}` }];
    });
  });
}

/** The keys of tables that fall into pieces because their rows are to outlive them. */
export function rebuiltKeys(sides: Sides): Set<Key> {
  return new Set(
    sides.a.catalog.tables.flatMap((table) =>
      sides.rebuilt.has(nameOf(table)) ? [key("relation", table.schema, table.name)] : [],
    ),
  );
}
