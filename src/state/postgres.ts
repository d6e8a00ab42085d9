import { randomBytes } from "node:crypto";
import { once } from "../core/once.ts";
import { accountTable, drawFrom } from "./draw.ts";
import { keptMs, mostOfOwner, ownerOf } from "./mail.ts";
import type { State } from "./state.ts";

/** The one thing this file needs of a database: run a statement, get rows. */
export interface Query {
  (sql: string, params?: readonly unknown[]): Promise<Record<string, unknown>[]>;
}

/**
 * One string is one transaction, also behind a pooler. IF NOT EXISTS is no lock: two processes that create at once collide on the catalog's
 * unique index (23505).
 */
const schema = `
  select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtext('neon_dba.state'));
  create schema if not exists neon_dba;
  create table if not exists neon_dba.key (single boolean primary key default true check (single), value bytea not null);
  create table if not exists neon_dba.claim (id text primary key, expires_at timestamptz not null);
  create table if not exists neon_dba.document (kind text, id text, value jsonb not null, written_at timestamptz not null, primary key (kind, id));
  create table if not exists neon_dba.mail (box text primary key, value jsonb not null, posted_at timestamptz not null);
  ${accountTable}`;

/** What is too old goes, and of one owner all but the latest boxes; those that another process is at are left to it. */
const makeRoom = `
  delete from neon_dba.mail where box in (
    select box from neon_dba.mail where posted_at < now() - $3::int * interval '1 ms' for update skip locked)
  or box in (
    select box from neon_dba.mail where starts_with(box, $1) order by posted_at desc offset $2 for update skip locked)`;

/** State in schema `neon_dba` of any Postgres, made on first use. */
export function postgresState(query: Query, end: () => Promise<void>): Required<State> {
  const key = once(async (): Promise<Buffer> => {
    await query(schema);
    await query("insert into neon_dba.key (value) values ($1) on conflict do nothing", [
      randomBytes(32),
    ]);
    const [row] = await query("select encode(value, 'hex') as value from neon_dba.key");
    return Buffer.from(String(row?.["value"]), "hex");
  });
  return {
    key,
    async claim(id, expiresAt) {
      await key();
      await query("delete from neon_dba.claim where expires_at < now()");
      const rows = await query(
        "insert into neon_dba.claim values ($1, to_timestamp($2)) on conflict do nothing returning id",
        [id, expiresAt / 1000],
      );
      return rows.length === 1;
    },
    async isClaimed(id) {
      await key();
      return (await query("select from neon_dba.claim where id = $1", [id])).length === 1;
    },
    async post(box, value) {
      await key();
      await query(makeRoom, [ownerOf(box), mostOfOwner - 1, keptMs]);
      await query(
        `insert into neon_dba.mail values ($1, $2, clock_timestamp())
         on conflict (box) do update set value = excluded.value, posted_at = excluded.posted_at`,
        [box, JSON.stringify(value)],
      );
    },
    async collect(boxes) {
      await key();
      const sql = "delete from neon_dba.mail where box = any($1) returning box, value";
      return new Map((await query(sql, [boxes])).map(({ box, value }) => [String(box), value]));
    },
    async write(kind, id, value) {
      await key();
      await query(
        `insert into neon_dba.document values ($1, $2, $3, clock_timestamp())
         on conflict (kind, id) do update set value = excluded.value, written_at = excluded.written_at`,
        [kind, id, JSON.stringify(value)],
      );
    },
    async read(kind, id) {
      await key();
      const sql = "select value from neon_dba.document where kind = $1 and id = $2";
      return (await query(sql, [kind, id]))[0]?.["value"];
    },
    async list(kind) {
      await key();
      const sql = "select value from neon_dba.document where kind = $1 order by written_at desc";
      return (await query(sql, [kind])).map(({ value }) => value);
    },
    async draw(account, of) {
      await key();
      return drawFrom(query, account, of);
    },
    async check() {
      await query("select");
    },
    close: end,
  };
}
