import { expect, test } from "vitest";
import { noSignal, temporaryEngine } from "./temporary-engine.ts";

test("a fresh cluster is as on Neon", async () => {
  await using neon = await temporaryEngine();
  const data = await neon.engine.create(noSignal);
  const [facts] = await neon.run(
    data,
    `select rolcanlogin, rolcreatedb, rolcreaterole, rolbypassrls, rolreplication, rolsuper,
       (select array_agg(roleid::regrole::text order by roleid::regrole::text)
        from pg_auth_members where member = role.oid) as groups,
       (select array_agg(datname::text order by datname) from pg_database) as databases,
       has_database_privilege('public', 'postgres', 'connect') as open,
       (select count(*)::int from pg_extension where extname = 'pg_stat_statements') as statements,
       current_setting('fsync') as fsync
     from pg_roles role where rolname = 'neon_superuser'`,
  );
  expect(facts).toEqual({
    rolcanlogin: false,
    rolcreatedb: true,
    rolcreaterole: true,
    rolbypassrls: true,
    rolreplication: true,
    rolsuper: false,
    groups:
      `{pg_maintain,pg_monitor,pg_read_all_data,pg_signal_autovacuum_worker,pg_signal_backend,pg_write_all_data}`
        .slice(1, -1)
        .split(","),
    databases: ["postgres", "template0", "template1"],
    open: false,
    statements: 0,
    fsync: "on",
  });
  await neon.run(data, "create database neondb");
  const client = await neon.engine.compute(data).admin("neondb");
  const { rows } = await client.query("select extname from pg_extension order by 1");
  await client.end();
  expect(rows.map((row) => (row as { extname: string }).extname)).toEqual([
    "pg_stat_statements",
    "plpgsql",
  ]);
});

test("who gives up leaves nothing", async () => {
  await using neon = await temporaryEngine();
  const gone = new AbortController();
  const creating = neon.engine.create(gone.signal);
  gone.abort(new Error("gone"));
  await expect(creating).rejects.toThrow("gone");
  const { readdirSync } = await import("node:fs");
  expect(readdirSync(`${neon.store.root}/data`)).toEqual([]);
});
