import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import { constraintComments } from "../../../schema/emit/constraints.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { printed } from "../alteration.ts";
import { cooked, together } from "../cooked.ts";
import type { Cooked, Piece, Surroundings } from "../recipe.ts";
import { hintOf } from "../hints.ts";
import type { Asides } from "./asides.ts";
import { contractPieces } from "./contract.ts";
import { foreignKeysOf } from "./foreign-keys.ts";
import { prepare } from "./prepare.ts";
import { isLost } from "./replacement.ts";
import type { Replacement, TableReplacement } from "./replacement.ts";
import { statisticsTwins } from "./statistics.ts";
import type { StatisticsTwin } from "./statistics.ts";
import { revalidate, swapPiece, validatePieces } from "./swap.ts";
import type { Built, PrimaryKey } from "./swap.ts";
import { syncOf } from "./sync.ts";
import { checkTwins, indexSettings, indexTwins, spareOf } from "./twins.ts";
import type { IndexTwin } from "./twins.ts";
import { buildPiece, verify } from "./verify.ts";
import { replaceViews } from "./views.ts";

export interface Group {
  readonly tables: readonly TableReplacement[];
  readonly before: Catalog;
  readonly after: Catalog;
  readonly dependents: Asides;
}

interface Assembled {
  readonly built: Built;
  readonly indexes: readonly IndexTwin[];
  readonly statistics: readonly StatisticsTwin[];
  /** What is done before the switch. */
  readonly before: Cooked;
  /** Indexes of primary keys, in the phase of the switch: its rollback uses one of them up. */
  readonly keys: readonly Piece[];
}

/**
 * Replaces columns by successors, with all that hangs on them: new column, both written, rows filled, indexes and constraints built
 * beside; then names change hands, the old column is written along, and at last it goes.
 */
export async function replaceColumns(group: Group, surroundings: Surroundings): Promise<Cooked> {
  const { tables, before, after, dependents } = group;
  const assembled: Assembled[] = [];
  for (const table of tables) assembled.push(await assemble(table, group, surroundings));
  const built = assembled.map((each) => each.built);
  const swap = {
    tables: built,
    keys: foreignKeysOf(tables, before, after),
    before,
    after,
    dependents,
  };
  const names = tables.map(
    ({ table, columns }) =>
      `${printed(table)} (${columns.map(({ fresh }) => quoteIdentifier(fresh)).join(", ")})`,
  );
  const undone = revalidate(swap);
  return together([
    ...assembled.map((each) => each.before),
    cooked({
      pieces: [
        {
          phase: "switch",
          purpose: "Let the planner know the new columns before anybody asks for them.",
          sql: `ANALYZE ${names.join(", ")}`,
          rollback: undone.length === 0 ? null : undone.join(";\n"),
        },
        ...assembled.flatMap(({ keys }) => keys),
        swapPiece(swap),
        ...validatePieces(swap),
      ],
      irreversible: tables.flatMap(lost),
      notes: [
        {
          phase: "switch",
          text: "A prepared statement that returns a column whose type changes fails once in each session that has it (cached plan must not change result type), as with ALTER TYPE.",
        },
        {
          phase: "contract",
          text: "The new columns stand at the end of their tables: an INSERT without a list of columns has to get one before.",
        },
      ],
    }),
    await replaceViews(dependents.late, surroundings),
    cooked({
      pieces: contractPieces(assembled),
      ...(tables.some(({ columns }) => columns.some(isOther)) ? { breaks: "switch" as const } : {}),
    }),
  ]);
}

/** Who sends the old value as text sends one of the new type where a cast makes it; else it means something else, or nothing. */
const isOther = ({ plain, volatile }: Replacement): boolean => !plain || volatile;

function lost({ table, columns }: TableReplacement): string[] {
  const on = printed(table);
  return [
    `The contract drops the old ${columns.map(({ column }) => quoteIdentifier(column.name)).join(", ")} of ${on}, ` +
      `which until then is kept as ${columns.map(({ kept }) => quoteIdentifier(kept)).join(", ")}.`,
    ...columns
      .filter((replacement) => isLost(replacement))
      .map(({ column }) => {
        const name = hintOf(table, column.name);
        return (
          `Nothing says what the old ${name} would be of a value that is written after the switch: give it as ` +
          `hints.backfill[${JSON.stringify(name)}], or the switch's rollback leaves such rows without one, or fails where they need one.`
        );
      }),
  ];
}

async function assemble(
  table: TableReplacement,
  group: Group,
  surroundings: Surroundings,
): Promise<Assembled> {
  const sync = syncOf(table, surroundings.searchPath);
  const all = await indexTwins(table, surroundings);
  const checks = await checkTwins(table, surroundings);
  const statistics = await statisticsTwins(table, group, surroundings);
  const isPrimary = ({ constraint }: IndexTwin): boolean => constraint?.kind === "primary key";
  const indexes = all.filter((twin) => !isPrimary(twin));
  const primary = all.find(isPrimary);
  const spare = primary === undefined ? undefined : surroundings.name(primary.index.name, "old");
  const verified = verify(table, { indexes, checks }, surroundings);
  const { required, ...rest } = verified;
  return {
    built: { ...table, sync, checks, primary: primaryKey(table, primary, spare), required },
    indexes,
    statistics,
    before: together([
      prepare(table, sync, surroundings),
      rest,
      cooked({ pieces: statistics.map(({ piece }) => piece) }),
    ]),
    keys:
      primary === undefined || spare === undefined
        ? []
        : [buildPiece(table, primary, "switch"), sparePiece(table, primary, spare)],
  };
}

function primaryKey(
  { table, target }: TableReplacement,
  primary: IndexTwin | undefined,
  spare: string | undefined,
): PrimaryKey | undefined {
  if (primary?.constraint === undefined || spare === undefined) return undefined;
  const { constraint, index, twin } = primary;
  const old = table.constraints.find(({ name }) => name === constraint.name);
  return {
    name: constraint.name,
    twin,
    spare,
    commentsAfter: constraintComments(target, constraint),
    commentsBefore: old === undefined ? [] : constraintComments(table, old),
    settings: indexSettings(table, index, index.name),
  };
}

function sparePiece(table: TableReplacement, { index }: IndexTwin, spare: string): Piece {
  const old = table.table.indexes.find(({ name }) => name === index.name) ?? index;
  return {
    ...buildPiece(
      table,
      { index, twin: spare, create: spareOf(old, spare), constraint: undefined },
      "switch",
    ),
    purpose: `Build the index on which ${quoteIdentifier(index.name)} can stand again at once.`,
  };
}
