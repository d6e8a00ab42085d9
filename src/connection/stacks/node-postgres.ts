import { pgPool } from "../pg-pool.ts";
import { retryTypescript } from "../retry/typescript.ts";
import type { Stack } from "../stack.ts";

export const nodePostgres: Stack = {
  name: "node-postgres",
  aliases: ["pg", "node-pg", "node", "express", "fastify", "nestjs", "hono"],
  runtimes: ["long_running", "serverless"],
  urlOptions: "sslmode=verify-full",
  evidence: "measured",
  files: (settings) => [pgPool(settings), { path: "db.ts", content: DATABASE }, retryTypescript],
  notes: () => [
    "pg prepares a statement where a query has a `name`; the pooler keeps it for each client.",
    "On SIGTERM stop taking requests, then `await close()`.",
  ],
};

const DATABASE = `import type pg from "pg";
import { pool } from "./pool.ts";
import { retry } from "./retry.ts";

/** One statement. \`idempotent\`: it may run twice, so it is repeated even where its outcome is unknown. */
export async function query<R extends pg.QueryResultRow>(
  text: string,
  values: unknown[] = [],
  { idempotent = false } = {},
): Promise<R[]> {
  return retry(async (attempt) => {
    const client = await pool.connect();
    attempt.repeatable = idempotent;
    return use(client, async () => (await client.query<R>(text, values)).rows);
  });
}

/** All of \`work\` in one transaction; it is repeated as a whole, so it should do nothing outside the database. */
export async function transaction<T>(
  work: (client: pg.PoolClient) => Promise<T>,
  { idempotent = false } = {},
): Promise<T> {
  return retry(async (attempt) => {
    const client = await pool.connect();
    return use(client, async () => {
      await client.query("begin");
      const result = await work(client);
      // From here on a lost connection does not say whether it was committed.
      attempt.repeatable = idempotent;
      await client.query("commit");
      return result;
    });
  });
}

async function use<T>(client: pg.PoolClient, work: () => Promise<T>): Promise<T> {
  let failed = true;
  try {
    const result = await work();
    failed = false;
    return result;
  } finally {
    // Closed rather than returned: Postgres then rolls back what is open.
    client.release(failed);
  }
}

/** For readiness at a deploy. A probe that asks the database every minute never lets the compute suspend. */
export async function isReady(): Promise<boolean> {
  return (await query("select 1", [], { idempotent: true })).length === 1;
}
`;
