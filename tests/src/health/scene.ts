import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { TestDatabase } from "../../helpers/postgres.ts";

/** A way to make a database really sick in one area. */
export interface Scene {
  readonly name: string;
  readonly area: string;
  /** The rule whose finding tells of it. */
  readonly rule: string;
  readonly verdict: "watch" | "act";
  /** Settings of the Postgres that it needs; by default those of `sickSettings`. */
  readonly settings?: Readonly<Record<string, string>>;
  /**
   * How much shorter than in life it is. Where the verdict is `watch`, so little that a slow machine does not come to `act` before it has
   * looked.
   */
  readonly timeScale: number;
  /** Makes it, with real sessions that stay until disposed of. */
  make(database: TestDatabase): Promise<AsyncDisposable>;
}

/** A small Postgres that is easily full. */
export const sickSettings = {
  max_connections: "40",
  superuser_reserved_connections: "5",
  max_prepared_transactions: "5",
  shared_buffers: "16MB",
  deadlock_timeout: "50ms",
};

/** Sessions of applications; disposing of them ends all. */
export class Clients implements AsyncDisposable {
  readonly #open: pg.Client[] = [];
  readonly #running: Promise<unknown>[] = [];

  async connect(url: string, application: string): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: url, application_name: application });
    client.on("error", () => {});
    await client.connect();
    this.#open.push(client);
    return client;
  }

  /** Sends a statement and does not wait for it: it waits itself. */
  start(client: pg.Client, sql: string): void {
    this.#running.push(client.query(sql).catch(() => {}));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#open)
      (
        client as unknown as { connection: { stream: { destroy(): void } } }
      ).connection.stream.destroy();
    await Promise.all(this.#running);
  }
}

/** Waits until the statement of an application has begun: only from then on it grows old. */
export async function running(database: TestDatabase, application: string): Promise<void> {
  const sql = `select from pg_stat_activity where application_name = '${application}' and state = 'active'`;
  while ((await database.runAsSuperuser(sql)).length === 0) await sleep(20);
}

/** Waits until so many sessions of the database wait for locks. */
export async function waiting(database: TestDatabase, sessions: number): Promise<void> {
  for (;;) {
    const [row] = await database.run(
      "select count(distinct pid)::int as n from pg_locks where not granted",
    );
    if (Number(row?.["n"]) >= sessions) return;
    await sleep(20);
  }
}
