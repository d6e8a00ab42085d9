import { ToolError } from "../core/errors.ts";
import { abortError } from "../postgres/errors.ts";
import { unlessAborted } from "./abort.ts";
import { postgresAccount } from "./account.ts";
import { Attachment } from "./attachment.ts";
import type { Attached } from "./attachment.ts";
import { destroy } from "./destroy.ts";
import { openHome } from "./home.ts";
import type { Home } from "./home.ts";
import { findInstallation } from "./installation.ts";
import type { Installation } from "./installation.ts";
import { destroyLocalNeon } from "./neon/serve/destroy.ts";
import { ensureLocalNeon } from "./neon/serve/locate.ts";
import type { WaitOptions } from "./neon/serve/locate.ts";
import type { Served } from "./neon/serve/serving.ts";
import { createShadowDatabase } from "./shadow.ts";
import type { ShadowDatabase, Sorting } from "./shadow.ts";
import { readStatus } from "./status.ts";
import type { EmbeddedStatus } from "./status.ts";
import { createTwinDatabase } from "./twin/twin-database.ts";
import type { TwinDatabase } from "./twin/twin-database.ts";

type Log = (
  level: "error" | "warn" | "info" | "debug",
  message: string,
  fields?: Record<string, unknown>,
) => void;

export interface EmbeddedOptions {
  /** Folder that all neon-dba processes of a user share; created on first use. */
  readonly home: string;
  /** `bin` folder of another Postgres than the bundled one. */
  readonly pgBin?: string;
  /** After this long without a client the Postgres of the shadows ends, until the next use; default 20. */
  readonly suspendSeconds?: number;
  /** After this long without use the local Neon ends, until the next use; default 60. */
  readonly idleSeconds?: number;
  readonly log?: Log;
}

/**
 * What runs on this machine: the local Neon, and a Postgres for shadow databases. Everything here may throw UNAVAILABLE with what to
 * do about it, or CANCELLED. Nothing happens before the first call.
 */
export interface Embedded extends AsyncDisposable {
  /**
   * Where the local Neon of the home is, which all processes share. Starts it where it does not run (about half a second) and keeps
   * it for the two seconds in which the caller connects. Costs next to nothing while it is known to run: call it before each connection.
   */
  localNeon(options?: WaitOptions): Promise<Served>;
  /**
   * An empty throw-away database; it is dropped when it is disposed of, or when this process has ended. Starts Postgres where it does
   * not run: about a second the first time, 0.2 s later. The signal ends the waiting for that, not the start.
   */
  createShadow(signal: AbortSignal): Promise<ShadowDatabase>;
  /** The same for a planner twin. Throws UNSUPPORTED where the embedded Postgres is older than 18 and cannot import statistics. */
  createTwin(sorting: Sorting, signal: AbortSignal): Promise<TwinDatabase>;
  status(): Promise<EmbeddedStatus>;
  /** Ends this process's sessions. Postgres stays for other processes, or suspends. */
  close(): Promise<void>;
  /** Ends the local Neon and every Postgres of the home, whoever uses them, and deletes their data. */
  destroy(): Promise<void>;
}

export function createEmbedded(options: EmbeddedOptions): Embedded {
  const { log = () => {}, suspendSeconds = 20, idleSeconds = 60 } = options;
  let opened: Home | undefined;
  let found: Promise<Installation> | undefined;
  const home = (): Home => (opened ??= openHome(options.home, postgresAccount()));
  const installation = (): Promise<Installation> =>
    (found ??= findInstallation(home(), options.pgBin).catch((error: unknown) => {
      found = undefined;
      throw error;
    }));
  const attachment = new Attachment({ home, installation, suspendSeconds, log });
  const attached = (signal: AbortSignal): Promise<Attached> =>
    unlessAborted(attachment.attach(), signal);
  const close = (): Promise<void> => attachment.close();

  return {
    async localNeon(request) {
      const { pgBin } = options;
      const chosen = pgBin === undefined ? {} : { pgBin };
      return ensureLocalNeon({ home: home(), idleSeconds, ...chosen }, request);
    },
    async createShadow(signal) {
      const { port, credentials } = await attached(signal);
      return orAborted(createShadowDatabase(port, credentials, signal), signal);
    },
    async createTwin(sorting, signal) {
      refuseOld(await installation());
      const twin = createTwinDatabase(await attached(signal), home().account, sorting, signal);
      return orAborted(twin, signal);
    },
    status: async () => readStatus(home(), await installation()),
    close,
    async destroy() {
      await close();
      await destroyLocalNeon(home());
      await destroy(home());
    },
    [Symbol.asyncDispose]: close,
  };
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return work.catch((error: unknown) => {
    throw signal.aborted ? abortError(signal) : error;
  });
}

/** `pg_restore_attribute_stats` came with Postgres 18. */
function refuseOld({ version }: Installation): void {
  if (Number.parseInt(version, 10) >= 18) return;
  throw new ToolError(
    "UNSUPPORTED",
    `A planner twin needs Postgres 18, and the one of NEON_DBA_PG_BIN is ${version}.`,
    "Unset NEON_DBA_PG_BIN to use the bundled Postgres, or set it to the `bin` folder of Postgres 18.",
  );
}
