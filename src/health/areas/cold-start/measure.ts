import type { Deps } from "../../../core/deps.ts";
import { ToolError } from "../../../core/errors.ts";
import type { Compute } from "../../../core/manage/computes.ts";
import type { TargetInput } from "../../../core/target.ts";
import type { Call } from "../../../core/tool.ts";
import { connect } from "../../../postgres/connect.ts";
import { driverFor } from "../../../postgres/driver.ts";
import { Exchange, writeCommand } from "../../../postgres/exchange.ts";

/** Milliseconds of one way in. */
export interface Start {
  readonly connection: "direct" | "pooled";
  /** From nothing to an answer of a suspended compute: the connection, then the first query. */
  readonly coldConnect: number;
  readonly coldQuery: number;
  /** The same right afterwards. */
  readonly warmConnect: number;
  readonly warmQuery: number;
}

export interface ColdStartRequest {
  readonly target: TargetInput;
  /** The compute whose size is tried. */
  readonly compute: Compute;
  /** Suspends for each way in. */
  readonly runs: number;
}

const KINDS = ["direct", "pooled"] as const;

/** On a branch of its own, so that nobody is cut; it goes whatever happens. Errors: those of `temporaryBranch` and of computes. */
export async function measureColdStarts(
  { target, compute, runs }: ColdStartRequest,
  deps: Deps,
  call: Call,
): Promise<readonly Start[]> {
  const neon = await deps.neon("write");
  const { computes } = neon.manage;
  call.progress(0, "Making a branch to suspend", 2 * runs + 1);
  await using temporary = await deps.temporaryBranch({ target, purpose: "coldstart" }, call);
  const { branch } = temporary;
  const quiet = { signal: call.signal, progress: () => {} };
  const own = async (): Promise<Compute | undefined> =>
    (await computes.all(branch.project.id, call.signal)).find((one) => one.branch.id === branch.id);
  if ((await own()) === undefined) await neon.addCompute(branch, quiet);
  const made = await own();
  if (made === undefined)
    throw new ToolError(
      "UNAVAILABLE",
      "The branch that was made to try it on has no compute.",
      "Call again.",
    );
  const { minCu, maxCu } = compute;
  const sized = await computes.resize(made, { minCu, maxCu }, quiet);
  const found: Start[] = [];
  for (let run = 0; run < runs; run++)
    for (const connection of KINDS) {
      call.signal.throwIfAborted();
      call.progress(found.length + 1, `Suspending and connecting, ${connection}`, 2 * runs + 1);
      await computes.suspend(sized, quiet);
      const request = { target: temporary.target, connection, signal: call.signal };
      const address = await deps.address(request);
      const cold = await timed(address, call.signal);
      const warm = await timed(address, call.signal);
      found.push({
        connection,
        coldConnect: cold.connect,
        coldQuery: cold.query,
        warmConnect: warm.connect,
        warmQuery: warm.query,
      });
    }
  return found;
}

const PATIENCE_MS = 60_000;

/** As an application does: log in, and ask one thing. Nothing of ours is set for the session. */
async function timed(
  address: Awaited<ReturnType<Deps["address"]>>,
  signal: AbortSignal,
): Promise<{ readonly connect: number; readonly query: number }> {
  const begun = performance.now();
  const wire = await connect({
    driver: driverFor,
    address: async () => address,
    signal,
    totalMs: PATIENCE_MS,
    pooled: true,
  });
  const connected = performance.now();
  try {
    await wire.run(new Exchange([], (connection) => writeCommand(connection, { sql: "select 1" })));
    return { connect: connected - begun, query: performance.now() - connected };
  } finally {
    await wire.end().catch(() => {});
  }
}
