import type { Deps } from "../core/deps.ts";
import { identifier } from "../core/identifier.ts";
import type { Branch } from "../core/neon.ts";

const NAMED = 5;
/** Asking must not take longer than a person waits for a question. */
const LIMIT_MS = 20_000;

/**
 * What was written on a branch, as its own counters say: `public.tasks 1,200 rows, …`. They begin when the branch is made, and on Neon
 * anew whenever its compute starts, so the sentence says since when. One that cannot be asked is no reason not to ask the person.
 */
export async function writtenOn(branch: Branch, deps: Deps, signal: AbortSignal): Promise<string> {
  try {
    await using session = await deps.session({
      target: { project: branch.project.id, branch: branch.id },
      intent: "read",
      connection: "direct",
      brief: true,
      signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]),
    });
    const rows = await session.query<{ name: string; written: number }>(
      `select pg_catalog.format('%I.%I', schemaname, relname) as name, n_tup_ins + n_tup_upd + n_tup_del as written
       from pg_catalog.pg_stat_user_tables
       where n_tup_ins + n_tup_upd + n_tup_del > 0
       order by written desc, name`,
    );
    const [since] = await session.query<{ began: string | null }>(
      `select pg_catalog.to_char(stats_reset at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as began
       from pg_catalog.pg_stat_database where datname = pg_catalog.current_database()`,
    );
    const others = await session.query<{ name: string }>(
      `select datname::text as name from pg_catalog.pg_database
       where datallowconn and not datistemplate and datname not in ('postgres', pg_catalog.current_database())
       order by oid`,
    );
    const slots = await session.query<{ name: string }>(
      "select slot_name::text as name from pg_catalog.pg_replication_slots where slot_type = 'logical' order by 1",
    );
    const counted = sentence(rows, session.target.database, since?.began ?? undefined);
    return [counted, ...unread(others), ...gone(slots)].join(" ");
  } catch {
    signal.throwIfAborted();
    return "What was written on it could not be counted: its compute did not answer.";
  }
}

/** Each database has counters of its own. */
function unread(others: readonly { readonly name: string }[]): string[] {
  if (others.length === 0) return [];
  const named = others.slice(0, NAMED).map(({ name }) => `\`${identifier(name)}\``);
  const rest = others.length > NAMED ? ` and ${others.length - NAMED} more` : "";
  return [`Not looked at: ${named.join(", ")}${rest}, which change with it.`];
}

/** Neon's guide to logical replication says so of a restore; where the branch goes, they go anyway. */
function gone(slots: readonly { readonly name: string }[]): string[] {
  if (slots.length === 0) return [];
  const named = slots.slice(0, NAMED).map(({ name }) => `\`${identifier(name)}\``);
  const rest = slots.length > NAMED ? ` and ${slots.length - NAMED} more` : "";
  return [
    `Its replication slots go: ${named.join(", ")}${rest}; their subscribers have to begin anew.`,
  ];
}

function sentence(
  rows: readonly { name: string; written: number }[],
  database: string,
  began: string | undefined,
): string {
  const where = `in \`${identifier(database)}\`${began === undefined ? "" : ` since ${began}`}`;
  if (rows.length === 0)
    return `Its counters, which may be ten seconds late, show no row written ${where}.`;
  const named = rows
    .slice(0, NAMED)
    .map(({ name, written }) => `\`${identifier(name)}\` ${written.toLocaleString("en")}`);
  const rest = rows.length > NAMED ? [`${rows.length - NAMED} more tables`] : [];
  return `Rows written ${where}, by its counters: ${[...named, ...rest].join(", ")}.`;
}
