import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, textOf } from "../../helpers/client.ts";
import { serveNeon } from "../../helpers/served.ts";
import { branchWithRows, count, type Harness, harness } from "../branch/harness.ts";

const TOOL = "manage_snapshot";

interface Listed {
  readonly id: string;
  readonly name: string;
  readonly branch?: string;
  readonly bytes?: number;
  readonly scheduled: boolean;
}

let on: Harness;
beforeAll(async () => {
  on = await harness(["--toolsets", "all"]);
  await branchWithRows(on, "work");
});
afterAll(() => on[Symbol.asyncDispose]());

const snapshots = async (branch?: string) => {
  const { structured } = await on.done(TOOL, { action: "list", branch });
  return structured["snapshots"] as Listed[];
};
const write = (sql: string, branch = "work") =>
  on.done("run_sql", { sql, mode: "write", target: { branch } });

test("a snapshot of the present and of a moment, restored to branches that are read", async () => {
  const at = new Date().toISOString();
  await write("insert into notes values (4, 'd')");
  const made = await on.done(TOOL, { action: "create", branch: "work", name: "four" });
  expect(made.structured["snapshots"]).toMatchObject([
    { name: "four", branch: "work", scheduled: false, bytes: expect.any(Number) },
  ]);
  expect(made.text).toMatch(/\$0\.\d+ a month while kept \(launch plan, assumed, prices of 20/);
  const past = { action: "create", branch: "work", name: "three", at, expires_in: "7d" };
  await on.done(TOOL, past);
  expect(await snapshots("work")).toMatchObject([
    { name: "three", expires_at: expect.any(String) },
    { name: "four" },
  ]);
  const restored = await on.done(TOOL, { action: "restore", name: "three", as: "of-three" });
  expect(restored.structured).toMatchObject({
    branch: { name: "of-three", state: "ready" },
    read: { database: "neondb", tables: 1, connected_ms: expect.any(Number) },
  });
  expect(await on.rows("of-three", count)).toEqual([[3]]);
  const taken = await on.call(TOOL, { action: "restore", name: "three", as: "of-three" });
  expect(taken.text).toMatch(/^INVALID_INPUT: There is already a branch `of-three`/);
  const { structured } = await on.done(TOOL, { action: "restore", name: "four" });
  const { name } = structured["branch"] as { name: string };
  expect(await on.rows(name, count)).toEqual([[4]]);
});

test("in place, what was there stays as a branch", async () => {
  await on.done(TOOL, { action: "create", branch: "work", name: "whole" });
  await write("delete from notes where id > 0");
  const args = { action: "restore", name: "whole", in_place: true, as: "emptied" };
  const restored = await on.done(TOOL, args);
  expect(restored.structured).toMatchObject({
    branch: { name: "work" },
    kept: { name: "emptied" },
    kept_has_compute: true,
    read: { tables: 1 },
  });
  expect(await on.rows("work", count)).toEqual([[4]]);
  expect(await on.rows("emptied", count)).toEqual([[0]]);
  await on.done(TOOL, { action: "create", branch: "main", name: "of main" });
  const asked = await on.call(TOOL, { action: "restore", name: "of main", in_place: true });
  expect(asked.text).toMatch(/^CONFIRMATION_REQUIRED: Restore `main` \(the default branch/);
});

test("what is lost is named before a snapshot goes", async () => {
  await on.done(TOOL, { action: "create", branch: "work", name: "doomed" });
  const asked = await on.call(TOOL, { action: "delete", name: "doomed" });
  expect(asked.text).toMatch(
    /^CONFIRMATION_REQUIRED: Delete snapshot `doomed` of branch `work`, made 20.*MB\)\. Until 20\S+ restore_branch still reaches/,
  );
  expect((await on.confirmed(TOOL, { action: "delete", name: "doomed" })).isError).toBe(false);
  const again = await on.call(TOOL, { action: "delete", name: "doomed" });
  expect(again.text).toMatch(/^NOT_FOUND/);
});

test("a schedule is shown, set after a question with its cost, and stopped", async () => {
  const none = await on.done(TOOL, { action: "schedule", branch: "work" });
  expect(none.text).toContain("No snapshots are made by schedule.");
  const schedule = [{ every: "daily", hour: 3, keep: "7d" }];
  const args = { action: "schedule", branch: "work", schedule };
  const asked = await on.call(TOOL, args);
  expect(asked.text).toContain("daily at 03:00 UTC, kept 7d");
  expect(asked.text).toMatch(/7 are kept at a time: at the branch's \d+ MB at most \$0\.\d+/);
  const set = await on.confirmed(TOOL, args);
  expect(set.structured["schedule"]).toMatchObject([
    { every: "daily", hour: 3, keep: "7d", next_at: expect.stringContaining("T03:00:00.000Z") },
  ]);
  expect((await on.done(TOOL, args)).isError).toBe(false);
  const stop = { ...args, schedule: [] };
  expect((await on.call(TOOL, stop)).text).toContain("It was: daily at 03:00 UTC, kept 7d.");
  expect((await on.confirmed(TOOL, stop)).structured["schedule"]).toEqual([]);
});

test.each([
  [{ action: "delete" }, /^INVALID_INPUT: It is not clear which snapshot/],
  [{ action: "restore", name: "fuor" }, /^NOT_FOUND: [^]*`four`/],
  [{ action: "create", name: "four", branch: "work" }, /^INVALID_INPUT: There is already/],
  [{ action: "create", expires_in: "soon" }, /^INVALID_INPUT: `soon`/],
  [{ action: "create", at: "2026-01-01 10:00" }, /^INVALID_INPUT: .*neither a time/],
  [
    { action: "schedule", schedule: [{ every: "weekly", day: 8 }] },
    /^INVALID_INPUT: There is no day 8/,
  ],
  [{ action: "schedule", schedule: [{ every: "daily", day: 1 }] }, /^INVALID_INPUT: .*no `day`/],
  [{ action: "schedule", schedule: [{ every: "daily", keeps: "7d" }] }, /keeps/],
])("%j is refused", async (args, words) => {
  const refused = await on.call(TOOL, args);
  expect(refused.isError).toBe(true);
  expect(refused.text).toMatch(words);
});

test("answers that are lost, and a busy Neon", async () => {
  const before = (await snapshots()).length;
  await on.neon.setFaults([
    { kind: "status", status: 423, method: "POST", path: "/snapshot", times: 2, retryAfter: 0 },
    { kind: "disconnect", when: "after", method: "POST", path: "/snapshot" },
  ]);
  await on.done(TOOL, { action: "create", branch: "work", name: "lost" });
  expect(await snapshots()).toHaveLength(before + 1);
  await on.neon.setFaults([
    { kind: "disconnect", when: "before", method: "POST", path: "/snapshot" },
  ]);
  const failed = await on.call(TOOL, { action: "create", branch: "work", name: "never" });
  expect(failed.text).toMatch(/^UNAVAILABLE: .*There is no snapshot `never` now/);
  await on.neon.setFaults([
    { kind: "disconnect", when: "after", method: "POST", path: "/restore" },
  ]);
  await on.done(TOOL, { action: "restore", name: "lost", as: "of-lost" });
  await on.neon.setFaults([{ kind: "disconnect", when: "after", method: "DELETE" }]);
  await on.confirmed(TOOL, { action: "delete", name: "lost" });
  expect(await snapshots()).toHaveLength(before);
});

test("a person who declines keeps the snapshot, and --access read may look only", async () => {
  await using server = serveNeon(on.neon, ["--toolsets", "all", "--access", "read"]);
  await using reader = await connect(server.config);
  const listed = await reader.callTool({ name: TOOL, arguments: { action: "list" } });
  expect(textOf(listed)).toContain("four");
  const made = await reader.callTool({ name: TOOL, arguments: { action: "create" } });
  expect(textOf(made)).toMatch(/^READ_ONLY/);
  await using other = serveNeon(on.neon, ["--toolsets", "all"]);
  await using client = await connect(other.config, { answer: () => ({ action: "decline" }) });
  const args = { action: "delete", name: "four" };
  expect((await client.callTool({ name: TOOL, arguments: args })).isError).toBe(true);
  expect((await snapshots()).map(({ name }) => name)).toContain("four");
});
