import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Address } from "../../../src/core/address.ts";
import { readPostmaster } from "../../../src/embedded/postmaster.ts";
import { localNeon, ownerAddress } from "../../helpers/local-neon.ts";
import type { LocalNeon } from "../../helpers/local-neon.ts";
import { query, superuserAt, superuserOf, temporaryHome } from "./fixture.ts";

const home = temporaryHome();
const embedded = home.open();
const planted = "/tmp/neon-dba-planted";
const never = new AbortController().signal;
const owners: Record<string, Address> = {};
const superusers: Record<string, Address> = {};
const before: Record<string, unknown[]> = {};
let neon: LocalNeon;

beforeAll(async () => {
  neon = await localNeon();
  owners["the local Neon"] = await ownerAddress(neon);
  owners["a shadow"] = (await embedded.createShadow(never)).address;
  await query(ownerOf("the local Neon"), "select 1");
  superusers["the local Neon"] = neonSuperuser();
  superusers["a shadow"] = superuserOf(home.path);
  for (const place of places) before[place] = await passwords(place);
});
afterAll(async () => {
  await neon[Symbol.asyncDispose]();
  await home[Symbol.asyncDispose]();
});

const places = ["the local Neon", "a shadow"] as const;
type PlaceName = (typeof places)[number];

function ownerOf(place: PlaceName): Address {
  const owner = owners[place];
  if (owner === undefined) throw new Error("no such place");
  return owner;
}

const passwords = async (place: PlaceName): Promise<unknown[]> =>
  query(
    superusers[place] ?? ownerOf(place),
    "select rolname, rolpassword, rolsuper from pg_authid order by 1",
  );

/** `cloud_admin` of the one compute, which runs. */
function neonSuperuser(): Address {
  const data = join(neon.home, "neon/data");
  for (const name of readdirSync(data)) {
    const postmaster = readPostmaster(join(data, name, "pgdata"));
    const file = join(data, name, "credentials.json");
    if (postmaster === undefined) continue;
    const { superuser } = JSON.parse(readFileSync(file, "utf8")) as { superuser: string };
    return superuserAt(postmaster.port, superuser);
  }
  throw new Error("No compute runs.");
}

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
  "the superuser's role": ["set role cloud_admin"],
  "the superuser's session": ["set session authorization cloud_admin"],
  "membership in the superuser": ["grant cloud_admin to current_user"],
  "the superuser's password": ["alter role cloud_admin password 'mine'"],
  "the superuser's settings": ["alter role cloud_admin set search_path = 'x'"],
  pg_execute_server_program: ["grant pg_execute_server_program to current_user"],
  pg_read_server_files: ["grant pg_read_server_files to current_user"],
  pg_write_server_files: ["grant pg_write_server_files to current_user"],
  "pg_read_server_files for a new role": ["create role other in role pg_read_server_files"],
  "ending the watchdog": [
    `do $$ begin
       if not (select bool_and(pg_terminate_backend(pid)) from pg_stat_activity where usename = 'cloud_admin')
       then raise 'not ended'; end if; end $$`,
  ],
  // Neon allows it. Since Postgres 18 `sslkeylogfile` in the connection string makes libpq write to any file.
  "a subscription": [
    "create subscription s connection 'host=127.0.0.1 password=x sslkeylogfile=/tmp/x' publication p with (connect = false)",
  ],
  "an event trigger": [
    "create function f() returns event_trigger language plpgsql as 'begin end'",
    "create event trigger e on login execute function f()",
  ],
  "the catalogs": ["set allow_system_table_mods = on", "update pg_authid set rolsuper = true"],
  "the catalogs by the right to write all data": ["update pg_authid set rolsuper = true"],
  "membership by the right to write all data": [
    "insert into pg_auth_members select 10, usesysid from pg_user where usename = current_user",
  ],
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

/**
 * What Neon allows to a role that its API made. None of it leads to a file outside the branch, a program, or the superuser, whose
 * password is 24 random bytes: nobody finds it by its hash.
 */
const allowedByNeon: Record<string, string[]> = {
  "a role with REPLICATION": ["create role other replication"],
  "a role with BYPASSRLS": ["create role other bypassrls"],
  "the hashes of passwords": ["select rolpassword from pg_authid"],
  "a replication slot": ["select pg_create_physical_replication_slot('s', false, true)"],
  pg_signal_backend: ["grant pg_signal_backend to current_user"],
  "pg_monitor for another": ["create role other", "grant pg_monitor to other"],
};

const INSUFFICIENT_PRIVILEGE = "42501";

const refused = { code: INSUFFICIENT_PRIVILEGE };

test.each(
  Object.entries(ways).flatMap(([way, sql]) => places.map((place) => [place, way, sql] as const)),
)("the owner on %s does not get at %s", async (place, _way, statements) => {
  await expect(query(ownerOf(place), ...statements)).rejects.toMatchObject(refused);
});

test.each(Object.entries(allowedByNeon))(
  "the owner gets at %s on the local Neon, as on Neon, and not on a shadow",
  async (_way, statements) => {
    await query(ownerOf("the local Neon"), "begin", ...statements, "rollback");
    await expect(
      query(ownerOf("a shadow"), "begin", ...statements, "rollback"),
    ).rejects.toMatchObject(refused);
  },
);

/** `replication` as in libpq: with `database` there is SQL too, and pg_hba.conf asks for no entry of its own. */
async function replicate(place: PlaceName, replication: string, command: string): Promise<unknown> {
  const { password = "", ...address } = ownerOf(place);
  const settings = { ...address, password, ssl: false, replication };
  const client = new pg.Client(settings);
  client.on("error", () => {});
  await client.connect();
  try {
    return await client.query(command);
  } finally {
    client.connection.stream.destroy();
  }
}

test("over a connection for replication the owner on the local Neon gets its branch's data, and writes no file", async () => {
  const backup = "BASE_BACKUP (CHECKPOINT 'fast', MANIFEST 'no'";
  await replicate("the local Neon", "database", `${backup})`);
  await expect(
    replicate(
      "the local Neon",
      "database",
      `${backup}, TARGET 'server', TARGET_DETAIL '${planted}')`,
    ),
  ).rejects.toMatchObject(refused);
  await expect(replicate("the local Neon", "true", "IDENTIFY_SYSTEM")).rejects.toThrow(
    /no pg_hba.conf entry/,
  );
  await expect(replicate("a shadow", "database", "IDENTIFY_SYSTEM")).rejects.toThrow(
    /"max_wal_senders" \(currently 0\)/,
  );
});

test("after all that, no file was written and no role has changed", async () => {
  expect(existsSync(planted)).toBe(false);
  for (const place of places) expect(await passwords(place)).toEqual(before[place]);
});

test("what an owner needs works: trusted extensions, roles, databases, statistics", async () => {
  const rows = await query(
    ownerOf("the local Neon"),
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

test.each(places)(
  "no statement of ours, and no password, is in the statistics of %s",
  async (place) => {
    const seen = await query(
      ownerOf(place),
      `select query from pg_stat_statements where userid <> current_user::regrole
         and (query ilike '%password%' or query ilike '%create role%')`,
    );
    expect(seen).toEqual([]);
  },
);
