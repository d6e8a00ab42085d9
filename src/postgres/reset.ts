import { Exchange, writeCommand, type Command } from "./exchange.ts";
import type { Wire } from "./wire.ts";

/** A server that takes longer is not there any more. */
const RESET_MS = 5_000;

/**
 * Ends what is open, and leaves nothing behind for the next caller; false when that cannot be made sure. Behind a pooler a session has
 * nothing of its own between two transactions, and what is discarded would be somebody else's.
 */
export async function reset(
  wire: Wire,
  unfinished: readonly Command[],
  pooled: boolean,
): Promise<boolean> {
  const commands = pooled ? unfinished : [...unfinished, { sql: "discard all" }];
  const timer = setTimeout(() => wire.destroy(), RESET_MS);
  try {
    if (commands.length > 0) await wire.run(exchangeOf(commands));
    else await wire.settled();
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
  return !wire.spoiled && wire.status === "idle";
}

function exchangeOf(commands: readonly Command[]): Exchange {
  return new Exchange([], (connection) => {
    for (const command of commands) writeCommand(connection, command);
  });
}
