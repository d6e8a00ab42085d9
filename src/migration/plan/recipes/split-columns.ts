import type { Column } from "../../../postgres/catalog/model/column.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { alterationOf, printed, sameIn } from "../alteration.ts";
import { cooked, together } from "../cooked.ts";
import { dualWriteName } from "../dual-write.ts";
import type { Change, Recipe, Surroundings } from "../recipe.ts";
import { readsOf } from "../replace/conversion.ts";
import { prepare } from "../replace/prepare.ts";
import type { Replacement } from "../replace/replacement.ts";
import { sameName } from "../replace/replacement.ts";
import { verify } from "../replace/verify.ts";
import { hinted } from "../hints.ts";
import type { Source } from "../split/split-sync.ts";
import { splitSync } from "../split/split-sync.ts";
import { hide, optional } from "./drop-column.ts";

interface Met {
  readonly table: Table;
  readonly added: readonly {
    readonly column: Column;
    readonly value: string;
    readonly reads: readonly string[];
  }[];
  readonly dropped: readonly Column[];
  readonly taken: readonly Change[];
}

/** Columns that are made of others, which then go: both are there, and written, until the old ones are hidden. */
export const splitColumns: Recipe = {
  id: "split-columns",
  title: "Split columns, or merge them",
  async cook(change, surroundings, later) {
    const met = await meet(change, later, surroundings);
    if (met === undefined) return undefined;
    const { table, added, dropped, taken } = met;
    const { name, hints, searchPath } = surroundings;
    const sources = dropped.map((column): Source => ({
      name: column.name,
      hidden: name(column.name, "dropped"),
      back: hinted(hints.backfill, table, column.name),
    }));
    const columns = added.map((one): Replacement => ({
      table,
      column: dropped.find((column) => one.reads.includes(column.name)) ?? one.column,
      target: { ...one.column, default: null, identity: null },
      fresh: one.column.name,
      kept: "",
      forward: one.value,
      backward: undefined,
      reads: one.reads,
      certain: false,
      plain: false,
      volatile: false,
    }));
    const trigger = dualWriteName(name, table, added[0]?.column.name ?? "");
    const group = { table, target: table, columns, trigger };
    const sync = splitSync({ table, trigger, columns, sources }, searchPath);
    const { required, ...verified } = verify(group, { indexes: [], checks: [] }, surroundings);
    const defaults = added.flatMap(({ column }) => (column.default === null ? [] : [column]));
    const on = printed(table);
    const names = dropped.map((column) => quoteIdentifier(column.name)).join(", ");
    const news = added.map(({ column }) => quoteIdentifier(column.name)).join(", ");
    const part = together([
      prepare(group, sync, surroundings),
      verified,
      cooked({
        pieces: [
          ...dropped.flatMap((column, at) =>
            sources[at]?.back === undefined ? optional(table, column, surroundings) : [],
          ),
          {
            phase: "switch",
            purpose: `Hide ${names} of ${on}: ${news} count from here on.`,
            sql: [
              ...sources.map((source) => hide(table, source.name, source.hidden)),
              ...defaults.map(
                (column) =>
                  `ALTER TABLE ${on} ALTER COLUMN ${quoteIdentifier(column.name)} SET DEFAULT ${column.default ?? ""}`,
              ),
              ...sync.turn,
            ].join(";\n"),
            rollback: [
              ...defaults.map(
                (column) =>
                  `ALTER TABLE ${on} ALTER COLUMN ${quoteIdentifier(column.name)} DROP DEFAULT`,
              ),
              ...sources.map((source) => hide(table, source.hidden, source.name)),
              ...sync.turnBack,
            ].join(";\n"),
          },
          {
            phase: "contract",
            purpose: `Drop what was ${names} of ${on}.`,
            sql: [
              ...(sources.every(({ back }) => back === undefined) ? [] : sync.drop),
              `ALTER TABLE ${on} ${sources.map(({ hidden }) => `DROP COLUMN ${quoteIdentifier(hidden)}`).join(", ")}`,
              ...required.map(
                ({ constraint, name: wanted }) =>
                  `ALTER TABLE ${on} RENAME CONSTRAINT ${quoteIdentifier(constraint)} TO ${quoteIdentifier(wanted)}`,
              ),
            ].join(";\n"),
            rollback: null,
            irreversible: true,
          },
        ],
        notes: [
          {
            phase: "expand",
            text: `Until the switch ${names} and ${news} of ${on} are there together, and who writes the ones writes the others${sources.every(({ back }) => back !== undefined) ? "" : " (from the new ones to the old ones only where hints.backfill says how)"}.`,
          },
        ],
        irreversible: [
          `The contract drops ${names} of ${on}; until then they are kept as ${sources.map(({ hidden }) => quoteIdentifier(hidden)).join(", ")}.`,
          ...sources
            .filter(({ back }) => back === undefined)
            .map(
              (source) =>
                `Rows that only the new application has written have no ${on}.${quoteIdentifier(source.name)} after a rollback, unless hints.backfill says what it is made of.`,
            ),
        ],
      }),
    ]);
    return { ...part, taken, breaks: "switch" };
  },
};

/** Columns of one table that are added with a value made of others, and those others that are dropped after them. */
async function meet(
  change: Change,
  later: readonly Change[],
  surroundings: Surroundings,
): Promise<Met | undefined> {
  const first = alterationOf(change, surroundings);
  if (first?.subtype !== "AT_AddColumn" || surroundings.isNew(printed(first.table)))
    return undefined;
  const { table } = first;
  const added: Met["added"][number][] = [];
  const dropped: Column[] = [];
  const taken: Change[] = [];
  for (const one of [change, ...later]) {
    const next = alterationOf(one, surroundings);
    if (next === undefined || !sameName(next.table, table)) break;
    const found =
      next.subtype === "AT_AddColumn" ? await addedOf(one, table, surroundings) : undefined;
    const gone = table.columns.find(({ name }) => name === next.name);
    const read = added.some(({ reads }) => reads.includes(next.name));
    if (found !== undefined && dropped.length === 0) added.push(found);
    else if (next.subtype === "AT_DropColumn" && gone !== undefined && read) dropped.push(gone);
    else break;
    if (one !== change) taken.push(one);
  }
  return dropped.length === 0 ? undefined : { table, added, dropped, taken };
}

/** Undefined where the column brings more than its type, NOT NULL and a default. */
async function addedOf(
  { before, after }: Change,
  table: Table,
  { hints }: Surroundings,
): Promise<Met["added"][number] | undefined> {
  const [was, is] = [sameIn(before.tables, table), sameIn(after.tables, table)];
  const column = is?.columns.find(({ name }) => !was?.columns.some((old) => old.name === name));
  const value = column === undefined ? undefined : hinted(hints.backfill, table, column.name);
  if (column === undefined || value === undefined || is === undefined) return undefined;
  if (
    is.constraints.length !== was?.constraints.length ||
    column.generated !== null ||
    column.identity !== null
  )
    return undefined;
  return { column, value, reads: await readsOf(value, table) };
}
