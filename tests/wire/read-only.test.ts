import { existsSync, mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eras, textOf } from "../helpers/client.ts";
import { type TestDatabase, testDatabase } from "../helpers/postgres.ts";
import { removeHome } from "../helpers/temporary-folder.ts";
import { planted, readSetup, readState, slowWays, vectors, ways } from "./read-vectors.ts";
import { type WayIn, waysIn } from "./ways-in.ts";

/** Of the ways that copy a schema, over standard input and output: the code behind both ways in is the same, and HTTP tries all. */
const ONE_IN = 8;

describe.each(waysIn)("over %s", (wayIn, open) => {
  let database: TestDatabase;
  let server: WayIn;
  let client: Awaited<ReturnType<WayIn["connect"]>>;
  let home: string;
  let files: string;

  beforeAll(async () => {
    database = await testDatabase(readSetup);
    home = mkdtempSync(join(tmpdir(), "neon-dba-wire-home-"));
    files = mkdtempSync(join(tmpdir(), "neon-dba-wire-files-"));
    // nothing but the server stands between these statements and a superuser
    server = await open(["--toolsets=all", "--access=read", `--files=${files}`], {
      DATABASE_URL: database.superuserUrl,
      NEON_DBA_HOME: home,
    });
    client = await server.connect();
  });
  afterAll(async () => {
    await client[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
    for (const each of [home, files]) removeHome(each);
  });

  const state = () => database.runAsSuperuser(readState);

  test.each(Object.entries(ways))("%s changes nothing", async (name, way) => {
    const few = wayIn === "stdio" && slowWays.has(name);
    const tried = few ? vectors.filter((_, n) => n % ONE_IN === 0) : vectors;
    const before = await state();
    const answers = await Promise.all(
      tried.map(async (sql) => {
        const [tool, args] = way(sql);
        return textOf(
          await client.callTool({ name: tool, arguments: { ...args } }, { timeout: 150_000 }),
        );
      }),
    );
    expect(await state()).toEqual(before);
    expect(existsSync(planted)).toBe(false);
    for (const written of readdirSync(files)) expect(written).toMatch(/^out\.csv/);
    for (const [n, answer] of answers.entries())
      expect(answer, tried[n]).not.toContain("does not know");
  });

  test.each(eras)(
    "what is asked to be run is refused, not only without effect: %s",
    async (era) => {
      await using own = era === "legacy" ? await server.connect(era) : undefined;
      const asked = own ?? client;
      for (const sql of vectors) {
        const answer = textOf(await asked.callTool({ name: "run_sql", arguments: { sql } }));
        expect(answer, sql).toMatch(/^(READ_ONLY|INVALID_SQL|INVALID_INPUT)/);
      }
    },
  );
});
