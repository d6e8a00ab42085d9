import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Installation } from "../../src/embedded/installation.ts";
import { createPool } from "../../src/postgres/pool.ts";
import { addressFromUrl } from "../../src/postgres/url.ts";
import { withHypoPg } from "../../src/query/what-if/hypopg.ts";
import { connect, textOf } from "../helpers/client.ts";
import { startCluster, temporaryHome, type Cluster } from "../helpers/cluster.ts";
import { testDatabase, type TestDatabase } from "../helpers/postgres.ts";
import { serve } from "../helpers/served.ts";

/** Where Debian and Ubuntu put each Postgres. */
const parent = "/usr/lib/postgresql";

/** One with HypoPG, and with IP4R, whose types the embedded Postgres has not. */
const installed = (existsSync(parent) ? readdirSync(parent) : [])
  .filter((major) =>
    ["hypopg.so", "ip4r.so", "../bin/initdb"].every((file) =>
      existsSync(join(parent, major, "lib", file)),
    ),
  )
  .map((version): Installation => ({
    bin: join(parent, version, "bin"),
    version,
    source: "setting",
  }))
  .at(-1);

const PACKAGES = "postgresql-N-hypopg and postgresql-N-ip4r of Debian or Ubuntu";
const isRequired = process.env["CI"] !== undefined;
if (installed === undefined) process.stderr.write(`HypoPG is NOT TESTED: install ${PACKAGES}.\n`);

describe.skipIf(installed === undefined && !isRequired)("a table that the twin lacks", () => {
  let cluster: Cluster;
  let database: TestDatabase;
  let server: ReturnType<typeof serve>;
  let client: Awaited<ReturnType<typeof connect>>;
  beforeAll(async () => {
    if (installed === undefined) throw new Error(`There is no ${PACKAGES}.`);
    cluster = await startCluster(temporaryHome(), installed);
    database = await testDatabase("create schema extensions", cluster.url);
    await database.runAsSuperuser("create extension ip4r");
    await database.run(`
      create table hosts (id int primary key, address ip4 not null, org_id int not null, tags text[]);
      insert into hosts select i, ip4(i::bigint * 1000), i % 500, array['t' || i % 300] from generate_series(1, 50000) i;
      create table orgs (id int primary key, name text);
      insert into orgs select i, 'n' || i from generate_series(1, 500) i;`);
    await database.run("vacuum analyze");
    server = serve(database.url);
    client = await connect(server.config);
  });
  afterAll(async () => {
    await client?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
    await database?.[Symbol.asyncDispose]();
    await cluster?.stop();
  });

  const sql = "select * from hosts where org_id = 7";
  const index = "create index concurrently if not exists mine on hosts (org_id)";

  async function call(args: Record<string, unknown>) {
    const result = await client.callTool(
      { name: "explain_query", arguments: args },
      { timeout: 60_000 },
    );
    const { structuredContent } = result as { structuredContent?: unknown };
    return {
      text: textOf(result),
      isError: result.isError === true,
      structured: structuredContent as Explained,
    };
  }

  test("without HypoPG both ways on are named", async () => {
    const { text, isError } = await call({ sql, hypothetical_indexes: [index] });
    expect(isError).toBe(true);
    expect(text).toMatch(/^UNSUPPORTED/);
    expect(text).toContain("create_branch");
    expect(text).toContain("create extension hypopg");
    expect(text).toContain("table public.hosts");
  });

  describe("with HypoPG", () => {
    beforeAll(async () => {
      await database.runAsSuperuser("create extension hypopg schema extensions");
      await database.runAsSuperuser("grant usage on schema extensions to public");
    });

    test("an index costs what it costs when it is built", async () => {
      const { text, isError, structured } = await call({ sql, hypothetical_indexes: [index] });
      expect(isError, text).toBe(false);
      expect(text).toContain("estimated with HypoPG");
      const { hypothetical, notes } = structured;
      expect(notes?.join()).toContain("The planner twin lacks table public.hosts");
      expect(hypothetical.estimated_by).toBe("HypoPG");
      expect(hypothetical.plan).toContain("Bitmap Index Scan");
      expect(hypothetical.indexes_used).toEqual([hypothetical.indexes[0]?.name]);
      await database.run("create index mine on hosts (org_id)");
      const built = await call({ sql });
      await database.run("drop index mine");
      const cost = built.structured.total_cost;
      expect(Math.abs(hypothetical.total_cost / cost - 1)).toBeLessThan(0.01);
      expect(hypothetical.total_cost).toBeLessThan(structured.total_cost / 2);
    });

    test("the size of a unique index is that of a built one", async () => {
      const { structured } = await call({
        sql: "select * from hosts where address = '0.0.3.232'",
        hypothetical_indexes: ["create unique index on hosts (id)"],
      });
      const [row] = await database.run("select pg_relation_size('hosts_pkey')::int as bytes");
      const bytes = structured.hypothetical.indexes[0]?.bytes ?? 0;
      expect(Math.abs(bytes / Number(row?.["bytes"]) - 1), `${bytes} bytes`).toBeLessThan(0.25);
    });

    test("several indexes, of the extension's type too, and those that are not used", async () => {
      const { structured } = await call({
        sql: "select * from hosts where address = '0.0.3.232'",
        hypothetical_indexes: ["create index on hosts (tags)", "create index on hosts (address)"],
      });
      const { indexes, indexes_used: used } = structured.hypothetical;
      expect(indexes).toHaveLength(2);
      expect(used).toEqual([indexes[1]?.name]);
    });

    test("parameters and writes are planned, and nothing is written", async () => {
      const { structured } = await call({
        sql: "delete from hosts where org_id = $1 returning id",
        hypothetical_indexes: [index],
      });
      expect(structured.hypothetical.indexes_used).toHaveLength(1);
      expect(await database.run("select count(*)::int as n from hosts")).toEqual([{ n: 50_000 }]);
    });

    test("a table that the twin has is not enough where the statement needs more", async () => {
      const { structured } = await call({
        sql: "select * from orgs where name = ('0.0.0.7'::ip4)::text",
        hypothetical_indexes: ["create index on orgs (name)"],
      });
      expect(structured.hypothetical.estimated_by).toBe("HypoPG");
      expect(structured.hypothetical.indexes_used).toHaveLength(1);
    });

    test("what the twin can plan, it plans", async () => {
      const { structured } = await call({
        sql: "select * from orgs where name = 'n7'",
        hypothetical_indexes: ["create index on orgs (name)"],
      });
      expect(structured.hypothetical.estimated_by).toBe("planner twin");
    });

    test.each([
      ["create index on hosts using gin (tags)", "UNSUPPORTED", "gin"],
      ["create index on hosts using gist (address)", "UNSUPPORTED", "gist"],
      ["create index on hosts (nothing)", "INVALID_SQL", "nothing"],
      ["create index on nowhere (a)", "INVALID_SQL", "nowhere"],
      ["create index on hosts (random())", "INVALID_SQL", "IMMUTABLE"],
      ["drop table hosts", "INVALID_SQL", "CREATE INDEX"],
      ["create index on hosts (id); drop table hosts", "INVALID_SQL", "CREATE INDEX"],
    ])("%s: %s", async (wrong, code, word) => {
      const { text, isError } = await call({ sql, hypothetical_indexes: [index, wrong] });
      expect(isError).toBe(true);
      expect(text).toMatch(new RegExp(`^${code}`));
      expect(text).toMatch(/[Ee]ntry 2 of `hypothetical_indexes`/);
      expect(text).toContain(word);
      expect((await call({ sql })).structured.plan).toContain("Seq Scan");
    });

    test("another size cannot be imagined there, and the indexes alone can", async () => {
      const { text, isError } = await call({ sql, hypothetical_indexes: [index], at_scale: 10 });
      expect(isError).toBe(true);
      expect(text).toMatch(/^UNSUPPORTED/);
      expect(text).toContain("without `at_scale`");
    });

    test("nobody else sees the indexes, not even of a call that was cancelled", async () => {
      const pool = createPool({
        deployment: "url",
        address: async () => addressFromUrl(database.url),
        max: 1,
      });
      const seen = async (): Promise<unknown> => {
        await using session = await pool.open({ signal: new AbortController().signal });
        const [row] = await session.query("select count(*)::int as n from extensions.hypopg()");
        return row;
      };
      const cancelled = new AbortController();
      const work = async (): Promise<void> => {
        await using session = await pool.open({ signal: cancelled.signal });
        await withHypoPg(session, "extensions", [index], async (made) => {
          expect(made).toHaveLength(1);
          expect(await session.query("select from extensions.hypopg()")).toHaveLength(1);
          cancelled.abort();
          await session.query("select 1");
        });
      };
      await expect(work()).rejects.toMatchObject({ code: "CANCELLED" });
      expect(await seen()).toEqual({ n: 0 });
      {
        await using session = await pool.open({ signal: new AbortController().signal });
        await session.query(`select extensions.hypopg_create_index($1)`, [index]);
      }
      expect(await seen()).toEqual({ n: 0 });
      await pool.close();
    });
  });
});

interface Explained {
  readonly plan: string;
  readonly total_cost: number;
  readonly hypothetical: {
    readonly estimated_by: string;
    readonly total_cost: number;
    readonly plan: string;
    readonly indexes_used: readonly string[];
    readonly indexes: readonly { readonly name: string; readonly bytes: number }[];
  };
  readonly notes?: readonly string[];
}
