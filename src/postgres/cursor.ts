import { createHash } from "node:crypto";
import { ToolError } from "../core/errors.ts";
import type { Value } from "../core/session.ts";

/** Where the next page of a script's statement begins: after a key, or after a number of rows. */
export interface Position {
  /** Index of the statement in its script. */
  readonly statement: number;
  /** Rows that were delivered before. */
  readonly skip: number;
  /** The key of the last row delivered, where the order has one. */
  readonly after?: readonly Value[];
}

/**
 * Packs a position into the text that a caller hands back. `bound` is whatever has to be the same then: statement, parameters, target.
 * The sum in it finds mistakes, not attackers, who gain nothing: what it holds is bound as parameters and never becomes SQL.
 */
export function encodeCursor(position: Position, bound: unknown): string {
  const body = [position.statement, position.skip, position.after ?? null];
  return Buffer.from(JSON.stringify([...body, sum(body, bound)])).toString("base64url");
}

/** Throws INVALID_INPUT when the cursor is damaged or belongs to another call. */
export function decodeCursor(cursor: string, bound: unknown): Position {
  const [statement, skip, after, check] = listOf(cursor);
  if (check !== sum([statement, skip, after], bound) || !isCount(statement) || !isCount(skip)) {
    throw new ToolError(
      "INVALID_INPUT",
      "The cursor does not belong to this call.",
      "Repeat the call that returned it, with the same `sql`, `params` and `target`, and only `cursor` added; or leave `cursor` out to begin again.",
    );
  }
  return { statement, skip, ...(Array.isArray(after) ? { after: after as Value[] } : {}) };
}

function sum(body: readonly unknown[], bound: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify([body, bound]))
    .digest("base64url")
    .slice(0, 12);
}

function listOf(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) < 2 ** 31;
}
