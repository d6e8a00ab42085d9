import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, textOf } from "../../helpers/client.ts";
import { serveNeon } from "../../helpers/served.ts";
import { type Harness, harness } from "../branch/harness.ts";
import { application } from "./application.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness(["--toolsets", "all"]);
});
afterAll(() => on[Symbol.asyncDispose]());

const TOOL = "configure_compute";

interface Listed {
  readonly id: string;
  readonly name?: string;
  readonly kind: string;
  readonly state: string;
  readonly max_connections: number;
}

async function computes(branch = "main"): Promise<Listed[]> {
  const { structured } = await on.done("list_computes", { branch });
  return structured["computes"] as Listed[];
}

const replicas = async (branch = "main") =>
  (await computes(branch)).filter(({ kind }) => kind === "read_only");

test("who is connected is named before a compute ends, and cut when a person agrees", async () => {
  const client = await application(on.neon, "billing worker");
  const ended = new Promise((resolve) => client.once("end", resolve));
  const asked = await on.call(TOOL, { action: "restart" });
  expect(asked.text).toMatch(/^CONFIRMATION_REQUIRED: Restart read-write compute ep-/);
  expect(asked.text).toMatch(
    /`billing worker` as `neondb_owner` 1 \(1 in a transaction, oldest \d+ s\)/,
  );
  expect(asked.text).toContain("What open transactions did is undone.");
  expect(asked.text).toContain("query statistics (pg_stat_statements)");
  const restarted = await on.confirmed(TOOL, { action: "restart" });
  await ended;
  expect(restarted.structured).toMatchObject({
    changed: true,
    cut: 1,
    max_connections: { before: 839, now: 839 },
    connected_ms: expect.any(Number),
    read_only: false,
  });
});

test("with nobody connected it is not asked for; asleep there is nothing to do", async () => {
  expect((await on.done(TOOL, { action: "suspend" })).structured).toMatchObject({
    changed: true,
    compute: { state: "idle" },
  });
  const again = await on.done(TOOL, { action: "suspend" });
  expect(again.text).toContain("Nothing to do");
  const started = await on.done(TOOL, { action: "start" });
  expect(started.structured).toMatchObject({ compute: { state: "active" } });
  expect(started.text).toMatch(/^Started [^]*It answered after \d+ ms: max_connections 839\./);
  const runs = await on.done(TOOL, { action: "start" });
  expect(runs.structured).toMatchObject({ changed: false });
  expect(runs.text).toMatch(
    /^Nothing to do: read-write compute ep-[^]*It answered after \d+ ms: max_connections 839\./,
  );
});

test("a new size tells what it costs at most, and is read from Postgres afterwards", async () => {
  const resize = { action: "resize", min_cu: 0.5, max_cu: 4, suspend_seconds: 600 };
  const asked = await on.call(TOOL, resize);
  expect(asked.text).toContain("$157.73 before, $315.46 after (launch plan, assumed, prices of");
  expect(asked.text).toContain("max_connections 839 before, 1678 after");
  const resized = await on.confirmed(TOOL, resize);
  expect(resized.structured).toMatchObject({
    before: { min_cu: 0.25, max_cu: 2, suspend_seconds: 0 },
    compute: { min_cu: 0.5, max_cu: 4, suspend_seconds: 600 },
    max_connections: { before: 839, now: 1678 },
    next: [],
  });
  expect((await on.done(TOOL, resize)).text).toContain("Nothing to do");
});

test("a replica has what was written until it was asked, and its primary's changes are told", async () => {
  const added = await on.confirmed(TOOL, { action: "add_replica", min_cu: 0.25, max_cu: 1 });
  expect(added.isError, added.text).toBe(false);
  expect(added.structured).toMatchObject({
    compute: { kind: "read_only", state: "active" },
    read_only: true,
    replica: { caught_up_ms: expect.any(Number), lsn: expect.stringMatching(/^[0-9A-F]+\//) },
  });
  const [replica] = await replicas();
  const id = replica?.id ?? "";
  // of its own size it would have 419
  const [primary] = await computes("main");
  expect(added.structured["max_connections"]).toEqual({ now: primary?.max_connections });
  expect(replica?.max_connections).toBe(primary?.max_connections);
  const resized = await on.confirmed(TOOL, { action: "resize", max_cu: 5 });
  expect(resized.structured["next"]).toEqual([expect.stringContaining(id)]);
  const primaryGoes = await on.call(TOOL, { action: "remove", compute: primary?.id });
  expect(primaryGoes.text).toContain(
    "nothing can write to the branch; the data and its read replica stay.",
  );
  const named = replica?.name ?? "";
  await on.done(TOOL, { action: "restart", compute: named });
  await on.done(TOOL, { action: "suspend", compute: named });
  const asked = await on.call(TOOL, { action: "remove", compute: id });
  expect(asked.text).toContain("It sleeps: nobody is connected.");
  expect(await replicas()).toMatchObject([{ state: "idle", max_connections: 2098 }]);
  expect((await on.confirmed(TOOL, { action: "remove", compute: id })).isError).toBe(false);
  expect(await replicas()).toEqual([]);
  const alone = await on.call(TOOL, { action: "remove" });
  expect(alone.text).toContain("nothing can reach the branch; the data stay.");
});

test.each([
  [{ action: "resize" }, /^INVALID_INPUT: Nothing is to be changed/],
  [{ action: "resize", min_cu: 1, max_cu: 9.5 }, /^INVALID_INPUT: Neon scales .* 8 CU at most/],
  [{ action: "resize", min_cu: 6, max_cu: 5 }, /^INVALID_INPUT: A compute cannot range/],
  [{ action: "resize", min_cu: 0.1 }, /^INVALID_INPUT: A compute has 0.25 to 56 CU/],
  [{ action: "resize", suspend_seconds: 59 }, /^INVALID_INPUT: .* after 59 s/],
  [{ action: "resize", min_cu: 12, max_cu: 18 }, /^LIMIT: .* at most 16 CU/],
  [{ action: "start", compute: "ep-none" }, /^NOT_FOUND: .*`ep-none`/],
])("%j is refused", async (args, words) => {
  expect((await on.call(TOOL, args)).text).toMatch(words);
});

test("a disabled compute is told, and start enables it after a question", async () => {
  await on.done("create_branch", { name: "off" });
  const [off] = await computes("off");
  const id = off?.id ?? "";
  const projectId = (await on.neon.api.listProjects({})).data.projects[0]?.id ?? "";
  await on.neon.api.updateProjectEndpoint(projectId, id, { endpoint: { disabled: true } });
  for (;;) {
    const [now] = await computes("off");
    if (now?.state === "idle") break;
    await sleep(20);
  }
  const { text } = await on.done("list_computes", { branch: "off" });
  expect(text).toContain("Disabled: it takes no connections");
  const started = await on.confirmed(TOOL, { action: "start", branch: "off" });
  expect(started.structured).toMatchObject({ compute: { disabled: false, state: "active" } });
});

test("answers that are lost and a busy Neon change nothing for the caller", async () => {
  await on.neon.setFaults([
    { kind: "status", status: 423, method: "POST", path: "/suspend", times: 2, retryAfter: 0 },
    { kind: "disconnect", when: "after", method: "POST", path: "/suspend" },
  ]);
  await on.done(TOOL, { action: "suspend" });
  await on.neon.setFaults([{ kind: "disconnect", when: "before", method: "POST", path: "/start" }]);
  await on.done(TOOL, { action: "start" });
  const token = /confirm_token="([^"]+)"/.exec(
    (await on.call(TOOL, { action: "add_replica" })).text,
  )?.[1];
  await on.neon.setFaults([
    { kind: "disconnect", when: "after", method: "POST", path: "/endpoints" },
  ]);
  const added = await on.call(TOOL, { action: "add_replica", confirm_token: token });
  expect(added.isError, added.text).toBe(false);
  expect(await replicas()).toHaveLength(1);
});

test("a replica that does not start, or whose caller goes, is removed again", async () => {
  const before = (await replicas()).length;
  await on.neon.setFaults([{ kind: "operation", action: "start_compute", fails: true }]);
  const failed = await on.confirmed(TOOL, { action: "add_replica" });
  expect(failed.text).toMatch(/^UNAVAILABLE: .*The replica was removed again/);
  expect(await replicas()).toHaveLength(before);

  await using server = serveNeon(on.neon, ["--toolsets", "all"]);
  await using client = await connect(server.config, {
    answer: () => ({ action: "accept", content: { confirm: true } }),
  });
  await on.neon.setFaults([
    { kind: "operation", action: "start_compute", ms: 2000 },
    // before it hears that it is done the caller has gone
    { kind: "delay", ms: 25_000, method: "GET", path: "/operations/" },
  ]);
  const gone = new AbortController();
  const call = client.callTool(
    { name: TOOL, arguments: { action: "add_replica" } },
    { signal: gone.signal },
  );
  while ((await replicas()).length === before) await sleep(50);
  gone.abort();
  await expect(call).rejects.toThrow(/abort/i);
  while ((await replicas()).length > before) await sleep(50);
});

test("a person is asked by the client where it can", async () => {
  await using server = serveNeon(on.neon, ["--toolsets", "all"]);
  const asked: string[] = [];
  await using client = await connect(server.config, {
    answer(message) {
      asked.push(message);
      return { action: "decline" };
    },
  });
  const reports = await application(on.neon, "reports");
  const result = await client.callTool({ name: TOOL, arguments: { action: "suspend" } });
  expect(result.isError).toBe(true);
  expect(textOf(result)).not.toContain("confirm_token=");
  expect(asked.join()).toContain("`reports` as `neondb_owner` 1");
  await expect(reports.query("select 1")).resolves.toBeDefined();
  await reports.end();
});

test("--access read changes nothing", async () => {
  await using server = serveNeon(on.neon, ["--toolsets", "all", "--access", "read"]);
  await using client = await connect(server.config);
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).not.toContain(TOOL);
});
