import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { ToolError } from "../../../src/core/errors.ts";
import { anotherProcess, eventually, postmasters, query, temporaryHome } from "./fixture.ts";

const never = new AbortController().signal;

test("nothing happens before the first use; the first use makes the shadow cluster and starts it", async () => {
  await using home = temporaryHome();
  const embedded = home.open();
  expect(readdirSync(home.path)).toEqual([]);
  const { address } = await embedded.createShadow(never);
  const [row] = await query(
    address,
    `select current_setting('timezone') as zone, current_setting('server_version_num')::int / 10000 as major,
       pg_encoding_to_char(encoding) as encoding, datlocprovider::text || datlocale as locale,
       (select count(*) from pg_stat_statements) >= 0 as counted,
       array['b', 'A', 'a', 'B'] = (select array_agg(c order by c) from unnest(array['b', 'A', 'a', 'B']) c) as sorted
     from pg_database where datname = current_database()`,
  );
  expect(row).toEqual({
    zone: "UTC",
    major: 18,
    encoding: "UTF8",
    locale: "bC.UTF-8",
    counted: true,
    sorted: false,
  });
  expect(await embedded.status()).toMatchObject({
    localNeon: { state: "not created" },
    shadow: { state: "running", port: address.port, pid: postmasters(home.path)[0] },
  });
});

test("processes share one Postgres, and go on when the one that started it is killed", async () => {
  await using home = temporaryHome();
  const first = anotherProcess(home.path);
  expect(await first.ready).toMatch(/^shadow_/);
  await using shadow = await home.open().createShadow(never);
  await query(shadow.address, "create table kept (id int)", "insert into kept values (1)");
  await first.kill();
  expect(await query(shadow.address, "select id from kept")).toEqual([{ id: 1 }]);
  expect(postmasters(home.path)).toHaveLength(1);
});

test("without a client Postgres ends, and the next use starts the same cluster once for all", async () => {
  await using home = temporaryHome();
  const embedded = home.open({ suspendSeconds: 1 });
  const other = home.open();
  {
    await using _ = await embedded.createShadow(never);
    await using __ = await other.createShadow(never);
  }
  await eventually(() => postmasters(home.path).length === 0);
  expect((await embedded.status()).shadow).toEqual({ state: "suspended" });
  await using first = await embedded.createShadow(never);
  await using second = await other.createShadow(never);
  expect(first.address.port).toBe(second.address.port);
  expect(readdirSync(join(home.path, "clusters"))).toEqual(["shadow-1"]);
});

test("a client that stays keeps Postgres running, and one that comes again and again too", async () => {
  await using home = temporaryHome();
  const user = anotherProcess(home.path);
  await user.ready;
  const [pid] = postmasters(home.path);
  await sleep(3000);
  expect(postmasters(home.path)).toEqual([pid]);
  const embedded = home.open();
  await (await embedded.createShadow(never))[Symbol.asyncDispose]();
  await user.kill();
  for (let at = 0; at < 15; at += 1) {
    await (await embedded.createShadow(never))[Symbol.asyncDispose]();
    await sleep(100);
  }
  expect(postmasters(home.path)).toEqual([pid]);
  await eventually(() => postmasters(home.path).length === 0);
});

test("an abort ends the waiting at once, and the start goes on for the others", async () => {
  await using home = temporaryHome();
  const embedded = home.open();
  const controller = new AbortController();
  const waiting = embedded.createShadow(controller.signal);
  let isStarted = false;
  const patient = embedded.createShadow(never).finally(() => (isStarted = true));
  setTimeout(() => controller.abort(), 100);
  await expect(waiting).rejects.toMatchObject({ code: "CANCELLED" });
  expect(isStarted).toBe(false);
  await using shadow = await patient;
  expect(await query(shadow.address, "select 1 as one")).toEqual([{ one: 1 }]);
});

test("destroying a home ends its Postgres and deletes its data", async () => {
  await using home = temporaryHome();
  const embedded = home.open();
  const { address } = await embedded.createShadow(never);
  await embedded.destroy();
  expect(postmasters(home.path)).toEqual([]);
  expect(existsSync(join(home.path, "clusters"))).toBe(false);
  await expect(query(address, "select 1")).rejects.toThrow(/ECONNREFUSED/);
});

test("a Postgres that is not there is said so, with the setting that names it", async () => {
  await using home = temporaryHome();
  const error = await home
    .open({ pgBin: "/nowhere/bin" })
    .createShadow(never)
    .catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ToolError);
  expect(error).toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringContaining("NEON_DBA_PG_BIN (`/nowhere/bin`)"),
    next: expect.stringContaining("unset it"),
    quoted: expect.stringContaining("ENOENT"),
  });
});
