import { describe, expect, test } from "vitest";
import type { Deps } from "../../src/core/deps.ts";
import type { Call } from "../../src/core/tool.ts";
import { findSource } from "../../src/postgres/statements/source.ts";
import { readWorkload } from "../../src/query/slow/workload.ts";
import { findSlowQueries } from "../../tools/query/find-slow-queries.ts";
import { noNeon } from "../helpers/deps.ts";
import { testDatabase } from "../helpers/postgres.ts";
import { cluster, majors } from "../helpers/versions.ts";
import { openSession } from "../src/query/session.ts";
import { heavyRequests, heavySchema, settleHeavy } from "../src/query/slow/heavy.ts";
import {
  counting,
  drizzle,
  identityMap,
  librarySchema,
  prisma,
  serveRequests,
  sqlalchemy,
  times,
} from "../src/query/slow/library.ts";

const call: Call = {
  signal: new AbortController().signal,
  progress: () => {},
  confirm: async () => {},
};

const find = async (url: string, input: Record<string, unknown>) => {
  const deps: Deps = {
    access: "read",
    session: () => openSession(url),
    ...noNeon,
    shadow: () => Promise.reject(new Error("no shadow is needed")),
  };
  return findSlowQueries.output.parse(
    await findSlowQueries.run(findSlowQueries.input.parse(input), deps, call),
  );
};

const extension = { 14: "1.9", 15: "1.10", 16: "1.10", 17: "1.11", 18: "1.12" } as const;

describe.each(majors)("Postgres %i", (major) => {
  test("the same loops, dear statements and candidates as elsewhere, and nothing of ours", async () => {
    await using database = await testDatabase(
      `${librarySchema};${heavySchema}`,
      await cluster(major),
    );
    await database.run(settleHeavy);
    const reset = `select pg_stat_statements_reset(0, (select oid from pg_database where datname = current_database()), 0)`;
    await database.runAsSuperuser(reset);
    const loops = [sqlalchemy, prisma, drizzle, counting, identityMap];
    await serveRequests(database.url, [
      ...heavyRequests,
      ...loops.flatMap((loop) => times(10, loop)),
    ]);
    await using session = await openSession(database.url);
    const source = await findSource(session);
    expect(source.version).toBe(extension[major]);
    const found = await find(database.url, { slo_ms: 1, limit: 50 });
    expect(found.since).toMatch(/^\d{4}-/);
    expect(found.n_plus_one.map(({ link }) => link).toSorted()).toEqual([
      'public."Post"."authorId" -> public."User".id',
      "public.books.author_id -> public.authors.id",
      "public.books.author_id -> public.authors.id",
      "public.books.author_id -> public.authors.id",
      "public.tasks.project_id -> public.projects.id",
    ]);
    for (const { fix } of found.n_plus_one) expect(fix).toContain("SQL: ");
    expect(found.caching.map(({ kind }) => kind)).toEqual(["materialized view", "cache"]);
    const rules = new Set(found.findings.map(({ rule }) => rule));
    for (const rule of ["misses-objective", "spills", "many-rows-without-limit", "writes-wal"])
      expect([...rules]).toContain(rule);
    expect(found.queries.filter(({ sql }) => /neon-dba|pg_catalog|set_config/.test(sql))).toEqual(
      [],
    );
    const io = await find(database.url, { order: "io", limit: 3 });
    expect(io.queries[0]?.io_bytes).toBeGreaterThan(1e6);
  });

  test("a mark at the head of a statement is not kept by every version; ours at the end is", async () => {
    await using database = await testDatabase("", await cluster(major));
    await database.run("/* head */ select 1 as one");
    await database.run("select 2 as two, 2\n/* tail */");
    await using session = await openSession(database.url);
    // types are asked for first, and a list of constants is squashed by some versions
    await session.query("select 3 as three where 3 = any ($1::int[]) and 3 in (3, 4, 5)", [[3]]);
    const texts = (await readWorkload(session, { limit: 10 })).map(({ sql }) => sql).toSorted();
    expect(texts).toEqual([
      ...(major < 18 ? ["/* head */ select $1 as one"] : []),
      ...(major < 18 ? [] : ["select $1 as one"]),
      "select $1 as two, $2\n/* tail */",
    ]);
  });

  test("an extension that was never updated has other columns, and no time of its reset", async () => {
    await using database = await testDatabase("create table t (id int)", await cluster(major));
    await database.runAsSuperuser(
      "drop extension pg_stat_statements; create extension pg_stat_statements version '1.7'",
    );
    await database.run("insert into t select generate_series(1, 10)");
    const { since, queries } = await find(database.url, {});
    expect(since).toBeNull();
    expect(queries).toMatchObject([{ rows_per_call: 10, calls: 1, total_ms: expect.any(Number) }]);
    expect(queries[0]?.total_ms).toBeGreaterThan(0);
  });
});
