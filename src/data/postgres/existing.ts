import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import type { Session } from "../../core/session.ts";
import { readCatalogHere } from "../../postgres/catalog/read-catalog.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { qualified, quoteIdentifier } from "../../sql/quote.ts";
import { compareSchemas } from "../verify/schema.ts";
import type { Step } from "./halves.ts";
import type { ImportPlan } from "./plan.ts";

/**
 * The plan for a target as it is: as it was, where none of the tables is there; rows alone, where all are, equal and empty. Rows of
 * others are not touched. Errors: INVALID_INPUT, with what stands in the way.
 */
export async function fitToTarget(session: Session, plan: ImportPlan): Promise<ImportPlan> {
  const names = [...plan.columns.keys()];
  const found = await session.query<{ name: string }>(
    `select w.name from pg_catalog.unnest($1::text[]) as w (name)
      where pg_catalog.to_regclass(w.name) is not null order by 1`,
    [names],
  );
  if (found.length === 0) return plan;
  const there = found.map(({ name }) => name);
  const filled = await tablesWithRows(session, there);
  if (filled.length > 0)
    throw inTheWay(`The target has tables of these names already: ${list(filled)}, with rows.`);
  const absent = names.filter((name) => !there.includes(name));
  if (absent.length > 0)
    throw inTheWay(
      `The target has ${there.length} of the tables already, empty, but not ${list(absent)}.`,
      "Give the names of those that are to be imported now in `options.tables`: all of them there and empty, or none.",
    );
  const catalog = await session.transaction(
    { access: "read only", isolation: "repeatable read" },
    () => readCatalogHere(session),
  );
  const { differences } = compareSchemas(plan.catalog, catalog, new Set(names));
  if (differences.length > 0)
    throw inTheWay(
      `The target's empty tables are not those of the source: ${differences
        .slice(0, 5)
        .map(({ object, detail }) => `${identifier(object)} (${identifier(detail)})`)
        .join("; ")}${differences.length > 5 ? `; and ${differences.length - 5} more` : ""}.`,
      "Change them (compare_schemas gives the DDL), or have the user drop them: they are then made as the source has them.",
    );
  return rowsOnly(plan);
}

/**
 * What would stop rows that come in any order, or change them, goes before them and comes back after them: foreign keys, triggers,
 * policies that bind the owner. Keys and indexes stay. The definitions are the source's, to which the target's were found equal.
 */
export function rowsOnly(plan: ImportPlan): ImportPlan {
  const { tables } = plan.catalog;
  const after = new Set(plan.halves.after.map(({ object }) => object));
  const removed = tables.flatMap((table) => [
    ...foreignKeys(table).filter(({ object }) => after.has(object)),
    ...triggers(table),
  ]);
  const back = new Set(removed.map(({ object }) => object));
  const open = tables.filter(({ rowSecurity }) => rowSecurity.forced).map(openOwner);
  const returns = ({ object, statements }: Step): boolean =>
    back.has(object) ||
    object.startsWith("rows of ") ||
    object.startsWith("trigger ") ||
    statements.every((sql) => sql.endsWith(" FORCE ROW LEVEL SECURITY"));
  return {
    ...plan,
    id: rowsOnlyId(plan),
    existing: true,
    access: [],
    halves: {
      before: [...removed, ...open],
      after: plan.halves.after
        .map((step) => ({
          ...step,
          statements: step.statements.filter((sql) => !sql.endsWith(" ENABLE ROW LEVEL SECURITY")),
        }))
        .filter((step) => step.statements.length > 0 && returns(step)),
      idle: plan.halves.idle,
    },
  };
}

export const rowsOnlyId = ({ id }: Pick<ImportPlan, "id">): string => `${id}-rows`;

const foreignKeys = (table: Table): Step[] =>
  table.constraints
    .filter(({ kind }) => kind === "foreign key")
    .map(({ name }) => ({
      object: `constraint ${quoteIdentifier(name)} of ${nameOf(table)}`,
      required: true,
      statements: [
        `alter table ${nameOf(table)} drop constraint if exists ${quoteIdentifier(name)}`,
      ],
    }));

const triggers = (table: Table): Step[] =>
  table.triggers
    .filter(({ inherited }) => !inherited)
    .map(({ name }) => ({
      object: `trigger ${quoteIdentifier(name)} on ${nameOf(table)}`,
      required: true,
      statements: [`drop trigger if exists ${quoteIdentifier(name)} on ${nameOf(table)}`],
    }));

const openOwner = (table: Table): Step => ({
  object: `table ${nameOf(table)}`,
  required: true,
  statements: [`alter table only ${nameOf(table)} no force row level security`],
});

const nameOf = ({ schema, name }: Table): string => qualified(schema, name);

async function tablesWithRows(session: Session, names: readonly string[]): Promise<string[]> {
  const filled: string[] = [];
  for (const name of names) {
    const [row] = await session.query<{ any: boolean }>(
      `select exists (select from ${name}) as any`,
    );
    if (row?.any === true) filled.push(name);
  }
  return filled;
}

const list = (names: readonly string[]): string =>
  `${names
    .slice(0, 3)
    .map((name) => `\`${identifier(name)}\``)
    .join(", ")}${names.length > 3 ? ` and ${names.length - 3} more` : ""}`;

const inTheWay = (
  what: string,
  next = "Import into an empty database (manage_database, action create), an empty branch, or only other tables (`options.tables`). verify_data compares them as they are.",
): ToolError => new ToolError("INVALID_INPUT", what, next);
