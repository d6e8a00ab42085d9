import type { Config } from "./config.ts";
import type { Address } from "./core/address.ts";
import type { Access, Deps, SessionRequest, Shadow } from "./core/deps.ts";
import { ToolError } from "./core/errors.ts";
import { identifier } from "./core/identifier.ts";
import { nearest } from "./core/nearest.ts";
import type { Redactor } from "./core/redact.ts";
import type { Session } from "./core/session.ts";
import type { TargetInput } from "./core/target.ts";
import type { Embedded } from "./embedded/embedded.ts";
import type { Pool } from "./postgres/pool.ts";

type Log = (
  level: "error" | "warn" | "info" | "debug",
  message: string,
  fields?: Record<string, unknown>,
) => void;

/** What a process has open; `close` ends connections and leaves Postgres to whoever else uses it. */
export interface OpenDeps extends Deps {
  readonly deployment: "local" | "url";
  close(): Promise<void>;
}

/**
 * Chooses the deployment and opens it on first use: a server that is only listed by its client starts no Postgres and
 * loads no driver. Local is the embedded Postgres with the branch `main`; url is one database of the operator's.
 */
export function openDeps(config: Config, redact: Redactor, log: Log): OpenDeps {
  const deployment = config.databaseUrl === undefined ? "local" : "url";
  let embedded: Promise<Embedded> | undefined;
  const pools = new Map<string, Promise<Pool>>();
  const shadowPools = new Set<Pool>();

  const embeddedPostgres = (): Promise<Embedded> => (embedded ??= openEmbedded(config, log));
  const address = async (database: string | undefined): Promise<Address> => {
    const found =
      config.databaseUrl === undefined
        ? await (await embeddedPostgres()).mainAddress()
        : await urlAddress(config.databaseUrl);
    redact.add(found.password, [found.user, found.database, found.host]);
    return database === undefined ? found : { ...found, database };
  };
  const pool = (database: string | undefined): Promise<Pool> => {
    const key = database ?? "";
    let open = pools.get(key);
    if (open === undefined) {
      open = openPool(config, { ...origin(deployment), address: () => address(database) });
      pools.set(key, open);
    }
    return open;
  };

  return {
    access: config.access,
    deployment,
    async session(request: SessionRequest): Promise<Session> {
      resolveBranch(deployment, request.target);
      if (request.intent === "write") allowWrite(config.access, deployment);
      const { target, signal } = request;
      return (await pool(target?.database)).open({ signal, role: target?.role });
    },
    async shadow(signal: AbortSignal): Promise<Shadow> {
      const shadow = await (await embeddedPostgres()).createShadow(signal);
      redact.add(shadow.address.password);
      const shadowPool = await openPool(config, {
        deployment: "local",
        address: async () => shadow.address,
      });
      shadowPools.add(shadowPool);
      const session = await shadowPool.open({ signal });
      return {
        session,
        async [Symbol.asyncDispose]() {
          await session[Symbol.asyncDispose]();
          shadowPools.delete(shadowPool);
          await shadowPool.close();
          await shadow[Symbol.asyncDispose]();
        },
      };
    },
    async close() {
      const open = [...(await Promise.all(pools.values())), ...shadowPools];
      await Promise.all(open.map((each) => each.close()));
      await (await embedded)?.close();
    },
  };
}

const origin = (deployment: "local" | "url") =>
  deployment === "local"
    ? ({ deployment, branch: localBranch } as const)
    : ({ deployment } as const);

const localBranch = "main";

/** Names of projects and branches that this deployment does not have are refused, never ignored. */
function resolveBranch(deployment: "local" | "url", target: TargetInput | undefined): void {
  if (deployment === "url" && (target?.project ?? target?.branch) !== undefined)
    throw new ToolError(
      "UNSUPPORTED",
      "DATABASE_URL is one Postgres database: it has no projects or branches.",
      "Leave `project` and `branch` out of `target`.",
    );
  if (target?.project !== undefined)
    throw new ToolError(
      "NOT_FOUND",
      `There is no project ${identifier(target.project)}; the embedded Postgres is one project without a name.`,
      "Leave `project` out of `target`.",
    );
  if (target?.branch === undefined || target.branch === localBranch) return;
  const [closest] = nearest(target.branch, [localBranch], 1);
  throw new ToolError(
    "NOT_FOUND",
    `There is no branch ${identifier(target.branch)}${closest === undefined ? "" : `; did you mean \`${closest}\`?`}`,
    `The one branch is \`${localBranch}\`; leave \`branch\` out of \`target\`.`,
  );
}

function allowWrite(access: Access, deployment: "local" | "url"): void {
  if (access === "full") return;
  if (access === "read")
    throw new ToolError(
      "READ_ONLY",
      "This server was started with `--access read`: nothing can be changed through it.",
      "Tell the user what you would run; the operator can start the server with `--access full`.",
    );
  const what =
    deployment === "local"
      ? `Branch \`${localBranch}\` is the default branch and therefore guarded`
      : "The database of DATABASE_URL is guarded";
  throw new ToolError(
    "GUARDED_BRANCH",
    `${what}: agents do not write there.`,
    'Show the user the statement; the operator can allow writes by starting the server with `--access full`. Reading works: `mode` "read".',
  );
}

async function openEmbedded(config: Config, log: Log): Promise<Embedded> {
  const { createEmbedded } = await import("./embedded/embedded.ts");
  return createEmbedded({
    home: config.home,
    ...(config.pgBin === undefined ? {} : { pgBin: config.pgBin }),
    log,
  });
}

async function openPool(
  config: Config,
  options: Omit<Parameters<typeof import("./postgres/pool.ts").createPool>[0], "readRole">,
): Promise<Pool> {
  const { createPool } = await import("./postgres/pool.ts");
  return createPool({
    ...options,
    ...(config.readRole === undefined ? {} : { readRole: config.readRole }),
  });
}

async function urlAddress(url: string): Promise<Address> {
  const { addressFromUrl } = await import("./postgres/url.ts");
  return addressFromUrl(url);
}
