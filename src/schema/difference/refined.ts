import type { Column } from "../../postgres/catalog/model/column.ts";
import type { ObjectName } from "../../postgres/catalog/model/common.ts";
import { key, keyOf } from "../key.ts";
import type { DatabaseSchema } from "../read-schema.ts";
import { nameOf } from "../text.ts";
import { continuing, handedOver } from "./identity.ts";
import { partsOfKey } from "./part.ts";
import type { Part } from "./part.ts";
import { rowsKey } from "./rebuild.ts";
import type { Side, Sides } from "./sides.ts";

/** The part with what it needs beyond what its own statements tell. A table that is attached brings its indexes along, or it gets others. */
export function refined(sides: Sides, side: Side, part: Part): Part {
  const [kind, schema = "", name = "", step = ""] = partsOfKey(part.key);
  const rows = new Set(["trigger", "rule", "constraint", "index"]);
  const after = rows.has(kind) && !isCheck(sides, side, part, schema, name);
  if (side === "b" && after && sides.rebuilt.has(nameOf({ schema, name })))
    return { ...part, needs: [...(part.needs ?? []), rowsKey({ schema, name })] };
  if (kind === "sequence") return withOwner(sides, side, part);
  if (side === "b" && kind === "relation") return afterParents(sides, part, { schema, name });
  if (kind === "step" && step === "owned by") return ofColumn(sides, side, part);
  if (side === "a" || kind !== "step") return part;
  if (step === "attach index") return afterTable(sides, part, schema, name);
  if (step !== "attach") return part;
  const table = sides[side].catalog.tables.find(
    (one) => one.schema === schema && one.name === name && one.partitionBound !== null,
  );
  if (table === undefined) return part;
  const indexes = table.indexes.filter(({ parent }) => parent !== null);
  const parents = sides[side].catalog.tables.filter((one) =>
    table.inherits.some((parent) => nameOf(parent) === nameOf(one)),
  );
  const checks = [table, ...parents].flatMap((one) =>
    one.constraints
      .filter((constraint) => constraint.kind === "check")
      .map((constraint) => keyOf("constraint", one, constraint.name)),
  );
  const names = new Set(indexes.map((index) => nameOf({ schema, name: index.name })));
  // An index of a partitioned table counts when those of all its partitions are attached to it.
  const below = sides[side].catalog.tables.flatMap((child) =>
    child.indexes
      .filter(({ parent }) => parent !== null && names.has(nameOf(parent)))
      .map((index) => key("step", child.schema, index.name, "attach index")),
  );
  return {
    ...part,
    needs: [
      ...(part.needs ?? []),
      ...table.columns.map((column) => key("column", schema, name, column.name)),
      ...checks,
      ...indexes.map((index) => key("index", schema, index.name)),
      ...below,
    ],
  };
}

/** A child that is made takes the columns of its parents as they are then: they have to be as they will be. */
function afterParents(sides: Sides, part: Part, own: ObjectName): Part {
  const table = sides.pairs.has(nameOf(own))
    ? undefined
    : sides.b.catalog.tables.find((one) => nameOf(one) === nameOf(own));
  const columns = (table?.inherits ?? []).flatMap((parent) =>
    (sides.pairs.get(nameOf(parent))?.b.columns ?? []).map(({ name }) =>
      keyOf("column", parent, name),
    ),
  );
  return columns.length === 0 ? part : { ...part, needs: [...(part.needs ?? []), ...columns] };
}

/** Checks are there before the partitions, which are there before the rows. */
function isCheck(sides: Sides, side: Side, part: Part, schema: string, name: string): boolean {
  const table = sides[side].catalog.tables.find(
    (one) => one.schema === schema && one.name === name,
  );
  return (
    table?.constraints.some(
      (constraint) =>
        constraint.kind === "check" && keyOf("constraint", table, constraint.name) === part.key,
    ) === true
  );
}

/** An index becomes part of another when its table is part of the other's. */
function afterTable(sides: Sides, part: Part, schema: string, index: string): Part {
  const table = sides.b.catalog.tables.find(
    (one) => one.schema === schema && one.indexes.some(({ name }) => name === index),
  );
  if (table === undefined) return part;
  return { ...part, needs: [...(part.needs ?? []), keyOf("step", table, "attach")] };
}

/** A sequence that becomes an identity's, or was one, is the business of its column. */
function withOwner(sides: Sides, side: Side, part: Part): Part {
  const sequence = sides[side].catalog.sequences.find((one) => keyOf("sequence", one) === part.key);
  const owner = sequence?.ownedBy ?? null;
  if (side === "a" && owner !== null && sides.rebuilt.has(nameOf(owner.table)))
    return { ...part, needs: [...(part.needs ?? []), keyOf("relation", owner.table)] };
  const pair = owner === null ? undefined : sides.pairs.get(nameOf(owner.table));
  const column = pair?.[side].columns.find(({ name }) => name === owner?.column);
  if (owner === null || pair === undefined || column === undefined) return part;
  const handed = handedOver(sides, side, pair, column);
  if (handed === undefined || sequence === undefined || nameOf(handed) !== nameOf(sequence))
    return part;
  return {
    ...part,
    absorbed: key("column", owner.table.schema, owner.table.name, owner.column),
  };
}

/** The owner is a column, which cannot go before; a new sequence goes on behind the values that the column has already. */
function ofColumn(sides: Sides, side: Side, part: Part): Part {
  const sequence = sides[side].catalog.sequences.find(
    (one) => keyOf("step", one, "owned by") === part.key,
  );
  const owner = sequence?.ownedBy ?? null;
  if (sequence === undefined || owner === null) return part;
  const { table, column } = owner;
  const rebuilt = side === "b" && sides.rebuilt.has(nameOf(table)) ? [rowsKey(table)] : [];
  const needs = [
    ...(part.needs ?? []),
    key("column", table.schema, table.name, column),
    ...rebuilt,
  ];
  if (side === "a" || !meetsValues(sides, sequence, table, column)) return { ...part, needs };
  return { ...part, needs, statements: [...part.statements, continuing(table, column, sequence)] };
}

/** Whether the sequence is new and the column of integers is not. */
function meetsValues(
  { a, b, pairs }: Sides,
  sequence: ObjectName,
  table: ObjectName,
  name: string,
): boolean {
  const column = (side: DatabaseSchema): Column | undefined =>
    side.catalog.tables
      .find((one) => nameOf(one) === nameOf(table))
      ?.columns.find((one) => one.name === name);
  const [before, after] = [column(a), column(b)];
  if (before === undefined || !/^(smallint|integer|bigint)$/.test(after?.type ?? "")) return false;
  if (before.identity !== null && pairs.has(nameOf(table))) return false;
  return !a.catalog.sequences.some((one) => nameOf(one) === nameOf(sequence));
}
