import { join } from "node:path";
import { fileState } from "./files.ts";
import type { State } from "./state.ts";

/** Files below `home`, or the Postgres behind `url` where one is given; nothing is opened before first use. */
export function openState(home: string, url: string | undefined): State {
  if (url === undefined) return fileState(join(home, "state"));
  let state: Promise<State> | undefined;
  const open = (): Promise<State> => (state ??= connect(url));
  return {
    key: async () => (await open()).key(),
    claim: async (id, expiresAt) => (await open()).claim(id, expiresAt),
    write: async (kind, id, value) => (await open()).write(kind, id, value),
    read: async (kind, id) => (await open()).read(kind, id),
    list: async (kind) => (await open()).list(kind),
    close: async () => (await state)?.close(),
  };
}

async function connect(url: string): Promise<State> {
  const [{ default: pg }, { postgresState }] = await Promise.all([
    import("pg"),
    import("./postgres.ts"),
  ]);
  // one connection is enough, and it must not keep the process alive
  const pool = new pg.Pool({ connectionString: url, max: 1, allowExitOnIdle: true });
  pool.on("error", () => {});
  return postgresState(
    async (sql, params) =>
      (await pool.query(sql, params === undefined ? undefined : [...params])).rows as Record<
        string,
        unknown
      >[],
    () => pool.end(),
  );
}
