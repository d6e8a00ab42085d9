import type { Session } from "../../../../src/core/session.ts";
import { createPool, type Pool } from "../../../../src/postgres/pool.ts";
import { addressFromUrl } from "../../../../src/postgres/url.ts";

export function poolOn(url: string): Pool {
  const address = addressFromUrl(url);
  return createPool({ deployment: "url", address: async () => address });
}

/** Runs the work in a session of its own on the database of the URL. */
export async function inSession<T>(
  url: string,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const pool = poolOn(url);
  try {
    await using session = await pool.open({ signal: new AbortController().signal });
    return await work(session);
  } finally {
    await pool.close();
  }
}
