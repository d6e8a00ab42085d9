import type { TransactionOptions } from "../core/session.ts";
import { STATEMENT_MS } from "./begin.ts";
import type { Exchange, Reply } from "./exchange.ts";
import type { Wire } from "./wire.ts";

/** A statement that Postgres should have ended by itself long ago is on a connection that is gone. */
const GRACE_MS = 10_000;
/** A timer cannot wait longer. */
const LONGEST_MS = 2 ** 31 - 1;

/** Runs an exchange, and cuts the connection when its transaction's time is long over. Outside transactions nothing is known of it. */
export function timed(
  wire: Wire,
  exchange: Exchange,
  transaction: Pick<TransactionOptions, "statementTimeoutMs"> | undefined,
): Promise<Reply> {
  const ms = (transaction?.statementTimeoutMs ?? STATEMENT_MS) + GRACE_MS;
  if (transaction === undefined || ms > LONGEST_MS) return wire.run(exchange);
  const timer = setTimeout(() => wire.destroy(), ms).unref();
  return wire.run(exchange).finally(() => clearTimeout(timer));
}
