import type { Client } from "pg";
import { quoteIdentifier, quoteLiteral } from "../../../../sql/quote.ts";
import type { Compute } from "../../engine.ts";

/** Runs in a superuser session of its own in database `postgres`, or another one. */
export async function asAdmin<T>(
  compute: Compute,
  work: (client: Client) => Promise<T>,
  database?: string,
): Promise<T> {
  const client = await compute.admin(database);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** As Neon's compute makes the roles of its API (`spec_apply.rs`). */
export const createRole = (name: string, password: string | undefined): string =>
  `create role ${quoteIdentifier(name)} inherit createrole createdb bypassrls replication ` +
  `in role neon_superuser ` +
  (password === undefined ? "nologin" : `login password ${quoteLiteral(password)}`);

export const setPassword = (name: string, password: string): string =>
  `alter role ${quoteIdentifier(name)} login password ${quoteLiteral(password)}`;

/** With what Neon's compute grants on it, so that every role of the API can make schemas there. */
export async function createDatabase(client: Client, name: string, owner: string): Promise<void> {
  const database = quoteIdentifier(name);
  await client.query(`create database ${database} owner ${quoteIdentifier(owner)}`);
  await client.query(`grant all privileges on database ${database} to neon_superuser`);
}

export const dropDatabase = (name: string): string =>
  `drop database if exists ${quoteIdentifier(name)} with (force)`;

/** Gives a database another name or owner; who is connected to it is cut for a new name. */
export async function alterDatabase(
  compute: Compute,
  before: { readonly name: string; readonly owner: string },
  after: { readonly name: string; readonly owner: string },
): Promise<void> {
  const [from, to] = [quoteIdentifier(before.name), quoteIdentifier(after.name)];
  await asAdmin(compute, async (client) => {
    if (before.owner !== after.owner)
      await client.query(`alter database ${from} owner to ${quoteIdentifier(after.owner)}`);
    if (before.name === after.name) return;
    await client.query(
      "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1",
      [before.name],
    );
    await client.query(`alter database ${from} rename to ${to}`);
  });
}

/** Roles that nobody may take, change or see: those of the system and those that the local Neon works with. */
export const isSystemRole = (name: string): boolean =>
  name.startsWith("pg_") || ["cloud_admin", "neon_superuser", "public", "none"].includes(name);

export const isSystemDatabase = (name: string): boolean =>
  ["postgres", "template0", "template1"].includes(name);

/** What the role owns goes to the database's owner, and what was granted to it is revoked; then it can be dropped. */
export async function dropRole(compute: Compute, name: string): Promise<void> {
  const role = quoteIdentifier(name);
  const databases = await asAdmin(compute, async (client) => {
    const exists = await client.query("select from pg_roles where rolname = $1", [name]);
    if (exists.rowCount === 0) return [];
    const { rows } = await client.query<{ name: string; owner: string }>(
      `select datname as name, pg_get_userbyid(datdba) as owner from pg_database where datallowconn and datname <> 'template1'`,
    );
    return rows;
  });
  for (const database of databases)
    await asAdmin(
      compute,
      async (client) => {
        await client.query(`reassign owned by ${role} to ${quoteIdentifier(database.owner)}`);
        await client.query(`drop owned by ${role}`);
      },
      database.name,
    );
  await asAdmin(compute, (client) => client.query(`drop role if exists ${role}`));
}
