import pg from "pg";
import { expect, test } from "vitest";
import { sampleWhile } from "../../../../src/migration/rehearse/while-running.ts";
import { testDatabase } from "../../../helpers/postgres.ts";
import { poolOn } from "../../postgres/catalog/session.ts";
import { step } from "../run/plans.ts";

const { signal } = new AbortController();
const limits = { maxRows: 1, maxBytes: 1_000 };

test("locks of a statement that runs alone are seen while it waits, those of others are not asked for", async () => {
  await using database = await testDatabase("create table tasks (id int)");
  const pool = poolOn(database.url);
  {
    await using session = await pool.open({ signal });
    const holder = new pg.Client({ connectionString: database.url });
    await holder.connect();
    await holder.query("begin; insert into public.tasks values (1)");
    let looks = 0;
    const connect = async () => {
      const watcher = await pool.open({ signal });
      const look = watcher.query.bind(watcher);
      const query = ((...asked) => look(...asked).finally(() => (looks += 1))) as typeof look;
      return Object.assign(watcher, { query });
    };
    const build = "create index concurrently tasks_id on public.tasks (id)";
    const { taken } = await sampleWhile(
      { session, connect },
      step("expand.1", build),
      "forward",
      async () => {
        const building = session.execute(build, [], limits);
        const waiting = `select from pg_stat_activity where wait_event_type = 'Lock'
          and query like 'create index%' and datname = current_database()`;
        await expect.poll(() => database.run(waiting)).toHaveLength(1);
        const before = looks;
        await expect.poll(() => looks).toBeGreaterThan(before + 1);
        await holder.query("commit");
        await building;
      },
    );
    await holder.end();
    const [row] = await session.query<{ oid: string }>(
      "select 'public.tasks'::regclass::oid::text as oid",
    );
    expect([...(taken.get(row?.oid ?? "") ?? [])]).toContain("SHARE UPDATE EXCLUSIVE");
    const never = () => Promise.reject(new Error("nobody has to look"));
    const inside = step("expand.2", "alter table public.tasks add column note text");
    const looked = await sampleWhile({ session, connect: never }, inside, "back", async () => 7);
    expect(looked).toEqual({ result: 7, taken: new Map() });
  }
  await pool.close();
});
