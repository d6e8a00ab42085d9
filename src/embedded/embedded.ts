import { abortError } from "../postgres/errors.ts";
import { unlessAborted } from "./abort.ts";
import { postgresAccount } from "./account.ts";
import { Attachment } from "./attachment.ts";
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
import type { ShadowDatabase } from "./shadow.ts";
import { readStatus } from "./status.ts";
import type { EmbeddedStatus } from "./status.ts";

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
  const close = (): Promise<void> => attachment.close();

  return {
    async localNeon(request) {
      const { pgBin } = options;
      const chosen = pgBin === undefined ? {} : { pgBin };
      return ensureLocalNeon({ home: home(), idleSeconds, ...chosen }, request);
    },
    async createShadow(signal) {
      const { port, credentials } = await unlessAborted(attachment.attach(), signal);
      return await createShadowDatabase(port, credentials, signal).catch((error: unknown) => {
        throw signal.aborted ? abortError(signal) : error;
      });
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
