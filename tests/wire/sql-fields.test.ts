import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Tool } from "../../src/core/tool.ts";
import { toolsets } from "../../tools/index.ts";
import { type TestDatabase, testDatabase } from "../helpers/postgres.ts";
import { removeHome } from "../helpers/temporary-folder.ts";
import { expressions, planted, readSetup, readState, type Way, vectors } from "./read-vectors.ts";
import { expressionFields, noSql, sqlPlaces, statementFields } from "./sql-fields.ts";
import { stringPlaces } from "./string-places.ts";
import { type WayIn, waysIn } from "./ways-in.ts";

test("every string that a tool takes is known to be SQL or not", () => {
  const tools = Object.values(toolsets).flatMap((toolset): readonly Tool[] => toolset.tools);
  const unknown = tools.flatMap((tool) =>
    stringPlaces(tool)
      .filter(({ path }) => !sqlPlaces.has(`${tool.name}.${path}`))
      .filter(({ path }) => !noSql.some((known) => known.test(path)))
      .map(({ path }) => `${tool.name}.${path}`),
  );
  expect(unknown).toEqual([]);
});

/** Waiting is no harm on a copy, and takes its time. */
const awake = vectors.filter((sql) => !sql.includes("pg_sleep"));
const OWN_END = "select pg_terminate_backend(pg_backend_pid())";
/** Those that end every session that they may, their own too. */
const ENDS_ITSELF = /pg_terminate_backend\(pid\)\)/;

interface Tried {
  readonly name: string;
  readonly sql: string;
  readonly way: Way;
}

/** Each payload in one of the fields, and each field with some of them, by turns; `from` begins elsewhere. */
function byTurns(
  fields: Readonly<Record<string, Way>>,
  payloads: readonly string[],
  from: number,
): Tried[] {
  const all = Object.entries(fields);
  const turns = Math.max(all.length, payloads.length);
  return Array.from({ length: turns }, (_, n) => {
    const [name, way] = all[(n + from) % all.length] as (typeof all)[number];
    return { name, way, sql: payloads[n % payloads.length] ?? "" };
  });
}

describe.each(waysIn)("over %s", (wayIn, open) => {
  let database: TestDatabase;
  let server: WayIn;
  let client: Awaited<ReturnType<WayIn["connect"]>>;
  let home: string;
  let bystander: pg.Client;
  let isCutOff = false;

  beforeAll(async () => {
    database = await testDatabase(readSetup);
    home = mkdtempSync(join(tmpdir(), "neon-dba-wire-home-"));
    // agents that may change something else: the database of DATABASE_URL is guarded all the same
    server = await open(["--toolsets=all", "--access=guarded"], {
      DATABASE_URL: database.superuserUrl,
      NEON_DBA_HOME: home,
    });
    client = await server.connect();
    bystander = new pg.Client({ connectionString: database.superuserUrl });
    bystander.on("error", () => (isCutOff = true));
    await bystander.connect();
  });
  afterAll(async () => {
    await client[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await bystander.end().catch(() => {});
    await database[Symbol.asyncDispose]();
    removeHome(home);
  });

  const state = () => database.runAsSuperuser(readState);
  const call = async (name: string, args: object): Promise<string> =>
    JSON.stringify(await client.callTool({ name, arguments: { ...args } }, { timeout: 150_000 }));

  /** What may not be, whatever was tried. */
  function expectHarmless(said: readonly string[]): void {
    expect(existsSync(planted)).toBe(false);
    expect(isCutOff).toBe(false);
    for (const answer of said) {
      expect(answer).not.toContain("does not know");
      // a line of /etc/passwd, and the settings of a server
      expect(answer).not.toMatch(/root:x:0|listen_addresses/);
    }
  }

  // other ones by each way in; those by standard input and output are fewer
  const [from, some] = wayIn === "HTTP" ? [0, 1] : [5, 3];
  test.each([
    ["a statement", () => byTurns(statementFields, awake, from)],
    ["an expression", () => byTurns(expressionFields, expressions, from)],
  ])("what is written where %s is expected is executed nowhere but on a copy", async (_, make) => {
    const before = await state();
    const left = make().filter((_, n) => n % some === 0);
    const said: string[] = [];
    const work = async (): Promise<void> => {
      for (let next = left.pop(); next !== undefined; next = left.pop()) {
        const [tool, args] = next.way(next.sql);
        said.push(`${next.name} ${next.sql}: ${await call(tool, args)}`);
      }
    };
    await Promise.all([work(), work(), work()]);
    expect(await state()).toEqual(before);
    expectHarmless(said);
  });

  test("statements of the old application are tried on a copy alone, in plan and rehearsal", async () => {
    const before = await state();
    const statements = [...awake, ...expressions.map((sql) => `select ${sql}`)];
    const planned = await client.callTool(
      {
        name: "plan_migration",
        arguments: {
          name: "more",
          sql: "alter table kept add word text",
          old_statements: statements.filter((sql) => !ENDS_ITSELF.test(sql)),
        },
      },
      { timeout: 150_000 },
    );
    const { plan_id: id } = planned.structuredContent as { plan_id: string };
    const rehearsed = await call("rehearse_migration", { plan_id: id, on: "shadow" });
    expect(rehearsed).toContain('"old_application"');
    expect(await state()).toEqual(before);
    expectHarmless([JSON.stringify(planned), rehearsed]);
    // one that ends its session ends the call with it, and nothing else
    const suicidal = {
      name: "x",
      sql: "alter table kept add word text",
      old_statements: [OWN_END],
    };
    expect(await call("plan_migration", suicidal)).toMatch(/"UNAVAILABLE: The connection/);
    expect(await call("run_sql", { sql: "select 40 + 2 as n" })).toContain("42");
  });
});
