import { identifier } from "../../core/identifier.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import type { Intent, IntentTable } from "../intent.ts";
import { verbs } from "../resolved.ts";
import type { ResolvedTable, Step, Verb } from "../resolved.ts";
import { readAllowed } from "./allow.ts";
import { findColumn, findTable, printed, sameName } from "./find.ts";
import { findStep } from "./parent.ts";
import { refuse } from "./refuse.ts";
import { baseType } from "./types.ts";

/** A table of the intent whose own names are found; where its rows' tenant and user are is not followed yet. */
export interface NamedTable {
  /** Where it is in the intent: `tables[0]`. */
  readonly place: string;
  readonly said: IntentTable;
  readonly table: Table;
  readonly tenant: string | null;
  readonly owner: string | null;
  readonly parent: Step | null;
  readonly allow: ResolvedTable["allow"];
  readonly deleted: ResolvedTable["deleted"];
  readonly columns: ResolvedTable["columns"];
}

export function nameTables(intent: Intent, catalog: Catalog): NamedTable[] {
  const named: NamedTable[] = [];
  for (const [at, said] of intent.tables.entries()) {
    const place = `tables[${at}]`;
    const table = findTable(catalog, said.table, `${place}.table`);
    if (named.some((other) => sameName(other.table, table)))
      throw refuse(
        `${place}.table`,
        `${identifier(printed(table))} is named twice`,
        "Put what both say into one entry.",
      );
    const column = (name: string | undefined, field: string): string | null =>
      name === undefined ? null : findColumn(table, name, `${place}.${field}`).name;
    named.push({
      place,
      said,
      table,
      tenant: column(said.tenant, "tenant"),
      owner: column(said.owner, "owner"),
      parent:
        said.parent === undefined ? null : findStep(catalog, table, said.parent, `${place}.parent`),
      allow: readAllow(said, place),
      deleted: readDeleted(catalog, table, said.deleted, `${place}.deleted`),
      columns: readColumns(table, said, place),
    });
  }
  return named;
}

function readAllow(said: IntentTable, place: string): ResolvedTable["allow"] {
  const of = (verb: Verb) => readAllowed(said.allow[verb], `${place}.allow.${verb}`);
  return { select: of("select"), insert: of("insert"), update: of("update"), delete: of("delete") };
}

function readDeleted(
  catalog: Catalog,
  table: Table,
  name: string | undefined,
  place: string,
): ResolvedTable["deleted"] {
  if (name === undefined) return null;
  const { name: column, type } = findColumn(table, name, place);
  const base = baseType(catalog, type);
  if (base === "boolean") return { column, kind: "boolean" };
  if (base === "date" || base.startsWith("timestamp")) return { column, kind: "time" };
  throw refuse(
    place,
    `${identifier(column)} is of type ${identifier(type)}, which does not say when or whether a row was deleted`,
    "Name a column of type timestamptz or boolean, or leave it out.",
  );
}

function readColumns(table: Table, said: IntentTable, place: string): ResolvedTable["columns"] {
  const columns: Partial<Record<"select" | "insert" | "update", readonly string[]>> = {};
  for (const verb of verbs) {
    if (verb === "delete") continue;
    const names = said.columns?.[verb];
    if (names === undefined) continue;
    const found = names.map(
      (name, at) => findColumn(table, name, `${place}.columns.${verb}[${at}]`).name,
    );
    columns[verb] = [...new Set(found)];
  }
  return columns;
}
