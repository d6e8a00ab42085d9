import { mkdtempSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Deps } from "../../../src/core/deps.ts";
import type { Call } from "../../../src/core/tool.ts";
import { exportMigration } from "../../../tools/migration/export-migration.ts";
import { base, plan } from "../../formats/plan.ts";
import { memoryPlans, noNeon } from "../../helpers/deps.ts";
import { testDatabase, type TestDatabase } from "../../helpers/postgres.ts";
import { openSession } from "../../src/query/session.ts";

const call: Call = {
  signal: new AbortController().signal,
  progress: () => {},
  confirm: async () => {},
};

const root = mkdtempSync(join(tmpdir(), "neon-dba-export-"));
const plans = memoryPlans();
let source: TestDatabase;
let empty: TestDatabase;
beforeAll(async () => {
  source = await testDatabase(base);
  empty = await testDatabase();
  await plans.save(plan);
  await plans.save({ ...plan, plan_id: "pl_open", phases: [] });
  mkdirSync(join(root, "db"));
  writeFileSync(join(root, "db/0007_x.sql"), "select 1;");
  symlinkSync("/etc", join(root, "out"));
});
afterAll(async () => {
  await source[Symbol.asyncDispose]();
  await empty[Symbol.asyncDispose]();
});

const deps: Deps = {
  access: "guarded",
  ...noNeon,
  plans,
  files: [root],
  session: () => openSession(source.url),
  async shadow() {
    const session = await openSession(empty.url);
    return {
      session,
      connect: () => openSession(empty.url),
      [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
    };
  },
};

const run = async (input: Record<string, unknown>) =>
  exportMigration.output.parse(
    await exportMigration.run(exportMigration.input.parse(input), deps, call),
  );

test("a folder is continued, and what has to be known is said", async () => {
  const output = await run({ plan_id: "pl_test", format: "sql", folder: "db" });
  const paths = output.files.map(({ path }) => path);
  expect(paths[0]).toBe("0008_add_display_name_expand_1.sql");
  expect(paths.at(-1)).toBe("rollback/0014_add_display_name_switch_3.sql");
  expect(output.notes[0]).toContain("not passed a rehearsal");
  const { head, data } = exportMigration.render(output);
  expect(head).toContain("14 files for `db`");
  expect(data).toContain("create index concurrently");
});

test("a plan that passed its rehearsal needs no warning", async () => {
  await plans.save({ ...plan, plan_id: "pl_proved" });
  await plans.saveProof({
    plan_id: "pl_proved",
    passed: true,
    on: "shadow",
    at: new Date().toISOString(),
    fingerprint_before: "",
    fingerprints: [],
    fingerprint_after: "",
  });
  expect((await run({ plan_id: "pl_proved", format: "dbmate" })).notes).toEqual([]);
});

test("what cannot be undone stops a rollback by name", async () => {
  const [phase] = plan.phases;
  if (phase === undefined) throw new Error("a phase");
  const steps = phase.steps.map((step) => ({ ...step, rollback: null, irreversible: true }));
  await plans.save({
    ...plan,
    plan_id: "pl_final",
    phases: [{ ...phase, steps }],
    irreversible: ["The column is gone."],
  });
  const output = await run({ plan_id: "pl_final", format: "golang-migrate" });
  const down = output.files.find(({ path }) => path.endsWith("expand_1.down.sql"));
  await expect(source.run(down?.content ?? "")).rejects.toThrow("expand.1 cannot be undone");
  expect(output.notes).toContain("Cannot be undone: The column is gone.");
});

test("Drizzle's snapshot is of the schema after the steps, which ran on a copy", async () => {
  const { files } = await run({ plan_id: "pl_test", format: "drizzle" });
  const snapshot = files.find(({ path }) => path === "meta/0006_snapshot.json");
  const { tables } = JSON.parse(snapshot?.content ?? "{}") as {
    tables: Record<string, { columns: object; indexes: object }>;
  };
  expect(tables["public.accounts"]).toMatchObject({
    columns: { display: { type: "text", notNull: true } },
    indexes: { accounts_display_idx: { columns: [{ expression: "lower(display)" }] } },
  });
  expect(
    await source.run(
      "select count(*)::int as columns from information_schema.columns where table_name = 'accounts'",
    ),
  ).toEqual([{ columns: 3 }]);
});

test("a target that has changed since is told", async () => {
  await empty.run("drop schema public cascade; create schema public");
  await source.run("alter table accounts rename to former");
  await expect(run({ plan_id: "pl_test", format: "drizzle" })).rejects.toMatchObject({
    code: "DRIFT",
  });
});

test.each([
  [{ plan_id: "pl_none", format: "sql" }, "NOT_FOUND"],
  [{ plan_id: "../../key", format: "sql" }, "NOT_FOUND"],
  [{ plan_id: "pl_open", format: "sql" }, "INVALID_INPUT"],
  [{ plan_id: "pl_test", format: "sql", folder: "out" }, "INVALID_INPUT"],
  [{ plan_id: "pl_test", format: "sql", folder: "../.." }, "INVALID_INPUT"],
  [{ plan_id: "pl_test", format: "sql", folder: "nowhere" }, "NOT_FOUND"],
])("%j is refused with %s", async (input, code) => {
  await expect(run(input)).rejects.toMatchObject({ code });
});
