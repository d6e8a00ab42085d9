import type { Finding } from "../core/finding.ts";
import { identifier } from "../core/identifier.ts";
import { POOLER } from "../core/neon-facts.ts";
import type { Compute } from "./compute.ts";
import type { Pool } from "./pool.ts";

interface Load {
  readonly instances: number;
  readonly concurrency?: number | undefined;
}

/** What stands in the way of the application that the code is for. */
export function findingsOf(load: Load, compute: Compute, pool: Pool): Finding[] {
  return [...clients(load, compute, pool), ...roleFindings(compute)];
}

function* clients(
  { instances, concurrency }: Load,
  compute: Compute,
  { size, ceiling }: Pool,
): Generator<Finding> {
  const { evidence } = compute;
  const clientsAtOnce = instances * size;
  const object = "pool";
  if (clientsAtOnce > POOLER.clients)
    yield {
      rule: "pooler-clients",
      level: "error",
      object,
      message: `${instances} instances with ${size} connections each are more than the ${POOLER.clients} clients that the pooler takes: the rest is refused. Use fewer instances, or SQL over HTTP.`,
      evidence: "rule",
      key: "pooler-clients",
    };
  if (instances * Math.max(size, concurrency ?? size) > ceiling)
    yield {
      rule: "pooler-waits",
      level: "warning",
      object,
      message: `${instances * Math.max(size, concurrency ?? size)} requests at once share ${ceiling} server connections: when all run long statements the rest waits, in the pooler up to ${POOLER.waitSeconds} s. Shorten transactions or take a larger compute.`,
      evidence,
      key: "pooler-waits",
    };
}

function* roleFindings({ role, target }: Compute): Generator<Finding> {
  if (role === undefined || target === undefined) return;
  const object = identifier(role.name);
  if (role.bypassesRls)
    yield {
      rule: "application-role",
      level: "warning",
      object,
      message: `${object} bypasses row-level security, as all roles do that Neon makes. Let the application connect as a role made by SQL.`,
      evidence: "measured",
      key: `application-role:${role.name}`,
    };
  if (role.statementTimeout === undefined || /^0[a-z]*$/.test(role.statementTimeout))
    yield {
      rule: "statement-timeout",
      level: "info",
      object,
      message: `${object} has no statement_timeout: run timeouts.sql as the application's role.`,
      evidence: "measured",
      key: `statement-timeout:${role.name}`,
    };
}
