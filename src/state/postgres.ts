import { randomBytes } from "node:crypto";
import type { State } from "./state.ts";

/** The one thing this file needs of a database: run a statement, get rows. */
export interface Query {
  (sql: string, params?: readonly unknown[]): Promise<Record<string, unknown>[]>;
}

const schema = `
  create schema if not exists neon_dba;
  create table if not exists neon_dba.key (single boolean primary key default true check (single), value bytea not null);
  create table if not exists neon_dba.claim (id text primary key, expires_at timestamptz not null);
  create table if not exists neon_dba.document (kind text, id text, value jsonb not null, written_at timestamptz not null, primary key (kind, id))`;

/** State in schema `neon_dba` of any Postgres, made on first use. */
export function postgresState(query: Query, end: () => Promise<void>): State {
  let key: Promise<Buffer> | undefined;
  const ready = async (): Promise<Buffer> => {
    await create(query);
    await query("insert into neon_dba.key (value) values ($1) on conflict do nothing", [
      randomBytes(32),
    ]);
    const [row] = await query("select encode(value, 'hex') as value from neon_dba.key");
    return Buffer.from(String(row?.["value"]), "hex");
  };
  return {
    key: () => (key ??= ready()),
    async claim(id, expiresAt) {
      await this.key();
      await query("delete from neon_dba.claim where expires_at < now()");
      const rows = await query(
        "insert into neon_dba.claim values ($1, to_timestamp($2)) on conflict do nothing returning id",
        [id, expiresAt / 1000],
      );
      return rows.length === 1;
    },
    async write(kind, id, value) {
      await this.key();
      await query(
        `insert into neon_dba.document values ($1, $2, $3, clock_timestamp())
         on conflict (kind, id) do update set value = excluded.value, written_at = excluded.written_at`,
        [kind, id, JSON.stringify(value)],
      );
    },
    async read(kind, id) {
      await this.key();
      const sql = "select value from neon_dba.document where kind = $1 and id = $2";
      return (await query(sql, [kind, id]))[0]?.["value"];
    },
    async list(kind) {
      await this.key();
      const sql = "select value from neon_dba.document where kind = $1 order by written_at desc";
      return (await query(sql, [kind])).map(({ value }) => value);
    },
    close: end,
  };
}

async function create(query: Query): Promise<void> {
  // IF NOT EXISTS is no lock: two processes that create at once collide on the catalog's unique index (23505)
  await query("select pg_advisory_lock(hashtext('neon_dba.state'))");
  try {
    for (const statement of schema.split(";")) await query(statement);
  } finally {
    await query("select pg_advisory_unlock(hashtext('neon_dba.state'))");
  }
}
