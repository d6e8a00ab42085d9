import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import * as z from "zod";
import { defineTool } from "../../src/core/tool.ts";
import { eras, textOf } from "../helpers/client.ts";
import { connectHttp, serveHttp, serveTools } from "../helpers/http.ts";
import { testDatabase } from "../helpers/postgres.ts";
import { serverConfig } from "../helpers/server-config.ts";
import { makeCallers } from "./served-callers.ts";

const CALLERS = 50;
const names = Array.from({ length: CALLERS }, (_, n) => `caller${n}x`);
const foreign = (text: string, name: string): string[] =>
  names.filter((other) => other !== name && text.includes(other));

/** Tells its caller what it was given by each way there is, and takes its time in between. */
const echo = defineTool({
  name: "echo",
  title: "Echo",
  description: "Echo.",
  effect: "destroy",
  input: z.object({ word: z.string().describe("Word."), ms: z.number().describe("Time.") }),
  output: z.object({ word: z.string() }),
  untrusted: ["word"],
  async run({ word, ms }, _, call) {
    for (let n = 1; n <= 3; n += 1) {
      call.progress(n, `${word} is at ${n}`);
      await sleep(ms);
    }
    await call.confirm({ summary: `${word} agrees?`, plan: word });
    return { word };
  },
  render: ({ word }) => ({ data: word }),
});

test.each(eras)(
  "fifty callers at once, whose requests have the same ids, see and are asked what is theirs alone: %s",
  async (era) => {
    await using server = await serveTools(serverConfig([echo]));
    const answers = await Promise.all(
      names.map(async (name, n) => {
        const heard: string[] = [];
        await using client = await connectHttp(server.url, {
          era,
          headers: { "x-test-caller": name },
          answer: async (message) => {
            heard.push(message);
            await sleep((n * 7) % 40);
            return { action: "accept", content: { confirm: true } };
          },
        });
        const onprogress = ({ message = "" }): void => void heard.push(message);
        const ask = async () => {
          const args = { word: name, ms: (n * 13) % 30 };
          const answer = await client.callTool({ name: "echo", arguments: args }, { onprogress });
          return JSON.stringify(answer);
        };
        const told = [await ask(), await ask()];
        return { name, told, heard };
      }),
    );
    for (const { name, told, heard } of answers) {
      for (const answer of told) expect(answer).toContain(`"${name}"`);
      expect(heard).toContain(`${name} agrees?`);
      expect(heard).toContain(`${name} is at 1`);
      expect(foreign(JSON.stringify([told, heard]), name)).toEqual([]);
    }
  },
);

test("fifty callers on one database get their own rows, notices and errors", async () => {
  await using database = await testDatabase(`
    create function loud(word text) returns text language plpgsql stable as $$ begin raise notice '% says', word; return word; end $$;
    create function fail(word text) returns text language plpgsql stable as $$ begin raise exception '% fails', word; end $$`);
  using callers = makeCallers(Object.fromEntries(names.map((name) => [name, "read"])));
  await using server = await serveHttp([callers.flag], { DATABASE_URL: database.url });
  const run = async (name: string, n: number): Promise<string[]> => {
    const era = n % 2 === 0 ? "modern" : "legacy";
    await using client = await connectHttp(server.url, { era, headers: callers.headers(name) });
    const call = async (sql: string): Promise<string> =>
      JSON.stringify(
        await client.callTool({ name: "run_sql", arguments: { sql, params: [name] } }),
      );
    return [
      await call("select loud($1), n from generate_series(1, 3) n"),
      await call("select fail($1)"),
      await call("select $1 as mine"),
      textOf(await client.callTool({ name: "run_sql", arguments: { sql: `select ${name}` } })),
    ];
  };
  const all = await Promise.all(names.map(run));
  for (const [n, answers] of all.entries()) {
    const name = names[n] ?? "";
    for (const answer of answers) {
      expect(answer).toContain(name);
      expect(foreign(answer, name)).toEqual([]);
    }
    expect(answers[0]).toContain(`${name} says`);
    expect(answers[1]).toContain(`${name} fails`);
  }
});
