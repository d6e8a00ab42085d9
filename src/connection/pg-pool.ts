import type { File, Settings } from "./stack.ts";

/** node-postgres' pool, which most of Node.js builds on. */
export const pgPool = (settings: Settings): File => ({
  path: "pool.ts",
  content: `import pg from "pg";

export const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  enableChannelBinding: true,
  max: ${settings.poolSize},
  // A suspended compute wakes within it.
  connectionTimeoutMillis: ${settings.connectSeconds * 1000},
  // Less than the compute's suspend time.
  idleTimeoutMillis: ${settings.idleSeconds * 1000},
  // For connections that died silently; Postgres itself stops a statement before: timeouts.sql.
  query_timeout: ${(settings.statementSeconds + 5) * 1000},
  keepAlive: true,${settings.runtime === "serverless" ? "\n  allowExitOnIdle: true," : ""}
});
// A suspend closes connections. Without listeners such an error would end the process; whoever uses the connection is told anyway.
pool.on("error", () => {});
pool.on("connect", (client) => client.on("error", () => {}));

export const close = (): Promise<void> => pool.end();
`,
});
