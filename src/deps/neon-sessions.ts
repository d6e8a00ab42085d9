import type { Config } from "../config.ts";
import type { SessionRequest } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import type { ConnectionFacts, Neon } from "../core/neon.ts";
import type { Redactor } from "../core/redact.ts";
import type { Session } from "../core/session.ts";
import type { TargetInput } from "../core/target.ts";
import { allowBranchWrite, allowChange } from "./guard.ts";
import { refuseOwnState } from "./own-state.ts";
import { Pools, secretOf, type Sessions } from "./sessions.ts";

const ADDRESS_MS = 60_000;

/** Sessions on the branches of a Neon. A warm one costs no request to the control plane. */
export function neonSessions(
  config: Config,
  deployment: "local" | "neon",
  neon: () => Promise<Neon>,
  redact: Redactor,
): Sessions {
  const pools = new Pools(config);

  const open = async (request: SessionRequest, facts: ConnectionFacts): Promise<Session> => {
    const { target = {}, connection = "direct", compute, atOnce, signal } = request;
    const { branch, address } = facts;
    const here: TargetInput = {
      project: branch.project.id,
      branch: branch.id,
      database: address.database,
      ...(target.role === undefined ? {} : { role: target.role }),
    };
    const key = JSON.stringify([
      here,
      branch.project.name,
      branch.name,
      connection,
      atOnce,
      compute,
    ]);
    const pool = await pools.get(key, {
      deployment,
      project: branch.project.name,
      branch: branch.name,
      connection,
      ...(atOnce === undefined ? {} : { max: atOnce }),
      // asked again for each connection of the pool, long after this call: by no signal of its own
      address: async () => {
        const own = AbortSignal.timeout(ADDRESS_MS);
        return (await factsOf(here, { connection, compute, fresh: false, signal: own })).address;
      },
    });
    // a role that the platform made logs in as itself; others are switched to
    const role = target.role === address.user ? undefined : target.role;
    return pool.open({ signal, role, within: signal, brief: request.brief ?? false });
  };

  const factsOf = async (
    target: TargetInput,
    how: Parameters<Neon["connection"]>[1],
  ): Promise<ConnectionFacts> => {
    const facts = await (await neon()).connection(target, how);
    redact.add(...secretOf(facts.address));
    refuseOwnState(config, facts.address);
    return facts;
  };

  return {
    address: async ({ target = {}, connection = "direct", signal }) =>
      (await factsOf(target, { connection, fresh: true, signal })).address,
    async open(request, permit) {
      const { target = {}, intent, connection = "direct", compute, signal } = request;
      const how = { connection, compute, signal };
      if (intent !== "read") allowChange(permit);
      // protection may have been given since: what is written to is looked at each time
      const facts = await factsOf(target, { ...how, fresh: intent !== "read" });
      if (intent === "write") allowBranchWrite(permit, facts.branch);
      try {
        return await open(request, facts);
      } catch (error) {
        if (!isElsewhere(error)) throw error;
        (await neon()).forget(facts.branch);
        return open(request, await factsOf(target, { ...how, fresh: true }));
      }
    },
    close: () => pools.close(),
  };
}

/** The compute is not where it was: it was replaced, or its password was. */
const isElsewhere = (error: unknown): boolean =>
  error instanceof ToolError && ["UNAVAILABLE", "NOT_FOUND", "PERMISSION"].includes(error.code);
