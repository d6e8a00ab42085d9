import type { Client } from "pg";

/** Logical size of all databases, in bytes. */
export async function databaseBytes(client: Client): Promise<number> {
  const { rows } = await client.query<{ bytes: string }>(
    "select sum(pg_database_size(oid)) as bytes from pg_database",
  );
  return Number(rows[0]?.bytes);
}
