import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Address } from "../../../src/core/address.ts";
import { query, temporaryHome } from "./fixture.ts";

const home = temporaryHome();
const embedded = home.open();
const planted = "/tmp/neon-dba-planted";
const never = new AbortController().signal;
const owners: Record<string, Address> = {};
let passwords: unknown[];

beforeAll(async () => {
  owners["main"] = await embedded.mainAddress();
  owners["shadow"] = (await embedded.createShadow(never)).address;
  writeFileSync(join(home.path, "readable"), "secret", { mode: 0o644 });
  passwords = await superuserPasswords();
});
afterAll(() => home[Symbol.asyncDispose]());

const superuserPasswords = async (): Promise<unknown[]> =>
  query(
    await embedded.adminAddress("main"),
    "select rolname, rolpassword, rolsuper from pg_authid order by 1",
  );

/** Ways to a file, a program, or more rights; each may take several statements, of which one has to be refused. */
const ways: Record<string, string[]> = {
  "a program through COPY TO": [`copy (select 1) to program 'touch ${planted}'`],
  "a program through COPY FROM": [`create temp table t (a text)`, `copy t from program 'id'`],
  "a file through COPY TO": [`copy (select 1) to '${planted}'`],
  "a file through COPY FROM": ["create temp table t (a text)", "copy t from '/etc/passwd'"],
  pg_read_file: ["select pg_read_file('/etc/passwd')"],
  "pg_read_file in the data directory": ["select pg_read_file('postgresql.conf')"],
  pg_read_binary_file: ["select pg_read_binary_file('/etc/passwd')"],
  pg_ls_dir: ["select pg_ls_dir('/')"],
  pg_stat_file: ["select pg_stat_file('/etc/passwd')"],
  lo_import: ["select lo_import('/etc/passwd')"],
  lo_export: [`select lo_export(lo_from_bytea(0, 'x'), '${planted}')`],
  file_fdw: ["create extension file_fdw"],
  dblink: ["create extension dblink"],
  postgres_fdw: ["create extension postgres_fdw"],
  pageinspect: ["create extension pageinspect"],
  pg_surgery: ["create extension pg_surgery"],
  plpython: ["create extension plpython3u"],
  plperlu: ["create extension plperlu"],
  pltclu: ["create extension pltclu"],
  "an untrusted language": ["create language c2 handler plpgsql_call_handler"],
  "a function in C": [
    "create function f() returns int language c as '/lib/x86_64-linux-gnu/libc.so.6', 'abort'",
  ],
  "an internal function": [
    "create function f(text) returns text language internal as 'pg_read_file'",
  ],
  LOAD: ["load '/lib/x86_64-linux-gnu/libc.so.6'"],
  "a library for new sessions": ["set session_preload_libraries = 'x'"],
  "a library of the installation": ["load '$libdir/file_fdw'"],
  "the path of libraries": ["set dynamic_library_path = '/tmp'"],
  "the path of extensions": ["set extension_control_path = '/tmp'"],
  "ALTER SYSTEM": ["alter system set archive_command = 'id'"],
  "ALTER SYSTEM of something harmless": ["alter system set work_mem = '1MB'"],
  pg_reload_conf: ["select pg_reload_conf()"],
  pg_rotate_logfile: ["select pg_rotate_logfile()"],
  tablespace: [`create tablespace t location '/tmp'`],
  "superuser for itself": ["alter role current_user superuser"],
  "a superuser": ["create role other superuser"],
  "BYPASSRLS for itself": ["alter role current_user bypassrls"],
  "REPLICATION for itself": ["alter role current_user replication"],
  "a role with REPLICATION": ["create role other replication"],
  "the superuser's role": ["set role cloud_admin"],
  "the superuser's session": ["set session authorization cloud_admin"],
  "membership in the superuser": ["grant cloud_admin to current_user"],
  "the superuser's password": ["alter role cloud_admin password 'mine'"],
  "the superuser's settings": ["alter role cloud_admin set search_path = 'x'"],
  "the superuser's passwords": ["select rolpassword from pg_authid"],
  pg_execute_server_program: ["grant pg_execute_server_program to current_user"],
  pg_read_server_files: ["grant pg_read_server_files to current_user"],
  pg_write_server_files: ["grant pg_write_server_files to current_user"],
  "pg_read_server_files for a new role": ["create role other in role pg_read_server_files"],
  pg_signal_backend: ["grant pg_signal_backend to current_user"],
  "ending the watchdog": [
    `do $$ begin
       if not (select bool_and(pg_terminate_backend(pid)) from pg_stat_activity where usename = 'cloud_admin')
       then raise 'not ended'; end if; end $$`,
  ],
  "a subscription": [
    "create subscription s connection 'host=127.0.0.1' publication p with (connect = false)",
  ],
  "a replication slot": ["select pg_create_physical_replication_slot('s')"],
  "an event trigger": [
    "create function f() returns event_trigger language plpgsql as 'begin end'",
    "create event trigger e on login execute function f()",
  ],
  "the catalogs": ["set allow_system_table_mods = on", "update pg_authid set rolsuper = true"],
  "a cast of its own for everybody": ["create cast (text as bytea) without function"],
  "a base type": [
    "create type t",
    "create function f(cstring) returns t language internal as 'textin'",
  ],
  "our database": ["alter database postgres owner to current_user"],
  "the template": ["alter database template1 is_template false"],
  "statistics of others": ["select pg_stat_reset_shared()"],
  "a configuration file": [
    "select * from pg_hba_file_rules",
    "select pg_current_logfile()",
    "table pg_file_settings",
  ],
  "the server's log": ["set log_statement = 'all'"],
};

const INSUFFICIENT_PRIVILEGE = "42501";

test.each(
  Object.entries(ways).flatMap(
    ([way, sql]) =>
      [
        ["main", way, sql],
        ["shadow", way, sql],
      ] as const,
  ),
)("the owner on %s does not get at %s", async (cluster, _way, statements) => {
  const { password = "", ...address } = owners[cluster] ?? fail();
  const client = new pg.Client({ ...address, password, ssl: false });
  await client.connect();
  try {
    const run = async (): Promise<void> => {
      for (const statement of statements) await client.query(statement);
    };
    await expect(run()).rejects.toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
  } finally {
    await client.end();
  }
});

const fail = (): never => {
  throw new Error("no such cluster");
};

test("after all that, no file was written and no role has changed", async () => {
  expect(existsSync(planted)).toBe(false);
  expect(await superuserPasswords()).toEqual(passwords);
});

test("what an owner needs works: trusted extensions, roles, databases, statistics", async () => {
  const rows = await query(
    owners["main"] ?? fail(),
    "create extension pg_trgm",
    "create extension pgcrypto",
    "create extension btree_gist",
    "create role app login",
    "create schema app authorization current_user",
    "create database other",
    "drop database other",
    "select count(*)::int > 0 as seen from pg_stat_statements where query like 'create database%'",
  );
  expect(rows).toEqual([{ seen: true }]);
});

test("no statement of ours, and no password, is in the statistics or the log", async () => {
  const seen = await query(
    owners["shadow"] ?? fail(),
    "select query from pg_stat_statements where query ilike '%password%' or query ilike '%create role shadow%'",
  );
  expect(seen).toEqual([]);
});
