import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { ToolError } from "../../../src/core/errors.ts";
import { anotherProcess, eventually, postmasters, query, temporaryHome } from "./fixture.ts";

// Real processes, on a machine that may have other things to do.
vi.setConfig({ testTimeout: 60_000 });

test("nothing happens before the first use; the first use makes the database and starts it", async () => {
  await using home = temporaryHome();
  const embedded = home.open();
  expect(readdirSync(home.path)).toEqual([]);
  const steps: string[] = [];
  const address = await embedded.mainAddress({ progress: (step) => steps.push(step) });
  expect(steps).toEqual(["Creating the main cluster", "Starting Postgres"]);
  const [row] = await query(
    address,
    `select current_user as role, current_database() as database, current_setting('timezone') as zone,
       current_setting('fsync') as fsync, current_setting('server_version_num')::int / 10000 as major,
       pg_encoding_to_char(encoding) as encoding, datlocprovider::text || datlocale as locale,
       (select count(*) from pg_stat_statements) >= 0 as counted,
       array['b', 'A', 'a', 'B'] = (select array_agg(c order by c) from unnest(array['b', 'A', 'a', 'B']) c) as sorted
     from pg_database where datname = current_database()`,
  );
  expect(row).toEqual({
    role: "neondb_owner",
    database: "neondb",
    zone: "UTC",
    fsync: "on",
    major: 18,
    encoding: "UTF8",
    locale: "bC.UTF-8",
    counted: true,
    sorted: false,
  });
  expect((await embedded.status()).computes).toMatchObject([
    { cluster: "main", state: "running", port: address.port },
    { cluster: "shadow", state: "not created" },
  ]);
});

test("processes share one Postgres, and go on when the one that started it is killed", async () => {
  await using home = temporaryHome();
  const first = anotherProcess(home.path, "main");
  expect(await first.ready).toBe("neondb");
  const address = await home.open().mainAddress();
  await query(address, "create table kept (id int)", "insert into kept values (1)");
  await first.kill();
  expect(await query(address, "select id from kept")).toEqual([{ id: 1 }]);
  expect(postmasters(home.path)).toHaveLength(1);
});

test("without a client Postgres ends, and the next use finds every committed row", async () => {
  await using home = temporaryHome();
  const embedded = home.open({ suspendSeconds: 1 });
  const other = home.open();
  const before = await embedded.mainAddress();
  await other.mainAddress();
  await query(before, "create table kept as select generate_series(1, 1000) as id");
  await eventually(() => postmasters(home.path).length === 0);
  const [first, second] = await Promise.all([embedded.mainAddress(), other.mainAddress()]);
  expect(first).toEqual(second);
  expect(await query(first, "select count(*)::int from kept")).toEqual([{ count: 1000 }]);
});

test("a client that stays keeps Postgres running, and one that asks for the address too", async () => {
  await using home = temporaryHome();
  const user = anotherProcess(home.path, "main");
  await user.ready;
  const [pid] = postmasters(home.path);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  expect(postmasters(home.path)).toEqual([pid]);
  const embedded = home.open();
  await embedded.mainAddress();
  await user.kill();
  for (let at = 0; at < 30; at += 1) {
    await embedded.mainAddress();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(postmasters(home.path)).toEqual([pid]);
  await eventually(() => postmasters(home.path).length === 0);
});

test("kill -9 of Postgres loses no committed row", async () => {
  await using home = temporaryHome();
  const embedded = home.open();
  const address = await embedded.mainAddress();
  await query(address, "create table kept as select generate_series(1, 5000) as id");
  const [pid = 0] = postmasters(home.path);
  process.kill(pid, "SIGKILL");
  await eventually(async () => {
    const again = await embedded.mainAddress();
    return query(again, "select 1").then(
      () => true,
      () => false,
    );
  });
  const again = await embedded.mainAddress();
  expect(await query(again, "select count(*)::int from kept")).toEqual([{ count: 5000 }]);
  expect(postmasters(home.path)).not.toContain(pid);
});

test("an abort ends the waiting at once, and the start goes on for the others", async () => {
  await using home = temporaryHome();
  const embedded = home.open();
  const controller = new AbortController();
  const waiting = embedded.mainAddress({ signal: controller.signal });
  const patient = embedded.mainAddress();
  setTimeout(() => controller.abort(), 100);
  await expect(waiting).rejects.toMatchObject({ code: "CANCELLED" });
  expect(await query(await patient, "select 1 as one")).toEqual([{ one: 1 }]);
});

test("destroying a home ends its Postgres and deletes its data", async () => {
  await using home = temporaryHome();
  const embedded = home.open();
  const address = await embedded.mainAddress();
  await embedded.destroy();
  expect(postmasters(home.path)).toEqual([]);
  expect(existsSync(join(home.path, "clusters"))).toBe(false);
  await expect(query(address, "select 1")).rejects.toThrow(/ECONNREFUSED/);
});

test("a Postgres that is not there is said so, with the setting that names it", async () => {
  await using home = temporaryHome();
  const error = await home
    .open({ pgBin: "/nowhere/bin" })
    .mainAddress()
    .catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ToolError);
  expect(error).toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringContaining("NEON_DBA_PG_BIN (`/nowhere/bin`)"),
    next: expect.stringContaining("unset it"),
    quoted: expect.stringContaining("ENOENT"),
  });
});
