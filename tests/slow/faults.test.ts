import { afterAll, beforeAll, expect, test } from "vitest";
import type { Fault } from "../../src/embedded/neon/faults.ts";
import { sample } from "../helpers/sample.ts";
import { branchWithRows, count, type Harness, harness } from "../tools/branch/harness.ts";

// Every tool against every fault: it is done in spite of it, or refused with a code and a next step; nothing is half done, and the
// same call succeeds when the fault is over.

let on: Harness;
beforeAll(async () => {
  on = await harness();
  await branchWithRows(on, "source");
  await on.done("create_branch", { name: "shared", parent: "source" });
});
afterAll(() => on[Symbol.asyncDispose]());

const faults: Record<string, readonly Fault[]> = {
  "423 twice": [{ kind: "status", status: 423, times: 2 }],
  "429 with Retry-After": [{ kind: "status", status: 429, retryAfter: 1 }],
  "503 twice": [{ kind: "status", status: 503, times: 2 }],
  "500": [{ kind: "status", status: 500 }],
  "a write answered with 500": [
    { kind: "status", status: 500, method: "POST" },
    { kind: "status", status: 500, method: "PATCH" },
    { kind: "status", status: 500, method: "DELETE" },
  ],
  "a connection cut before the API did anything": [{ kind: "disconnect", when: "before" }],
  "a reading answer lost": [{ kind: "disconnect", when: "after", method: "GET" }],
  "a writing answer lost": [
    { kind: "disconnect", when: "after", method: "POST" },
    { kind: "disconnect", when: "after", method: "PATCH" },
    { kind: "disconnect", when: "after", method: "DELETE" },
  ],
  "a slow API": [{ kind: "delay", ms: 1500 }],
  "a slow operation": [{ kind: "operation", ms: 1500 }],
  "a failing operation": [{ kind: "operation", fails: true }],
  "a database connection cut at once": [{ kind: "connection", when: "open" }],
  "a database connection cut at a statement": [{ kind: "connection", when: "statement" }],
  "a compute that starts slowly": [{ kind: "start", ms: 2000 }],
};

interface Subject {
  readonly tool: string;
  /** It changes its branch, so it gets one of its own. */
  readonly changes?: boolean;
  readonly args: (branch: string) => Record<string, unknown>;
  /** What must hold afterwards; `done` tells whether the tool said that it was done. */
  readonly holds: (branch: string, done: boolean) => Promise<void>;
}

const at = (branch: string) => ({ target: { branch } });
const names = async (): Promise<string[]> =>
  ((await on.done("list_branches")).structured["branches"] as { name: string }[]).map(
    ({ name }) => name,
  );
/** A cut connection leaves open whether the commit arrived; half of it never does. */
const wholeWrite = async (branch: string, done: boolean): Promise<void> => {
  const [[rows]] = (await on.rows(branch, count)) as [[number]];
  expect(done ? [5] : [3, 5]).toContain(rows);
};
const untouched = async (branch: string): Promise<void> =>
  expect(await on.rows(branch, count)).toEqual([[3]]);

const subjects: readonly Subject[] = [
  { tool: "run_sql", args: (branch) => ({ sql: count, ...at(branch) }), holds: untouched },
  {
    tool: "run_sql",
    changes: true,
    args: (branch) => ({
      sql: "insert into notes values (4, 'd'); insert into notes values (5, 'e')",
      mode: "write",
      ...at(branch),
    }),
    holds: wholeWrite,
  },
  { tool: "describe_database", args: (branch) => at(branch), holds: untouched },
  {
    tool: "explain_query",
    args: (branch) => ({ sql: "delete from notes where id = 1", analyze: true, ...at(branch) }),
    holds: untouched,
  },
  { tool: "list_branches", args: () => ({}), holds: untouched },
  {
    tool: "create_branch",
    args: (branch) => ({ name: `${branch}/child`, parent: branch }),
    async holds(branch, done) {
      const made = (await names()).includes(`${branch}/child`);
      expect(made).toBe(done);
      if (made) expect(await on.rows(`${branch}/child`, count)).toEqual([[3]]);
    },
  },
  {
    tool: "reset_branch",
    changes: true,
    args: (branch) => ({ branch, keep_as: `${branch}/before` }),
    async holds(branch, done) {
      await untouched(branch);
      if (done) expect(await on.rows(`${branch}/before`, count)).toEqual([[3]]);
    },
  },
  {
    tool: "restore_branch",
    changes: true,
    args: (branch) => ({ branch, at: new Date().toISOString(), keep_as: `${branch}/before` }),
    async holds(branch, done) {
      await untouched(branch);
      if (done) expect(await on.rows(`${branch}/before`, count)).toEqual([[3]]);
    },
  },
  {
    tool: "update_branch",
    changes: true,
    args: (branch) => ({ branch, expires_in: "1d" }),
    holds: untouched,
  },
  {
    tool: "delete_branch",
    changes: true,
    args: (branch) => ({ branch }),
    async holds(branch, done) {
      const there = (await names()).includes(branch);
      // an answer that was lost leaves open whether it is gone; that it is half gone it does not
      if (done) expect(there).toBe(false);
      if (there) await untouched(branch);
    },
  },
];

/** A code and a next step; nothing where the tool did not refuse. */
const REFUSAL =
  /^$|^(UNAVAILABLE|LIMIT|TIMEOUT|POSTGRES|CANCELLED|PERMISSION|NOT_FOUND|INVALID_INPUT)\b[^]*\nNext: \S/;

let cell = 0;

const cells = Object.entries(faults).flatMap(([fault, faulty]) =>
  subjects.map((subject) => ({ fault, faulty, ...subject })),
);

test.each(sample(cells))("$tool: $fault", async ({ faulty, tool, changes, args, holds }) => {
  const branch = changes === true ? `cell-${cell++}` : "shared";
  if (changes === true) await on.done("create_branch", { name: branch, parent: "source" });
  await on.rows(branch, count);
  const given = args(branch);
  if (faulty.some(({ kind }) => kind === "start")) await on.suspend(branch);
  await on.neon.setFaults(faulty);
  const answer = await on.call(tool, given);
  await on.neon.setFaults([]);
  expect(answer.isError ? answer.text : "").toMatch(REFUSAL);
  await holds(branch, !answer.isError);
  if (answer.isError) await again(tool, branch, args);
  await clean(branch, changes === true);
});

/** The same call, when the fault is over: done, unless it has been done after all. */
async function again(tool: string, branch: string, args: Subject["args"]): Promise<void> {
  const before = await names();
  if (!before.includes(branch) || before.some((name) => name.startsWith(`${branch}/`))) return;
  await on.done(tool, args(branch));
}

async function clean(branch: string, whole: boolean): Promise<void> {
  for (const name of (await names())
    .filter((each) => (whole && each === branch) || each.startsWith(`${branch}/`))
    .toReversed()) {
    const deleted = await on.call("delete_branch", { branch: name });
    if (deleted.text.startsWith("CONFIRMATION_REQUIRED"))
      await on.confirmed("delete_branch", { branch: name });
  }
}
