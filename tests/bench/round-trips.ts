import { join, resolve } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { localNeon } from "../helpers/local-neon.ts";
import { type Counts, countingProxy } from "./counting-proxy.ts";

// What each tool call asks of Neon's API and of the database: the first of its kind in a fresh server, and when it is warm.
// Neon's own server asks its API 2 to 4 times before each query (neondatabase/mcp-server-neon at 9492812).

const main = join(resolve(import.meta.dirname, "../.."), "dist/src/main.js");

await using neon = await localNeon();
await using proxy = await countingProxy(neon.origin);

const target = { branch: "bench" };
const calls: readonly [string, Record<string, unknown>][] = [
  ["run_sql", { sql: "select count(*) from notes where id < $1", params: [10], target }],
  [
    "run_sql",
    {
      sql: "select count(*) from notes where id < $1",
      params: [10],
      target: { project: "local", ...target },
    },
  ],
  ["run_sql", { sql: "insert into notes values (default, 'x')", mode: "write", target }],
  ["describe_database", { detail: "names", target }],
  ["explain_query", { sql: "select * from notes where id = 1", target }],
  ["list_branches", {}],
  ["create_branch", {}],
];

await withServer(async (call) => {
  await call("create_branch", { name: "bench" });
  const sql =
    "create table notes (id int generated always as identity primary key, body text); insert into notes (body) values ('a')";
  await call("run_sql", { sql, mode: "write", target });
});

process.stdout.write(
  "| call | | requests to the API | connections | turns with the database |\n| --- | --- | --- | --- | --- |\n",
);
for (const [tool, args] of calls)
  await withServer(async (call) => {
    proxy.take();
    await call(tool, args);
    line(tool, args, "first", proxy.take());
    await call(tool, args);
    await pause();
    proxy.take();
    await call(tool, args);
    line(tool, args, "warm", proxy.take());
  });

function line(tool: string, args: Record<string, unknown>, state: string, counts: Counts): void {
  const mode = args["mode"] === "write" ? " (write)" : "";
  process.stdout.write(
    `| ${tool}${mode} | ${state} | ${counts.control} | ${counts.connections} | ${counts.turns} |\n`,
  );
}

/** What a call leaves behind (the reset of its connection) is not the next one's. */
function pause(): Promise<void> {
  return new Promise((done) => setTimeout(done, 300));
}

async function withServer(
  use: (call: (tool: string, args: Record<string, unknown>) => Promise<void>) => Promise<void>,
): Promise<void> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [main],
    env: {
      PATH: process.env["PATH"] ?? "",
      NEON_API_KEY: neon.key,
      NEON_API_HOST: `${proxy.origin}/api/v2`,
      NEON_DBA_HOME: neon.home,
    },
  });
  const client = new Client(
    { name: "bench", version: "1.0.0" },
    { versionNegotiation: { mode: "auto" } },
  );
  await client.connect(transport);
  try {
    await use(async (tool, args) => {
      const result = await client.callTool({ name: tool, arguments: args }, { timeout: 120_000 });
      if (result.isError === true) throw new Error(JSON.stringify(result.content));
    });
  } finally {
    await client.close();
  }
}
