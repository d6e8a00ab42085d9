import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { createEmbedded } from "../../src/embedded/embedded.ts";
import { findInstallation } from "../../src/embedded/installation.ts";
import { startCluster, temporaryHome } from "../helpers/cluster.ts";
import { median, print, quantile } from "./figures.ts";
import { type Sample, type Sent, load } from "./http-clients.ts";
import { type Started, cpuMs, startOurs, startTheirs } from "./http-servers.ts";

/**
 * 200 clients over HTTP. First `run_sql` against DBHub 1.4's `execute_sql` on the same Postgres, in turns; then mixed tools on the local
 * Neon for a minute, with the server's memory. `npm run bench -- load [clients] [seconds of a turn] [turns] [seconds of the mix]`; without
 * turns it is the mix alone.
 */
const [clients = 200, turn = 10, turns = 3, minute = 60] = process.argv.slice(2).map(Number);
const home = mkdtempSync(join(tmpdir(), "neon-dba-load-"));
const ROWS = 100_000;
const WRITES = 100;

if (turns > 0) await compared();

const local = await startOurs({ NEON_DBA_HOME: home, NEON_DBA_TOOLSETS: "all" }, [
  "--import",
  resolve(import.meta.dirname, "memory-report.js"),
]);
const mix: readonly Sent[] = [
  ...Array<Sent>(12).fill({ tool: "run_sql", args: { sql: "select count(*) from pg_class" } }),
  ...Array<Sent>(4).fill({ tool: "describe_database", args: {} }),
  ...Array<Sent>(4).fill({ tool: "explain_query", args: { sql: "select * from pg_class" } }),
  ...Array<Sent>(3).fill({ tool: "list_branches", args: {} }),
  { tool: "find_slow_queries", args: {} },
  { tool: "check_health", args: { areas: ["connections", "locks"] } },
  { tool: "review_schema", args: {} },
  { tool: "run_sql", args: { sql: "delete from nothing", mode: "write" } },
  { tool: "lint_migration", args: { sql: "create table made (id int primary key)" } },
];
const mixOf = (client: number, call: number): Sent => mix[(client * 7 + call) % mix.length] as Sent;
// each of them once, so that their code is loaded
for (const sent of new Set(mix)) await load(local, 1, 0.1, () => sent);
await load(local, 20, 5, mixOf);
const memory: [string, Record<string, number>][] = [["before", await memoryOf(local.process)]];
const quarters = [1, 2, 3, 4].map(async (quarter) => {
  // the last one ends a moment before the clients do
  await sleep((minute * 1_000 * quarter) / 4 - (quarter === 4 ? 200 : 0));
  memory.push([`after ${quarter}/4 of the time`, await memoryOf(local.process)]);
});
const mixed = await load(local, clients, minute, mixOf);
await Promise.all(quarters);
memory.push(["after the last answer", await memoryOf(local.process)]);
await sleep(2_000);
memory.push(["two seconds later", await memoryOf(local.process)]);
print(
  `mixed tools on the local Neon, ${clients} clients for ${minute} s (${mixed.perSecond.toFixed(0)} calls/s done; ms)`,
  Object.fromEntries([
    ["all", times(mixed.samples)],
    ...[...new Set(mix.map(({ tool }) => tool))].map((tool) => [
      tool,
      times(mixed.samples.filter((sample) => sample.tool === tool)),
    ]),
  ]) as Record<string, Record<string, number>>,
);
print("answers", { outcomes: counts(mixed.samples) });
print(
  "memory of the server (MB): in use after a garbage collection; before it what the heap and the process held, garbage among it",
  Object.fromEntries(memory),
);
local.process.kill();
await new Promise((done) => local.process.once("exit", done));
await using embedded = createEmbedded({ home });
await embedded.destroy();
rmSync(home, { recursive: true, force: true });

/** `run_sql` and DBHub's `execute_sql`, each reading rows by key: on a database at rest, and while another connection writes. */
async function compared(): Promise<void> {
  const plain = temporaryHome();
  const cluster = await startCluster(plain, await findInstallation(plain));
  const seed = new pg.Client({ connectionString: cluster.url });
  await seed.connect();
  await seed.query(
    `create table notes as select i as id, 'note ' || i as body from generate_series(1, ${ROWS}) i`,
  );
  await seed.query("alter table notes add primary key (id)");
  await seed.query("analyze notes");
  await seed.end();

  const ours = await startOurs({ DATABASE_URL: cluster.url, NEON_DBA_HOME: home });
  const theirs = await startTheirs(cluster.url);
  const byKey = (tool: string) => (): Sent => ({
    tool,
    args: { sql: `select id, body from notes where id = ${1 + Math.floor(Math.random() * ROWS)}` },
  });
  const contenders: readonly [string, Started, string][] = [
    ["neon-dba", ours, "run_sql"],
    ["DBHub 1.4, read-only", theirs, "execute_sql"],
  ];
  // a turn that is not counted, in which the code of each is compiled
  for (const [, server, tool] of contenders) await load(server, clients, turn, byKey(tool));
  const rounds = async (how: string): Promise<void> => {
    const all = new Map<string, Round[]>();
    for (let round = 0; round < turns; round++)
      for (const [name, server, tool] of contenders) {
        const before = cpuMs(server.process);
        const run = await load(server, clients, turn, byKey(tool));
        const cpu = (cpuMs(server.process) - before) / run.samples.length;
        all.set(name, [...(all.get(name) ?? []), { ...run, cpu }]);
      }
    print(
      `select by key, ${how}, ${clients} clients over HTTP, ${turns} turns of ${turn} s (calls/s, ms)`,
      Object.fromEntries(Array.from(all, ([name, each]) => [name, summary(each)])),
    );
    for (const [name, each] of all)
      print(name, { answers: counts(each.flatMap(({ samples }) => samples)) });
  };
  await rounds("nobody writes");
  const writer = new pg.Client({ connectionString: cluster.url });
  await writer.connect();
  await writer.query("create table written as select 0 as times");
  const over = new AbortController();
  const writing = (async () => {
    while (!over.signal.aborted) {
      await writer.query("update written set times = times + 1");
      await sleep(1_000 / WRITES);
    }
  })();
  await rounds(`up to ${WRITES} writes a second`);
  over.abort();
  await writing;
  await writer.end();
  for (const { process: each } of [ours, theirs]) each.kill();
  await cluster.stop();
}

interface Round {
  readonly samples: Sample[];
  readonly perSecond: number;
  /** Milliseconds of CPU that the server took for a call: what another load on the machine changes least. */
  readonly cpu: number;
}

function summary(rounds: readonly Round[]): Record<string, number> {
  const samples = rounds.flatMap((round) => round.samples);
  return {
    "calls/s": median(rounds.map(({ perSecond }) => perSecond)),
    ...times(samples),
    "CPU of the server": median(rounds.map(({ cpu }) => cpu)),
    "not done": samples.filter(({ outcome }) => outcome !== "done").length,
  };
}

function times(samples: readonly Sample[]): Record<string, number> {
  const ms = samples.map((sample) => sample.ms);
  return { calls: ms.length, p50: median(ms), p99: quantile(ms, 0.99) };
}

function counts(samples: readonly Sample[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { tool, outcome } of samples) {
    const name = outcome === "done" ? "done" : `${tool} ${outcome}`;
    found[name] = (found[name] ?? 0) + 1;
  }
  return found;
}

/** What `memory-report.js` says. The parser's WebAssembly memory is 128 MB of `external`, of which few are ever touched. */
async function memoryOf(child: ChildProcess): Promise<Record<string, number>> {
  const answer = once(child, "message") as Promise<[Record<string, number>]>;
  child.send("measure");
  const [said] = await answer;
  const { heapUsed = 0, external = 0, rss = 0, heapTotal = 0 } = said;
  const bytes = {
    "heap in use": heapUsed,
    "external in use": external,
    heap: heapTotal,
    rss,
    "rss besides the heap": rss - heapTotal,
  };
  return Object.fromEntries(Object.entries(bytes).map(([name, value]) => [name, value / 2 ** 20]));
}
