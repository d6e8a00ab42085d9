import type { Config } from "../config.ts";
import type { Access, Deps, Shadow } from "../core/deps.ts";
import type { Plans } from "../core/migration.ts";
import type { Neon } from "../core/neon.ts";
import { once } from "../core/once.ts";
import type { Redactor } from "../core/redact.ts";
import type { Embedded } from "../embedded/embedded.ts";
import { externalSessions } from "./external-sessions.ts";
import { allowChange, narrowed, type Permit } from "./guard.ts";
import { openShadow } from "./open-shadow.ts";
import { type Log, openServed, type Served } from "./served.ts";
import { noBranches } from "./url-sessions.ts";

/** How one caller is served otherwise than the operator himself. */
export interface Caller {
  /** At most this; never more than the operator allows. */
  readonly access?: Access;
  readonly plans?: Plans;
  /** Serve the Neon of this key. It is used by the deps that are made, goes nowhere but to the API, and is gone with them. */
  readonly neonKey?: { readonly key: string; readonly redact: Redactor };
}

/** What a process has open; `close` ends connections and leaves Postgres to whoever else uses it. */
export interface OpenDeps extends Deps {
  readonly deployment: Config["deployment"];
  /** The same for one caller; `close` ends what was opened for his key alone. */
  forCaller(caller: Caller): Deps & { close(): Promise<void> };
  close(): Promise<void>;
}

/**
 * Opens the deployment on first use: a server that is only listed by its client starts no Postgres, asks no Neon and loads no driver.
 * The embedded Postgres is there in every deployment, for shadow databases.
 */
export function openDeps(config: Config, redact: Redactor, log: Log, plans: Plans): OpenDeps {
  const { deployment } = config;
  let opened: Embedded | undefined;
  const embedded = once(async () => (opened = await openEmbedded(config, log)));
  const connector = once(async () => {
    const { createConnector } = await import("../neon/client.ts");
    return createConnector(undefined)();
  });
  const shared = { config, embedded, connector, log };
  const served = openServed({ ...shared, redact }, config.neonApiKey);
  const externals = externalSessions(config, redact);
  const shadows = new Set<Shadow>();

  const depsOf = (
    { neon, sessions, temporary, twins }: Served,
    permit: Permit,
    own: Plans,
  ): Deps => ({
    access: permit.access,
    session: (request) => sessions.open(request, permit),
    external: (request) => externals.open(request),
    externalAddress: (variable) => externals.address(variable),
    address: (request) => sessions.address(request),
    async neon(intent): Promise<Neon> {
      if (deployment === "url") throw noBranches();
      if (intent === "write") allowChange(permit);
      return neon();
    },
    async temporaryBranch(request, call) {
      if (deployment === "url") throw noBranches();
      return temporary.create(request, call, permit);
    },
    async shadow(signal): Promise<Shadow> {
      const shadow = await openShadow(await embedded(), config, redact, signal);
      shadows.add(shadow);
      return {
        session: shadow.session,
        connect: () => shadow.connect(),
        adopt: async (roles) => shadow.adopt?.(roles),
        async [Symbol.asyncDispose]() {
          shadows.delete(shadow);
          await shadow[Symbol.asyncDispose]();
        },
      };
    },
    twin: async (request) => (await twins()).open(request),
    plans: own,
    files: config.files,
    revealSecrets: config.revealSecrets,
  });

  const operator: Permit = { access: config.access };
  return {
    ...depsOf(served, operator, plans),
    deployment,
    forCaller({ access = "full", plans: own = plans, neonKey }) {
      const permit = narrowed(operator, access);
      if (neonKey === undefined) return { ...depsOf(served, permit, own), close: async () => {} };
      const { key, redact: theirSecrets } = neonKey;
      // the process's log knows the secrets of the process
      const quiet: Log = (level, message, fields) =>
        log(
          level,
          theirSecrets.text(message),
          fields === undefined ? undefined : theirSecrets.value(fields),
        );
      const theirs = openServed({ ...shared, redact: theirSecrets, log: quiet }, key);
      return { ...depsOf(theirs, permit, own), close: () => theirs.close() };
    },
    async close() {
      await Promise.all(Array.from(shadows, (shadow) => shadow[Symbol.asyncDispose]()));
      await externals.close();
      await served.close();
      await opened?.close();
    },
  };
}

async function openEmbedded(config: Config, log: Log): Promise<Embedded> {
  const { createEmbedded } = await import("../embedded/embedded.ts");
  return createEmbedded({
    home: config.home,
    ...(config.pgBin === undefined ? {} : { pgBin: config.pgBin }),
    log,
  });
}
