import type { Config } from "../config.ts";
import type { Deps, Shadow } from "../core/deps.ts";
import type { Plans } from "../core/migration.ts";
import type { Neon } from "../core/neon.ts";
import { once } from "../core/once.ts";
import type { Redactor } from "../core/redact.ts";
import type { Embedded } from "../embedded/embedded.ts";
import type { Twins } from "../twin/twins.ts";
import { allowChange } from "./guard.ts";
import { neonSessions } from "./neon-sessions.ts";
import { openNeon } from "./open-neon.ts";
import { openShadow } from "./open-shadow.ts";
import { openTwins } from "./open-twins.ts";
import { temporaryBranches } from "./temporary-branches.ts";
import { noBranches, urlSessions } from "./url-sessions.ts";

type Log = (
  level: "error" | "warn" | "info" | "debug",
  message: string,
  fields?: Record<string, unknown>,
) => void;

/** What a process has open; `close` ends connections and leaves Postgres to whoever else uses it. */
export interface OpenDeps extends Deps {
  readonly deployment: Config["deployment"];
  close(): Promise<void>;
}

/**
 * Opens the deployment on first use: a server that is only listed by its client starts no Postgres, asks no Neon and loads no driver.
 * The embedded Postgres is there in every deployment, for shadow databases.
 */
export function openDeps(config: Config, redact: Redactor, log: Log, plans: Plans): OpenDeps {
  const { access, deployment, databaseUrl } = config;
  let opened: Embedded | undefined;
  const embedded = once(async () => (opened = await openEmbedded(config, log)));
  const neon = once(() => openNeon(config, embedded, redact, log));
  const sessions =
    deployment === "url"
      ? urlSessions(config, databaseUrl ?? "", redact)
      : neonSessions(config, deployment, neon, redact);
  const temporary = temporaryBranches(config, neon, log);
  const shadows = new Set<Shadow>();
  let madeTwins: Promise<Twins> | undefined;
  const twins = (): Promise<Twins> => (madeTwins ??= openTwins(config, embedded, sessions, redact));

  return {
    access,
    deployment,
    session: (request) => sessions.open(request),
    async neon(intent): Promise<Neon> {
      if (deployment === "url") throw noBranches();
      if (intent === "write") allowChange(access);
      return neon();
    },
    async temporaryBranch(request, call) {
      if (deployment === "url") throw noBranches();
      return temporary.create(request, call);
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
    plans,
    files: config.files,
    async close() {
      await (await madeTwins)?.close();
      await Promise.all(Array.from(shadows, (shadow) => shadow[Symbol.asyncDispose]()));
      await temporary.close();
      await sessions.close();
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
