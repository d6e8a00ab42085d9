import pg from "pg";
import type { Call } from "../../src/core/tool.ts";
import { seed } from "../../src/demo/seed.ts";
import { findInstallation } from "../../src/embedded/installation.ts";
import { areas } from "../../src/health/areas/index.ts";
import { checkHealth, type Health } from "../../src/health/check.ts";
import { startCluster, temporaryHome } from "../helpers/cluster.ts";
import { localNeon } from "../helpers/local-neon.ts";
import { testDatabase } from "../helpers/postgres.ts";
import { serve, serveNeon } from "../helpers/served.ts";
import { type Scene, sickSettings } from "../src/health/scene.ts";
import { activityScenes } from "../src/health/scenes/activity.ts";
import { historyScenes } from "../src/health/scenes/history.ts";
import { maintenanceScenes } from "../src/health/scenes/maintenance.ts";
import { neonScenes } from "../src/health/scenes/neon.ts";
import { print, quantile, timed } from "./figures.ts";

/**
 * check_health against scenes that make a database really sick, one after the other, and against databases that are well: what it
 * recognises, what it calls sick that is not, and how long it takes. `npm run bench -- health`.
 */
const scenes: readonly Scene[] = [...activityScenes, ...historyScenes, ...maintenanceScenes];
const CHECKS = 20;

const { signal } = new AbortController();
const call: Call = { signal, progress: () => {}, confirm: async () => {} };

type Served = ReturnType<typeof serve>;
const check = (server: Served, request = {}, timeScale = 1): Promise<Health> =>
  checkHealth(request, server.config.deps, call, timeScale);

async function withCluster<T>(
  settings: Readonly<Record<string, string>>,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const home = temporaryHome();
  const cluster = await startCluster(home, await findInstallation(home), {
    autovacuum: "on",
    ...settings,
  });
  try {
    return await work(cluster.url);
  } finally {
    await cluster.stop();
  }
}

interface Seen {
  made: number;
  recognised: number;
  /** Verdicts other than `ok` on a well database, of so many. */
  alarms: number;
  verdicts: number;
  readonly missed: string[];
}

const byArea = new Map<string, Seen>(
  areas.map(({ name }) => [name, { made: 0, recognised: 0, alarms: 0, verdicts: 0, missed: [] }]),
);

function judge({ name, area, verdict, rule }: Omit<Scene, "make">, found: Health): void {
  const seen = byArea.get(area);
  if (seen === undefined) throw new Error(`no area ${area}`);
  const got = found.verdicts.find((one) => one.area === area)?.verdict;
  const rules = found.findings.map((one) => one.rule);
  const isSeen = got === verdict && rules.includes(rule);
  seen.made += 1;
  seen.recognised += isSeen ? 1 : 0;
  if (!isSeen) seen.missed.push(`${name}: ${got} [${rules.join(", ")}]`);
}

async function sick(): Promise<void> {
  const kinds = new Map<string, Scene[]>();
  for (const scene of scenes) {
    const key = JSON.stringify(scene.settings ?? {});
    kinds.set(key, [...(kinds.get(key) ?? []), scene]);
  }
  for (const [key, alike] of kinds) {
    const settings = { ...sickSettings, ...(JSON.parse(key) as Record<string, string>) };
    await withCluster({ ...settings, autovacuum_naptime: "1d" }, async (url) => {
      for (const scene of alike) {
        await using database = await testDatabase("", url);
        await using _made = await scene.make(database);
        await using server = serve(database.superuserUrl);
        judge(scene, await check(server, { slo_ms: 10 }, scene.timeScale));
      }
    });
  }
  for (const scene of neonScenes) {
    await using neon = await localNeon();
    await using server = serveNeon(neon);
    await using _made = await scene.make(neon);
    const { deps } = server.config;
    const request = { areas: [scene.area], slo_ms: scene.sloMs };
    const { dress = (same) => same } = scene;
    judge(scene, await checkHealth(request, dress(deps), call, scene.timeScale));
  }
}

/** Milliseconds of checks of all areas; the first one connects, and starts what has to be started. */
async function wellOf(server: Served): Promise<Record<string, number>> {
  await check(server);
  const all: number[] = [];
  for (let index = 0; index < CHECKS; index++) {
    const { ms, result } = await timed(() => check(server));
    all.push(ms);
    for (const { area, reason } of result.skipped) throw new Error(`skipped ${area}: ${reason}`);
    count(result);
  }
  return { "p50 ms": quantile(all, 0.5), "p95 ms": quantile(all, 0.95) };
}

function count({ verdicts }: Health): void {
  for (const { area, verdict, summary } of verdicts) {
    const seen = byArea.get(area);
    if (seen === undefined) continue;
    seen.verdicts += 1;
    if (verdict === "ok") continue;
    seen.alarms += 1;
    seen.missed.push(`false alarm: ${summary}`);
  }
}

/** A shop with ten sessions that read and write without a pause, as pgbench does, and an index for each of its statements. */
const shop = `
create table accounts (id int primary key, balance int not null);
create table history (id bigint generated always as identity primary key, account_id int not null references accounts, delta int not null, at timestamptz not null default now());
create index on history (account_id);
insert into accounts select n, 0 from generate_series(1, 20000) n;`;

async function busy(url: string, until: () => boolean): Promise<number> {
  const work = async (seat: number): Promise<number> => {
    const client = new pg.Client({ connectionString: url, application_name: "shop" });
    await client.connect();
    let done = 0;
    for (; !until(); done++) {
      const id = ((done * 7919 + seat * 104_729) % 20_000) + 1;
      await client.query("begin");
      await client.query("update accounts set balance = balance + $1 where id = $2", [1, id]);
      await client.query("insert into history (account_id, delta) values ($1, $2)", [id, 1]);
      await client.query("commit");
      await client.query("select count(*) from history where account_id = $1", [id]);
    }
    await client.end();
    return done;
  };
  const all = await Promise.all(Array.from({ length: 10 }, (_, seat) => work(seat)));
  return all.reduce((sum, done) => sum + done, 0);
}

async function well(): Promise<void> {
  const figures: Record<string, Record<string, string | number>> = {};
  await withCluster({}, async (url) => {
    {
      await using database = await testDatabase("", url);
      await using server = serve(database.url);
      figures["fresh"] = await wellOf(server);
    }
    {
      await using database = await testDatabase("", url);
      await database.runAsSuperuser(seed);
      await database.runAsSuperuser("vacuum analyze");
      await using server = serve(database.superuserUrl);
      figures["the demo's"] = await wellOf(server);
    }
    {
      await using database = await testDatabase(shop, url);
      await database.run("vacuum analyze");
      await using server = serve(database.superuserUrl);
      let over = false;
      const load = busy(database.url, () => over);
      figures["busy with ten sessions"] = await wellOf(server);
      over = true;
      figures["busy with ten sessions"]["requests"] = await load;
    }
  });
  {
    await using neon = await localNeon();
    await using server = serveNeon(neon);
    figures["a fresh Neon"] = await wellOf(server);
    // cold starts are measured only where somebody asks
    count(await check(server, { areas: ["cold_start"], slo_ms: 60_000 }));
  }
  table(figures);
}

/** What was recognised of each area, and what was called sick that is well; then what a check takes. */
function table(times: Record<string, Record<string, string | number>>): void {
  const all = [...byArea.values()];
  const total = (of: (seen: Seen) => number): number =>
    all.reduce((sum, seen) => sum + of(seen), 0);
  const rows = [...byArea].map(([area, { recognised, made, alarms, verdicts, missed }]) => [
    area,
    {
      recognised: `${recognised}/${made}`,
      "false alarms": `${alarms}/${verdicts}`,
      ...(missed.length === 0 ? {} : { told: [...new Set(missed)].join(" | ") }),
    },
  ]);
  print(
    `recognised ${total((seen) => seen.recognised)} of ${total((seen) => seen.made)} scenes, ${total((seen) => seen.alarms)} false alarms of ${total((seen) => seen.verdicts)} verdicts`,
    { ...(Object.fromEntries(rows) as Record<string, Record<string, string>>), ...times },
  );
}

await sick();
await well();
