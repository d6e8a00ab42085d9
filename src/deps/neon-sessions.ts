import type { Config } from "../config.ts";
import type { SessionRequest } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import type { ConnectionFacts, Neon } from "../core/neon.ts";
import type { Redactor } from "../core/redact.ts";
import type { Session } from "../core/session.ts";
import type { Connection, TargetInput } from "../core/target.ts";
import { allowBranchWrite, allowChange } from "./guard.ts";
import { Pools, secretOf, type Sessions } from "./sessions.ts";

/** Sessions on the branches of a Neon. A warm one costs no request to the control plane. */
export function neonSessions(
  config: Config,
  deployment: "local" | "neon",
  neon: () => Promise<Neon>,
  redact: Redactor,
): Sessions {
  const pools = new Pools(config);

  const open = async (request: SessionRequest, facts: ConnectionFacts): Promise<Session> => {
    const { target = {}, connection = "direct", atOnce, signal } = request;
    const { branch, address } = facts;
    const here: TargetInput = {
      project: branch.project.id,
      branch: branch.id,
      database: address.database,
      ...(target.role === undefined ? {} : { role: target.role }),
    };
    const key = JSON.stringify([here, branch.project.name, branch.name, connection, atOnce]);
    const pool = await pools.get(key, {
      deployment,
      project: branch.project.name,
      branch: branch.name,
      connection,
      ...(atOnce === undefined ? {} : { max: atOnce }),
      address: async () => (await factsOf(here, connection, signal, false)).address,
    });
    // a role that the platform made logs in as itself; others are switched to
    const role = target.role === address.user ? undefined : target.role;
    return pool.open({ signal, role, brief: request.brief ?? false });
  };

  const factsOf = async (
    target: TargetInput,
    connection: Connection,
    signal: AbortSignal,
    fresh: boolean,
  ): Promise<ConnectionFacts> => {
    const facts = await (await neon()).connection(target, { connection, fresh, signal });
    redact.add(...secretOf(facts.address));
    return facts;
  };

  return {
    async open(request) {
      const { target = {}, intent, connection = "direct", signal } = request;
      if (intent !== "read") allowChange(config.access);
      // protection may have been given since: what is written to is looked at each time
      const facts = await factsOf(target, connection, signal, intent !== "read");
      if (intent === "write") allowBranchWrite(config.access, facts.branch);
      try {
        return await open(request, facts);
      } catch (error) {
        if (!isElsewhere(error)) throw error;
        (await neon()).forget(facts.branch);
        return open(request, await factsOf(target, connection, signal, true));
      }
    },
    close: () => pools.close(),
  };
}

/** The compute is not where it was: it was replaced, or its password was. */
const isElsewhere = (error: unknown): boolean =>
  error instanceof ToolError && ["UNAVAILABLE", "NOT_FOUND", "PERMISSION"].includes(error.code);
