import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import type { Difference } from "../../postgres/catalog/differences.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { readCatalog } from "../../postgres/catalog/read-catalog.ts";
import { parseScript } from "../../sql/parse.ts";
import { runStatements } from "./measure.ts";
import type { Piece } from "./recipe.ts";
import { compare, oneBatch } from "./trial.ts";

export interface TakenBack {
  /** The step whose rollback failed. */
  readonly failure?: { readonly piece: Piece; readonly error: ToolError };
  /** Where that does not lead to the beginning. */
  readonly differences: readonly Difference[];
}

/** Runs the rollbacks of steps that were executed, from the last to the first. */
export async function takeBack(
  pieces: readonly Piece[],
  session: Session,
  before: Catalog,
): Promise<TakenBack> {
  for (const piece of pieces.toReversed()) {
    if (piece.rollback === null) continue;
    try {
      await runScript(session, piece.rollback);
    } catch (error) {
      if (!(error instanceof ToolError) || error.sqlstate === undefined) throw error;
      return { failure: { piece, error }, differences: [] };
    }
  }
  return { differences: compare(await readCatalog(session), before).differences };
}

/** What can be taken back where something cannot: the steps up to there. */
export const reversible = (pieces: readonly Piece[]): readonly Piece[] => {
  const end = pieces.findIndex(({ irreversible }) => irreversible === true);
  return end === -1 ? pieces : pieces.slice(0, end);
};

/** Executes steps without looking at what they do. */
export async function runPieces(pieces: readonly Piece[], session: Session): Promise<void> {
  for (const piece of pieces)
    await runScript(session, piece.batch === undefined ? piece.sql : oneBatch(piece));
}

async function runScript(session: Session, sql: string): Promise<void> {
  await runStatements(await parseScript(sql), session);
}
