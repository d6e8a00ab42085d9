import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, textOf } from "../../../helpers/client.ts";
import { type LocalNeon, localNeon } from "../../../helpers/local-neon.ts";
import { serveNeon } from "../../../helpers/served.ts";

let neon: LocalNeon;
let folder: string;
let server: ReturnType<typeof serveNeon>;
let client: Client & AsyncDisposable;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "neon-dba-made-"));
  neon = await localNeon();
  const flags = ["--toolsets=all", "--confirm=never", `--audit=${join(folder, "log")}`];
  server = serveNeon(neon, flags);
  client = await connect(server.config);
});
afterAll(async () => {
  await client.close();
  await server[Symbol.asyncDispose]();
  await neon[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

/** Calls a tool; its result, and the line that the log ends with. */
async function call(name: string, args: Record<string, unknown>) {
  const answer = await client.callTool({ name, arguments: args });
  expect(answer.isError, textOf(answer)).toBeFalsy();
  const last = readFileSync(join(folder, "log"), "utf8").trimEnd().split("\n").at(-1) ?? "";
  return {
    result: answer.structuredContent as Record<string, unknown>,
    end: JSON.parse(last) as Record<string, unknown>,
  };
}

type Named = { readonly id: string; readonly name: string };

async function projectId(): Promise<string> {
  return (await neon.api.listProjects({ search: "local" })).data.projects[0]?.id ?? "";
}

/** The id that Neon knows a branch of this name by. */
async function branchId(name: string): Promise<string | undefined> {
  const { data } = await neon.api.listProjectBranches({ projectId: await projectId() });
  return data.branches.find((branch) => branch.name === name)?.id;
}

test("what a call has made stands in its last line, by id and without its name", async () => {
  const made = await call("create_branch", { name: "canary-branch", expires_in: "1h" });
  const { id, name } = made.result["branch"] as Named;
  expect(made.end).toMatchObject({ event: "end", outcome: "done" });
  expect(made.end["made"]).toEqual({
    branch: await branchId(name),
    compute: (made.result["endpoint"] as Named).id,
  });

  const reset = await call("reset_branch", { branch: id, keep_as: "canary-kept" });
  expect(reset.end["made"]).toEqual({ branch: await branchId("canary-kept") });
  const plain = await call("reset_branch", { branch: id });
  expect(plain.end).toMatchObject({ outcome: "done" });
  expect(plain.end).not.toHaveProperty("made");

  const taken = await call("manage_snapshot", { action: "create", name: "canary-snapshot" });
  const [snapshot] = taken.result["snapshots"] as Named[];
  expect(taken.end["made"]).toEqual({ snapshot: snapshot?.id });
  const restored = await call("manage_snapshot", {
    action: "restore",
    name: "canary-snapshot",
    as: "canary-restored",
  });
  expect(restored.end["made"]).toEqual({ branch: await branchId("canary-restored") });
  const deleted = await call("manage_snapshot", { action: "delete", name: "canary-snapshot" });
  expect(deleted.end).not.toHaveProperty("made");

  // its id is made of its name on this machine
  const project = await call("create_project", { name: "another" });
  const { data } = await neon.api.listProjects({ search: "another" });
  expect(project.end["made"]).toEqual({ project: data.projects[0]?.id });
  await call("delete_project", { project: data.projects[0]?.id });

  const text = readFileSync(join(folder, "log"), "utf8");
  expect(text).not.toContain("canary");
  expect(text).toMatch(/"made":\{"branch":"br-[\w-]+","compute":"ep-[\w-]+"\}/);
});

test("so does the backup of a migration, whose name holds the plan's", async () => {
  const plan = { name: "canary plan", sql: "create table notes (id int primary key)" };
  const answer = await client.callTool({ name: "plan_migration", arguments: plan });
  const { plan_id } = answer.structuredContent as { plan_id: string };
  await client.callTool({ name: "rehearse_migration", arguments: { plan_id, on: "shadow" } });
  const applied = await call("apply_migration", { plan_id });
  const backup = applied.result["backup"] as { branch: string };
  expect(backup.branch).toContain("canary-plan");
  expect(applied.end["made"]).toEqual({ backup: await branchId(backup.branch) });
  expect(readFileSync(join(folder, "log"), "utf8")).not.toContain("canary");
});
