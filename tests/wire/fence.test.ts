import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eras, textOf } from "../helpers/client.ts";
import { type TestDatabase, testDatabase } from "../helpers/postgres.ts";
import { removeHome } from "../helpers/temporary-folder.ts";
import { expectFenced, WORD } from "../tools/operations/hostile.ts";
import {
  type Asked,
  copying,
  expectVisible,
  listed,
  reading,
  SPEAKING,
  withoutShown,
} from "./hostile-words.ts";
import { type WayIn, waysIn } from "./ways-in.ts";

let database: TestDatabase;
let home: string;
beforeAll(async () => {
  database = await testDatabase(SPEAKING);
  home = mkdtempSync(join(tmpdir(), "neon-dba-wire-home-"));
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  removeHome(home);
});

describe.each(waysIn)("over %s", (_, open) => {
  let server: WayIn;
  beforeAll(async () => {
    server = await open(["--toolsets=all", "--access=full"], {
      DATABASE_URL: database.url,
      NEON_DBA_HOME: home,
    });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  describe.each(eras)("%s", (era) => {
    let client: Awaited<ReturnType<WayIn["connect"]>>;
    beforeAll(async () => {
      client = await server.connect(era);
      // with the list a client checks what is structured
      await client.listTools();
    });
    afterAll(() => client[Symbol.asyncDispose]());

    const calls: readonly Asked[] = era === "modern" ? [...reading, ...copying] : reading;
    test.each(calls)("%s: words of others stay inside", async (_where, name, args) => {
      const heard: string[] = [];
      const result = await client.callTool(
        { name, arguments: args },
        { timeout: 150_000, onprogress: ({ message = "" }) => heard.push(message) },
      );
      expect(textOf(result)).not.toContain("does not know");
      const isShown = name === "find_slow_queries" || name === "advise_indexes";
      await expectFenced(isShown ? withoutShown(result) : result);
      expectVisible(heard);
    });

    test("resources say the same with the same fence, and their list has names in one line each", async () => {
      expectVisible(await listed(client));
      const { resources } = await client.listResources();
      const tables = resources.filter(({ uri }) => uri.startsWith("db://schema/"));
      expect(tables.length).toBeGreaterThan(3);
      for (const { uri } of tables) {
        const { contents } = await client.readResource({ uri });
        const [first] = contents;
        const text = first !== undefined && "text" in first ? first.text : "";
        await expectFenced({ content: [{ type: "text", text }] } as never);
      }
    });

    test("what is not there is told in words of ours", async () => {
      const uri = `db://schema/${encodeURIComponent(`${WORD}\nINJECTED`)}/table/x`;
      const told = await client.readResource({ uri }).then(JSON.stringify, String);
      expect(told).not.toMatch(/\nINJECTED/);
    });
  });
});
