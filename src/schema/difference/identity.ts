import { isGenerated } from "../../postgres/catalog/canonical/names.ts";
import type { Sequence } from "../../postgres/catalog/model/catalog.ts";
import type { Column, Identity } from "../../postgres/catalog/model/column.ts";
import type { ObjectName, SequenceOptions } from "../../postgres/catalog/model/common.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { sequenceItems, sequenceOptions } from "../emit/sequences.ts";
import { keyOf } from "../key.ts";
import { nameOf } from "../text.ts";
import type { Change } from "./change.ts";
import type { ColumnPair } from "./column-verdict.ts";
import type { Side, Sides } from "./sides.ts";
import type { TablePair } from "./table-pairs.ts";

interface IdentityChanges {
  /** Before anything else is done to the column. */
  readonly before: readonly Change[];
  readonly after: readonly Change[];
}

const nothing: IdentityChanges = { before: [], after: [] };

/** Partitions have the identity of their parents, and get it and lose it with them. */
export function identityChanges(sides: Sides, pair: ColumnPair): IdentityChanges {
  const { table, a, b, parents } = pair;
  if (parents.length > 0) return nothing;
  const [from, to] = [ownIdentity(a), ownIdentity(b)];
  if (from === null && to === null) return nothing;
  const column = quoteIdentifier(b.name);
  const alter = `ALTER TABLE ${nameOf(table.b)} ALTER COLUMN ${column}`;
  if (from === null)
    return { before: [], after: added(sides, pair, alter).map((sql) => ({ sql })) };
  if (to === null)
    return { before: removed(sides, pair, alter).map((sql) => ({ sql })), after: [] };
  return { before: [], after: adjusted(pair, alter, from, to).map((sql) => ({ sql })) };
}

/** Without a sequence it is that of a partitioned table, which a partition gets when it is attached and loses when it is detached. */
function ownIdentity({ identity }: Column): Identity | null {
  return identity?.sequence == null ? null : identity;
}

/** A sequence that the column owns on one side and that is the identity's on the other: its value goes over. */
export function handedOver(
  sides: Sides,
  side: Side,
  pair: TablePair,
  { name }: Column,
): Sequence | undefined {
  const other = side === "a" ? "b" : "a";
  const [own, counterpart] = [side, other].map((one) =>
    pair[one as Side].columns.find((column) => column.name === name),
  );
  if (own?.identity !== null || counterpart?.identity?.sequence == null) return undefined;
  const stays = new Set(sides[other].catalog.sequences.map(nameOf));
  return sides[side].catalog.sequences.find(
    (sequence) =>
      sequence.ownedBy !== null &&
      nameOf(sequence.ownedBy.table) === nameOf(pair[side]) &&
      sequence.ownedBy.column === name &&
      !stays.has(nameOf(sequence)),
  );
}

function added(sides: Sides, { table, a, b }: ColumnPair, alter: string): string[] {
  const { identity } = b;
  if (identity?.sequence == null) return [];
  const { sequence, generation } = identity;
  const add = `${alter} ADD GENERATED ${generation.toUpperCase()} AS IDENTITY (SEQUENCE NAME ${nameOf(sequence)} ${sequenceOptions({ ...sequence, type: b.type })})`;
  const typed =
    sequence.type === b.type
      ? []
      : [`ALTER SEQUENCE ${nameOf(sequence)} AS ${sequence.type} ${sequenceOptions(sequence)}`];
  const before = handedOver(sides, "a", table, a);
  if (before === undefined) return [add, ...typed, continuing(table.b, b.name, sequence)];
  const aside = asideName(before);
  return [
    `ALTER SEQUENCE ${nameOf(before)} OWNED BY NONE`,
    `ALTER SEQUENCE ${nameOf(before)} RENAME TO ${quoteIdentifier(aside.name)}`,
    add,
    ...typed,
    valueOf(sequence, aside),
    `DROP SEQUENCE ${nameOf(aside)}`,
  ];
}

function removed(sides: Sides, { table, a, b }: ColumnPair, alter: string): string[] {
  const after = handedOver(sides, "b", table, b);
  const sequence = a.identity?.sequence;
  if (after === undefined || sequence == null) return [`${alter} DROP IDENTITY`];
  const aside = asideName(sequence);
  const created = sequenceItems(sides.b.catalog).find(
    ({ key }) => key === keyOf("sequence", after),
  );
  return [
    `ALTER SEQUENCE ${nameOf(sequence)} RENAME TO ${quoteIdentifier(aside.name)}`,
    ...(created?.statements ?? []),
    valueOf(after, aside),
    `${alter} DROP IDENTITY`,
  ];
}

function adjusted(pair: ColumnPair, alter: string, a: Identity, b: Identity): string[] {
  const generation =
    a.generation === b.generation ? [] : [`${alter} SET GENERATED ${b.generation.toUpperCase()}`];
  if (a.sequence === null || b.sequence === null) return generation;
  const natural = (name: string): boolean =>
    isGenerated(name, pair.table.b.name, pair.b.name, "seq");
  const renamed =
    a.sequence.name !== b.sequence.name && !(natural(a.sequence.name) && natural(b.sequence.name));
  const now = renamed ? { ...a.sequence, name: b.sequence.name } : a.sequence;
  const options = (of: Identity["sequence"]): string =>
    of === null ? "" : `AS ${of.type} ${sequenceOptions(of)}${of.cycle ? "" : " NO CYCLE"}`;
  return [
    ...generation,
    ...(renamed
      ? [`ALTER SEQUENCE ${nameOf(a.sequence)} RENAME TO ${quoteIdentifier(now.name)}`]
      : []),
    ...(options(a.sequence) === options(b.sequence)
      ? []
      : [`ALTER SEQUENCE ${nameOf(now)} ${options(b.sequence)}`]),
  ];
}

/** The sequence goes on behind the values that there are. */
export function continuing(
  table: ObjectName,
  column: string,
  sequence: ObjectName & Pick<SequenceOptions, "start" | "increment">,
): string {
  const name = quoteIdentifier(column);
  const [last, beyond] = sequence.increment.startsWith("-") ? ["min", "<="] : ["max", ">="];
  return (
    `SELECT pg_catalog.setval(${quoteLiteral(nameOf(sequence))}, ${last}(${name})) ` +
    `FROM ${nameOf(table)} HAVING ${last}(${name}) ${beyond} ${sequence.start}`
  );
}

function valueOf(sequence: ObjectName, from: ObjectName): string {
  return `SELECT pg_catalog.setval(${quoteLiteral(nameOf(sequence))}, last_value, is_called) FROM ${nameOf(from)}`;
}

/** A name for what is about to go, next to what takes its place. */
function asideName({ schema, name }: ObjectName): ObjectName {
  return { schema, name: besides(name) };
}

export function besides(name: string): string {
  return `${name.slice(0, 50)}__before`;
}
