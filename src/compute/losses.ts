import type { Deps } from "../core/deps.ts";
import { identifier } from "../core/identifier.ts";
import type { Compute } from "../core/manage/computes.ts";
import { sessionOn, type OpenSessions } from "./sessions.ts";

const NAMED = 4;

/** Who is cut, in one sentence: the largest groups by application and role. */
export function cutText({ total, inTransaction, by }: OpenSessions): string {
  if (total === 0) return "Nobody is connected.";
  const named = by.slice(0, NAMED).map(({ application, role, sessions, ...group }) => {
    const open = group.in_transaction;
    const age =
      group.transaction_seconds === undefined ? "" : `, oldest ${group.transaction_seconds} s`;
    const busy = open === 0 ? "" : ` (${open} in a transaction${age})`;
    return `\`${identifier(application)}\` as \`${identifier(role)}\` ${sessions}${busy}`;
  });
  const rest = by.length > NAMED ? ` and ${by.length - NAMED} more` : "";
  const undone = inTransaction === 0 ? "" : " What open transactions did is undone.";
  return `${total} ${total === 1 ? "session is" : "sessions are"} cut: ${named.join(", ")}${rest}.${undone}`;
}

/**
 * What a compute has in memory, or in files that only it knows, and loses when it ends. Counted in the database that sessions begin in;
 * what cannot be counted, because it is not to be asked or does not answer, is named all the same.
 */
export async function lossText(
  compute: Compute,
  deps: Deps | undefined,
  signal: AbortSignal,
): Promise<string> {
  const counted = deps === undefined ? undefined : await count(compute, deps, signal);
  const unlogged = counted === undefined ? undefined : `${counted.unlogged} unlogged tables`;
  const temporary = counted === undefined ? undefined : `${counted.temporary} temporary tables`;
  const lost = [
    "its caches",
    "query statistics (pg_stat_statements)",
    "table counters",
    counted?.unlogged === 0 ? undefined : (unlogged ?? "unlogged tables"),
    counted?.temporary === 0 ? undefined : (temporary ?? "temporary tables"),
  ].filter((each) => each !== undefined);
  return `On Neon it loses ${lost.slice(0, -1).join(", ")} and ${lost.at(-1)}.`;
}

async function count(
  compute: Compute,
  deps: Deps,
  signal: AbortSignal,
): Promise<{ readonly unlogged: number; readonly temporary: number } | undefined> {
  try {
    await using session = await sessionOn(compute, deps, signal);
    const [row] = await session.query<{ unlogged: number; temporary: number }>(
      `select (pg_catalog.count(*) filter (where relpersistence = 'u'))::int as unlogged,
         (pg_catalog.count(*) filter (where relpersistence = 't'))::int as temporary
       from pg_catalog.pg_class where relkind = 'r'`,
    );
    return row;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
