import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../helpers/postgres.ts";
import { judge, serveToSuite } from "./conformance.ts";

/** What the suite asks of any server, whatever its tools are. */
const generic = {
  "2025-11-25": [
    "server-initialize",
    "server-session-lifecycle",
    "server-sse-multiple-streams",
    "server-sse-polling",
    "ping",
    "tools-list",
    "resources-list",
    "prompts-list",
    "dns-rebinding-protection",
  ],
  "2026-07-28": [
    "server-stateless",
    "server-sse-multiple-streams",
    "tools-list",
    "resources-list",
    "prompts-list",
    "sep-2164-resource-not-found",
    "caching",
    "dns-rebinding-protection",
    "http-header-validation",
    "input-required-result-missing-input-response",
    "input-required-result-unsupported-methods",
    "input-required-result-ignore-extra-params",
    "input-required-result-validate-input",
  ],
} as const;

/** What the suite says of a check that calls a tool of a fixed name, which only the server with the fixtures has. */
const wantsFixture = "diagnostic tool 'test_";

let database: TestDatabase;
let http: Awaited<ReturnType<typeof serveToSuite>>;
beforeAll(async () => {
  database = await testDatabase("create table notes (id int primary key)");
  http = await serveToSuite(database.url, ["--toolsets", "all"]);
});
afterAll(async () => {
  await http[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

test.each(Object.entries(generic))(
  "the server as it is meets what %s asks of any",
  async (revision, scenarios) => {
    const { checks } = await judge(http.url, ["--requirements", revision]);
    const asked = checks.filter(({ scenario }) => scenarios.some((name) => name === scenario));
    for (const name of scenarios) expect(asked.map(({ scenario }) => scenario)).toContain(name);
    const failed = asked.filter(({ status }) => status === "FAILURE");
    expect(failed.filter(({ errorMessage = "" }) => !errorMessage.includes(wantsFixture))).toEqual(
      [],
    );
  },
  300_000,
);
