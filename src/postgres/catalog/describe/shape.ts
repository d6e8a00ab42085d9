import { qualified } from "../../../sql/quote.ts";
import type { Lists } from "./description.ts";
import type { Facts } from "./facts.ts";
import type { Entry } from "./inventory.ts";
import type { List } from "./lists.ts";
import type { Level } from "./level.ts";
import {
  describeEnum,
  describeFunction,
  describeSequence,
  describeType,
  describeView,
} from "./shape-other.ts";
import { describeTable, printed } from "./shape-table.ts";
import type { Sizes } from "./sizes.ts";

/** One object's description with the list that it belongs to. */
export type Item = { [L in List]: { readonly list: L; readonly value: Lists[L][number] } }[List];

export interface Known {
  readonly facts: Facts;
  readonly sizes: Sizes;
  /** Oids of relations that somebody has locked. */
  readonly locked: ReadonlySet<number>;
}

/** Describes entries from what was read of them. */
export function describer(known: Known): (entry: Entry, level: Level) => Item {
  const { facts, sizes } = known;
  const tables = byPrintedName(facts.tables);
  const views = byPrintedName(facts.views);
  const types = byPrintedName(facts.types);
  const sequences = byPrintedName(facts.sequences);
  const routines = new Map(
    facts.routines.map((routine) => [`${printed(routine)}(${routine.identity})`, routine]),
  );
  return (entry, level) => {
    const name = printed(entry);
    const size = sizes.relations.get(entry.oid);
    const [table, view, type] = [tables.get(name), views.get(name), types.get(name)];
    const sequence = sequences.get(name);
    const routine = routines.get(`${name}(${entry.arguments})`);
    if (entry.list === "tables" && table !== undefined)
      return { list: "tables", value: describeTable(table, size, sizes, level) };
    if (entry.list === "views" && view !== undefined)
      return { list: "views", value: describeView(view, size, sizes, level) };
    if (entry.list === "enums" && type !== undefined)
      return { list: "enums", value: describeEnum(type, level) };
    if (entry.list === "types" && type !== undefined)
      return { list: "types", value: describeType(type, level) };
    if (entry.list === "sequences" && sequence !== undefined)
      return { list: "sequences", value: describeSequence(sequence, level) };
    if (entry.list === "functions" && routine !== undefined)
      return { list: "functions", value: describeFunction(routine, level) };
    return outline(entry, level, known);
  };
}

/** What is known of an object without reading it. */
export function outline(entry: Entry, level: Level, known: Omit<Known, "facts">): Item {
  const { kind, oid } = entry;
  const size = known.sizes.relations.get(oid);
  const locked = known.locked.has(oid) ? { locked: true } : {};
  const bytes = level === "names" ? {} : { bytes: size?.bytes ?? null };
  const name = printed(entry);
  switch (entry.list) {
    case "tables": {
      const partitions = size?.partitions ? { partitions: size.partitions } : {};
      const value = { name, kind, rows: size?.rows ?? null, ...bytes, ...partitions, ...locked };
      return { list: "tables", value };
    }
    case "views": {
      const figures = size === undefined ? {} : { rows: size.rows, ...bytes };
      return { list: "views", value: { name, kind, ...figures, ...locked } };
    }
    case "functions": {
      const signature = `${qualified(entry.schema, entry.name)}(${entry.arguments})`;
      return { list: "functions", value: { name: signature, kind } };
    }
    case "types":
      return { list: "types", value: { name, kind } };
    case "enums":
    case "sequences":
      return { list: entry.list, value: { name } };
  }
}

function byPrintedName<T extends { readonly schema: string; readonly name: string }>(
  objects: readonly T[],
): Map<string, T> {
  return new Map(objects.map((object) => [printed(object), object]));
}
