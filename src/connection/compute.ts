import type { Deps } from "../core/deps.ts";
import { COMPUTE, maxConnections, PRICES_AS_OF } from "../core/neon-facts.ts";
import type { Target, TargetInput } from "../core/target.ts";

/** What the arithmetic needs of the compute. */
export interface Compute {
  readonly maxConnections: number;
  /** Where that is from, to be read after the number. */
  readonly source: string;
  readonly evidence: "measured" | "rule";
  readonly leastCu: number;
  /** -1: it never suspends. */
  readonly suspendSeconds: number;
  readonly target?: Target;
  readonly role?: RoleFacts;
}

/** Of the role that the application would be. */
export interface RoleFacts {
  readonly name: string;
  readonly bypassesRls: boolean;
  /** As Postgres keeps it for the role: `30s`. */
  readonly statementTimeout?: string;
}

/** Neon's smallest compute, with its defaults. */
function smallest(): Compute {
  return {
    maxConnections: maxConnections(COMPUTE.leastCu),
    source: `a compute of ${COMPUTE.leastCu} CU as of ${PRICES_AS_OF}; \`target\` measures yours`,
    evidence: "rule",
    leastCu: COMPUTE.leastCu,
    suspendSeconds: COMPUTE.suspendSecondsDefault,
  };
}

/** Asks the target, which wakes it; without one, nobody is asked. */
export async function computeOf(
  target: TargetInput | undefined,
  deps: Deps,
  signal: AbortSignal,
): Promise<Compute> {
  if (target === undefined) return smallest();
  await using session = await deps.session({ target, intent: "read", brief: true, signal });
  const [row] = await session.query<{
    max_connections: number;
    name: string;
    bypasses: boolean;
    statement_timeout: string | null;
  }>(FACTS);
  if (row === undefined) throw new Error("The query has one row");
  const size = session.target.deployment === "url" ? undefined : await sizeOf(target, deps, signal);
  return {
    maxConnections: row.max_connections,
    source: "measured",
    evidence: "measured",
    leastCu: size?.minCu ?? COMPUTE.leastCu,
    suspendSeconds: size?.suspendSeconds || COMPUTE.suspendSecondsDefault,
    target: session.target,
    role: {
      name: row.name,
      bypassesRls: row.bypasses,
      ...(row.statement_timeout === null ? {} : { statementTimeout: row.statement_timeout }),
    },
  };
}

async function sizeOf(target: TargetInput, deps: Deps, signal: AbortSignal) {
  const neon = await deps.neon("read");
  return neon.endpoint(await neon.branch(target, signal), signal);
}

/** A setting of the role in this database comes before the role's everywhere. */
const FACTS = `
select pg_catalog.current_setting('max_connections')::pg_catalog.int4 as max_connections, r.rolname as name,
       r.rolbypassrls or r.rolsuper as bypasses,
       (select pg_catalog.substr(setting, 19)
        from pg_catalog.pg_db_role_setting as s, pg_catalog.unnest(s.setconfig) as setting
        where s.setrole in (0, r.oid) and s.setdatabase in (0, d.oid) and setting like 'statement\\_timeout=%'
        order by s.setrole = 0, s.setdatabase = 0 limit 1) as statement_timeout
from pg_catalog.pg_roles as r, pg_catalog.pg_database as d
where r.rolname = current_user and d.datname = pg_catalog.current_database()`;
