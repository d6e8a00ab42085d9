import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import type { Client } from "pg";
import type { Address } from "../core/address.ts";
import { quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import { SHADOW_OWNER } from "./cluster.ts";
import type { Credentials } from "./cluster.ts";
import { connectAsSuperuser } from "./connection.ts";
import { shadowLock } from "./locks.ts";

/** A throw-away database and its owner, who is no superuser. Disposing of it drops both, and the roles that the owner made. */
export interface ShadowDatabase extends AsyncDisposable {
  readonly address: Address;
  /** Whether the session is gone that keeps others from dropping it. */
  readonly lost: boolean;
  /** Whether that session keeps this process alive. */
  hold(held: boolean): void;
  /** Makes the owner a member of these roles, without what they may do: it has to take their name. Those it may not take, it does not. */
  adopt(roles: readonly string[]): Promise<void>;
}

/** How text is sorted where nothing is said; undefined is by code point, as the cluster does. */
export type Sorting = { readonly provider: "libc" | "icu"; readonly locale: string } | undefined;

/**
 * Creates a shadow from the template: about 70 ms. The session that made it keeps a lock for as long as the shadow is in use; when
 * its process is killed, the lock is free, and the next one to create a shadow drops it. Rejects with the signal's reason, leaving
 * nothing behind.
 */
export async function createShadowDatabase(
  port: number,
  passwords: Credentials,
  signal: AbortSignal,
  sorting?: Sorting,
): Promise<ShadowDatabase> {
  signal.throwIfAborted();
  const lease = await connectAsSuperuser(port, passwords.superuser, "neon-dba shadow");
  const name = `shadow_${randomBytes(6).toString("hex")}`;
  let lost = false;
  lease.once("end", () => (lost = true));
  const dispose = async (): Promise<void> => {
    try {
      await drop(lease, name);
    } finally {
      await lease.end();
    }
  };
  try {
    await lease.query(`select pg_advisory_lock(${shadowLock(name)})`);
    await sweep(lease);
    signal.throwIfAborted();
    await lease.query(ownerOf(name));
    signal.throwIfAborted();
    await createDatabase(lease, name, sorting);
    await lease.query(`revoke all on database ${name} from public`);
    signal.throwIfAborted();
  } catch (error) {
    // The error that led here says more than one of cleaning up, and the next sweep tries again.
    await dispose().catch(() => {});
    throw error;
  }
  const owner = { user: name, password: passwords.owner };
  return {
    address: { host: "127.0.0.1", port, database: name, ...owner },
    get lost() {
      return lost;
    },
    hold(held) {
      const socket = lease.connection.stream as Socket;
      if (held) socket.ref();
      else socket.unref();
    },
    adopt: (roles) => adoptRoles(lease, name, roles),
    [Symbol.asyncDispose]: dispose,
  };
}

/** The name needs no quotes. */
const ownerOf = (name: string): string => `do $$ begin
     execute format('create role ${name} login createrole password %L',
       (select rolpassword from pg_authid where rolname = '${SHADOW_OWNER}'));
   end $$; grant pg_monitor to ${name}`;

/** A member of more than it made is still no superuser, and sees no other shadow. */
async function adoptRoles(client: Client, owner: string, roles: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    String.raw`select rolname as name from pg_roles
     where rolname = any ($1) and not rolsuper and not rolbypassrls
       and rolname !~ '^(pg_|shadow_[0-9a-f]{12}$)' and rolname <> '${SHADOW_OWNER}'`,
    [roles],
  );
  const { rows: version } = await client.query<{ number: number }>(
    "select current_setting('server_version_num')::int4 as number",
  );
  const options = (version[0]?.number ?? 0) >= 160_000 ? " with inherit false, set true" : "";
  for (const { name } of rows)
    await client.query(`grant ${quoteIdentifier(name)} to ${owner}${options}`);
}

/** FILE_COPY: 55 ms where WAL_LOG takes 75 ms, because nothing is written through the log. */
async function createDatabase(client: Client, name: string, sorting: Sorting): Promise<void> {
  const create = `create database ${name} owner ${name} strategy file_copy`;
  if (sorting === undefined) {
    await client.query(create);
    return;
  }
  const { provider, locale } = sorting;
  const quoted = quoteLiteral(locale);
  // Each with its provider: the template's is builtin, and would take a name that it knows too.
  const like = `locale_provider ${provider === "icu" ? "icu icu_locale" : "libc locale"} ${quoted}`;
  try {
    await client.query(`${create} template template0 ${like}`);
  } catch {
    // This machine has no such locale. The order of the root locale is near, and what is true of all but C is true of it.
    await client.query(`${create} template template0 locale_provider icu icu_locale 'und'`);
  }
}

/** Drops the shadows whose process has gone, and what they shared with others. */
async function sweep(client: Client): Promise<void> {
  await dropRoles(client, orphans);
  const { rows } = await client.query<{ name: string }>(
    String.raw`select datname as name from pg_database where datname ~ '^shadow_[0-9a-f]{12}$'
     union select rolname from pg_roles where rolname ~ '^shadow_[0-9a-f]{12}$'`,
  );
  for (const { name } of rows) {
    const { rows: locks } = await client.query<{ free: boolean }>(
      `select pg_try_advisory_lock(${shadowLock(name)}) as free`,
    );
    if (locks[0]?.free === true) {
      await drop(client, name);
      await client.query(`select pg_advisory_unlock(${shadowLock(name)})`);
    }
  }
}

/**
 * Roles belong to the whole cluster. Those that the owner made, it administers, and they the ones that they made. One that another
 * shadow uses too stays, and is dropped with a later sweep.
 */
async function drop(client: Client, name: string): Promise<void> {
  await client.query(`drop database if exists ${name} with (force)`);
  await dropRoles(
    client,
    `with recursive made (oid) as (
       select oid from pg_authid where rolname = '${name}'
       union
       select roleid from pg_auth_members join made on member = made.oid and admin_option
     )
     select rolname from pg_authid join made using (oid)
     where not rolsuper and rolname !~ '^pg_' order by rolname = '${name}'`,
  );
}

/** Roles that shadows left because others used them then, and that nobody administers any more. */
const orphans = String.raw`
  select rolname from pg_authid role
  where not rolsuper and rolname !~ '^(pg_|shadow_[0-9a-f]{12}$)' and rolname <> '${SHADOW_OWNER}'
    and not exists (select from pg_auth_members where roleid = role.oid and admin_option)`;

/**
 * Left to a later sweep where somebody depends on it; where what depends on it is a database that another session drops at this moment,
 * Postgres cannot say its name (XX000), nor where another session drops the role itself.
 */
async function dropRoles(client: Client, names: string): Promise<void> {
  await client.query(`do $$
    declare doomed name;
    begin
      for doomed in ${names} loop
        begin
          execute format('drop role %I', doomed);
        exception when dependent_objects_still_exist or undefined_object or internal_error then
          null;
        end;
      end loop;
    end $$`);
}
