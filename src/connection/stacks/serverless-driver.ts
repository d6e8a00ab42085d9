import { retryTypescript } from "../retry/typescript.ts";
import type { Settings, Stack } from "../stack.ts";

export const serverlessDriver: Stack = {
  name: "serverless-driver",
  aliases: ["neon-serverless", "@neondatabase/serverless", "neon-http", "cloudflare-workers"],
  runtimes: ["serverless", "edge", "long_running"],
  urlOptions: "sslmode=require",
  evidence: "measured",
  files: (settings) => [{ path: "db.ts", content: database(settings) }, retryTypescript],
  notes: () => [
    "Each call is one HTTPS request: no pool and no session to keep. An interactive transaction needs Client over WebSocket, opened and ended within one request.",
    "TLS is that of fetch: the certificate is always checked.",
  ],
};

const database = ({
  statementSeconds,
}: Settings): string => `import { neon } from "@neondatabase/serverless";
import { retry } from "./retry.ts";

const sql = neon(process.env.DATABASE_URL ?? "");

interface Options {
  /** It may run twice, so it is repeated even where its outcome is unknown. */
  readonly idempotent?: boolean;
}

/** The request's own clock, which has to outlast a wake-up; Postgres itself stops a statement: timeouts.sql. */
const deadline = () => ({ fetchOptions: { signal: AbortSignal.timeout(${(statementSeconds + 5) * 1000}) } });

/** One statement. */
export async function query(text: string, values: unknown[] = [], { idempotent = false }: Options = {}) {
  return retry((attempt) => {
    attempt.repeatable = idempotent;
    return sql.query(text, values, deadline());
  });
}

/** Statements in one transaction: all of them, or none. */
export async function transaction(
  statements: readonly { readonly text: string; readonly values?: unknown[] }[],
  { idempotent = false }: Options = {},
) {
  return retry((attempt) => {
    attempt.repeatable = idempotent;
    return sql.transaction(statements.map(({ text, values }) => sql.query(text, values)), deadline());
  });
}

/** For readiness at a deploy. A probe that asks the database every minute never lets the compute suspend. */
export async function isReady(): Promise<boolean> {
  return (await query("select 1", [], { idempotent: true })).length === 1;
}
`;
