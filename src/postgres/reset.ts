import { Exchange, exchangeOf, writeCommand, type Command, type Parameter } from "./exchange.ts";
import type { Wire } from "./wire.ts";

/** A server that takes longer is not there any more. */
const RESET_MS = 5_000;

/** What a session was. */
export interface Used {
  /** What ends a transaction that is still open. */
  readonly unfinished: readonly Command[];
  /** It did more than read in read-only transactions that were rolled back. */
  readonly touched: boolean;
}

/** All that a rollback leaves of such a session. */
const UNLOCK: Command = { sql: "select pg_catalog.pg_advisory_unlock_all()" };
const DISCARD: Command = { sql: "discard all" };
/** Null unless HypoPG was loaded: its hypothetical indexes outlive DISCARD ALL, and change the plans of whoever comes next. */
const HYPOTHETICAL: Command = {
  sql: "select pg_catalog.current_setting('hypopg.enabled', true)",
};

/**
 * What ends a read, for the next caller's first statements to bring along: that saves the round trip of a reset when somebody waits.
 * Undefined where that would not do. Locks go first, inside what is open still: outside, it would begin a transaction of its own, which the
 * next one could not set its isolation in.
 */
export function owedAfter(
  wire: Wire,
  { unfinished, touched }: Used,
): readonly Command[] | undefined {
  const isOpenRead = !touched && unfinished.length > 0 && wire.status === "transaction";
  return isOpenRead && !wire.spoiled ? [UNLOCK, ...unfinished] : undefined;
}

/**
 * Ends what is open, and leaves nothing behind for the next caller; false when that cannot be made sure. Behind a pooler a session has
 * nothing of its own between two transactions, and what is discarded would be somebody else's.
 */
export async function reset(
  wire: Wire,
  { unfinished, touched }: Used,
  pooled: boolean,
): Promise<boolean> {
  const discards = touched && !pooled;
  const commands = pooled ? unfinished : [...unfinished, touched ? DISCARD : UNLOCK];
  let hypothetical: Parameter = null;
  const exchange = discards
    ? new Exchange(
        commands,
        (connection) => writeCommand(connection, HYPOTHETICAL),
        ([value = null]) => (hypothetical = value),
      )
    : exchangeOf(commands);
  if (touched) wire.statements.clear();
  const timer = setTimeout(() => wire.destroy(), RESET_MS);
  try {
    if (commands.length > 0) await wire.run(exchange);
    else await wire.settled();
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
  return hypothetical === null && !wire.spoiled && wire.status === "idle";
}
