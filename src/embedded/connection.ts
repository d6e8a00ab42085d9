import { Client } from "pg";

/** Of every Postgres that we make. */
export const SUPERUSER = "cloud_admin";

/** Sessions of ours by what they do: the watchdog counts all clients as users but monitors. */
export type Purpose =
  | "neon-dba monitor"
  | "neon-dba watchdog"
  | "neon-dba shadow"
  | "neon-dba control";

/** A superuser session, by default in database `postgres`, where nobody else may be. Errors are those of `pg`. */
export async function connectAsSuperuser(
  port: number,
  password: string,
  purpose: Purpose,
  database = "postgres",
): Promise<Client> {
  const client = new Client({
    host: "127.0.0.1",
    port,
    user: SUPERUSER,
    password,
    database,
    application_name: purpose,
    ssl: false,
    connectionTimeoutMillis: 10_000,
  });
  // A lost connection is noticed by whoever uses it next; unheard, the event would end the process.
  client.on("error", () => {});
  await client.connect();
  return client;
}
