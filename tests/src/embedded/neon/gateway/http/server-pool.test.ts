import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openGateway, type Fixture } from "../fixture.ts";

let fixture: Fixture;

beforeAll(async () => {
  fixture = await openGateway();
});
afterAll(() => fixture[Symbol.asyncDispose]());

test("are used again and forget what a request left", async () => {
  const pids = new Set<unknown>();
  for (let round = 0; round < 5; round++) {
    const [row] = (
      await fixture.sql`select pg_backend_pid() as pid, current_setting('work_mem') as memory,
          current_setting('my.tenant', true) as tenant, pg_my_temp_schema()::int as temp`
    ).rows;
    pids.add(row?.["pid"]);
    expect(row).toMatchObject({ memory: "4MB", temp: expect.any(Number) });
    expect(row?.["tenant"] ?? "").toBe("");
    await fixture.sql`select set_config('work_mem', '1GB', false), set_config('my.tenant', 'a', false)`;
    await fixture.sql`create temp table leftover ()`;
    await expect(fixture.sql`select * from leftover`).rejects.toMatchObject({ code: "42P01" });
  }
  expect(pids.size).toBeLessThan(5);
});

test("a transaction that a request leaves open is gone", async () => {
  await fixture.sql`begin`;
  await expect
    .poll(() =>
      fixture.database.runAsSuperuser(
        "select from pg_stat_activity where state like 'idle in%' and datname = current_database()",
      ),
    )
    .toEqual([]);
});

test("a statement is stopped when its client goes away", async () => {
  const controller = new AbortController();
  const options = { fetchOptions: { signal: controller.signal } };
  const slow = fixture.sql
    .query("select pg_sleep(20) /* left */", [], options)
    .catch((error: unknown) => error);
  await running("%left%", 1);
  controller.abort();
  expect(String(await slow)).toContain("aborted");
  await running("%left%", 0);
});

test("the connection is cut by a fault, when it opens or at the statement", async () => {
  for (const when of ["open", "statement"] as const) {
    fixture.faults.set([{ kind: "connection", when }]);
    await expect(fixture.sql`select 1`).rejects.toThrow(/Error connecting to database/);
    expect((await fixture.sql`select 1 as one`).rows).toEqual([{ one: 1 }]);
  }
});

test("nobody uses them again after a disconnect", async () => {
  const pid = async (): Promise<unknown> =>
    (await fixture.sql`select pg_backend_pid() as pid`).rows[0]?.["pid"];
  const before = await pid();
  fixture.gateway.disconnect(fixture.endpoint);
  expect(await pid()).not.toBe(before);
});

/** Waits until so many statements like this run. */
async function running(like: string, count: number): Promise<void> {
  for (let round = 0; round < 100; round++) {
    const rows = await fixture.database.runAsSuperuser(
      `select from pg_stat_activity where state = 'active' and query like '${like}' and pid <> pg_backend_pid()`,
    );
    if (rows.length === count) return;
    await sleep(50);
  }
  throw new Error(`not ${count} statements like ${like}`);
}
