import type { Deps } from "../core/deps.ts";
import type { Compute } from "../core/manage/computes.ts";

export interface OpenSessions {
  readonly total: number;
  /** In a transaction: what they have done in it is undone when they are cut. */
  readonly inTransaction: number;
  /** The largest groups first. */
  readonly by: readonly {
    readonly application: string;
    readonly role: string;
    readonly sessions: number;
    readonly in_transaction: number;
    /** Of the oldest transaction. */
    readonly transaction_seconds?: number;
  }[];
  readonly maxConnections: number;
}

/** Asking must not take longer than a person waits for a question. */
const LIMIT_MS = 15_000;

/**
 * Who is connected to a compute now, other than Neon itself and this call. Undefined where it does not run: asking would wake it; and
 * where it does not answer. Of one that runs, asking counts as a use: its time until it suspends begins anew.
 */
export async function openSessions(
  compute: Compute,
  deps: Deps,
  signal: AbortSignal,
): Promise<OpenSessions | undefined> {
  if (compute.state !== "active" || compute.isDisabled) return undefined;
  try {
    await using session = await sessionOn(
      compute,
      deps,
      AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]),
    );
    const groups = await session.query<Group>(QUERY);
    const [setting] = await session.query<{ connections: number }>(
      "select pg_catalog.current_setting('max_connections')::int as connections",
    );
    return {
      total: sum(groups.map(({ sessions }) => sessions)),
      inTransaction: sum(groups.map(({ in_transaction: open }) => open)),
      by: groups.map(({ transaction_seconds: age, ...group }) => ({
        ...group,
        ...(age === null ? {} : { transaction_seconds: age }),
      })),
      maxConnections: setting?.connections ?? 0,
    };
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

/** On the compute itself, whichever of the branch's it is. */
export const sessionOn = (compute: Compute, deps: Deps, signal: AbortSignal) =>
  deps.session({
    target: { project: compute.project.id, branch: compute.branch.id },
    intent: "read",
    connection: "direct",
    compute: compute.id,
    signal,
  });

type Group = {
  readonly application: string;
  readonly role: string;
  readonly sessions: number;
  readonly in_transaction: number;
  readonly transaction_seconds: number | null;
};

/** Our own sessions that wait for the next call are nobody's work. */
const QUERY = `
  select coalesce(nullif(application_name, ''), '(no name)') as application,
    coalesce(usename, '(unknown)') as role,
    pg_catalog.count(*)::int as sessions,
    (pg_catalog.count(*) filter (where state like '%transaction%' or state = 'active'))::int as in_transaction,
    (extract(epoch from pg_catalog.max(pg_catalog.clock_timestamp() - xact_start)))::int as transaction_seconds
  from pg_catalog.pg_stat_activity
  where backend_type = 'client backend' and pid <> pg_catalog.pg_backend_pid()
    and coalesce(usename, '') <> 'cloud_admin'
    and not (application_name like 'neon-dba%' and state = 'idle')
  group by 1, 2
  order by sessions desc, application, role`;

const sum = (numbers: readonly number[]): number =>
  numbers.reduce((total, each) => total + each, 0);
