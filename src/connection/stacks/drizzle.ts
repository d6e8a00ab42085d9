import { pgPool } from "../pg-pool.ts";
import { retryTypescript } from "../retry/typescript.ts";
import type { File, Settings, Stack } from "../stack.ts";

export const drizzle: Stack = {
  name: "drizzle",
  aliases: ["drizzle-orm", "drizzle-kit"],
  runtimes: ["long_running", "serverless", "edge"],
  urlOptions: "sslmode=verify-full",
  evidence: "measured",
  files: (settings) => [...connection(settings), retryTypescript, CONFIG],
  notes: ({ runtime }) => [
    "drizzle-kit takes the direct address: drizzle.config.ts.",
    runtime === "edge"
      ? "Over HTTP there is no interactive transaction: `db.batch([...])` is one transaction."
      : "`.prepare(name)` prepares by the protocol, which the pooler keeps for each client. On SIGTERM stop taking requests, then `await close()`.",
  ],
};

const connection = (settings: Settings): readonly File[] =>
  settings.runtime === "edge"
    ? [{ path: "db.ts", content: HTTP }]
    : [pgPool(settings), { path: "db.ts", content: TCP }];

const CONFIG: File = {
  path: "drizzle.config.ts",
  content: `import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "postgresql",
  schema: "./schema.ts",
  out: "./drizzle",
  // Migrations need a session of their own: not the pooler.
  dbCredentials: { url: process.env.DATABASE_URL_UNPOOLED ?? "" },
});
`,
};

const IDEMPOTENTLY = `/** Statements that may run twice: repeated even where the outcome is unknown. */
export const idempotently = <T>(work: () => Promise<T>): Promise<T> => retry(() => work());

/** For readiness at a deploy. A probe that asks the database every minute never lets the compute suspend. */
export async function isReady(): Promise<boolean> {
  await idempotently(() => db.execute(sql\`select 1\`).then(() => {}));
  return true;
}
`;

/** Not in the text below: a line that begins as an import would be taken for one of this file by those who look for them. */
const importDrizzle = (from: string): string =>
  `import { sql } from "drizzle-orm";\nimport { drizzle } from "drizzle-orm/${from}";`;

const TCP = `${importDrizzle("node-postgres")}
import { pool } from "./pool.ts";
import { retry } from "./retry.ts";

export const db = drizzle({ client: pool });
export { close } from "./pool.ts";

type Transaction = Parameters<Parameters<typeof db.transaction>[0]>[0];

/** All of \`work\` in one transaction; it is repeated as a whole, so it should do nothing outside the database. */
export async function transaction<T>(
  work: (on: Transaction) => Promise<T>,
  { idempotent = false } = {},
): Promise<T> {
  return retry((attempt) =>
    db.transaction(async (on) => {
      const result = await work(on);
      // From here on a lost connection does not say whether it was committed.
      attempt.repeatable = idempotent;
      return result;
    }),
  );
}

${IDEMPOTENTLY}`;

const HTTP = `import { neon } from "@neondatabase/serverless";
${importDrizzle("neon-http")}
import { retry } from "./retry.ts";

export const db = drizzle({ client: neon(process.env.DATABASE_URL ?? "") });

${IDEMPOTENTLY}`;
