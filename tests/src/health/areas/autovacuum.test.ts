import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { locks } from "../../../../src/health/areas/locks.ts";
import { vacuum } from "../../../../src/health/areas/vacuum.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";
import { ownCluster } from "../cluster.ts";
import { readArea, rules } from "../read-area.ts";
import { Clients, waiting } from "../scene.ts";

let cluster: Awaited<ReturnType<typeof ownCluster>>;
let database: TestDatabase;
beforeAll(async () => {
  cluster = await ownCluster({
    autovacuum_freeze_max_age: "100000",
    autovacuum_naptime: "1s",
    deadlock_timeout: "50ms",
  });
  // it is vacuumed at a page each tenth of a second, and all others as fast as they can be
  database = await testDatabase(
    `create table old (id int, body text storage plain) with (autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1);
     insert into old select n, repeat('x', 1000) from generate_series(1, 8000) n`,
    cluster.url,
  );
  await database.run("analyze old");
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await cluster[Symbol.asyncDispose]();
});

/** All others are as old and come first or at the same time, so it is looked at when their turn is over. */
const worker = `select a.pid, p.phase from pg_stat_progress_vacuum p join pg_stat_activity a on a.pid = p.pid
  where a.query like 'autovacuum:%old (to prevent wraparound)' and p.phase = 'scanning heap' and p.heap_blks_scanned > 0
    and not exists (select from pg_stat_progress_vacuum other where other.datid = p.datid and other.pid <> p.pid)
    and not exists (select from pg_class where relkind in ('r', 'm', 't') and relname <> 'old' and age(relfrozenxid) > 100000)`;

test("DDL that waits for an autovacuum against wraparound: nobody is told to stop that", async () => {
  await database.run(
    "do $$ begin for i in 1..110000 loop perform pg_current_xact_id(); commit; end loop; end $$",
  );
  await expect
    .poll(() => database.runAsSuperuser(worker))
    .toMatchObject([{ phase: "scanning heap" }]);
  const [{ pid } = {}] = await database.runAsSuperuser(worker);
  await using clients = new Clients();
  const migration = await clients.connect(database.url, "alembic");
  clients.start(migration, "alter table old add column note text");
  await waiting(database, 1);
  // any other autovacuum would have ended by now
  await sleep(150);
  const report = await readArea(locks, database.superuserUrl, 0);
  expect(rules(report)).toEqual(["blocks-others"]);
  expect(report.findings[0]).toMatchObject({ object: `pid ${String(pid)}` });
  expect(report.findings[0]?.message).toContain("that prevents wraparound. Do not cancel it");
  expect(report.findings[0]?.fix).toBeUndefined();
  expect(report.figures["tree"]).toMatch(/^pid \d+ .*autovacuum worker.*\n {2}<- pid \d+ alembic/);
  expect(await database.runAsSuperuser(worker)).toMatchObject([{ pid }]);
  const running = await readArea(vacuum, database.superuserUrl);
  expect(running.findings).toMatchObject([{ rule: "vacuum-running", object: "public.old" }]);
  expect(running.findings[0]?.message).toMatch(
    /VACUUM of `public\.old` runs: scanning heap, (?:< 0\.1|[\d.]+) % of its pages read\./,
  );
});
