import { ToolError } from "../../../core/errors.ts";
import type { Session } from "../../../core/session.ts";
import { printingPlainly } from "../../../postgres/catalog/plain-printing.ts";
import { jsonRows } from "../../../postgres/catalog/read/source.ts";

/** What became of an item: nothing to say, or why Postgres did not take it over, or took only a part. */
export interface Refused<T> {
  readonly item: T;
  readonly reason: string;
}

interface Outcome {
  /** Position of the item, from 1. */
  readonly at: number;
  readonly whole: boolean;
}

export const ABSENT = "It is not on the twin.";

/**
 * Restores all items by one statement, which answers with an `Outcome` for each item that the twin has. Where an item makes it fail, halves
 * are tried until it is alone; what is restored only in part is restored once more alone, for the warning that says why. As the owner:
 * reading a value may run functions that came with the schema.
 */
export async function restoreAll<T>(
  owner: Session,
  sql: string,
  items: readonly T[],
): Promise<Refused<T>[]> {
  if (items.length === 0) return [];
  owner.notices();
  const outcomes = await attempt(owner, sql, items);
  const [only, ...others] = items;
  if (only !== undefined && others.length === 0)
    return refusal(outcomes, owner.notices()).map((reason) => ({ item: only, reason }));
  if (outcomes instanceof ToolError) {
    const middle = Math.ceil(items.length / 2);
    const first = await restoreAll(owner, sql, items.slice(0, middle));
    return [...first, ...(await restoreAll(owner, sql, items.slice(middle)))];
  }
  const whole = new Set(outcomes.filter((outcome) => outcome.whole).map(({ at }) => at));
  const refused: Refused<T>[] = [];
  for (const [index, item] of items.entries())
    if (!whole.has(index + 1)) refused.push(...(await restoreAll(owner, sql, [item])));
  return refused;
}

async function attempt<T>(
  owner: Session,
  sql: string,
  items: readonly T[],
): Promise<Outcome[] | ToolError> {
  try {
    return await owner.transaction({ access: "read write", statementTimeoutMs: 60_000 }, () =>
      printingPlainly(owner, () => jsonRows<Outcome>(owner, sql, [JSON.stringify(items)])),
    );
  } catch (error) {
    if (isRefusal(error)) return error;
    throw error;
  }
}

/** Postgres said no, rather than that it was cancelled or has gone. */
export const isRefusal = (error: unknown): error is ToolError =>
  error instanceof ToolError &&
  error.sqlstate !== undefined &&
  !["CANCELLED", "UNAVAILABLE"].includes(error.code);

/** In the words of Postgres, which may quote a value. */
export const reasonOf = (error: ToolError): string => error.quoted ?? error.message;

function refusal(outcomes: Outcome[] | ToolError, notices: readonly string[]): string[] {
  if (outcomes instanceof ToolError) return [reasonOf(outcomes)];
  const [outcome] = outcomes;
  if (outcome === undefined) return [ABSENT];
  return outcome.whole ? [] : [notices.join(" ") || "Postgres did not take all of it over."];
}
