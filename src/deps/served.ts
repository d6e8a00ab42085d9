import type { Config } from "../config.ts";
import type { Neon } from "../core/neon.ts";
import { once } from "../core/once.ts";
import type { Redactor } from "../core/redact.ts";
import type { Embedded } from "../embedded/embedded.ts";
import type { Connector } from "../neon/client.ts";
import type { Twins } from "../twin/twins.ts";
import { neonSessions } from "./neon-sessions.ts";
import { openNeon } from "./open-neon.ts";
import { openTwins } from "./open-twins.ts";
import type { Sessions } from "./sessions.ts";
import { type TemporaryBranches, temporaryBranches } from "./temporary-branches.ts";
import { urlSessions } from "./url-sessions.ts";

export type Log = (
  level: "error" | "warn" | "info" | "debug",
  message: string,
  fields?: Record<string, unknown>,
) => void;

export interface ServedOptions {
  readonly config: Config;
  readonly embedded: () => Promise<Embedded>;
  readonly connector: () => Promise<Connector>;
  readonly redact: Redactor;
  readonly log: Log;
}

/** All that depends on whose databases are served: names, connections and twins of one key are never another's. */
export interface Served {
  readonly neon: () => Promise<Neon>;
  readonly sessions: Sessions;
  readonly temporary: TemporaryBranches;
  readonly twins: () => Promise<Twins>;
  /** Removes temporary branches and twins, ends connections. */
  close(): Promise<void>;
}

/** Nothing is opened before it is asked for. */
export function openServed(options: ServedOptions, key: string | undefined): Served {
  const { config, embedded, redact, log } = options;
  const neon = once(() => openNeon(options, key));
  const sessions =
    config.deployment === "url"
      ? urlSessions(config, config.databaseUrl ?? "", redact)
      : neonSessions(config, config.deployment, neon, redact);
  const temporary = temporaryBranches(neon, log);
  let twins: Promise<Twins> | undefined;
  return {
    neon,
    sessions,
    temporary,
    twins: () => (twins ??= openTwins(config, embedded, sessions, redact)),
    async close() {
      await (await twins)?.close();
      await temporary.close();
      await sessions.close();
    },
  };
}
