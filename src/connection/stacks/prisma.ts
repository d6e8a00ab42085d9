import { pgPool } from "../pg-pool.ts";
import { retryTypescript } from "../retry/typescript.ts";
import type { File, Settings, Stack } from "../stack.ts";

export const prisma: Stack = {
  name: "prisma",
  aliases: ["@prisma/client", "prisma-orm"],
  runtimes: ["long_running", "serverless"],
  urlOptions: "sslmode=verify-full",
  evidence: "measured",
  files: (settings) => [
    SCHEMA,
    CONFIG,
    pgPool(settings),
    { path: "db.ts", content: database(settings) },
    retryTypescript,
  ],
  notes: () => [
    "Prisma 7: the URL of migrations stands in prisma.config.ts (direct), that of the application goes to the driver adapter (pooled).",
    "`pgbouncer=true` and `connection_limit` in the URL mean nothing to Prisma 7 (measured); they were for the engine of Prisma 6 and older, and pgbouncer=true only for a PgBouncer before 1.21.",
    "$transaction gives up after 2 s of waiting and 5 s of work unless told otherwise; `transaction` tells it. On SIGTERM stop taking requests, then `await close()`.",
  ],
};

const SCHEMA: File = {
  path: "prisma/schema.prisma",
  content: `generator client {
  provider = "prisma-client"
  output   = "../generated"
}

datasource db {
  provider = "postgresql"
}
`,
};

const CONFIG: File = {
  path: "prisma.config.ts",
  content: `import { defineConfig, env } from "prisma/config";

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  // Migrations hold an advisory lock of their session: not the pooler.
  datasource: { url: env("DATABASE_URL_UNPOOLED") },
});
`,
};

const database = (settings: Settings): string => `import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient, type Prisma } from "./generated/client.ts";
import { pool } from "./pool.ts";
import { retry } from "./retry.ts";

export const db = new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: true }) });

/** All of \`work\` in one transaction; it is repeated as a whole, so it should do nothing outside the database. */
export async function transaction<T>(
  work: (on: Prisma.TransactionClient) => Promise<T>,
  { idempotent = false } = {},
): Promise<T> {
  return retry((attempt) =>
    db.$transaction(
      async (on) => {
        const result = await work(on);
        // From here on a lost connection does not say whether it was committed.
        attempt.repeatable = idempotent;
        return result;
      },
      { maxWait: ${settings.connectSeconds * 1000}, timeout: ${(settings.statementSeconds + 5) * 1000} },
    ),
  );
}

/** Statements that may run twice: repeated even where the outcome is unknown. */
export const idempotently = <T>(work: () => Promise<T>): Promise<T> => retry(() => work());

/** For readiness at a deploy. A probe that asks the database every minute never lets the compute suspend. */
export async function isReady(): Promise<boolean> {
  await idempotently(() => db.$queryRaw\`select 1\`);
  return true;
}

/** It ends the pool. */
export const close = (): Promise<void> => db.$disconnect();
`;
