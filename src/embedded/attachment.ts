import { ToolError } from "../core/errors.ts";
import { isRetryable } from "../postgres/errors.ts";
import { findCluster, isFit, readCredentials } from "./cluster.ts";
import type { Credentials } from "./cluster.ts";
import type { Home } from "./home.ts";
import type { Installation } from "./installation.ts";
import { Monitor } from "./monitor.ts";
import { readPostmaster } from "./postmaster.ts";
import { runStarter } from "./run-starter.ts";
import { ensureWatchdog } from "./watchdog.ts";

/** What is asked for when it is first used. */
export interface Environment {
  readonly home: () => Home;
  readonly installation: () => Promise<Installation>;
  readonly suspendSeconds: number;
  readonly log: (level: "info", message: string, fields: Record<string, unknown>) => void;
}

/** The shadow cluster, whose Postgres takes connections now, and for the next two seconds at least. */
export interface Attached {
  readonly port: number;
  readonly credentials: Credentials;
  /** Its data directory. */
  readonly data: string;
}

/** More than enough for starters that are killed and a Postgres that ends while we connect. */
const TRIES = 10;

/** This process's knowledge of the Postgres on the shadow cluster, which it shares with other processes. */
export class Attachment {
  readonly #environment: Environment;
  #monitor: Monitor | undefined;
  #found: Omit<Attached, "port"> | undefined;
  #pending: Promise<Attached> | undefined;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** Starts Postgres where it does not run; costs nothing where it is known to. Throws UNAVAILABLE. */
  async attach(): Promise<Attached> {
    return (await this.#attached()) ?? (await (this.#pending ??= this.#start()));
  }

  async close(): Promise<void> {
    await this.#pending?.catch(() => {});
    await this.#monitor?.close();
    this.#monitor = undefined;
  }

  async #attached(): Promise<Attached | undefined> {
    const [monitor, found] = [this.#monitor, this.#found];
    if (monitor === undefined || found === undefined || monitor.lost) return undefined;
    try {
      await monitor.hold();
      return { port: monitor.port, ...found };
    } catch {
      return undefined;
    }
  }

  async #start(): Promise<Attached> {
    const { home, installation, suspendSeconds, log } = this.#environment;
    const began = Date.now();
    try {
      for (let attempt = 0; attempt < TRIES; attempt += 1) {
        if (await this.#connect()) {
          const attached = await this.#attached();
          if (attached !== undefined) {
            log("info", "The shadow cluster runs", { ms: Date.now() - began });
            return attached;
          }
        }
        await runStarter({ home: home(), installation: await installation(), suspendSeconds });
      }
    } finally {
      this.#pending = undefined;
    }
    throw new ToolError(
      "UNAVAILABLE",
      "The embedded Postgres ends as soon as it is started.",
      `Read the log in \`${home().path}\`; the operating system may be short of memory.`,
    );
  }

  /** Joins a Postgres that runs already, whoever started it, where it is fit: of our major version, because shadows prove what holds on that. */
  async #connect(): Promise<boolean> {
    const { home, installation, suspendSeconds } = this.#environment;
    const cluster = findCluster(home());
    const postmaster = cluster && readPostmaster(cluster.data);
    if (cluster === undefined || postmaster?.ready !== true) return false;
    const binaries = await installation();
    if (!isFit(cluster, binaries)) return false;
    try {
      const credentials = readCredentials(cluster);
      this.#found = { credentials, data: cluster.data };
      const { superuser: password } = credentials;
      const monitor = await Monitor.connect(postmaster.port, password);
      this.#monitor = monitor;
      if (await monitor.isWatched()) return true;
      await ensureWatchdog({ ...postmaster, password, bin: binaries.bin, suspendSeconds });
      return true;
    } catch (error) {
      if (isRetryable(error)) return false;
      throw error;
    }
  }
}
