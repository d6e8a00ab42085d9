import { spawn } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createApiClient, EndpointType } from "@neondatabase/api-client";
import type { Operation } from "@neondatabase/api-client";
import { expect, test } from "vitest";
import type { State } from "../../src/embedded/neon/control/state/types.ts";
import type { Home } from "../../src/embedded/home.ts";
import { temporaryHome } from "../helpers/cluster.ts";
import { openPlane, wait } from "../src/embedded/neon/control/harness.ts";
import type { Plane } from "../src/embedded/neon/control/harness.ts";

/** A control plane that can be killed, or kills itself so many milliseconds after it was asked for a branch. */
async function startPlane(home: Home, endsAfterMs?: number) {
  const script = join(import.meta.dirname, "../src/embedded/neon/control/user.ts");
  const end = endsAfterMs === undefined ? [] : [String(endsAfterMs)];
  const child = spawn(process.execPath, [script, JSON.stringify(home), ...end], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = new Promise((ended) => child.once("exit", ended));
  const origin = await new Promise<string>((ready) =>
    child.stdout.once("data", (chunk: Buffer) => ready(chunk.toString().trim())),
  );
  const api = createApiClient({
    apiKey: "key",
    baseURL: `${origin}/api/v2`,
    validateStatus: () => true,
  });
  return {
    api,
    gone,
    async kill() {
      child.kill("SIGKILL");
      await gone;
    },
  };
}

const dataFolders = (root: string): string[] =>
  readdirSync(join(root, "data"))
    .filter((name) => !name.endsWith(".log"))
    .toSorted();

/** Folders of data, and those that the state refers to; then states of branches and operations that must not be left. */
async function remains(plane: Plane, project: string): Promise<unknown> {
  const state = JSON.parse(readFileSync(join(plane.root, "state.json"), "utf8")) as State;
  const rows = [...Object.values(state.branches), ...Object.values(state.snapshots)];
  const referred = new Set(rows.map(({ data }) => data));
  const folders = dataFolders(plane.root);
  const { data } = await plane.api.listProjectBranches({ projectId: project });
  const { data: operations } = await plane.api.listProjectOperations({ projectId: project });
  plane.check();
  return {
    orphans: folders.filter((name) => !referred.has(name)),
    missing: [...referred].filter((name) => name === undefined || !folders.includes(name)),
    unready: data.branches.filter((branch) => branch.current_state !== "ready"),
    unfinished: operations.operations.filter(
      ({ status }) => !["finished", "failed", "cancelled"].includes(status),
    ),
  };
}

type Kind = "create" | "restore" | "delete";

/** Begins what is about to be killed; `done` resolves when it has come to its end. */
async function begin(
  api: Plane["api"],
  kind: Kind,
  round: number,
): Promise<{ readonly project: string; readonly done: Promise<unknown> }> {
  const { data } = await api.listProjects({});
  const project = data.projects[0]?.id ?? "";
  const create = () =>
    api.createProjectBranch(project, {
      branch: { name: `dev-${round}` },
      endpoints: [{ type: EndpointType.ReadWrite }],
    });
  const ended = async (answer: Promise<{ data: { operations: Operation[] } }>) =>
    wait(api, (await answer).data.operations);
  if (kind === "create") return { project, done: ended(create()) };
  const { data: made } = await create();
  await wait(api, made.operations);
  const { id: branchId, parent_id: parent = "" } = made.branch;
  const request = { source_branch_id: parent, preserve_under_name: `kept-${round}` };
  const answer =
    kind === "restore"
      ? api.restoreProjectBranch(project, branchId, request)
      : api.deleteProjectBranch({ projectId: project, branchId });
  return { project, done: ended(answer) };
}

/** When the kill comes: by itself soon after the request, milliseconds after it, or when its operations have ended. */
const rounds = [
  ["create", "soon"],
  ["create", 300],
  ["restore", 20],
  ["restore", 300],
  ["restore", "done"],
  ["delete", 5],
  ["delete", "done"],
] as const;

test("a killed control plane leaves the state before or after, and no data of nobody", async () => {
  const home = temporaryHome();
  const outcomes: string[] = [];
  try {
    for (const [round, [kind, delay]] of rounds.entries()) {
      const victim = await startPlane(home, delay === "soon" ? 10 : undefined);
      const { project, done } = await begin(victim.api, kind, round);
      done.catch(() => {});
      if (delay === "soon") await victim.gone;
      else await (delay === "done" ? done : sleep(delay));
      await victim.kill();
      const plane = await openPlane(home);
      try {
        expect(await remains(plane, project)).toEqual({
          orphans: [],
          missing: [],
          unready: [],
          unfinished: [],
        });
        const { data } = await plane.api.listProjectBranches({ projectId: project });
        outcomes.push(
          data.branches
            .map(({ name }) => name)
            .toSorted()
            .join(),
        );
      } finally {
        await plane.close();
      }
    }
  } finally {
    rmSync(home.path, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
  expect(outcomes[0]).toBe("main");
  expect(outcomes[4]).toContain("kept-4");
  expect(outcomes[6]).not.toContain("dev-6");
});

test("a home killed while its first project is made has one in the end", async () => {
  const home = temporaryHome();
  const victim = await startPlane(home);
  victim.api.listProjects({}).catch(() => {});
  await sleep(100);
  await victim.kill();
  await using plane = await openPlane(home);
  const { data } = await plane.api.listProjects({});
  expect(data.projects.map(({ name }) => name)).toEqual(["local"]);
  expect(dataFolders(plane.root)).toHaveLength(1);
  plane.check();
});
