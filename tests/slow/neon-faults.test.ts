import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ToolError } from "../../src/core/errors.ts";
import type { Branch, Snapshot } from "../../src/core/neon.ts";
import type { Fault } from "../../src/embedded/neon/faults.ts";
import type { OpenNeon } from "../../src/neon/neon.ts";
import { sample } from "../helpers/sample.ts";
import { type JudgedNeon, judgedNeon } from "../src/neon/judged-neon.ts";
import { expectNoSecret } from "../src/neon/scripted-api.ts";

let judged: JudgedNeon;
let parent: Branch;
let dev: Branch;
let snapshot: Snapshot;
const { signal } = new AbortController();
const call = { signal, progress: () => {} };

beforeAll(async () => {
  judged = await judgedNeon();
  parent = await judged.main();
  dev = (await judged.neon.createBranch({ name: "dev", parent, kind: "data" }, call)).branch;
  await judged.local.api.createSnapshot({ projectId: dev.project.id, branchId: dev.id });
  for (;;) {
    const [first] = await judged.neon.snapshots(undefined, signal);
    if (first !== undefined) snapshot = first;
    if (first !== undefined) break;
    await sleep(100);
  }
});
afterAll(() => judged[Symbol.asyncDispose]());

const reads: Record<string, (neon: OpenNeon) => Promise<unknown>> = {
  projects: (neon) => neon.projects(signal),
  project: (neon) => neon.project(undefined, signal),
  branches: (neon) => neon.branches(undefined, signal),
  branch: (neon) => neon.branch({ branch: "dev" }, signal),
  endpoint: (neon) => neon.endpoint(dev, signal),
  databases: (neon) => neon.databases(dev, signal),
  roles: (neon) => neon.roles(dev, signal),
  snapshots: (neon) => neon.snapshots(undefined, signal),
  connection: (neon) =>
    neon.connection({ branch: "dev" }, { connection: "direct", fresh: true, signal }),
};

let count = 0;
const fresh = (): string => `kept-${count++}`;
const writes: Record<string, (neon: OpenNeon, target: Branch) => Promise<unknown>> = {
  createBranch: (neon) => neon.createBranch({ parent, kind: "data", compute: "none" }, call),
  resetBranch: (neon, target) => neon.resetBranch(target, undefined, call),
  "resetBranch, keeping": (neon, target) => neon.resetBranch(target, fresh(), call),
  "restoreBranch to a time": async (neon, target) => {
    const time = new Date().toISOString();
    // so that it is the past by then, whatever it is rounded to
    await sleep(1_100);
    return neon.restoreBranch(target, { time }, fresh(), call);
  },
  "restoreBranch to a snapshot": (neon, target) =>
    neon.restoreBranch(target, { snapshot }, fresh(), call),
  updateBranch: (neon, target) => neon.updateBranch(target, { name: fresh() }, call),
  deleteBranch: (neon, target) => neon.deleteBranch(target, call),
};

/** What goes wrong once; a write sees it at its write. */
const faults: Record<string, (write: boolean) => Fault> = {
  423: (write) => ({ kind: "status", status: 423, ...at(write) }),
  "429 with Retry-After": (write) => ({
    kind: "status",
    status: 429,
    retryAfter: 1,
    ...at(write),
  }),
  503: (write) => ({ kind: "status", status: 503, ...at(write) }),
  "a delay": (write) => ({ kind: "delay", ms: 400, ...at(write) }),
  "a disconnect before": (write) => ({ kind: "disconnect", when: "before", ...at(write) }),
  "a disconnect after": (write) => ({ kind: "disconnect", when: "after", ...at(write) }),
  "a slow operation": () => ({ kind: "operation", ms: 400 }),
  "a failing operation": () => ({ kind: "operation", fails: true }),
};
const at = (write: boolean) => (write ? { path: "/branches/" } : { method: "GET" });

const cells = (methods: Record<string, unknown>): [string, string][] =>
  Object.keys(methods).flatMap((method) =>
    Object.keys(faults).map((fault): [string, string] => [method, fault]),
  );

/** Reading begins no operation. */
test.each(sample(cells(reads).filter(([, fault]) => !fault.endsWith("operation"))))(
  "%s survives %s",
  async (method, fault) => {
    await judged.local.setFaults([faults[fault]?.(false) ?? never()]);
    await expect((reads[method] ?? never)(judged.another())).resolves.toBeDefined();
  },
);

/** Nothing was sent or something failed, and it is not known what: the caller decides. All else is survived. */
const isRefused = ([method, fault]: [string, string]): boolean =>
  fault === "a disconnect before" || (fault === "a failing operation" && method !== "updateBranch");

const another = async (): Promise<Branch> =>
  (await judged.neon.createBranch({ parent, kind: "data", compute: "none" }, call)).branch;

interface Hit {
  readonly outcome: unknown;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Runs the method on a branch of its own, while the fault hits its write once. */
async function hit(method: string, fault: string): Promise<Hit> {
  await judged.local.setFaults([]);
  const target = method === "createBranch" ? parent : await another();
  const before = await judged.state();
  await judged.local.setFaults([aimed(faults[fault]?.(true) ?? never(), method)]);
  const outcome: unknown = await (writes[method] ?? never)(judged.another(), target).then(
    () => "done",
    (error: unknown) => error,
  );
  await judged.local.setFaults([]);
  const after = await judged.state();
  await removeAll();
  return { outcome, before, after };
}

/** Children first: what was kept of a restored branch is its parent. */
async function removeAll(): Promise<void> {
  for (;;) {
    const left = (await judged.neon.branches(undefined, signal)).filter(
      ({ id }) => id !== parent.id && id !== dev.id,
    );
    const leaves = left.filter(({ id }) => left.every((each) => each.parent?.id !== id));
    if (leaves.length === 0) return;
    for (const leaf of leaves) await judged.neon.deleteBranch(leaf, call);
  }
}

/** How many branches there are more afterwards: done once, not twice. */
const growth: Record<string, number> = {
  createBranch: 1,
  resetBranch: 0,
  "resetBranch, keeping": 1,
  "restoreBranch to a time": 1,
  "restoreBranch to a snapshot": 1,
  updateBranch: 0,
  deleteBranch: -1,
};

test.each(sample(cells(writes).filter((cell) => !isRefused(cell))))(
  "%s survives %s",
  async (method, fault) => {
    const { outcome, before, after } = await hit(method, fault);
    expect(outcome).toBe("done");
    expect(after.length - before.length).toBe(growth[method]);
  },
);

test.each(sample(cells(writes).filter(isRefused)))(
  "%s with %s is refused, and nothing is done",
  async (method, fault) => {
    const { outcome, before, after } = await hit(method, fault);
    expect(outcome).toBeInstanceOf(ToolError);
    expect(outcome).toMatchObject({ code: "UNAVAILABLE" });
    expectNoSecret(outcome, judged.secrets);
    expect(after).toEqual(before);
  },
);

test("nothing in all this was against Neon's description of its API", () => {
  expect(judged.violations).toEqual([]);
});

/** The write itself is hit, not the reads around it. */
function aimed(fault: Fault, method: string): Fault {
  if (fault.kind === "operation" || !("path" in fault)) return fault;
  const { path: _, ...rest } = fault;
  const verb = { updateBranch: "PATCH", deleteBranch: "DELETE" }[method] ?? "POST";
  return { ...rest, method: verb } as Fault;
}

function never(): never {
  throw new Error("no such cell");
}
