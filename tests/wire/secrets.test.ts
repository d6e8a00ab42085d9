import { mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Era, eras } from "../helpers/client.ts";
import { connectHttp, type HttpProcess, serveHttp, startHttp } from "../helpers/http.ts";
import { type TestDatabase, testDatabase } from "../helpers/postgres.ts";
import { removeHome } from "../helpers/temporary-folder.ts";
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

/** Distinct words, so that it can be told whose way out was open. */
const secretOf = (what: string): string => `canary-${what}-5f1e`;
const withPassword = (url: string, password: string, port?: string): string => {
  const changed = new URL(url);
  changed.password = password;
  if (port !== undefined) changed.port = port;
  return changed.href;
};

/** Everything that a process has said and written but the answers. */
async function traces(server: HttpProcess, home: string): Promise<string> {
  const origin = new URL(server.url).origin;
  const headers = callers.headers("alice");
  const pages = await Promise.all(
    ["/readyz", "/healthz", "/metrics"].map((path) => fetch(`${origin}${path}`, { headers })),
  );
  const texts = await Promise.all(pages.map((page) => page.text()));
  const files = readdirSync(home, { recursive: true, encoding: "utf8" })
    .map((name) => join(home, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, "utf8"));
  return [server.log(), ...texts, ...files].join("\n");
}

const calls: readonly [string, object][] = [
  ["run_sql", { sql: "select 1" }],
  ["describe_database", {}],
  ["test_connection", {}],
  ["check_health", {}],
  ["plan_migration", { name: "n", sql: "create table n (id int)" }],
  ["migration_status", {}],
  ["import_data", { from: { url_variable: "OTHER_URL" }, dry_run: true }],
  ["verify_data", { source: { url_variable: "OTHER_URL" } }],
  ["compare_schemas", { from: { url_variable: "OTHER_URL" }, to: {} }],
  ["run_sql", { sql: "alter role nobody password 'canary-literal-5f1e'", mode: "write" }],
  ["run_sql", { sql: "select 'postgres://u:canary-literal-5f1e@h/d'::int" }],
  ["run_sql", { sql: "create user x password 'canary-literal-5f1e' nonsense" }],
  ["explain_query", { sql: "select * from t where word = 'x' and password='canary-literal-5f1e'" }],
];

test.concurrent.each([
  ["a wrong password", (url: string) => withPassword(url, secretOf("database"))],
  ["nobody listens", (url: string) => withPassword(url, secretOf("database"), "1")],
  [
    "no TLS there",
    (url: string) => `${withPassword(url, secretOf("database"))}?sslmode=verify-full`,
  ],
  ["a host that is none", () => `postgres://u:${secretOf("database")}@no-such-host.invalid/d`],
])("no secret shows anywhere, with %s", async (_, spoil) => {
  const home = newHome();
  await using server = await startHttp(
    [callers.flag, "--toolsets=all", "--access=full", "--log-level=debug", `--audit=${home}/audit`],
    {
      NEON_DBA_HOME: home,
      DATABASE_URL: spoil(database.url),
      NEON_DBA_STATE_URL: withPassword(database.url, secretOf("state"), "1"),
      OTHER_URL: withPassword(database.url, secretOf("variable")),
    },
  );
  const told: string[] = [];
  const asAlice = async (era: Era): Promise<void> => {
    await using client = await connectHttp(server.url, { era, headers: callers.headers("alice") });
    const onprogress = (progress: unknown): void => void told.push(JSON.stringify(progress));
    const some = era === "modern" ? calls : calls.slice(0, 3);
    const answers = await Promise.all(
      some.map(([name, args]) =>
        client
          .callTool({ name, arguments: { ...args } }, { onprogress, timeout: 90_000 })
          .then(JSON.stringify, String),
      ),
    );
    told.push(...answers);
    await client
      .readResource({ uri: "neon://local/main/neondb" })
      .catch((error: unknown) => told.push(String(error)));
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

/** 423 is waited out for minutes and 503 as 429 is, and their messages go the same way. An API that says in its errors what it was sent, as gateways do. */
async function startTalkative(status: number) {
  const server = createServer((request, response) => {
    const said = JSON.stringify({
      code: "",
      message: `refused ${JSON.stringify(request.headers)}`,
    });
    response.writeHead(status, { "content-type": "application/json", "x-echo": "1" });
    response.end(said);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v2`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test.concurrent.each([400, 401, 403, 404, 409, 422, 429, 500])(
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
    const answers = await Promise.all(
      [client, other].map(async (each) =>
        JSON.stringify([
          await each.callTool({ name: "list_projects", arguments: {} }, { timeout: 120_000 }),
        ]),
      ),
    );
    for (const answer of answers) {
      expect(answer).toContain('"isError":true');
      expect(answer).not.toContain("canary-");
      expect(answer).not.toContain("does not know");
    }
  },
);
