import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { createApiClient } from "@neondatabase/api-client";
import { neon, neonConfig } from "@neondatabase/serverless";
import { createEmbedded } from "../../src/embedded/embedded.ts";
import { findServing } from "../../src/embedded/neon/serve/serving.ts";
import { isAlive } from "../../src/embedded/process.ts";
import { median, print, quantile } from "./figures.ts";

/**
 * kill -9, in turn of the local Neon and of its client, at random moments of each operation. Each time the next start has to find every
 * acknowledged row, whole branches that can be queried, and nothing that belongs to none. Then local Neons that are killed while
 * they wake a compute, and never started again. Ctrl-C ends it early, with the figures so far. `npm run bench -- kill-neon [N] [abandoned] [moment…]`. Linux only.
 */
const rounds = Number(process.argv[2] ?? 200);
const abandoned = Number(process.argv[3] ?? 20);
const chosen = process.argv.slice(4);
const moments =
  chosen.length > 0 ? chosen : ["branch", "delete", "reset", "restore", "wake", "write"];
const victims = ["local Neon", "client"] as const;

const newHome = (): string => mkdtempSync(join(tmpdir(), "neon-dba-kill-"));
const home = newHome();
const homes = [home];
await using embedded = createEmbedded({ home });
const acknowledged = new Set<number>();
let lastId = 0;

interface Figures {
  kills: number;
  done: number;
  acknowledged: number;
  lost: number;
  stuck: number;
  unusable: number;
  unreferenced: number;
  refused: number;
  readonly next: number[];
}

/** The client at its work, killed or left alone with a killed local Neon. */
async function killDuring(
  moment: string,
  victim: (typeof victims)[number],
  figures: Figures,
  path = home,
): Promise<void> {
  const script = join(import.meta.dirname, "kill-neon-driver.ts");
  const child = spawn(
    process.execPath,
    [...process.execArgv, script, path, moment, String(lastId + 1)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const gone = new Promise((resolve) => child.once("exit", resolve));
  let ready = (): void => {};
  const began = new Promise<void>((resolve) => (ready = resolve));
  createInterface(child.stdout).on("line", (line) => {
    const told = JSON.parse(line) as Record<string, unknown>;
    if (told["ready"] === true) ready();
    if (told["done"] !== undefined) figures.done += 1;
    if (typeof told["id"] !== "number") return;
    figures.acknowledged += 1;
    if (path === home) acknowledged.add((lastId = told["id"]));
  });
  await Promise.race([began, gone]);
  await sleep(Math.random() * 2500);
  if (victim === "client") child.kill("SIGKILL");
  else await kill(findServing({ path, account: undefined })?.pid ?? 0);
  await Promise.race([gone, sleep(5000)]);
  child.kill("SIGKILL");
  await gone;
  // One that was sent may have been written without an answer.
  lastId += 1;
}

async function kill(pid: number): Promise<void> {
  if (pid === 0) return;
  process.kill(pid, "SIGKILL");
  while (isAlive(pid)) await sleep(5);
}

async function inspect(figures: Figures): Promise<void> {
  const began = performance.now();
  const { apiUrl, key, origin } = await embedded.localNeon();
  const api = createApiClient({ apiKey: key, baseURL: apiUrl });
  neonConfig.fetchEndpoint = `${origin}/sql`;
  const projectId = (await api.listProjects({})).data.projects[0]?.id ?? "";
  const branches = async () => (await api.listProjectBranches({ projectId })).data.branches;
  const connect = async (branch: string) => {
    const where = { projectId, branch_id: branch, database_name: "neondb" };
    const { data } = await api.getConnectionUri({ ...where, role_name: "neondb_owner" });
    return neon(data.uri);
  };
  const isSettled = async (): Promise<boolean> => {
    const { operations } = (await api.listProjectOperations({ projectId, limit: 100 })).data;
    const running = operations.filter(({ status }) => /scheduling|running|ling$/.test(status));
    const states = (await branches()).map(({ current_state: state }) => state);
    return running.length === 0 && states.every((state) => state === "ready");
  };

  const main = (await branches()).find((branch) => branch.default)?.id ?? "";
  const sql = await connect(main);
  await sql`create table if not exists kept (id int primary key)`;
  figures.next.push(performance.now() - began);
  const rows = await sql`select id from kept`;
  const found = new Set(rows.map(({ id }) => Number(id)));
  figures.lost += [...acknowledged].filter((id) => !found.has(id)).length;

  if (!(await within(20, isSettled))) figures.stuck += 1;
  for (const { id, name } of await branches()) {
    const { endpoints } = (await api.listProjectBranchEndpoints(projectId, id)).data;
    if (endpoints.length === 0) continue;
    try {
      await (await connect(id))`select count(*) from kept`;
    } catch (error) {
      figures.unusable += 1;
      process.stdout.write(`${name}: ${String(error)}\n`);
    }
  }
  for (let left = -1; left !== 0;) {
    const doomed = (await branches()).filter((branch) => !branch.default);
    if (doomed.length === left) throw new Error(`${left} branches cannot be deleted`);
    left = doomed.length;
    for (const { id: branchId } of doomed)
      await api.deleteProjectBranch({ projectId, branchId }).catch(() => {});
    await within(20, isSettled);
  }
  if (!(await within(10, async () => unreferenced().length === 0))) {
    figures.unreferenced += unreferenced().length;
    process.stdout.write(`unreferenced: ${unreferenced().join(", ")}\n`);
  }
}

/** Data directories that no branch or snapshot has, whole or half made, and bases that no data directory's history has. */
function unreferenced(): string[] {
  const neonFolder = join(home, "neon");
  const state = readFileSync(join(neonFolder, "state.json"), "utf8");
  const data = readdirSync(join(neonFolder, "data"));
  const histories = data
    .filter((name) => !name.startsWith("."))
    .map((name) => readFileSync(join(neonFolder, "data", name, "history.json"), "utf8"))
    .join();
  const bases = readdirSync(join(neonFolder, "bases"));
  return [
    ...data.filter((name) => !state.includes(name)),
    ...bases.filter((name) => !histories.includes(name)),
    ...readdirSync(neonFolder).filter((name) => name.startsWith(".") || name.endsWith(".new")),
  ];
}

async function within(seconds: number, condition: () => Promise<boolean>): Promise<boolean> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(50))
    if (await condition()) return true;
  return false;
}

/** Every process of a Postgres has its data directory as its working directory, and a local Neon its home. */
function processes(): number {
  return readdirSync("/proc").filter((name) => {
    try {
      const folder = readlinkSync(`/proc/${name}/cwd`);
      return /^\d+$/.test(name) && homes.some((path) => folder.startsWith(path));
    } catch {
      return false;
    }
  }).length;
}

const figures = new Map<string, Figures>();
function figuresOf(name: string): Figures {
  const counts = { kills: 0, done: 0, acknowledged: 0, lost: 0 };
  const faults = { stuck: 0, unusable: 0, unreferenced: 0, refused: 0 };
  const made = figures.get(name) ?? { ...counts, ...faults, next: [] };
  figures.set(name, made);
  return made;
}

await inspect(figuresOf("nothing killed"));
let stopped = false;
process.once("SIGINT", () => (stopped = true));
for (let round = 0; round < rounds && !stopped; round += 1) {
  const victim = victims[round % 2] ?? "client";
  const moment = moments[Math.floor(round / 2) % moments.length] ?? "write";
  const figure = figuresOf(`${victim}, ${moment}`);
  try {
    await killDuring(moment, victim, figure);
    figure.kills += 1;
    await inspect(figure);
  } catch (error) {
    figure.refused += 1;
    process.stdout.write(`${victim}, ${moment}: ${String(error)}\n`);
  }
}
await kill(findServing({ path: home, account: undefined })?.pid ?? 0);

const alone = figuresOf("left alone");
for (let at = 0; at < abandoned; at += 1) {
  const path = newHome();
  homes.push(path);
  await killDuring("wake", "local Neon", alone, path);
  alone.kills += 1;
}

const ended = Date.now();
const before = processes();
while (processes() > 0 && Date.now() - ended < 60_000) await sleep(500);
const seconds = (Date.now() - ended) / 1000;
const orphans = processes();

print(
  `${[...figures.values()].reduce((sum, { kills }) => sum + kills, 0)} kills, ${acknowledged.size} acknowledged rows`,
  Object.fromEntries(
    [...figures].map(([name, { next, ...counts }]) => [
      name,
      {
        ...Object.fromEntries(Object.entries(counts).map(([key, count]) => [key, String(count)])),
        "next start and query ms": `${median(next).toFixed(0)} (at most ${quantile(next, 1).toFixed(0)})`,
      },
    ]),
  ),
);
print(`afterwards, with ${abandoned} killed while they woke a compute and left alone`, {
  processes: {
    "at the end": String(before),
    "60 s later": String(orphans),
    "gone after s": seconds,
  },
});
for (const path of homes) {
  await createEmbedded({ home: path }).destroy();
  rmSync(path, { recursive: true, force: true });
}
