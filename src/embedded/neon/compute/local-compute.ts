import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "pg";
import { connectAsSuperuser } from "../../connection.ts";
import { readPostmaster } from "../../postmaster.ts";
import type { Compute, ComputeOptions, ComputeSize, ComputeState } from "../engine.ts";
import type { Faults } from "../faults.ts";
import { readPassword } from "../storage/credentials.ts";
import { noteActivity, readActivity } from "../storage/activity.ts";
import { noteSize } from "../storage/size.ts";
import type { Data, Store } from "../storage/store.ts";
import { lastActivity } from "./activity.ts";
import { endPostgres } from "./end-postgres.ts";
import { createHousekeeping } from "./housekeeping.ts";
import { runPostgres } from "./postgres.ts";
import type { Running } from "./postgres.ts";
import { computeSettings } from "./settings.ts";
import type { Standby } from "./standby.ts";
import { databaseBytes } from "./size.ts";
import { Turns } from "./turns.ts";
import { Users } from "./users.ts";

/** Longer than it takes to connect. */
const HOLD_MS = 2500;
const DEFAULT_SUSPEND_SECONDS = 60;
const DEFAULT_SIZE: ComputeSize = { minCu: 0.25, maxCu: 2, suspendSeconds: 0 };

export interface LocalComputeOptions {
  readonly store: Store;
  readonly data: Data;
  readonly faults: Faults;
  /** Called every few seconds while it runs; what it does may take long. */
  readonly housekeeping?: (compute: LocalCompute) => Promise<void>;
  /** Before it ends, with our session on it. */
  readonly onEnding?: (client: Client) => Promise<void>;
  /** It has been started, or has ended. */
  readonly onMove?: () => void;
  /** Of a read replica. */
  readonly standby?: Standby;
}

/** See `Compute`. Changes of state take turns; work that needs it awake keeps it so. */
export class LocalCompute implements Compute {
  onState: (state: ComputeState) => void = () => {};
  suspendedAt: Date | undefined;
  lastActiveAt: Date | undefined;
  readonly #options: LocalComputeOptions;
  readonly #turns = new Turns();
  #size = DEFAULT_SIZE;
  #settings: ComputeOptions = {};
  #state: ComputeState = "idle";
  #startedAt: Date | undefined;
  #running: Running | undefined;
  #removed = false;
  readonly #users = new Users();
  #activeAt = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #keepHouse: (() => void) | undefined;

  constructor(options: LocalComputeOptions) {
    this.#options = options;
    Object.assign(this, readActivity(options.data));
    const { housekeeping, store } = options;
    if (housekeeping !== undefined)
      this.#keepHouse = createHousekeeping(
        () => housekeeping(this),
        (error) => store.log("warn", "No new base of the history", { error: String(error) }),
      );
    // One that runs already was left by a process that is dead.
    if (readPostmaster(options.data.pgdata) !== undefined) this.start().catch(() => {});
  }

  get state(): ComputeState {
    return this.#state;
  }

  get startedAt(): Date | undefined {
    return this.#startedAt;
  }

  get running(): Running | undefined {
    return this.#running;
  }

  /** Our session on it, while it runs. */
  get control(): Client | undefined {
    return this.#running?.control;
  }

  configure(size: ComputeSize, options: ComputeOptions = {}): void {
    this.#size = size;
    this.#settings = options;
  }

  async start(): Promise<number> {
    this.lastActiveAt = new Date();
    this.#activeAt = Date.now() + HOLD_MS;
    const { port } = this.#running ?? (await this.#turns.take(() => this.#start()));
    this.#activeAt = Math.max(this.#activeAt, Date.now() + HOLD_MS);
    return port;
  }

  /** Waits for the work that keeps it awake. */
  suspend(): Promise<void> {
    return this.#turns.take(async () => {
      await this.#users.gone();
      await this.#end();
    });
  }

  async admin(database?: string): Promise<Client> {
    const port = await this.start();
    return connectAsSuperuser(port, this.#password(), "neon-dba control", database);
  }

  /** Work on a session of its own, during which the compute does not suspend. */
  async use<T>(work: (client: Client) => Promise<T>): Promise<T> {
    await this.#turns.take(async () => {
      await this.#start();
      this.#users.come();
    });
    try {
      const client = await this.admin();
      try {
        return await work(client);
      } finally {
        await client.end().catch(() => {});
      }
    } finally {
      this.#users.go();
    }
  }

  /** Ends it for good. */
  remove(): Promise<void> {
    return this.#turns.take(async () => {
      await this.#users.gone();
      this.#removed = true;
      await this.#end();
    });
  }

  #password(): string {
    return readPassword(this.#options.data);
  }

  async #start(): Promise<Running> {
    if (this.#running !== undefined) return this.#running;
    const { store, data, faults, standby } = this.#options;
    if (this.#removed || (standby === undefined && !existsSync(join(data.pgdata, "PG_VERSION"))))
      throw new Error("There is no data directory for this compute.");
    this.#change("init");
    const began = Date.now();
    try {
      await sleep(faults.take("start")?.ms ?? 0);
      const own = computeSettings(this.#size, this.#settings);
      const running = await (standby?.run(own) ?? runPostgres(store, data, own));
      running.control.once("end", () => this.#lost(running));
      running.control.once("error", () => this.#lost(running));
      this.#running = running;
      this.#startedAt = new Date();
      this.#watch();
      this.#change("active");
      this.#options.onMove?.();
      store.log("info", "Compute runs", { data: data.path, ms: Date.now() - began });
      return running;
    } catch (error) {
      this.#change("idle");
      throw error;
    }
  }

  async #end(): Promise<void> {
    const { store, data, onEnding } = this.#options;
    const running = this.#running;
    this.#forget();
    if (running !== undefined) {
      await onEnding?.(running.control).catch((error: unknown) =>
        store.log("warn", "What a compute holds was not read", { error: String(error) }),
      );
      await databaseBytes(running.control).then(
        (bytes) => noteSize(data, bytes),
        () => {},
      );
      noteActivity(data, this);
      await running.control.end().catch(() => {});
    }
    await endPostgres(data.pgdata, "fast");
    this.#change("idle");
  }

  #watch(): void {
    this.#timer = setTimeout(
      () => {
        void this.#tick()
          .catch(() => {})
          .then(() => this.#running && this.#watch());
      },
      Math.min(1000, this.#suspendMs / 4),
    ).unref();
  }

  get #suspendMs(): number {
    const { suspendSeconds } = this.#size;
    if (suspendSeconds < 0) return Number.POSITIVE_INFINITY;
    return (suspendSeconds || DEFAULT_SUSPEND_SECONDS) * 1000;
  }

  async #tick(): Promise<void> {
    const running = this.#running;
    if (running === undefined) return;
    this.#keepHouse?.();
    if (this.#users.some || !(await this.#isIdle(running))) return;
    await this.#turns.take(async () => {
      // Whoever asked for it meanwhile has it.
      if (this.#running !== running || !(await this.#isIdle(running))) return;
      await this.#end();
    });
  }

  async #isIdle({ control }: Running): Promise<boolean> {
    const at = await lastActivity(control);
    this.lastActiveAt = at ?? this.lastActiveAt;
    this.#activeAt = Math.max(this.#activeAt, at?.getTime() ?? 0);
    return !this.#users.some && Date.now() - this.#activeAt > this.#suspendMs;
  }

  /** It has ended without us: a crash, or somebody's signal. */
  #lost(running: Running): void {
    if (this.#running !== running) return;
    this.#forget();
    this.#change("idle");
  }

  #forget(): void {
    clearTimeout(this.#timer);
    if (this.#running !== undefined) this.suspendedAt = new Date();
    this.#running = undefined;
    this.#startedAt = undefined;
    this.#options.onMove?.();
  }

  #change(state: ComputeState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.onState(state);
  }
}
