import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, textOf } from "../../helpers/client.ts";
import { type LocalNeon, localNeon, ownerAddress } from "../../helpers/local-neon.ts";
import { serveNeon } from "../../helpers/served.ts";
import { calls, operations, type Sent } from "./calls.ts";
import { stateOf } from "./state.ts";

const folder = mkdtempSync(join(tmpdir(), "neon-dba-access-"));
const files = ["--files", folder, "--project", "local"];
let neon: LocalNeon;
let application: pg.Client;
beforeAll(async () => {
  neon = await localNeon();
  const { host, port, database, user, password = "", options = "" } = await ownerAddress(neon);
  application = new pg.Client({ host, port, database, user, password, options });
  application.on("error", () => {});
  await application.connect();
  await application.query("create table notes (id int primary key)");
  writeFileSync(join(folder, "rows.csv"), "id,body\n1,a\n");
});
afterAll(async () => {
  await application.end();
  await neon[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

/** A call that was answered: its code, or `done`. */
async function serving(flags: readonly string[]) {
  const server = serveNeon(neon, ["--toolsets", "all", ...files, ...flags]);
  // those too that are not listed where nothing may be changed: what they do is refused below them
  const client = await connect({ ...server.config, tools: operations });
  return {
    async call([name, args]: Sent) {
      const result = await client.callTool({ name, arguments: args });
      const text = textOf(result);
      return { text, code: result.isError === true ? text.split(/[ :]/, 1)[0] : "done" };
    },
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** What is refused for a reason of its own in `calls`, or asks there. */
const changes: readonly Sent[] = [
  ...calls.filter((sent) => !isReading(sent)),
  ["import_data", { from: { file: "rows.csv" } }],
  ["import_data", { from: { url_variable: "NONE" } }],
  ["verify_data", { source: { at: "2020-01-01T00:00:00Z" } }],
];

/** Whether a call only looks, by its tool and its action. */
function isReading([name, args]: Sent): boolean {
  const tool = operations.find((each) => each.name === name);
  const looks = ["list", "status"].includes(String(args["action"])) || args["dry_run"] === true;
  return tool?.effect === "read" || looks;
}

const tokenOf = (text: string): string => /confirm_token="([^"]+)"/.exec(text)?.[1] ?? "";

test("where only reading is allowed, all that changes is refused, even unasked, and all else answers", async () => {
  await using on = await serving(["--access", "read", "--confirm", "never"]);
  const before = await stateOf(neon, folder);
  const codes = new Map<string, string | undefined>();
  for (const sent of changes) codes.set(JSON.stringify(sent), (await on.call(sent)).code);
  expect([...codes].filter(([, code]) => code !== "READ_ONLY")).toEqual([]);
  for (const sent of calls.filter(isReading)) {
    const { code, text } = await on.call(sent);
    expect(code, text).not.toBe("READ_ONLY");
  }
  const cold = await on.call(["check_health", { areas: ["cold_start"] }]);
  expect(cold.text).toMatch(/access read/);
  for (const made of ["made.001.csv", "made.csv.manifest.json"]) rmSync(join(folder, made));
  expect(await stateOf(neon, folder)).toEqual(before);
});

test("what a person has to agree to through the client waits where the client cannot ask", async () => {
  await using on = await serving(["--access", "full", "--confirm", "elicit"]);
  const before = await stateOf(neon, folder);
  let asked = 0;
  for (const sent of changes.filter(([name]) => name !== "import_data")) {
    const { code, text } = await on.call(sent);
    if (code === "CONFIRMATION_REQUIRED") asked += 1;
    expect(code === "CONFIRMATION_REQUIRED", text).toBe(/this client cannot ask/.test(text));
    expect(text).not.toContain("confirm_token=");
  }
  expect(asked).toBeGreaterThan(10);
  expect(await stateOf(neon, folder)).toEqual(before);
});

test("an agreement is to one call and to what it would do, on whatever it would do it", async () => {
  await using on = await serving(["--access", "full"]);
  const before = await stateOf(neon, folder);
  const asking: (readonly [Sent, string])[] = [];
  for (const sent of changes.filter(([name]) => name !== "import_data")) {
    const { code, text } = await on.call(sent);
    if (code === "CONFIRMATION_REQUIRED") asking.push([sent, tokenOf(text)]);
  }
  expect(asking.length).toBeGreaterThan(10);
  for (const [at, [[name, args]]] of asking.entries()) {
    const [, other = ""] = asking[(at + 1) % asking.length] ?? [];
    const { code, text } = await on.call([name, { ...args, confirm_token: other }]);
    expect(code, text).toBe("CONFIRM_TOKEN_INVALID");
  }
  expect(await stateOf(neon, folder)).toEqual(before);
});

test("what has changed since the question is asked about again", async () => {
  await using on = await serving(["--access", "full"]);
  const project = (await neon.api.listProjects({})).data.projects[0]?.id ?? "";
  const { branches } = (await neon.api.listProjectBranches({ projectId: project })).data;
  const main = branches[0]?.id ?? "";
  const { endpoints } = (await neon.api.listProjectEndpoints(project)).data;
  const ours = endpoints[0]?.id ?? "";
  const size = { autoscaling_limit_min_cu: 0.5, autoscaling_limit_max_cu: 1 };
  const cases: readonly (readonly [Sent, () => Promise<unknown>])[] = [
    [
      ["update_project", { history: "6h" }],
      () => neon.api.updateProject(project, { project: { history_retention_seconds: 43_200 } }),
    ],
    [
      ["manage_database", { action: "drop", name: "neondb" }],
      () => application.query("create table more ()"),
    ],
    [
      ["configure_compute", { action: "resize", min_cu: 1, max_cu: 2 }],
      () => neon.api.updateProjectEndpoint(project, ours, { endpoint: size }),
    ],
    [
      ["manage_snapshot", { action: "schedule", schedule: [{ every: "daily" }] }],
      () =>
        neon.api.setSnapshotSchedule(project, main, {
          schedule: [{ frequency: "weekly", day: 1, hour: 1 }],
        } as never),
    ],
    [
      ["delete_project", { project: "local" }],
      () => neon.api.createProjectBranch(project, { branch: { name: "later" } }),
    ],
  ];
  for (const [[name, args], change] of cases) {
    const token = tokenOf((await on.call([name, args])).text);
    expect(token, name).not.toBe("");
    await change();
    const { code, text } = await on.call([name, { ...args, confirm_token: token }]);
    expect(code, `${name} ${text}`).toBe("CONFIRM_TOKEN_INVALID");
  }
});
