import { afterAll, beforeAll, expect, test } from "vitest";
import { integrityChecks } from "../../../../src/schema/integrity/checks/index.ts";
import { readIntegrityFacts } from "../../../../src/schema/integrity/facts.ts";
import {
  runChecks,
  type Limits,
  type Report,
} from "../../../../src/schema/integrity/run-checks.ts";
import { inSession, poolOn } from "../../postgres/catalog/session.ts";
import { scene, type Scene } from "./scene.ts";

let on: Scene;
beforeAll(async () => {
  on = await scene(`
    create table parents (id int primary key);
    create table children (id int primary key, parent_id int references parents, padding text);
    insert into parents select generate_series(1, 100);
    insert into children select i, i % 100 + 1, repeat('x', 400) from generate_series(1, 30000) i;
    set session_replication_role = replica;
    update children set parent_id = 1000 where id % 10 = 0;
    set session_replication_role = origin;
    analyze;
    create table hidden (id int primary key, status text);
    alter table hidden enable row level security; alter table hidden force row level security;
    create table writes (id int primary key, n int);
    create function noisy(n int) returns boolean language plpgsql as $$ begin
      perform set_config('application_name', 'seen', false); perform pg_notify('x', 'y'); return true; end $$;
    alter table writes add check (noisy(n));
    create table slow (id int primary key, n int);
    create function wait(n int) returns boolean language plpgsql as $$ begin
      for i in 1..100000000 loop null; end loop; return true; end $$;
    insert into slow values (1, 1);
    alter table slow add check (wait(n)) not valid`);
});
afterAll(() => on[Symbol.asyncDispose]());

const run = (
  ids: readonly string[],
  limits: Partial<Limits>,
  told: string[] = [],
): Promise<Report> =>
  inSession(on.database.url, async (session) =>
    runChecks(
      session,
      await readIntegrityFacts(session),
      integrityChecks.filter(({ id }) => ids.includes(id)),
      { statementMs: 15_000, totalMs: 60_000, ...limits },
      {
        signal: new AbortController().signal,
        progress: (_, message) => void told.push(message),
      },
    ),
  );

test("a share of a large table is said to be one, and its count is near", async () => {
  const { findings, checked } = await run(["orphans"], { sample: 20 });
  expect(checked).toEqual([{ check: "orphans", probes: 1, sampled: 1, findings: 1 }]);
  expect(findings).toMatchObject([{ evidence: "estimated", object: "public.children" }]);
  expect(findings[0]?.message).toMatch(/Estimated from 20 % of the pages\.$/);
  expect(findings[0]?.count).toBeGreaterThan(2000);
  expect(findings[0]?.count).toBeLessThan(4000);
  expect((await run(["orphans"], {})).findings).toMatchObject([
    { evidence: "measured", count: 3000 },
  ]);
});

test("what takes too long is read in part, or told as not looked at", async () => {
  const { findings, skipped } = await run(["orphans", "not-valid"], { statementMs: 300 });
  expect(findings.map(({ rule }) => rule)).toContain("orphans");
  expect(skipped).toEqual([
    { check: "not-valid", reason: "it took longer than 300 ms: `public.slow`" },
  ]);
});

test("when the time for all is over, the rest is told", async () => {
  const told: string[] = [];
  const { skipped, checked } = await run(["not-valid", "orphans"], { totalMs: 400 }, told);
  expect(told).toEqual(["not-valid: public.slow"]);
  expect(checked.every(({ probes }) => probes === 0)).toBe(true);
  expect(skipped.map(({ reason }) => reason.replaceAll(/\d+/g, "n"))).toEqual([
    "it took longer than n ms: `public.slow`",
    "the time for this call was over: `public.children`",
  ]);
});

test("rows that policies hide, and expressions that do more than read, are not asked", async () => {
  const { skipped, findings } = await run(["drift", "violated-checks"], {});
  expect(findings).toEqual([]);
  expect(skipped).toEqual([
    { check: "drift", reason: "policies hide rows from the role: `public.hidden`" },
    { check: "violated-checks", reason: "`set_config` changes settings: `public.writes`" },
  ]);
});

test("a call that is given up ends at once", async () => {
  const abort = new AbortController();
  const pool = poolOn(on.database.url);
  await using session = await pool.open({ signal: abort.signal });
  const facts = await readIntegrityFacts(session);
  const started = performance.now();
  setTimeout(() => abort.abort(), 300);
  const work = runChecks(
    session,
    facts,
    integrityChecks.filter(({ id }) => id === "not-valid"),
    { statementMs: 30_000, totalMs: 60_000 },
    { signal: abort.signal, progress: () => {} },
  );
  await expect(work).rejects.toMatchObject({ code: "CANCELLED" });
  expect(performance.now() - started).toBeLessThan(5_000);
  await pool.close();
});
