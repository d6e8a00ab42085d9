import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Constraint } from "../../postgres/catalog/model/constraint.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { policyStatements } from "../access/policies.ts";
import { itemsOf } from "../ddl.ts";
import { constraintItem } from "../emit/constraints.ts";
import { rank } from "../item.ts";
import type { Item } from "../item.ts";
import { key, keyOf } from "../key.ts";
import type { Key } from "../key.ts";
import { comment, nameOf } from "../text.ts";
import { attachmentKey, attachmentParts } from "./attachments.ts";
import { columnParts } from "./columns.ts";
import { partsOfKey, removal } from "./part.ts";
import type { Part, Removal } from "./part.ts";
import { typingParts } from "./typed-table.ts";
import { rowParts } from "./rebuild.ts";
import { refined } from "./refined.ts";
import { removalsOf } from "./removals.ts";
import type { Side, Sides } from "./sides.ts";
import type { TablePair } from "./table-pairs.ts";
import { validationParts } from "./validations.ts";

/**
 * What one side has, by key. Tables that both sides have fall into their columns, constraints and so on; `split` says what else falls
 * into pieces, because it is part of a circle.
 */
export function partsOf(sides: Sides, side: Side, split: ReadonlySet<Key>): Map<Key, Part> {
  const { catalog } = sides[side];
  const removals = removalsOf(sides, side);
  const part = (item: Item | Part): Part =>
    "drop" in item ? item : { ...item, ...(removals.get(item.key) ?? removal([])) };
  const items = itemsOf(catalog)
    .filter((item) => !isDecomposed(sides, item))
    .flatMap((item) => (split.has(item.key) || isDomain(sides, item) ? pieces(item) : item))
    .map((item) => withColumns(catalog, item));
  const policies = catalog.tables.flatMap((table) =>
    table.policies.map((policy): Item => ({
      key: keyOf("policy", table, policy.name),
      object: `policy ${quoteIdentifier(policy.name)} on ${nameOf(table)}`,
      rank: rank.trigger - 2,
      needs: [keyOf("relation", table)],
      statements: policyStatements(catalog, table, policy),
    })),
  );
  const parts = [
    ...[...items, ...policies].map(part).map((one) => onItsOwn(one, split)),
    ...[...sides.pairs.values()].flatMap((pair) => pairParts(sides, side, pair, removals)),
    ...(side === "b" ? rowParts(sides) : []),
  ];
  return new Map(parts.map((one) => [one.key, refined(sides, side, one)]));
}

/** Whether `pairParts` says it in other words. */
function isDecomposed(sides: Sides, item: Item): boolean {
  const [kind, schema = "", name = "", step = ""] = partsOfKey(item.key);
  const paired = (): boolean => sides.pairs.has(nameOf({ schema, name }));
  if (kind === "relation" || kind === "constraint") return paired();
  return kind === "step" && step === "attach" && paired();
}

/** A view in a circle is emptied first: then nothing of what it reads is needed. */
function pieces(item: Item): readonly (Item | Part)[] {
  const [first, second, ...rest] = item.split?.() ?? [item];
  if (first === undefined || second === undefined || !second.key.endsWith('"definition"]'))
    return item.split?.() ?? [item];
  const [create = ""] = first.statements;
  const emptied = create.replace(/^CREATE VIEW/, "CREATE OR REPLACE VIEW");
  return [first, { ...second, ...removal(emptied) }, ...rest];
}

/** A domain that both sides have: its constraints come and go without it. */
function isDomain(sides: Sides, item: Item): boolean {
  return (["a", "b"] as const).every((side) =>
    sides[side].catalog.types.some(
      (type) => type.kind === "domain" && keyOf("type", type) === item.key,
    ),
  );
}

/** A whole relation stands for its columns. */
function withColumns(catalog: Catalog, item: Item): Item {
  const [kind, schema, name] = partsOfKey(item.key);
  if (kind !== "relation") return item;
  const relation = [...catalog.tables, ...catalog.views].find(
    (one) => one.schema === schema && one.name === name,
  );
  const columns = relation?.columns ?? [];
  return {
    ...item,
    covers: [
      ...(item.covers ?? []),
      ...columns.map((column) => key("column", schema ?? "", name ?? "", column.name)),
    ],
  };
}

/** A piece of what was split goes by a statement of its own. */
function onItsOwn(part: Part, split: ReadonlySet<Key>): Part {
  const [kind, , , step] = partsOfKey(part.key);
  if (kind === "step" && step === "attach") return part;
  const whole = (one: Key): Key => {
    const [of, schema = "", name = ""] = partsOfKey(one);
    return of === "column" ? key("relation", schema, name) : one;
  };
  const within = part.within.filter((one) => !split.has(whole(one)));
  return within.length === part.within.length ? part : { ...part, within };
}

function pairParts(
  sides: Sides,
  side: Side,
  pair: TablePair,
  removals: ReadonlyMap<Key, Removal>,
): Part[] {
  const table = pair[side];
  const constraints = table.constraints.filter(
    (constraint) => !isDerived(sides, side, pair, constraint),
  );
  return [
    shell(table),
    ...columnParts(sides, side, pair),
    ...constraints.map((constraint) => {
      const before = (constraint.kind === "check" ? heirs : attached)(sides, side, table);
      const item = constraintItem(table, constraint, before);
      // A check of a parent is its children's, too.
      const statements = item.statements.map((sql) =>
        constraint.kind === "check" ? sql.replace("ALTER TABLE ONLY ", "ALTER TABLE ") : sql,
      );
      return { ...item, statements, ...(removals.get(item.key) ?? removal([])) };
    }),
    ...validationParts(sides, side, pair),
    ...attachmentParts(pair[side]),
    ...typingParts(table),
  ];
}

/** The table itself: it is there on both sides. */
function shell(table: Table): Part {
  const kind = table.kind === "foreign table" ? "FOREIGN TABLE" : "TABLE";
  return {
    key: keyOf("relation", table),
    object: `table ${nameOf(table)}`,
    rank: rank.table,
    reads: [],
    statements: comment(`${kind} ${nameOf(table)}`, table.comment),
    ...removal([], [], [`relation ${nameOf(table)}`, `type ${nameOf(table)}`]),
  };
}

/** Keys and indexes of a partitioned table wait for its partitions. */
function attached(sides: Sides, side: Side, table: Table): Key[] {
  if (table.partitionKey === null) return [];
  return sides[side].catalog.tables
    .filter((child) => child.inherits.some((parent) => nameOf(parent) === nameOf(table)))
    .map((child) => keyOf("step", child, "attach"));
}

/** Children that become such get a check with the others. */
function heirs(sides: Sides, side: Side, table: Table): Key[] {
  if (table.partitionKey !== null) return [];
  return sides[side].catalog.tables
    .filter((child) => child.inherits.some((parent) => nameOf(parent) === nameOf(table)))
    .map((child) => attachmentKey(child, table));
}

/** A constraint that comes and goes with that of a parent. */
function isDerived(sides: Sides, side: Side, pair: TablePair, constraint: Constraint): boolean {
  const { kind, inherited, local, name } = constraint;
  if (!inherited || local) return false;
  if (kind !== "check" && kind !== "foreign key") return false;
  const has = (table: Table): boolean => table.constraints.some((other) => other.name === name);
  if (sides.keptParents(pair[side]).some((parent) => has(parent[side]))) return true;
  // The foreign key of a new parent comes when the table is attached, and a new check of a parent after that.
  const comes = (table: Table): boolean => {
    const parent = sides.pairs.get(nameOf(table));
    const there = parent?.a.constraints.some(
      (other) => other.name === name && other.definition === constraint.definition,
    );
    const later = there === false && table.partitionKey === null;
    return has(table) && (kind === "foreign key" || later);
  };
  return (
    side === "b" &&
    !has(pair.a) &&
    sides.b.catalog.tables.some(
      (table) => pair.b.inherits.some((one) => nameOf(one) === nameOf(table)) && comes(table),
    )
  );
}
