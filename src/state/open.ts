import { join } from "node:path";
import { ToolError } from "../core/errors.ts";
import { fileState } from "./files.ts";
import type { State } from "./state.ts";

/** Files below `home`, or the Postgres behind `url` where one is given; nothing is opened before first use. */
export function openState(home: string, url: string | undefined): State {
  if (url === undefined) return fileState(join(home, "state"));
  let state: Promise<Required<State>> | undefined;
  const open = (): Promise<Required<State>> => (state ??= connect(url));
  return {
    key: async () => (await open()).key(),
    claim: async (id, expiresAt) => (await open()).claim(id, expiresAt),
    isClaimed: async (id, expiresAt) => (await open()).isClaimed(id, expiresAt),
    post: async (box, value) => (await open()).post(box, value),
    collect: async (boxes) => (await open()).collect(boxes),
    write: async (kind, id, value) => (await open()).write(kind, id, value),
    read: async (kind, id) => (await open()).read(kind, id),
    list: async (kind) => (await open()).list(kind),
    draw: async (account, of) => (await open()).draw(account, of),
    check: async () => (await open()).check(),
    close: async () => (await state)?.close(),
  };
}

/** Milliseconds; a call waits for the state, and its caller for the call. */
const patienceMs = 5_000;

async function connect(url: string): Promise<Required<State>> {
  const [{ default: pg }, { postgresState }] = await Promise.all([
    import("pg"),
    import("./postgres.ts"),
  ]);
  const pool = new pg.Pool({
    connectionString: url,
    // what is asked is one row by its key
    max: 4,
    connectionTimeoutMillis: patienceMs,
    query_timeout: patienceMs,
    // it must not keep the process alive
    allowExitOnIdle: true,
  });
  pool.on("error", () => {});
  const query = async (sql: string, params?: readonly unknown[]) =>
    (await pool.query(sql, params === undefined ? undefined : [...params])).rows as Record<
      string,
      unknown
    >[];
  return postgresState(
    (sql, params) => query(sql, params).catch(unreachable),
    () => pool.end(),
  );
}

function unreachable(error: Error): never {
  throw new ToolError(
    "UNAVAILABLE",
    "The Postgres that keeps plans, proofs and confirmations (NEON_DBA_STATE_URL) does not do its work.",
    "Call again in a few seconds; if it stays so, the operator has to look after that database.",
    { quoted: error.message },
  );
}
