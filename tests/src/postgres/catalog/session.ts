import type { Session } from "../../../../src/core/session.ts";
import { createPool } from "../../../../src/postgres/pool.ts";
import { addressFromUrl } from "../../../../src/postgres/url.ts";

/** Runs the work in a session of its own on the database of the URL. */
export async function inSession<T>(
  url: string,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const address = addressFromUrl(url);
  const pool = createPool({ deployment: "url", address: async () => address });
  try {
    await using session = await pool.open({ signal: new AbortController().signal });
    return await work(session);
  } finally {
    await pool.close();
  }
}
