import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import type { Difference } from "../../postgres/catalog/differences.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { readCatalog } from "../../postgres/catalog/read-catalog.ts";
import { parseScript } from "../../sql/parse.ts";
import { runStatements } from "./measure.ts";
import type { Piece } from "./recipe.ts";
import { compare, oneBatch } from "./trial.ts";
import { isValidation } from "./validation.ts";

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

/** Where some steps cannot be taken back, what lies between them can: goes through all of it forward, back and forward again. */
export async function takeBackParts(
  pieces: readonly Piece[],
  session: Session,
): Promise<TakenBack> {
  for (let at = 0; at < pieces.length;) {
    const end = pieces.findIndex((piece, place) => place >= at && piece.irreversible === true);
    const part = pieces.slice(at, end === -1 ? pieces.length : end);
    if (part.length > 0) {
      const before = await readCatalog(session);
      await runPieces(part, session);
      const back = await takeBack(part, session, before);
      const differences = back.differences.filter((each) => !isValidation(each));
      if (back.failure !== undefined || differences.length > 0) return { ...back, differences };
      if (end === -1) break;
    }
    await runPieces(pieces.slice(at, end + 1), session);
    at = end + 1;
  }
  return { differences: [] };
}

/** Executes steps without looking at what they do. */
async function runPieces(pieces: readonly Piece[], session: Session): Promise<void> {
  for (const piece of pieces)
    await runScript(session, piece.batch === undefined ? piece.sql : oneBatch(piece));
}

async function runScript(session: Session, sql: string): Promise<void> {
  await runStatements(await parseScript(sql), session);
}
