import { retryTypescript } from "../retry/typescript.ts";
import type { Settings, Stack } from "../stack.ts";

export const postgresJs: Stack = {
  name: "postgres.js",
  aliases: ["porsager-postgres", "postgres", "bun", "deno"],
  runtimes: ["long_running", "serverless"],
  urlOptions: "sslmode=verify-full",
  evidence: "measured",
  files: (settings) => [{ path: "db.ts", content: database(settings) }, retryTypescript],
  notes: () => [
    "postgres.js 3.4.9 writes to sockets that are gone (porsager/postgres issue 1154): inside sql.begin that ends the process, so `transaction` reserves a connection instead. node-postgres has no such fault.",
    "`prepare` stays on: these statements are prepared by the protocol, which the pooler keeps for each client.",
    "On SIGTERM stop taking requests, then `await close()`.",
  ],
};

const database = (settings: Settings): string => `import postgres from "postgres";
import { retry } from "./retry.ts";

export const sql = postgres(process.env.DATABASE_URL ?? "", {
  // Whatever the URL says: sslmode=require alone would not check the certificate here.
  ssl: "verify-full",
  max: ${settings.poolSize},
  // A suspended compute wakes within it.
  connect_timeout: ${settings.connectSeconds},
  // Statements go to free connections; by default a hundred queue up behind the slowest on one. Its types do not know the option.
  ...{ max_pipeline: 1 },
  // Less than the compute's suspend time.
  idle_timeout: ${settings.idleSeconds},
});

interface Options {
  /** It may run twice, so it is repeated even where its outcome is unknown. */
  readonly idempotent?: boolean;
}

/** One statement, made anew for each attempt: \`query((sql) => sql\\\`select ...\\\`)\`. */
export async function query<T>(
  statement: (on: typeof sql) => PromiseLike<T>,
  { idempotent = false }: Options = {},
): Promise<T> {
  return retry(async (attempt) => {
    attempt.repeatable = idempotent;
    return await statement(sql);
  });
}

/** All of \`work\` in one transaction; it is repeated as a whole, so it should do nothing outside the database. */
export async function transaction<T>(
  work: (on: postgres.ReservedSql) => Promise<T>,
  { idempotent = false }: Options = {},
): Promise<T> {
  return retry(async (attempt) => {
    // Not sql.begin: where the connection breaks, 3.4.9 sends its ROLLBACK to a socket that is gone, which ends the process.
    const on = await sql.reserve();
    try {
      await on\`begin\`;
      const result = await work(on);
      // From here on a lost connection does not say whether it was committed.
      attempt.repeatable = idempotent;
      await on\`commit\`;
      on.release();
      return result;
    } catch (error) {
      // An error of Postgres that leaves the connection open; a lost one has left the pool by itself.
      if (error instanceof postgres.PostgresError && !error.code.startsWith("57P")) {
        await on\`rollback\`;
        on.release();
      }
      throw error;
    }
  });
}

/** For readiness at a deploy. A probe that asks the database every minute never lets the compute suspend. */
export async function isReady(): Promise<boolean> {
  return (await query((on) => on\`select 1\`, { idempotent: true })).length === 1;
}

export const close = (): Promise<void> => sql.end({ timeout: 5 });
`;
