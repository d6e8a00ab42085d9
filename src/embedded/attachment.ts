import { ToolError } from "../core/errors.ts";
import { isRetryable } from "../postgres/errors.ts";
import { findCluster, readCredentials } from "./cluster.ts";
import type { ClusterKind, Credentials } from "./cluster.ts";
import { startCompute } from "./compute.ts";
import type { Home } from "./home.ts";
import type { Installation } from "./installation.ts";
import { Monitor } from "./monitor.ts";
import { readPostmaster } from "./postmaster.ts";
import { ensureWatchdog } from "./watchdog.ts";

/** What is asked for on the first start only. */
export interface Environment {
  readonly home: () => Home;
  readonly installation: () => Promise<Installation>;
  readonly suspendSeconds: number;
  readonly log: (level: "info", message: string, fields: Record<string, unknown>) => void;
}

/** A compute that takes connections now, and for the next two seconds at least. */
export interface Attached {
  readonly port: number;
  readonly credentials: Credentials;
}

/** More than enough for starters that are killed and computes that end while we connect. */
const TRIES = 10;

/** This process's knowledge of one compute, which it shares with other processes. */
export class Attachment {
  readonly #kind: ClusterKind;
  readonly #environment: Environment;
  readonly #listeners = new Set<(message: string) => void>();
  #monitor: Monitor | undefined;
  #credentials: Credentials | undefined;
  #pending: Promise<Attached> | undefined;

  constructor(kind: ClusterKind, environment: Environment) {
    this.#kind = kind;
    this.#environment = environment;
  }

  /** Starts or wakes the compute where it does not run; costs nothing where it is known to. Throws UNAVAILABLE. */
  async attach(progress?: (message: string) => void): Promise<Attached> {
    if (progress !== undefined) this.#listeners.add(progress);
    try {
      return (await this.#attached()) ?? (await (this.#pending ??= this.#start()));
    } finally {
      if (progress !== undefined) this.#listeners.delete(progress);
    }
  }

  async close(): Promise<void> {
    await this.#pending?.catch(() => {});
    await this.#monitor?.close();
    this.#monitor = undefined;
  }

  async #attached(): Promise<Attached | undefined> {
    const [monitor, credentials] = [this.#monitor, this.#credentials];
    if (monitor === undefined || credentials === undefined || monitor.lost) return undefined;
    try {
      await monitor.hold();
      return { port: monitor.port, credentials };
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
            log("info", "Postgres runs", { cluster: this.#kind, ms: Date.now() - began });
            return attached;
          }
        }
        const request = { home: home(), installation: await installation(), suspendSeconds };
        await startCompute({ kind: this.#kind, ...request }, (message) => {
          for (const listener of this.#listeners) listener(message);
        });
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

  /** Joins a compute that runs already, whoever started it. */
  async #connect(): Promise<boolean> {
    const cluster = findCluster(this.#environment.home(), this.#kind);
    const postmaster = cluster && readPostmaster(cluster.data);
    if (cluster === undefined || postmaster?.ready !== true) return false;
    try {
      this.#credentials = readCredentials(cluster);
      const { superuser: password } = this.#credentials;
      const monitor = await Monitor.connect(postmaster.port, password);
      this.#monitor = monitor;
      if (await monitor.isWatched()) return true;
      const { bin } = await this.#environment.installation();
      const { suspendSeconds } = this.#environment;
      await ensureWatchdog({ ...postmaster, password, bin, suspendSeconds });
      return true;
    } catch (error) {
      if (isRetryable(error)) return false;
      throw error;
    }
  }
}
