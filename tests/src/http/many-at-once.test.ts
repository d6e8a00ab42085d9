import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as z from "zod";
import { defineTool } from "../../../src/core/tool.ts";
import { eras, textOf } from "../../helpers/client.ts";
import { connectHttp, serveHttp, serveTools } from "../../helpers/http.ts";
import { testDatabase } from "../../helpers/postgres.ts";
import { serverConfig } from "../../helpers/server-config.ts";

const MANY = 15;
const warnings: string[] = [];
const note = (warning: Error): void => void warnings.push(String(warning.stack));
beforeEach(() => {
  warnings.length = 0;
  process.on("warning", note);
});
afterEach(() => void process.off("warning", note));

test.each(eras)("calls that run at the same time are no leak of listeners: %s", async (era) => {
  await using database = await testDatabase();
  await using server = await serveHttp([], { DATABASE_URL: database.url });
  await using client = await connectHttp(server.url, { era });
  const sql = "select count(*) as one from generate_series(1, 1000000)";
  const call = () => client.callTool({ name: "run_sql", arguments: { sql } });
  const answers = await Promise.all(Array.from({ length: MANY }, call));
  for (const answer of answers) expect(textOf(answer)).toContain("one");
  expect(warnings).toEqual([]);
});

test("nor is a call that waits for many things", async () => {
  const wait = defineTool({
    name: "wait",
    title: "Wait",
    description: "Wait.",
    effect: "read",
    input: z.object({}),
    output: z.object({}),
    untrusted: [],
    async run(_, __, { signal }) {
      await Promise.all(Array.from({ length: MANY }, () => sleep(20, undefined, { signal })));
      return {};
    },
    render: () => ({ data: "waited" }),
  });
  await using server = await serveTools(serverConfig([wait]));
  await using client = await connectHttp(server.url);
  expect(textOf(await client.callTool({ name: "wait", arguments: {} }))).toContain("waited");
  expect(warnings).toEqual([]);
});
