import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { View } from "../../postgres/catalog/model/table.ts";
import { itemsOf } from "../../schema/ddl.ts";
import { rank, type Item } from "../../schema/item.ts";
import { keyOf, type Key } from "../../schema/key.ts";
import { ordered, resolver, type Dependencies } from "../../schema/order.ts";
import { nameOf } from "../../schema/text.ts";

/** Statements that bring one object about. */
export interface Step {
  /** `index public.tasks_title_idx` */
  readonly object: string;
  readonly statements: readonly string[];
  /** Of what may be built beside the indexes of other tables: the key of its table. */
  readonly beside?: Key;
  /** Without it no row may come. */
  readonly required?: boolean;
}

export interface Halves {
  /** What rows need to be there: types, functions, sequences, tables with their defaults and checks. */
  readonly before: readonly Step[];
  /** What is quicker, or only right, when the rows are there: keys, indexes, foreign keys, views, triggers. */
  readonly after: readonly Step[];
  /** Extensions that nothing else of the schema needs. */
  readonly idle: ReadonlySet<string>;
}

/** Divides the DDL of a schema in two, each half in an order in which it succeeds. Privileges and policies are neither's. With `tablesOnly` of the rest only what tables need. */
export function divide(
  catalog: Catalog,
  dependencies: Dependencies,
  { tablesOnly = false }: { readonly tablesOnly?: boolean } = {},
): Halves {
  const keyed = tablesWithKeys(catalog);
  const items = itemsOf(catalog).flatMap((item) =>
    keyed.has(item.key) ? (item.split?.() ?? [item]) : [item],
  );
  const all = ordered(items, dependencies);
  const needs = resolver(all, dependencies);
  const sequence = tablesOnly ? neededBy(all.filter(isOfTable), needs, all) : all;
  const early = new Set<Item>();
  const add = (item: Item): void => {
    if (early.has(item)) return;
    early.add(item);
    needs(item).forEach(add);
  };
  sequence.filter(isForRows).forEach(add);
  const there = new Set(Array.from(early, ({ key }) => key));
  const needed = new Set(sequence.flatMap((item) => needs(item)));
  const filled = new Map(
    catalog.views
      .filter(({ kind, populated }) => kind === "materialized view" && populated)
      .map((view) => [keyOf("relation", view), view] as const),
  );
  const before = sequence.filter((item) => early.has(item)).map((item) => stepOf(item));
  const after = sequence.filter((item) => !early.has(item)).map((item) => stepOf(item, there));
  return {
    before: before.map((step) => only(step, (sql) => !SECURES.test(sql))),
    after: [
      ...after,
      ...sequence.flatMap(({ key }) => filled.get(key) ?? []).map(refreshOf),
      ...before.map((step) => only(step, (sql) => SECURES.test(sql))).filter(hasStatements),
    ],
    idle: new Set(
      sequence
        .filter((item) => item.rank === rank.extension && !needed.has(item))
        .map(({ object }) => object),
    ),
  };
}

/** These, and what they need, in the order of all. */
function neededBy(
  roots: readonly Item[],
  needs: (item: Item) => readonly Item[],
  all: readonly Item[],
): Item[] {
  const kept = new Set<Item>();
  const keep = (item: Item): void => {
    if (kept.has(item)) return;
    kept.add(item);
    needs(item).forEach(keep);
  };
  roots.forEach(keep);
  return all.filter((item) => kept.has(item));
}

const isOfTable = ({ rank: at }: Item): boolean => at >= rank.table && at <= rank.triggerState;

/** It is made without rows. One that reads another comes later. */
const refreshOf = (view: View): Step => ({
  object: `rows of materialized view ${nameOf(view)}`,
  statements: [`REFRESH MATERIALIZED VIEW ${nameOf(view)}`],
});

/** COPY into a table whose policies bind its owner is refused; until the end nobody but the owner may read it. */
const SECURES = /^ALTER TABLE .* ROW LEVEL SECURITY$/;

const only = (step: Step, isMeant: (sql: string) => boolean): Step => ({
  ...step,
  statements: step.statements.filter(isMeant),
});

const hasStatements = ({ statements }: Step): boolean => statements.length > 0;

/** Whose keys CREATE TABLE would have. Parents and heirs keep all their constraints, which they have from each other. */
function tablesWithKeys({ tables }: Catalog): ReadonlySet<Key> {
  const parents = new Set(tables.flatMap(({ inherits }) => inherits.map((name) => nameOf(name))));
  return new Set(
    tables
      .filter(
        (table) =>
          table.inherits.length === 0 &&
          !parents.has(nameOf(table)) &&
          table.constraints.some(({ kind }) => kind !== "check" && kind !== "foreign key"),
      )
      .map((table) => keyOf("relation", table)),
  );
}

const FOR_ROWS: ReadonlySet<number> = new Set([
  rank.inheritance,
  rank.sequenceOwner,
  rank.sequenceOwner + 1,
  rank.default,
  rank.check,
]);

const isForRows = (item: Item): boolean => item.rank <= rank.table || FOR_ROWS.has(item.rank);

/** Beside others only what needs nothing but a table that is there: not an index of a view. */
function stepOf(item: Item, there: ReadonlySet<Key> = new Set()): Step {
  const { object, statements } = item;
  const relation = item.rank === rank.index ? item.needs?.find(isRelation) : undefined;
  const table = relation !== undefined && there.has(relation) ? relation : undefined;
  return { object, statements, ...(table === undefined ? {} : { beside: table }) };
}

const isRelation = (key: Key): boolean => key.startsWith('["relation"');
