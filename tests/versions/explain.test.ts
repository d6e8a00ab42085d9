import { setTimeout } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { findingRules, findings } from "../../src/query/findings/index.ts";
import { planText } from "../../src/query/plan/text.ts";
import { testDatabase } from "../helpers/postgres.ts";
import { cluster, majors } from "../helpers/versions.ts";
import { explainSql, loadExample, readExample, runStatements } from "../src/query/example.ts";
import { openSession } from "../src/query/session.ts";

const CHANGED = "select pg_stat_get_mod_since_analyze('app.imports'::regclass)::int as n";

describe.each(majors)("Postgres %i", (major) => {
  test("every bad example shows its finding, every fix ends it, and no good example shows it", async () => {
    await using database = await testDatabase("", await cluster(major));
    const wrong: string[] = [];
    for (const rule of shown(major)) {
      const bad = readExample(rule, "bad");
      await loadExample(database, bad);
      // The counters of Postgres 14 go through a collector, which takes its time.
      if (major === 14 && rule === "stale-statistics")
        while (Number((await database.run(CHANGED))[0]?.["n"]) < 1_000) await setTimeout(20);
      await using session = await openSession(database.url);
      const found = async (query: string) =>
        findings(await explainSql(session, query, true)).filter((finding) => finding.rule === rule);
      const [finding, ...more] = await found(bad.query);
      if (finding === undefined || more.length > 0)
        wrong.push(`${rule}: ${more.length + 1} on bad`);
      if (finding?.fix !== undefined) {
        await runStatements(session, finding.fix);
        if ((await found(bad.query)).length > 0) wrong.push(`${rule}: after its fix`);
      }
      const good = readExample(rule, "good");
      await loadExample(database, good);
      await using fresh = await openSession(database.url);
      const left = findings(await explainSql(fresh, good.query, true));
      if (left.some((other) => other.rule === rule)) wrong.push(`${rule}: on good`);
    }
    expect(wrong).toEqual([]);
  });

  test("plans of writes, parameters, partitions and subplans are read", async () => {
    await using database = await testDatabase(
      `create table days (day int, value int) partition by range (day);
       create table days_1 partition of days for values from (0) to (10);
       create table days_2 partition of days for values from (10) to (20);
       insert into days select i % 20, i from generate_series(1, 100) i`,
      await cluster(major),
    );
    await using session = await openSession(database.url);
    const text = async (sql: string, analyze: boolean, params?: unknown[]): Promise<string> =>
      planText((await explainSql(session, sql, analyze, params)).plan, "concise");
    expect(await text("select * from days where value = $1", false)).toContain(
      "(days_1.value = $1)",
    );
    const pruned = await text("select * from days where day = $1", false);
    // Before GENERIC_PLAN (16) the NULL that stands for the value prunes every partition.
    expect(pruned).toContain(major >= 16 ? "days_2" : "pruned 2");
    expect(await text("select * from days where day = $1", true, [3])).toMatch(
      /^Seq Scan on public.days_1 days/,
    );
    expect(await text("update days set value = 0", true)).toMatch(/^Update on public.days/);
    expect(
      await text("select * from days where value not in (select day from days)", true),
    ).toContain("hashed SubPlan 1");
    const [row] = await session.query("select count(*)::int as n from days where value = 0");
    expect(row).toEqual({ n: 0 });
  });
});

/** The rules that EXPLAIN of this version can serve. */
function shown(major: number): string[] {
  return findingRules.flatMap(({ id, since = 0 }) => (major >= since ? [id] : []));
}
