import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Call } from "../../../../src/core/tool.ts";
import { compute } from "../../../../src/health/areas/compute.ts";
import { checkHealth, type Health } from "../../../../src/health/check.ts";
import { mendable } from "../../../../src/health/judge.ts";
import { localNeon, ownerAddress, type LocalNeon } from "../../../helpers/local-neon.ts";
import { testDatabase } from "../../../helpers/postgres.ts";
import { serve, serveNeon } from "../../../helpers/served.ts";
import { readArea } from "../read-area.ts";

let neon: LocalNeon;
let server: ReturnType<typeof serveNeon>;
beforeAll(async () => {
  neon = await localNeon();
  server = serveNeon(neon);
  // from here on it runs
  await (await client("first")).end();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await neon[Symbol.asyncDispose]();
});

const call: Call = {
  signal: new AbortController().signal,
  progress: () => {},
  confirm: async () => {},
};

/** Five minutes are 900 ms, in which a slow machine has looked as well. */
const check = (): Promise<Health> =>
  checkHealth({ areas: ["compute"] }, server.config.deps, call, 0.003);

async function client(application: string): Promise<pg.Client> {
  const { host, port, database, user, password, options } = await ownerAddress(neon);
  const where = { host, port, database, user, password, options };
  const made = new pg.Client({ ...where, application_name: application });
  made.on("error", () => {});
  await made.connect();
  return made;
}

const told = ({ findings }: Health): unknown[] =>
  findings.map(({ rule, object }) => [rule, object]);

/** Until it has run for long enough to ask why. */
async function awake(): Promise<void> {
  for (;;) {
    const running = (await check()).verdicts[0]?.figures["running_seconds"];
    if (Number(running) >= 4) return;
    await sleep(200);
  }
}

test("a compute that sessions only look at may suspend", async () => {
  const idle = await client("quiet");
  await idle.query("select count(*) from pg_class");
  await awake();
  const health = await check();
  await idle.end();
  expect(health.skipped).toEqual([]);
  expect(health.verdicts).toMatchObject([
    {
      verdict: "ok",
      figures: { min_cu: 0.25, max_cu: 2, suspend_seconds: 300, kept_awake_by: null },
    },
  ]);
  expect(health.verdicts[0]?.summary).toMatch(
    /0.25 to 2 CU; suspends after 5 min; .* \$19\.72 \(186 CU hours, launch/,
  );
});

test("what only ALTER SYSTEM could mend is told without it", () => {
  const told = { rule: "r", level: "info", object: "o", message: "m", evidence: "rule" } as const;
  const system = { ...told, fix: "ALTER SYSTEM SET track_io_timing = on;" };
  const table = { ...told, fix: "ANALYZE notes;" };
  expect(mendable([system, table], { isNeon: true })).toEqual([told, table]);
  expect(mendable([system, table], { isNeon: false })).toEqual([system, table]);
});

test("on Neon nobody may do that", async () => {
  const owner = await client("owner");
  await expect(owner.query("alter system set track_io_timing = off")).rejects.toThrow(
    "permission denied",
  );
  const { host, port, user, password, options } = await ownerAddress(neon);
  await owner.end();
  // also where all that is known of the server is its DATABASE_URL
  const url = `postgres://${user}:${password}@${host}:${port}/neondb?options=${encodeURIComponent(options ?? "")}&sslmode=disable`;
  await using bare = serve(url);
  const health = await checkHealth({}, bare.config.deps, call, 0);
  expect(health.target.deployment).toBe("url");
  expect(health.skipped).toEqual([]);
  for (const { fix = "" } of health.findings) expect(fix).not.toMatch(/alter system/i);
});

test("pings that keep it awake are told by their application, with what they cost", async () => {
  const pinging = await client("web");
  // who looks later than 900 ms after a ping does not see it
  const look = async (): Promise<Health> => {
    await pinging.query("SELECT 1 AS alive");
    return check();
  };
  let health = await look();
  while (health.verdicts[0]?.verdict === "ok") health = await look();
  await pinging.end();
  expect(health.verdicts).toMatchObject([{ verdict: "watch" }]);
  expect(told(health)).toEqual([["compute-kept-awake", "web"]]);
  expect(health.findings[0]?.message).toContain("$19.72");
});

test("so does a transaction that nobody ends", async () => {
  const open = await client("forgotten");
  await open.query("begin; select 1");
  await sleep(1_000);
  const health = await check();
  await open.end();
  expect(told(health)).toEqual([["compute-kept-awake", "forgotten"]]);
  expect(health.findings[0]?.fix).toContain(
    "ALTER DATABASE neondb SET idle_in_transaction_session_timeout",
  );
});

test("sessions that compute for more CPUs than it has at its largest size", async () => {
  const busy = await Promise.all(Array.from({ length: 8 }, () => client("report")));
  const running = busy.map((each) =>
    // in the list, so that no rows are kept in a file
    each
      .query("select count(*) from (select generate_series(1, 1000000000)) as numbers")
      .catch(() => {}),
  );
  await expect
    .poll(async () => told(await check()))
    .toContainEqual(["compute-too-small", "compute"]);
  for (const each of busy)
    (
      each as unknown as { connection: { stream: { destroy(): void } } }
    ).connection.stream.destroy();
  await Promise.all(running);
});

test("how often it was woken is read from Neon's operations", async () => {
  const { computes } = (await server.config.deps.neon("write")).manage;
  const { signal } = call;
  const [found] = await computes.all(undefined, signal);
  if (found === undefined) throw new Error("the project has no compute");
  const since = new Date();
  for (let turn = 0; turn < 2; turn++) {
    await computes.suspend(found, call);
    await computes.start(found, call);
  }
  const { events } = await computes.history(found, since, signal);
  expect(events.map(({ kind }) => kind)).toEqual(["suspended", "started", "suspended", "started"]);
  expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).toSorted());
  expect((await computes.history(found, new Date(), signal)).events).toEqual([]);
  const { figures } = (await check()).verdicts[0] ?? {};
  expect(figures).toMatchObject({ times_woken: 2 });
  expect(figures?.["asleep_ratio"]).toBeGreaterThan(0);
});

test("a compute that never suspends says what that costs; no database of a URL has one", async () => {
  const [project] = (await neon.api.listProjects({})).data.projects;
  const [endpoint] = (await neon.api.listProjectEndpoints(project?.id ?? "")).data.endpoints;
  await neon.api.updateProjectEndpoint(project?.id ?? "", endpoint?.id ?? "", {
    endpoint: { suspend_timeout_seconds: -1 },
  });
  const health = await check();
  expect(health.verdicts).toMatchObject([{ verdict: "ok", figures: { suspend_seconds: null } }]);
  expect(told(health)).toEqual([["compute-never-suspends", "compute"]]);
  await using database = await testDatabase();
  expect(await readArea(compute, database.url)).toMatchObject({ verdict: "ok", findings: [] });
});
