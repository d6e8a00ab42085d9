import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eras } from "../helpers/client.ts";
import { filesIn } from "../helpers/files-in.ts";
import { type TestDatabase, testDatabase } from "../helpers/postgres.ts";
import { connectStdio } from "../helpers/stdio.ts";
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

let database: TestDatabase;
const homes: string[] = [];
const newHome = (): string => {
  const home = mkdtempSync(join(tmpdir(), "neon-dba-secrets-"));
  homes.push(home);
  return home;
};
beforeAll(async () => {
  database = await testDatabase("create table t (id int primary key, word text unique)");
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  for (const home of homes) removeHome(home);
});

test.each(spoilt)("no secret shows anywhere, with %s", async (what, spoil) => {
  const home = newHome();
  // each way in which it fails by one era
  const era = eras[spoilt.findIndex(([name]) => name === what) % 2];
  const client = await connectStdio(
    ["--toolsets=all", "--access=full", "--log-level=debug", `--audit=${home}/audit`],
    {
      NEON_DBA_HOME: home,
      DATABASE_URL: spoil(database.url),
      NEON_DBA_STATE_URL: withPassword(database.url, secretOf("state"), "2"),
      OTHER_URL: withPassword(database.url, secretOf("variable")),
    },
    { era: era ?? "modern" },
  );
  const told = await tellAll(client, calls);
  await client[Symbol.asyncDispose]();
  expect(told.length).toBeGreaterThan(calls.length);
  expect(told.join("\n")).not.toMatch(/canary-(?!literal)/);
  expect(client.log()).toContain('"name":"neon-dba"');
  expect([client.log(), ...filesIn(home)].join("\n")).not.toMatch(/canary-/);
});

test("an API that refuses and repeats the key gives it to nobody", async () => {
  // what is made of each status is the same over HTTP, which tries all of them
  for (const status of statuses.filter((_, n) => n % 4 === 1)) {
    const home = newHome();
    await using api = await startTalkative(status);
    const client = await connectStdio(["--toolsets=all", "--log-level=debug"], {
      NEON_DBA_HOME: home,
      NEON_API_KEY: secretOf("operator"),
      NEON_API_HOST: api.url,
    });
    const told = await tellAll(client, [["list_projects", {}]]);
    await client[Symbol.asyncDispose]();
    for (const text of [...told, client.log(), ...filesIn(home)]) {
      expect(text).not.toContain("canary-");
      expect(text).not.toContain("does not know");
    }
  }
});
