import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { ClientRequest } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "../../helpers/client.ts";
import { serveNeon } from "../../helpers/served.ts";
import { type Harness, harness } from "../branch/harness.ts";

const FLAGS = ["--toolsets", "project,branch,query"];
let on: Harness;
let project = "";
beforeAll(async () => {
  on = await harness(FLAGS);
  project = (await on.neon.api.listProjects({})).data.projects[0]?.id ?? "";
});
afterAll(() => on[Symbol.asyncDispose]());

const settings = async () => (await on.neon.api.getProject(project)).data.project.settings;
const details = async () => (await on.neon.api.getProject(project)).data.project;
const update = (args: Record<string, unknown>) => on.call("update_project", args);
const agreed = (args: Record<string, unknown>) => on.confirmed("update_project", args);

test("name, compute size and a longer history need no agreement, a shorter history does", async () => {
  const longer = await on.done("update_project", {
    name: "shop",
    history: "7d",
    compute: { max_cu: 4 },
  });
  expect(longer.text).toContain("The history grows from 1 day to 7 days from now on");
  expect(longer.text).toContain("that of new computes");
  expect(await details()).toMatchObject({ name: "shop", history_retention_seconds: 604_800 });
  expect(longer.structured["project"]).toMatchObject({ compute: { min_cu: 0.25, max_cu: 4 } });
  const asked = await update({ history: "6h" });
  expect(asked.text).toMatch(
    /^CONFIRMATION_REQUIRED: .*Shorten the history from 7 days to 6 hours/,
  );
  expect((await details()).history_retention_seconds).toBe(604_800);
  const shorter = await agreed({ history: "6h" });
  expect(shorter.structured["project"]).toMatchObject({ history_seconds: 21_600 });
  await on.done("update_project", { name: "local" });
});

test("branches are protected at once and laid open after an agreement", async () => {
  await on.done("create_branch", { name: "staging" });
  const guarded = await on.done("update_project", { protect: ["main", "staging"] });
  expect(guarded.structured["protected"]).toEqual(["main", "staging"]);
  const args = { unprotect: ["main", "staging"] };
  expect((await update(args)).text).toMatch(
    /^CONFIRMATION_REQUIRED: .*Lift the protection of `main`, `staging`/,
  );
  expect((await agreed(args)).structured["unprotected"]).toEqual(["main", "staging"]);
  expect((await update({ protect: ["main"], unprotect: ["main"] })).text).toMatch(/^INVALID_INPUT/);
  expect((await update({ protect: ["stagin"] })).text).toMatch(
    /^NOT_FOUND.*did you mean `staging`/,
  );
});

test("a list of addresses that locks this server out is taken back, and the right one is measured", async () => {
  const outside = { ip_allow: { ips: ["203.0.113.7"] } };
  const asked = await update(outside);
  expect(asked.text).toMatch(
    /^CONFIRMATION_REQUIRED: .*to all branches from `203\.0\.113\.7` alone \(now from everywhere\)/,
  );
  const refused = await agreed(outside);
  expect(refused.text).toMatch(/^PERMISSION: This server could not connect to branch `main`/);
  expect(refused.text).toContain("This IP address 127.0.0.1 is not allowed");
  expect(refused.text).toContain("Add `127.0.0.1`");
  expect((await settings())?.allowed_ips?.ips).toEqual([]);
  await on.done("run_sql", { sql: "select 1" });
  const inside = await agreed({ ip_allow: { ips: ["203.0.113.7", "127.0.0.0/8"] } });
  expect(inside.structured).toMatchObject({ ip_allow_checked_on: "main" });
  expect(inside.text).toContain("Measured: this server still connects to main.");
  const wider = await agreed({ ip_allow: { ips: [] } });
  expect(wider.text).toContain("Connections are taken from every address.");
});

test("a list for protected branches closes none that is not, and nobody protects himself out", async () => {
  const closed = { ip_allow: { ips: ["203.0.113.7"], protected_branches_only: true } };
  expect((await agreed(closed)).text).toContain("No branch is protected, so the list closes none");
  await on.done("run_sql", { sql: "select 1" });
  const refused = await update({ protect: ["main"] });
  expect(refused.text).toMatch(/^PERMISSION: .*It is not protected\./);
  const { data } = await on.neon.api.listProjectBranches({ projectId: project });
  expect(data.branches.every((branch) => !branch.protected)).toBe(true);
  const both = { ip_allow: { ips: [] }, protect: ["main"] };
  expect((await agreed(both)).structured).toMatchObject({ protected: ["main"] });
  await agreed({ unprotect: ["main"] });
});

test("an answer that is lost in between locks nobody out either", async () => {
  const args = { ip_allow: { ips: ["203.0.113.7"], protected_branches_only: false } };
  const { text } = await update(args);
  const [, token] = /confirm_token="([^"]+)"/.exec(text) ?? [];
  await on.neon.setFaults([
    { kind: "disconnect", when: "after", method: "PATCH", path: `/projects/${project}` },
  ]);
  const lost = await update({ ...args, confirm_token: token });
  expect(lost.text).toMatch(/^PERMISSION/);
  expect((await settings())?.allowed_ips?.ips).toEqual([]);
  await on.neon.setFaults([]);
});

test("a call that is cancelled while the list is set locks nobody out", async () => {
  await using server = serveNeon(on.neon, [...FLAGS, "--confirm", "never"]);
  await using client = await connect(server.config);
  const before = (await details()).updated_at;
  await on.neon.setFaults([
    { kind: "delay", ms: 800, method: "PATCH", path: `/projects/${project}` },
  ]);
  const ip_allow = { ips: ["203.0.113.7"], protected_branches_only: false };
  const call = { name: "update_project", arguments: { ip_allow } };
  const controller = new AbortController();
  // at the moment in which Neon is told
  const told = (message: unknown): void => {
    if ((message as { request: ClientRequest }).request.method === "PATCH") controller.abort();
  };
  subscribe("http.client.request.start", told);
  const answer = client.callTool(call, { signal: controller.signal });
  await expect(answer).rejects.toThrow("abort");
  unsubscribe("http.client.request.start", told);
  // it was set all the same, and then taken back
  const changed = async () => (await details()).updated_at !== before;
  await expect.poll(changed).toBe(true);
  const ips = async () => (await settings())?.allowed_ips?.ips;
  await expect.poll(ips).toEqual([]);
  await on.done("run_sql", { sql: "select 1" });
});

test("what is no address is refused before anybody is asked", async () => {
  for (const wrong of ["10.0.0.0/33", "10.0.0.256", "::g", "1.2.3.4-::1", "example.com", "1:2:3"]) {
    const refused = await update({ ip_allow: { ips: [wrong] } });
    expect(refused.text, wrong).toMatch(/^INVALID_INPUT/);
  }
  // these are some, and the question comes
  const some = ["10.0.0.0/8", "10.0.0.1-10.0.0.9", "2001:db8::/32", "::1", "1:2:3:4:5:6:7:8"];
  expect((await update({ ip_allow: { ips: some } })).text).toMatch(/^CONFIRMATION_REQUIRED/);
});

test("logical replication is there after an agreement, for good", async () => {
  await on.done("run_sql", { sql: "select 1" });
  const asked = await update({ logical_replication: true });
  expect(asked.text).toMatch(/cannot be undone: \d running computes? (is|are) suspended/);
  expect((await agreed({ logical_replication: true })).text).toContain("wal_level is logical");
  const level = await on.rows("main", "select current_setting('wal_level')");
  expect(level).toEqual([["logical"]]);
  expect((await update({ logical_replication: false })).text).toMatch(/^INVALID_INPUT/);
  expect((await update({ logical_replication: true })).text).toContain("It was so already.");
});

test("nothing to change, and a plan that was agreed to is void when the project has changed", async () => {
  expect((await update({})).text).toMatch(/^INVALID_INPUT: Nothing is to be changed/);
  await on.done("update_project", { history: "7d" });
  const { text } = await update({ history: "6h" });
  const [, token] = /confirm_token="([^"]+)"/.exec(text) ?? [];
  await on.neon.api.updateProject(project, { project: { history_retention_seconds: 172_800 } });
  const stale = await update({ history: "6h", confirm_token: token });
  expect(stale.text).toMatch(/^CONFIRM_TOKEN_INVALID/);
});
