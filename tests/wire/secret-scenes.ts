import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Client } from "@modelcontextprotocol/client";

/** Distinct words, so that it can be told whose way out was open. */
export const secretOf = (what: string): string => `canary-${what}-5f1e`;

export const withPassword = (url: string, password: string, port?: string): string => {
  const changed = new URL(url);
  changed.password = password;
  if (port !== undefined) changed.port = port;
  return changed.href;
};

/** Calls that meet the database, the state, other servers, and statements with a password in them. */
export const calls: readonly [string, object][] = [
  ["run_sql", { sql: "select 1" }],
  ["describe_database", {}],
  ["test_connection", {}],
  ["check_health", {}],
  ["plan_migration", { name: "n", sql: "create table n (id int)" }],
  ["migration_status", {}],
  ["import_data", { from: { url_variable: "OTHER_URL" }, dry_run: true }],
  ["verify_data", { source: { url_variable: "OTHER_URL" } }],
  ["compare_schemas", { from: { url_variable: "OTHER_URL" }, to: {} }],
  ["import_data", { from: { url_variable: "NEON_DBA_STATE_URL" }, dry_run: true }],
  ["import_data", { from: { url_variable: "PATH" }, dry_run: true }],
  ["run_sql", { sql: "alter role nobody password 'canary-literal-5f1e'", mode: "write" }],
  ["run_sql", { sql: "select 'postgres://u:canary-literal-5f1e@h/d'::int" }],
  ["run_sql", { sql: "create user x password 'canary-literal-5f1e' nonsense" }],
  ["explain_query", { sql: "select * from t where word = 'x' and password='canary-literal-5f1e'" }],
];

/** Ways in which a connection does not come about. */
export const spoilt: readonly (readonly [string, (url: string) => string])[] = [
  ["a wrong password", (url) => withPassword(url, secretOf("database"))],
  [
    "a password of quotes and backslashes",
    (url) => withPassword(url, `"\\'${secretOf("database")}"\\`),
  ],
  ["nobody listens", (url) => withPassword(url, secretOf("database"), "1")],
  ["no TLS there", (url) => `${withPassword(url, secretOf("database"))}?sslmode=verify-full`],
  ["a host that is none", () => `postgres://u:${secretOf("database")}@no-such-host.invalid/d`],
];

/** Everything that a client is told when it does all of them: answers, progress, errors of the protocol. */
export async function tellAll(
  client: Client,
  some: readonly (readonly [string, object])[],
): Promise<string[]> {
  const told: string[] = [];
  const onprogress = (progress: unknown): void => void told.push(JSON.stringify(progress));
  const answers = await Promise.all(
    some.map(([name, args]) =>
      client
        .callTool({ name, arguments: { ...args } }, { onprogress, timeout: 120_000 })
        .then(JSON.stringify, String),
    ),
  );
  const others = await Promise.all(
    [
      client.listResources(),
      client.readResource({ uri: "db://schema" }),
      client.readResource({ uri: "neon://projects" }),
      client.readResource({ uri: "neon://projects/local/branches" }),
      client.complete({
        ref: { type: "ref/resource", uri: "neon://projects/{project}/branches" },
        argument: { name: "project", value: "" },
      }),
    ].map((asked: Promise<unknown>) => asked.then(JSON.stringify, String)),
  );
  return [...answers, ...others, ...told];
}

export const statuses = [400, 401, 403, 404, 409, 422, 423, 429, 500, 503] as const;

/** An API that says in its errors what it was sent, as gateways do. */
export async function startTalkative(status: number) {
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
