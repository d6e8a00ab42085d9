import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Column } from "../../../postgres/catalog/model/column.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { asNode, textOf } from "../../../sql/walk.ts";
import { findTable, printed } from "../alteration.ts";
import { cooked, together } from "../cooked.ts";
import { dualWriteName } from "../dual-write.ts";
import type { Change, Cooked, Piece, Recipe, Surroundings } from "../recipe.ts";
import { mentioned } from "../rename/mentions.ts";
import { bothNames } from "../rename/both-names.ts";
import { unfit } from "../replace/fit.ts";
import { prepare } from "../replace/prepare.ts";
import { renameColumns } from "../replace/rename-columns.ts";
import type { TableReplacement } from "../replace/replacement.ts";
import { syncOf } from "../replace/sync.ts";
import { concurrently } from "../replace/twins.ts";
import { buildPiece } from "../replace/verify.ts";

interface Renamed {
  readonly change: Change;
  readonly table: Table;
  readonly column: Column;
  readonly name: string;
}

/** For a while the column has both names: a duplicate takes the old one, and a trigger keeps the two equal. */
export const renameColumn: Recipe = {
  id: "rename-column",
  title: "Rename a column",
  async cook(change, surroundings, later) {
    const renamed = renamedOf(change, change.before, surroundings);
    if (renamed === undefined) return undefined;
    const why = await alone(renamed, change.before, surroundings);
    if (why !== undefined) return atOnce(renamed, why);
    const all = [renamed, ...others(renamed, later, surroundings)];
    const taken = all.slice(1).map((other) => other.change);
    return { ...(await withBothNames(all, change.before, surroundings)), taken };
  },
};

function renamedOf(
  change: Change,
  before: Catalog,
  { searchPath, isNew }: Surroundings,
): Renamed | undefined {
  const rename = asNode(change.statement.node, "RenameStmt");
  if (rename?.["renameType"] !== "OBJECT_COLUMN" || rename["relationType"] !== "OBJECT_TABLE")
    return undefined;
  const table = findTable(before, rename["relation"], searchPath);
  const column = table?.columns.find(({ name }) => name === textOf(rename["subname"]));
  if (table === undefined || column === undefined || isNew(printed(table))) return undefined;
  return { change, table, column, name: textOf(rename["newname"]) };
}

/** Columns of the same table that are renamed right after it, as they are called before all of them. */
function others(first: Renamed, later: readonly Change[], surroundings: Surroundings): Renamed[] {
  const found: Renamed[] = [];
  for (const change of later) {
    const renamed = renamedOf(change, first.change.before, surroundings);
    if (renamed === undefined || renamed.table !== first.table) break;
    if (renamed.column.generated !== null) break;
    found.push(renamed);
  }
  return found;
}

/** Why there can be no duplicate. */
async function alone(
  { table, column }: Renamed,
  catalog: Catalog,
  surroundings: Surroundings,
): Promise<string | undefined> {
  if (column.generated !== null) return "it is generated, and nobody writes it";
  return unfit(table, catalog, surroundings);
}

const renameSql = (table: Table, from: string, to: string): string =>
  `ALTER TABLE ${printed(table)} RENAME COLUMN ${quoteIdentifier(from)} TO ${quoteIdentifier(to)}`;

function atOnce({ table, column, name }: Renamed, why: string): Cooked {
  return cooked({
    pieces: [
      {
        phase: "switch",
        purpose: `Rename ${quoteIdentifier(column.name)} of ${printed(table)}.`,
        sql: renameSql(table, column.name, name),
        rollback: renameSql(table, name, column.name),
      },
    ],
    notes: [
      {
        phase: "switch",
        text: `${printed(table)}.${quoteIdentifier(column.name)} cannot have both names for a while: ${why}. Deploy the new application together with the switch.`,
      },
    ],
    breaks: "switch",
  });
}

async function withBothNames(
  renamed: readonly Renamed[],
  before: Catalog,
  surroundings: Surroundings,
): Promise<Cooked> {
  const group = duplicatesOf(renamed, before, surroundings);
  const { table, columns, trigger } = group;
  const sync = syncOf(group, surroundings.searchPath);
  const on = printed(table);
  const names = columns.map(({ column }) => quoteIdentifier(column.name)).join(", ");
  const pairs = columns.map(({ column, kept }) => ({ old: column.name, now: kept }));
  return together([
    prepare(group, sync, surroundings),
    cooked({
      pieces: [
        ...(await indexPieces(group, surroundings)),
        {
          phase: "switch",
          purpose: `Rename ${names} of ${on}; duplicates take the old names, and both are written.`,
          sql: [
            ...columns.flatMap(({ column, kept, fresh }) => [
              renameSql(table, column.name, kept),
              renameSql(table, fresh, column.name),
            ]),
            `CREATE OR REPLACE ${bothNames(table, trigger, pairs, surroundings.searchPath)}`,
          ].join(";\n"),
          rollback: [
            ...columns.flatMap(({ column, kept, fresh }) => [
              renameSql(table, column.name, fresh),
              renameSql(table, kept, column.name),
            ]),
            ...sync.turnBack,
          ].join(";\n"),
        },
        {
          phase: "contract",
          purpose: `Drop the old names ${names} of ${on}.`,
          sql: [
            ...sync.drop,
            `ALTER TABLE ${on} ${columns.map(({ column }) => `DROP COLUMN ${quoteIdentifier(column.name)}`).join(", ")}`,
          ].join(";\n"),
          rollback: null,
          irreversible: true,
        },
      ],
      verification: columns.map(({ column, fresh }) => ({
        phase: "verify",
        purpose: `The duplicate of ${on}.${quoteIdentifier(column.name)} says the same in every row.`,
        sql: `SELECT count(*) FROM ${on} WHERE ROW(${quoteIdentifier(column.name)})::record *<> ROW(${quoteIdentifier(fresh)})::record`,
        expect: 0,
      })),
      notes: columns.map(({ column, kept }) => ({
        phase: "switch",
        text: noteOf(on, column, kept) + mentioned(before, column.name),
      })),
      irreversible: columns.map(
        ({ column, kept }) =>
          `The contract drops the name ${on}.${quoteIdentifier(column.name)}; its values stay in ${quoteIdentifier(kept)}.`,
      ),
    }),
  ]);
}

function noteOf(on: string, column: Column, kept: string): string {
  const own = quoteIdentifier(column.name);
  const both = `${on} has ${own} and ${quoteIdentifier(kept)} until the contract: a duplicate with a trigger and not a view, so that the table keeps its name and all that hangs on it.`;
  if (column.default === null) return both;
  return `${both} An INSERT of the old application that sets ${own} to NULL gets the default meanwhile.`;
}

/** Columns without constraints; of a domain with constraints, which would have all rows written, only the type. */
function duplicatesOf(
  renamed: readonly Renamed[],
  { types }: Catalog,
  surroundings: Surroundings,
): TableReplacement {
  const [{ table, column: first } = { table: undefined, column: undefined }] = renamed;
  if (table === undefined) throw new Error("a rename of no column");
  return {
    table,
    target: table,
    trigger: dualWriteName(surroundings.name, table, first.name),
    columns: renamed.map(({ column, name }) => {
      const domain = types.find((type) => type.kind === "domain" && printed(type) === column.type);
      const type = domain?.kind === "domain" ? domain.baseType : column.type;
      return {
        table,
        column,
        target: { ...column, type, notNull: null, default: null, identity: null, comment: null },
        fresh: surroundings.name(column.name, "copy"),
        kept: name,
        forward: quoteIdentifier(column.name),
        backward: undefined,
        reads: [column.name],
        certain: true,
        plain: true,
        volatile: false,
      };
    }),
  };
}

/** So that the old application finds its rows as fast as before, and conflicts where it met them. */
async function indexPieces(group: TableReplacement, { name }: Surroundings): Promise<Piece[]> {
  const { table, columns } = group;
  if (table.kind !== "table") return [];
  const names = new Map(columns.map(({ column, fresh }) => [column.name, fresh]));
  const pieces: Piece[] = [];
  for (const index of table.indexes) {
    const renamed = await renameColumns(index.definition, names);
    const behind = table.constraints.find((constraint) => constraint.index === index.name);
    if (renamed === index.definition || !index.valid || behind?.kind === "exclusion") continue;
    const twin = name(index.name, "copy");
    const create = concurrently(renamed, index.name, twin);
    pieces.push(buildPiece(group, { index, twin, create, constraint: undefined }, "backfill"));
  }
  return pieces;
}
