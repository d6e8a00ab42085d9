import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { createEmbedded } from "../../src/embedded/embedded.ts";
import { ownerAddress } from "../helpers/local-neon.ts";
import { query } from "../src/embedded/fixture.ts";
import { median, print, timed } from "./figures.ts";

/**
 * kill -9 of the server at random moments of its first start, of writes and of queries; each time the next server has to find
 * every acknowledged row. Two minutes after the last one neither the local Neon nor a Postgres may be left. `npm run bench -- kill [N]`. Linux only.
 */
const rounds = Number(process.argv[2] ?? 100);
const main = resolve(import.meta.dirname, "../../dist/src/main.js");
const long = "select count(*) from generate_series(1, 20000000) i where i % 7 = 3";

interface Server extends AsyncDisposable {
  /** Rows of the one result; throws the refusal. */
  sql(sql: string, mode?: "read" | "write"): Promise<unknown[][]>;
  kill(): void;
}

async function start(home: string): Promise<Server> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [main, "--access", "full"],
    env: { PATH: process.env["PATH"] ?? "", NEON_DBA_HOME: home },
    stderr: "inherit",
  });
  const client = new Client(
    { name: "bench", version: "1.0.0" },
    { versionNegotiation: { mode: "legacy" } },
  );
  await client.connect(transport);
  return {
    async sql(sql, mode = "read") {
      const call = { name: "run_sql", arguments: { sql, mode } };
      const { isError, content, structuredContent } = await client.callTool(call);
      if (isError === true) throw new Error(JSON.stringify(content));
      const { results } = structuredContent as { results: { rows: unknown[][] }[] };
      return results[0]?.rows ?? [];
    },
    kill: () => void process.kill(transport.pid ?? 0, "SIGKILL"),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

const homes: string[] = [];
function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), "neon-dba-kill-"));
  homes.push(home);
  return home;
}

/** Starts a server, kills it after at most `longestMs`, and waits until its client has noticed. */
async function killDuring(
  home: string,
  longestMs: number,
  work: (server: Server) => Promise<unknown>,
): Promise<void> {
  const server = await start(home);
  const working = work(server).catch(() => {});
  await sleep(Math.random() * longestMs);
  server.kill();
  await working;
  await server[Symbol.asyncDispose]();
}

const shared = newHome();
const acknowledged = new Set<number>();
let last = 0;

const moments: Record<string, () => Promise<string>> = {
  async "first start"() {
    const home = newHome();
    await killDuring(home, 2000, (server) => server.sql("select 1"));
    return home;
  },
  async write() {
    await killDuring(shared, 3000, async (server) => {
      for (;;) {
        const id = ++last;
        await server.sql(`insert into kept values (${id})`, "write");
        acknowledged.add(id);
      }
    });
    return shared;
  },
  async query() {
    await killDuring(shared, 3000, async (server) => {
      for (;;) await server.sql(long);
    });
    return shared;
  },
};

/** Rows that were acknowledged and are not there, counted by a connection of its own: a tool's answer would be cut at its limit. */
async function missing(): Promise<number> {
  await using embedded = createEmbedded({ home: shared });
  const owner = await ownerAddress(await embedded.localNeon());
  const rows = await query(owner, "select id from kept");
  const found = new Set(rows.map((row) => Number((row as { id: number }).id)));
  return [...acknowledged].filter((id) => !found.has(id)).length;
}

/** Processes whose working directory is in one of the homes: the local Neon, and every process of a Postgres. */
function processes(): number {
  return readdirSync("/proc").filter((name) => {
    try {
      return (
        /^\d+$/.test(name) &&
        homes.some((home) => readlinkSync(`/proc/${name}/cwd`).startsWith(home))
      );
    } catch {
      return false;
    }
  }).length;
}

await using first = await start(shared);
await first.sql("create table kept (id int primary key)", "write");
await first[Symbol.asyncDispose]();

const figures = Object.fromEntries(
  Object.keys(moments).map((moment) => [
    moment,
    { kills: 0, refused: 0, lost: 0, next: [] as number[] },
  ]),
);
for (let round = 0; round < rounds; round++) {
  const [moment = "", run] = Object.entries(moments)[round % 3] ?? [];
  const figure = figures[moment];
  if (figure === undefined || run === undefined) continue;
  const home = await run();
  figure.kills += 1;
  const { ms } = await timed(async () => {
    await using next = await start(home);
    try {
      await next.sql("select 1");
      if (home === shared) figure.lost += await missing();
    } catch (error) {
      figure.refused += 1;
      process.stdout.write(`${moment}: ${String(error)}\n`);
    }
  });
  figure.next.push(ms);
}

const ended = Date.now();
const before = processes();
while (processes() > 0 && Date.now() - ended < 120_000) await sleep(500);
const seconds = (Date.now() - ended) / 1000;
const orphans = processes();

print(
  `${rounds} kills, ${acknowledged.size} acknowledged rows`,
  Object.fromEntries(
    Object.entries(figures).map(([moment, { kills, refused, lost, next }]) => [
      moment,
      {
        kills: String(kills),
        "lost rows": String(lost),
        "next start refused": String(refused),
        "next start and answer ms": median(next),
      },
    ]),
  ),
);
const halves = homes
  .flatMap((home) => ["data", "bases"].map((name) => join(home, "neon", name)))
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder).filter((name) => name.startsWith(".new-")));
print("afterwards", {
  processes: {
    "at the end": String(before),
    "120 s later": String(orphans),
    "gone after s": seconds,
  },
  "half-made data directories": { count: String(halves.length) },
});
for (const home of homes) {
  await using embedded = createEmbedded({ home });
  await embedded.destroy();
  rmSync(home, { recursive: true, force: true });
}
