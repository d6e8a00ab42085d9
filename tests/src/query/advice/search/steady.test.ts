import { afterAll, expect, test } from "vitest";
import { advise } from "../../../../../src/query/advice/advise.ts";
import { testDatabase } from "../../../../helpers/postgres.ts";
import { twinHome } from "../../../twin/fixture.ts";

const home = twinHome();
const never = new AbortController().signal;
const quiet = { signal: never, progress: (): void => {} };
afterAll(() => home[Symbol.asyncDispose]());

test("what is compared leads before the order that a LIMIT cuts, at little more by the planner's estimate", async () => {
  // half of the rows belong to ten users; of one that wrote first and never again there are few
  await using posts = await testDatabase(`
    create table posts (id int primary key, user_id int not null, created_at timestamptz not null, body text not null);
    select setseed(0.3);
    insert into posts
      select i, case when i <= 30 then 0 when random() < 0.5 then 1 + (random() * 9)::int else 11 + (power(random(), 3) * 100)::int end,
        '2024-01-01'::timestamptz + i * interval '30 seconds', repeat(md5(i::text), 12)
      from generate_series(1, 20000) i;`);
  await posts.runAsSuperuser("vacuum analyze");
  await using other = await home.deps(posts.url).twin({ signal: never });
  const latest = (user: string): string =>
    `select * from posts where user_id = ${user} order by created_at desc limit 20`;
  const [heavy] = (await advise(other, [{ sql: latest("3") }], {}, quiet)).create;
  expect(heavy?.sql).toContain(" on public.posts (user_id, created_at desc)");
  expect(heavy?.reason).toMatch(
    / Chosen over \(created_at( desc)?(, user_id)?\), by the planner's estimate \d+ % cheaper: .* user_id /,
  );
  const again = await advise(other, [{ sql: latest("3") }], {}, quiet);
  expect(again.create[0]).toEqual(heavy);

  // what the planner does not know: for the user who is not among the latest the other index is read to its end
  const pages = async (index: string): Promise<number> => {
    const rows = await posts.run(
      `begin; create index on posts ${index}; set local enable_sort = off; set local enable_seqscan = off; set local enable_bitmapscan = off;
       explain (analyze, buffers, costs off, timing off, summary off, format json) ${latest("0")}`,
    );
    const [read] = (rows[0]?.["QUERY PLAN"] ?? []) as { Plan: Record<string, number> }[];
    return (read?.Plan["Shared Hit Blocks"] ?? 0) + (read?.Plan["Shared Read Blocks"] ?? 0);
  };
  expect(await pages("(user_id, created_at desc)")).toBeLessThan(40);
  expect(await pages("(created_at desc)")).toBeGreaterThan(1_000);
});
