import type { PhaseName } from "../../core/migration.ts";
import { fingerprint } from "../../postgres/catalog/fingerprint.ts";
import { planDifference } from "../../schema/difference/plan-difference.ts";
import { destructive } from "../../sql/destructive.ts";
import { runsAlone } from "../../sql/runs-alone.ts";
import { asNode, listOf } from "../../sql/walk.ts";
import { cooked } from "./cooked.ts";
import type { Change, Cooked, Piece, Surroundings } from "./recipe.ts";
import { lostRows, writesRows } from "./lost-rows.ts";
import { narrowed } from "./narrow.ts";
import { beginning, shown } from "./shown.ts";
import { isHeavy } from "./weight.ts";

export interface Passed {
  readonly cooked: Cooked;
  /** Nobody waits for it, so that it may share a transaction with its like. */
  readonly light: boolean;
}

/** A change that no recipe is for: as it stands, with what undoes it. */
export async function passThrough(change: Change, surroundings: Surroundings): Promise<Passed> {
  const { statement, effect } = change;
  const loss = keepsValues(change) ? undefined : await destructive(statement);
  const onRows = isOnRows(change);
  const phase: PhaseName = onRows ? "backfill" : loss === undefined ? "expand" : "contract";
  const { piece, lost } = onRows
    ? unmade(lostRows(change, surroundings, loss !== undefined))
    : undo(change, loss !== undefined);
  return {
    light:
      !runsAlone(statement) &&
      !onRows &&
      effect.locks.every((lock) => !isHeavy(lock) || surroundings.isNew(lock.relation)),
    cooked: cooked({
      pieces: [
        {
          phase,
          purpose: beginning(statement.text),
          sql: statement.text,
          ...piece,
        },
      ],
      irreversible: lost,
      notes: onRows
        ? [
            {
              phase,
              text: `Rows are changed as the script says, in one statement: ${shown(statement.text)}`,
            },
          ]
        : [],
    }),
  };
}

/** A block that makes objects, and writes nothing, is DDL. */
function isOnRows({ statement, before, after }: Change): boolean {
  if (statement.kind !== "write" && statement.kind !== "read") return false;
  return before === after || writesRows(statement) || fingerprint(before) === fingerprint(after);
}

/** Rows that nobody makes as they were. */
const unmade = (lost: readonly string[]): Undone => ({
  lost,
  piece: lost.length > 0 ? { rollback: null, irreversible: true } : { rollback: null },
});

/** A type that is changed without a row being written means the same values. */
function keepsValues({ statement, effect }: Change): boolean {
  const commands = listOf(asNode(statement.node, "AlterTableStmt")?.["cmds"]);
  return (
    commands.length > 0 &&
    effect.rewrites.length === 0 &&
    commands.every(
      (command) => asNode(command, "AlterTableCmd")?.["subtype"] === "AT_AlterColumnType",
    )
  );
}

interface Undone {
  readonly piece: Pick<Piece, "rollback" | "irreversible">;
  readonly lost: readonly string[];
}

/** DDL that leads back; none where rows are gone, or where Postgres has no way. */
function undo({ statement, schemas }: Change, destroys: boolean): Undone {
  const [before, after] = narrowed(schemas.before, schemas.after);
  const back = planDifference(after, before);
  const destroyed = destroys
    ? planDifference(before, after).statements.flatMap((made) => made.destroys ?? [])
    : [];
  const lost = [
    ...[...new Set(destroyed)].map((what) => `${shown(statement.text)} loses ${what}.`),
    ...(back.refused.length > 0 ? [`${shown(statement.text)} cannot be taken back.`] : []),
  ];
  const statements = back.statements.map(({ sql }) => sql);
  const rollback = statements.length === 0 ? null : statements.join(";\n");
  return { lost, piece: lost.length > 0 ? { rollback: null, irreversible: true } : { rollback } };
}
