import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveHttp } from "../../helpers/http.ts";
import { type TestDatabase, testDatabase } from "../../helpers/postgres.ts";
import {
  type AuthorizationServer,
  startAuthorizationServer,
} from "../auth/authorization-server.ts";
import { ask, initialize, jsonHeaders, message } from "./ask.ts";

const audience = "https://dba.example.com/mcp";
let database: TestDatabase;
let issuing: AuthorizationServer;
beforeAll(async () => {
  database = await testDatabase("create table t (id int)");
  issuing = await startAuthorizationServer({ audience });
});
afterAll(async () => {
  await issuing[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const insert = ["run_sql", { sql: "insert into t values (1)", mode: "write" }] as const;
const role = ["manage_role", { action: "create", name: "r" }] as const;
const apply = ["apply_migration", { plan_id: "pl_0123456789abcdef" }] as const;
const end = ["end_sessions", { pids: [1] }] as const;
const write = ["export_data", { table: "t", to: { file: "/t.csv" } }] as const;
const [read, write_, admin] = ["neon-dba:read", "neon-dba:write", "neon-dba:admin"] as const;
const narrow = (access: string) => ({ "x-neon-dba-access": access });

type Case = readonly [
  scope: string,
  headers: Record<string, string>,
  call: readonly [string, object],
  /** The code of the tool's answer, or the last scope that is asked for. */
  expected: string,
];

/** The database of a URL is guarded. */
const cases: Readonly<Record<"read" | "guarded" | "full", readonly Case[]>> = {
  read: [
    [read, {}, insert, "READ_ONLY"],
    [write_, {}, insert, "READ_ONLY"],
    [admin, {}, insert, "READ_ONLY"],
    [read, {}, role, "READ_ONLY"],
    [write_, {}, role, "READ_ONLY"],
    // files are written beside the database
    [read, {}, write, write_],
  ],
  guarded: [
    [write_, {}, insert, "GUARDED_BRANCH"],
    [admin, {}, insert, "GUARDED_BRANCH"],
    [read, {}, insert, "READ_ONLY"],
    [write_, narrow("read"), insert, "READ_ONLY"],
    [write_, narrow("read"), role, "READ_ONLY"],
    [write_, narrow("guarded"), insert, "GUARDED_BRANCH"],
    [read, {}, apply, write_],
    [write_, {}, end, admin],
    [write_, {}, role, admin],
  ],
  full: [
    [read, {}, insert, write_],
    [write_, {}, insert, admin],
    [write_, narrow("guarded"), insert, "GUARDED_BRANCH"],
    [write_, narrow("read"), insert, "READ_ONLY"],
    [write_, {}, role, admin],
  ],
};

describe.each(Object.entries(cases))("--access %s", (access, rows) => {
  let server: Awaited<ReturnType<typeof serveHttp>>;
  beforeAll(async () => {
    server = await serveHttp(
      [
        `--access=${access}`,
        "--toolsets=all",
        `--oauth-issuer=${issuing.issuer}`,
        `--public-url=${audience}`,
      ],
      { DATABASE_URL: database.url },
    );
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test.each(rows)(
    "a token with %s is sent for another only where that would do: %j %j",
    async (scope, narrowing, [name, args], expected) => {
      const authorization = `Bearer ${await issuing.token({ scope })}`;
      const headers = { ...jsonHeaders, ...narrowing, authorization };
      const begun = await ask(server.url, { headers, pieces: [initialize] });
      const told = await ask(server.url, {
        headers: { ...headers, "mcp-session-id": String(begun.headers["mcp-session-id"]) },
        pieces: [message(2, "tools/call", { name, arguments: args })],
      });
      const wanted = /scope="[^"]*?(\S+)"/.exec(String(told.headers["www-authenticate"]))?.[1];
      const code = /"text":"([A-Z_]+): /.exec(told.body)?.[1];
      expect([told.status, wanted ?? code], told.body).toEqual([
        expected.startsWith("neon-dba:") ? 403 : 200,
        expected,
      ]);
    },
  );
});

test("where the token or the request holds back, the operator is not told to", async () => {
  const flags = ["--access=full", `--oauth-issuer=${issuing.issuer}`, `--public-url=${audience}`];
  await using server = await serveHttp(flags, { DATABASE_URL: database.url });
  const authorization = `Bearer ${await issuing.token({ scope: admin })}`;
  const headers = { ...jsonHeaders, ...narrow("guarded"), authorization };
  const begun = await ask(server.url, { headers, pieces: [initialize] });
  const told = await ask(server.url, {
    headers: { ...headers, "mcp-session-id": String(begun.headers["mcp-session-id"]) },
    pieces: [message(2, "tools/call", { name: insert[0], arguments: insert[1] })],
  });
  expect(told.body).toContain("a request without `X-Neon-DBA-Access: guarded`");
  expect(told.body).not.toContain("--access full");
});
