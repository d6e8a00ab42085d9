import type { Deps } from "../core/deps.ts";
import type { Evidence, Finding } from "../core/finding.ts";
import type { Target, TargetInput } from "../core/target.ts";
import type { Call } from "../core/tool.ts";
import { addresses, type AddressUse } from "./addresses.ts";
import { computeOf } from "./compute.ts";
import { environment } from "./environment.ts";
import { findStack } from "./find-stack.ts";
import { findingsOf } from "./findings.ts";
import { notesOf } from "./notes.ts";
import { type Pool, poolFor } from "./pool.ts";
import type { File, Runtime, Settings } from "./stack.ts";
import { timeouts } from "./timeouts.ts";

export interface ConfigureRequest {
  readonly stack: string;
  readonly runtime: Runtime;
  readonly instances: number;
  readonly concurrency?: number | undefined;
  readonly target?: TargetInput | undefined;
}

export interface Configured {
  readonly stack: string;
  readonly target?: Target;
  readonly files: readonly File[];
  readonly addresses: readonly AddressUse[];
  readonly pool: Pool;
  readonly notes: readonly string[];
  readonly findings: readonly Finding[];
  /** How the files are known to work. */
  readonly evidence: Evidence;
}

/** A suspended compute takes well under a second to wake; the rest is for a busy one. */
const CONNECT_SECONDS = 10;
const STATEMENT_SECONDS = 30;
const IDLE_SECONDS = 240;

/** The connection code of a stack, sized for the target's compute, or for Neon's smallest where none is named. */
export async function configureConnection(
  request: ConfigureRequest,
  deps: Deps,
  { signal }: Pick<Call, "signal">,
): Promise<Configured> {
  const { runtime } = request;
  const stack = findStack(request.stack, runtime);
  const compute = await computeOf(request.target, deps, signal);
  const { instances, concurrency } = request;
  const pool = poolFor({ runtime, instances, concurrency, ...compute });
  const settings: Settings = {
    runtime,
    poolSize: pool.size,
    connectSeconds: CONNECT_SECONDS,
    statementSeconds: STATEMENT_SECONDS,
    idleSeconds: idleSeconds(compute.suspendSeconds),
  };
  return {
    stack: stack.name,
    ...(compute.target === undefined ? {} : { target: compute.target }),
    files: [environment(stack.urlOptions), timeouts(settings), ...stack.files(settings)],
    addresses,
    pool,
    notes: [...stack.notes(settings), ...notesOf(compute)],
    findings: findingsOf(request, compute, pool),
    evidence: stack.evidence,
  };
}

/** A fifth below the time after which an unused compute is suspended. */
function idleSeconds(suspendSeconds: number): number {
  return suspendSeconds < 0
    ? IDLE_SECONDS
    : Math.min(IDLE_SECONDS, Math.floor(suspendSeconds * 0.8));
}
