import type { Session } from "../../../src/core/session.ts";
import { createPool } from "../../../src/postgres/pool.ts";
import { addressFromUrl } from "../../../src/postgres/url.ts";

/** A session on `url` of its own; disposing of it closes the connection. */
export async function openSession(url: string): Promise<Session> {
  const pool = createPool({ deployment: "url", address: async () => addressFromUrl(url), max: 1 });
  const session = await pool.open({ signal: new AbortController().signal });
  const release = session[Symbol.asyncDispose].bind(session);
  return Object.assign(session, {
    async [Symbol.asyncDispose]() {
      await release();
      await pool.close();
    },
  });
}
