import { pgPool } from "../pg-pool.ts";
import { retryTypescript } from "../retry/typescript.ts";
import type { Stack } from "../stack.ts";

export const kysely: Stack = {
  name: "kysely",
  aliases: [],
  runtimes: ["long_running", "serverless"],
  urlOptions: "sslmode=verify-full",
  evidence: "measured",
  files: (settings) => [pgPool(settings), { path: "db.ts", content: DATABASE }, retryTypescript],
  notes: () => [
    "The type `Database` is what generate_models writes (format kysely). A Migrator takes a Kysely of its own on DATABASE_URL_UNPOOLED: it holds a session's advisory lock.",
    "On SIGTERM stop taking requests, then `await close()`.",
  ],
};

const DATABASE = `import { Kysely, PostgresDialect, type Transaction, sql } from "kysely";
import type { Database } from "./database.ts";
import { pool } from "./pool.ts";
import { retry } from "./retry.ts";

export const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });

/** All of \`work\` in one transaction; it is repeated as a whole, so it should do nothing outside the database. */
export async function transaction<T>(
  work: (on: Transaction<Database>) => Promise<T>,
  { idempotent = false } = {},
): Promise<T> {
  return retry((attempt) =>
    db.transaction().execute(async (on) => {
      const result = await work(on);
      // From here on a lost connection does not say whether it was committed.
      attempt.repeatable = idempotent;
      return result;
    }),
  );
}

/** Statements that may run twice: repeated even where the outcome is unknown. */
export const idempotently = <T>(work: () => Promise<T>): Promise<T> => retry(() => work());

/** For readiness at a deploy. A probe that asks the database every minute never lets the compute suspend. */
export async function isReady(): Promise<boolean> {
  await idempotently(() => sql\`select 1\`.execute(db));
  return true;
}

/** It ends the pool. */
export const close = (): Promise<void> => db.destroy();
`;
