import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Snapshot } from "../../../../src/core/neon.ts";
import type { OpenNeon } from "../../../../src/neon/neon.ts";
import { type JudgedNeon, judgedNeon } from "../judged-neon.ts";
import { refusedBy } from "../scripted-api.ts";

let judged: JudgedNeon;
const { signal } = new AbortController();
const quiet = { signal, progress: () => {} };

/** What a branch is made of. */
let kept: Snapshot;

beforeAll(async () => {
  judged = await judgedNeon();
  kept = await judged.neon.manage.snapshots.create(await judged.main(), { name: "kept" }, quiet);
});
afterAll(() => judged[Symbol.asyncDispose]());
afterEach(() => judged.local.setFaults([]));

const projects = async (): Promise<string[]> =>
  (await judged.neon.projects(signal)).map(({ name }) => name);
const snapshots = async (): Promise<string[]> =>
  (await judged.neon.snapshots("local", signal)).map(({ name }) => name);
const branches = async (): Promise<string[]> =>
  (await judged.neon.branches("local", signal)).map(({ name }) => name);

/** What of it is there afterwards is told by `left`. */
const work = {
  project: {
    make: (neon: OpenNeon, call: typeof quiet) =>
      neon.manage.projects.create({ name: "gone" }, call),
    path: /^\/projects$/,
    left: projects,
    byHand: "`delete_project`",
  },
  snapshot: {
    make: async (neon: OpenNeon, call: typeof quiet) =>
      neon.manage.snapshots.create(await judged.main(), { name: "gone" }, call),
    path: /\/snapshot$/,
    left: snapshots,
    byHand: "`manage_snapshot`",
  },
  branch: {
    make: async (neon: OpenNeon, call: typeof quiet) => {
      const [project] = await judged.neon.projects(signal);
      if (project === undefined) throw new Error("no project");
      return neon.manage.snapshots.toBranch(project, kept, "gone", call);
    },
    path: /\/snapshots\/[^/]+\/restore/,
    left: branches,
    byHand: "`delete_branch`",
  },
};
const lastLook = {
  project: /\/projects\/[^/?]+$/,
  snapshot: /\/snapshots$/,
  branch: /\/branches\b/,
};
const kinds = ["project", "snapshot", "branch"] as const;

/** A Neon whose caller goes when a request is sent. */
function leaving(method: string, path: RegExp) {
  const gone = new AbortController();
  let isMaking = false;
  const neon = judged.another({
    // what was sent is answered, however slow the machine is
    limits: { grace: 60_000 },
    onRequest(sent, to) {
      isMaking ||= sent === "POST";
      if (isMaking && sent === method && path.test(to)) gone.abort();
    },
  });
  return { neon, call: { ...quiet, signal: gone.signal } };
}

test.each(kinds)("a cancelled call leaves no %s, whenever it is cancelled", async (kind) => {
  const { make, path, left } = work[kind];
  const before = await left();
  for (const at of [
    leaving("POST", path),
    leaving("GET", /\/operations\//),
    leaving("GET", lastLook[kind]),
  ]) {
    await judged.local.setFaults([{ kind: "operation", ms: 300 }]);
    const error = await refusedBy(make(at.neon, at.call), judged.secrets);
    expect(error).toMatchObject({
      code: "CANCELLED",
      next: `Call again when the ${kind} is wanted.`,
    });
    expect(error.message).toContain(`The ${kind} was removed again.`);
    expect(await left()).toEqual(before);
  }
});

test.each(kinds)("a %s whose operation fails is removed again", async (kind) => {
  const { make, left } = work[kind];
  const before = await left();
  await judged.local.setFaults([{ kind: "operation", fails: true }]);
  const error = await refusedBy(make(judged.neon, quiet), judged.secrets);
  expect(error.message).toContain(`The ${kind} was removed again.`);
  expect(await left()).toEqual(before);
});

test.each(kinds)(
  "a %s that cannot be removed is named, with the way to remove it",
  async (kind) => {
    const { make, byHand } = work[kind];
    const neon = judged.another({ limits: { cleanup: 600 } });
    await judged.local.setFaults([
      { kind: "operation", fails: true },
      { kind: "status", status: 503, method: "DELETE", times: 50 },
    ]);
    const error = await refusedBy(make(neon, quiet), judged.secrets);
    expect(error.message).toMatch(/ was made and could not be removed\.$/);
    expect(error.next).toContain(byHand);
  },
);

test("nothing in all this was against Neon's description of its API", () => {
  expect(judged.violations).toEqual([]);
});
