import type { Column } from "../../postgres/catalog/model/column.ts";
import type { ObjectName } from "../../postgres/catalog/model/common.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { nameOf } from "../text.ts";
import { conversionOf } from "./column-type.ts";
import { columnOptionChanges } from "./column-options.ts";
import { identityChanges } from "./identity.ts";
import { remake, same } from "./change.ts";
import type { Change, Verdict } from "./change.ts";
import { notNullChanges } from "./not-null.ts";
import type { Sides } from "./sides.ts";
import type { TablePair } from "./table-pairs.ts";

/** A column of both sides as it may be under way: what a parent brings has happened already. */
export interface ColumnPair {
  readonly table: TablePair;
  readonly a: Column;
  readonly b: Column;
  /** The same column of the parents that it always comes from. */
  readonly parents: readonly { readonly a: Column; readonly b: Column }[];
}

export function columnPair(sides: Sides, table: TablePair, name: string): ColumnPair | undefined {
  const named = (columns: readonly Column[]): Column | undefined =>
    columns.find((column) => column.name === name);
  const [a, b] = [named(table.a.columns), named(table.b.columns)];
  if (a === undefined || b === undefined) return undefined;
  const parents = !a.inherited || !b.inherited ? [] : sides.keptParents(table.a);
  return {
    table,
    a,
    b,
    parents: parents.flatMap((parent) => {
      const [before, after] = [named(parent.a.columns), named(parent.b.columns)];
      return before === undefined || after === undefined ? [] : [{ a: before, b: after }];
    }),
  };
}

/** Whether the column has to be dropped and added, because Postgres does not make the one of the other. */
export function isRemade(sides: Sides, table: TablePair, name: string): boolean {
  const pair = columnPair(sides, table, name);
  return pair !== undefined && columnVerdict(sides, pair).kind === "remake";
}

export function columnVerdict(sides: Sides, pair: ColumnPair): Verdict {
  const { a, b, table } = pair;
  const expression = generation(sides, pair);
  if (expression === undefined) return remake;
  const type = typeChange(sides, pair);
  if (type === undefined) return noCast(pair);
  const identity = identityChanges(sides, pair);
  const [loosened, tightened] = notNullChanges(sides, pair);
  const changes: Change[] = [
    ...identity.before,
    ...loosened.map((sql) => ({ sql })),
    ...expression.map((sql) => ({ sql })),
    ...type,
    ...tightened.map((sql) => ({ sql })),
    ...identity.after,
    ...columnOptionChanges(table.b, a, b).map((sql) => ({ sql })),
  ];
  const disturbs = a.type !== b.type || collationOf(a) !== collationOf(b);
  return changes.length === 0 && !disturbs ? same : { kind: "change", changes, disturbs };
}

/** From and to GENERATED; undefined where only a new column does. */
function generation(sides: Sides, { table, a, b, parents }: ColumnPair): string[] | undefined {
  const alter = `ALTER TABLE ${nameOf(table.b)} ALTER COLUMN ${quoteIdentifier(b.name)}`;
  if (a.generated === null) return b.generated === null ? [] : undefined;
  if (b.generated === null) {
    if (a.generated.kind === "virtual") return undefined;
    return parents.length > 0 ? [] : [`${alter} DROP EXPRESSION`];
  }
  if (a.generated.kind !== b.generated.kind || a.type !== b.type) return undefined;
  if (a.generated.expression === b.generated.expression) return [];
  if (sides.a.catalog.version < 170000 || a.generated.kind === "virtual") return undefined;
  return parents.length > 0 ? [] : [`${alter} SET EXPRESSION AS (${b.generated.expression})`];
}

/** Undefined where there is no way from one type to the other. */
function typeChange(sides: Sides, { table, a, b, parents }: ColumnPair): Change[] | undefined {
  if (a.type === b.type && collationOf(a) === collationOf(b)) return [];
  if (parents.length > 0) return [];
  const name = quoteIdentifier(b.name);
  const hint = sides.using[`${nameOf(table.a)}.${name}`];
  const conversion = conversionOf(sides, name, a, b);
  const impossible = conversion.kind === "impossible" && hint === undefined;
  if (impossible && !sides.discard) return undefined;
  const own = conversion.kind === "cast" ? conversion.using : null;
  const using = impossible ? "NULL" : (hint ?? own);
  const lossy =
    conversion.kind === "impossible" || (conversion.kind === "cast" && conversion.lossy);
  const foreign = table.b.kind === "foreign table" ? "FOREIGN " : "";
  const sql = [
    `ALTER ${foreign}TABLE ${nameOf(table.b)} ALTER COLUMN ${name} TYPE ${b.type}`,
    b.collation === null ? "" : ` COLLATE ${nameOf(b.collation)}`,
    using === null || foreign !== "" ? "" : ` USING ${using}`,
  ].join("");
  if (impossible) return [{ sql, destroys: `the values of ${nameOf(table.b)}.${name}` }];
  return [lossy ? { sql, destroys: unfit(table.b, b) } : { sql }];
}

/** What a cast may cut, round or refuse. */
export function unfit(table: ObjectName, { name, type }: Column): string {
  return `values of ${nameOf(table)}.${quoteIdentifier(name)} that are no ${type}`;
}

function noCast({ table, a, b }: ColumnPair): Verdict {
  const name = `${nameOf(table.a)}.${quoteIdentifier(a.name)}`;
  return {
    kind: "refuse",
    reason: `there is no cast from ${a.type} to ${b.type}`,
    hint: `Say how a value becomes the other: using ${name} = an expression.`,
  };
}

function collationOf({ collation }: Column): string {
  return collation === null ? "" : nameOf(collation);
}
