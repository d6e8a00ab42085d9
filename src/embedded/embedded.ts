import type { Address } from "../core/address.ts";
import { abortError } from "../postgres/errors.ts";
import { unlessAborted } from "./abort.ts";
import { postgresAccount } from "./account.ts";
import { Attachment } from "./attachment.ts";
import { DATABASE, OWNER, SUPERUSER } from "./cluster.ts";
import type { ClusterKind } from "./cluster.ts";
import { destroy } from "./destroy.ts";
import { openHome } from "./home.ts";
import type { Home } from "./home.ts";
import { findInstallation } from "./installation.ts";
import type { Installation } from "./installation.ts";
import { destroyLocalNeon } from "./neon/serve/destroy.ts";
import { ensureLocalNeon } from "./neon/serve/locate.ts";
import type { Served } from "./neon/serve/serving.ts";
import { readLocalNeonStatus } from "./neon/serve/status.ts";
import type { LocalNeonStatus } from "./neon/serve/status.ts";
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
  /** After this long without a client Postgres ends, until the next use; default 20. */
  readonly suspendSeconds?: number;
  /** After this long without use the local Neon ends, until the next use; default 60. */
  readonly idleSeconds?: number;
  readonly log?: Log;
}

export interface AddressOptions {
  /** Ends the waiting, not the start. */
  readonly signal?: AbortSignal;
  /** Told what takes its time on the first start. */
  readonly progress?: (message: string) => void;
}

/**
 * The Postgres that comes with neon-dba. Everything here may throw UNAVAILABLE with what to do about it, or CANCELLED. Nothing
 * happens before the first call.
 */
export interface Embedded extends AsyncDisposable {
  /**
   * Where the owner of `neondb` connects. Starts Postgres where it does not run (about a second the first time, 0.2 s later) and keeps
   * it for the two seconds in which the caller connects. Costs nothing while it is known to run: call it before each connection.
   */
  mainAddress(options?: AddressOptions): Promise<Address>;
  /** The same for the superuser, database `postgres`: for our own work, never for SQL of a caller. */
  adminAddress(cluster: ClusterKind, options?: AddressOptions): Promise<Address>;
  /**
   * Where the local Neon of the home is, which all processes share. Starts it where it does not run (about half a second) and keeps
   * it for the two seconds in which the caller connects. Costs next to nothing while it is known to run: call it before each connection.
   */
  localNeon(options?: AddressOptions): Promise<Served>;
  /** An empty throw-away database; it is dropped when it is disposed of, or when this process has ended. */
  createShadow(signal: AbortSignal): Promise<ShadowDatabase>;
  status(): Promise<EmbeddedStatus & { readonly localNeon: LocalNeonStatus }>;
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
  const environment = { home, installation, suspendSeconds, log };
  const attachments: Record<ClusterKind, Attachment> = {
    main: new Attachment("main", environment),
    shadow: new Attachment("shadow", environment),
  };
  const attach = (kind: ClusterKind, { signal, progress }: AddressOptions = {}) =>
    unlessAborted(attachments[kind].attach(progress), signal);
  const close = async (): Promise<void> => {
    await Promise.all(Object.values(attachments).map((attachment) => attachment.close()));
  };

  return {
    async mainAddress(request) {
      const { port, credentials } = await attach("main", request);
      return address(port, { user: OWNER, password: credentials.owner, database: DATABASE });
    },
    async adminAddress(kind, request) {
      const { port, credentials } = await attach(kind, request);
      const password = credentials.superuser;
      return address(port, { user: SUPERUSER, password, database: "postgres" });
    },
    async localNeon(request) {
      const { pgBin } = options;
      const chosen = pgBin === undefined ? {} : { pgBin };
      return ensureLocalNeon({ home: home(), idleSeconds, ...chosen }, request);
    },
    async createShadow(signal) {
      const { port, credentials } = await attach("shadow", { signal });
      return await createShadowDatabase(port, credentials, signal).catch((error: unknown) => {
        throw signal.aborted ? abortError(signal) : error;
      });
    },
    status: async () => ({
      ...readStatus(home(), await installation()),
      localNeon: readLocalNeonStatus(home()),
    }),
    close,
    async destroy() {
      await close();
      await destroyLocalNeon(home());
      await destroy(home());
    },
    [Symbol.asyncDispose]: close,
  };
}

const address = (
  port: number,
  as: { user: string; password: string; database: string },
): Address => ({
  host: "127.0.0.1",
  port,
  ...as,
});
