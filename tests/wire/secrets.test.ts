import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Era, eras } from "../helpers/client.ts";
import { filesIn } from "../helpers/files-in.ts";
import { connectHttp, type HttpProcess, serveHttp, startHttp } from "../helpers/http.ts";
import { type TestDatabase, testDatabase } from "../helpers/postgres.ts";
import { removeHome } from "../helpers/temporary-folder.ts";
import {
  calls,
  secretOf,
  spoilt,
  startTalkative,
  statuses,
  tellAll,
  withPassword,
} from "./secret-scenes.ts";
import { type Callers, makeCallers } from "./served-callers.ts";

let database: TestDatabase;
let callers: Callers;
const homes: string[] = [];
const newHome = (): string => {
  const home = mkdtempSync(join(tmpdir(), "neon-dba-secrets-"));
  homes.push(home);
  return home;
};
beforeAll(async () => {
  database = await testDatabase("create table t (id int primary key, word text unique)");
  callers = makeCallers({ alice: "admin" });
});
afterAll(async () => {
  callers[Symbol.dispose]();
  await database[Symbol.asyncDispose]();
  for (const home of homes) removeHome(home);
});

/** Everything that a process has said and written but the answers. */
async function traces(server: HttpProcess, home: string): Promise<string> {
  const origin = new URL(server.url).origin;
  const headers = callers.headers("alice");
  const pages = await Promise.all(
    ["/readyz", "/healthz", "/metrics"].map((path) => fetch(`${origin}${path}`, { headers })),
  );
  const texts = await Promise.all(pages.map((page) => page.text()));
  return [server.log(), ...texts, ...filesIn(home)].join("\n");
}

test.concurrent.each(spoilt)("no secret shows anywhere, with %s", async (_, spoil) => {
  const home = newHome();
  await using server = await startHttp(
    [callers.flag, "--toolsets=all", "--access=full", "--log-level=debug", `--audit=${home}/audit`],
    {
      NEON_DBA_HOME: home,
      DATABASE_URL: spoil(database.url),
      NEON_DBA_STATE_URL: withPassword(database.url, secretOf("state"), "2"),
      OTHER_URL: withPassword(database.url, secretOf("variable")),
    },
  );
  const told: string[] = [];
  const asAlice = async (era: Era): Promise<void> => {
    await using client = await connectHttp(server.url, { era, headers: callers.headers("alice") });
    told.push(...(await tellAll(client, era === "modern" ? calls : calls.slice(0, 3))));
  };
  // sessions need the state, which is away: what the client is told is looked at too
  await Promise.all(
    eras.map((era) => asAlice(era).catch((error: unknown) => told.push(String(error)))),
  );
  expect(told.length).toBeGreaterThan(calls.length);
  expect(told.join("\n")).not.toMatch(/canary-(?!literal)/);
  const left = await traces(server, home);
  expect(left).not.toMatch(/canary-/);
  for (const text of [left, told.join("\n")]) expect(text).not.toContain(callers.token("alice"));
});

test.concurrent.each(statuses)(
  "an API that answers %i and repeats the key gives it to nobody",
  async (status) => {
    await using api = await startTalkative(status);
    const key = secretOf("operator");
    await using server = await serveHttp(["--toolsets=all"], {
      NEON_API_KEY: key,
      NEON_API_HOST: api.url,
    });
    await using own = await serveHttp(["--toolsets=all", "--neon-keys=request"], {
      NEON_API_HOST: api.url,
    });
    const headers = { "x-neon-api-key": secretOf("request") };
    await using client = await connectHttp(server.url);
    await using other = await connectHttp(own.url, { headers });
    const told = await Promise.all(
      [client, other].map((each) => tellAll(each, [["list_projects", {}]])),
    );
    for (const [answer = "", ...others] of told) {
      expect(answer).toContain('"isError":true');
      for (const said of [answer, ...others]) {
        expect(said).not.toContain("canary-");
        expect(said).not.toContain("does not know");
      }
    }
  },
);
