import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ownerAddress } from "../../helpers/local-neon.ts";
import { harness, type Answer, type Harness } from "../branch/harness.ts";

/** The default branch is guarded, and there are branches for a backup. */
let on: Harness;
beforeAll(async () => {
  on = await harness();
  await asApplication(
    "create table notes (id int primary key, body text); insert into notes select i, 'note ' || i from generate_series(1, 50) i",
  );
});
afterAll(() => on[Symbol.asyncDispose]());

async function asApplication(sql: string): Promise<void> {
  const { host, port, database, user, password = "", options = "" } = await ownerAddress(on.neon);
  const client = new pg.Client({ host, port, database, user, password, options });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

const planOf = async (name: string, sql: string, target?: object): Promise<string> => {
  const { structured } = await on.done("plan_migration", { name, sql, ...(target && { target }) });
  return String(structured["plan_id"]);
};

const ids = ({ structured }: Answer, field: string): unknown[] =>
  (structured[field] as { id: string }[]).map(({ id }) => id);

test("a plan is rehearsed, applied phase by phase on the guarded branch, and taken back", async () => {
  const plan_id = await planOf(
    "short bodies",
    "alter table notes add constraint notes_short check (length(body) < 100)",
  );
  const early = await on.call("apply_migration", { plan_id });
  expect(early.isError).toBe(true);
  expect(early.text).toMatch(
    /^NOT_REHEARSED: The target is guarded, and nobody has rehearsed this plan\./,
  );
  expect(early.text).toContain(`rehearse_migration with {"plan_id":"${plan_id}"`);
  expect(
    (await on.done("rehearse_migration", { plan_id, on: "shadow" })).structured["passed"],
  ).toBe(true);

  const asked = await on.call("apply_migration", { plan_id });
  expect(asked.text).toMatch(
    /^CONFIRMATION_REQUIRED: Apply phase \w+ of plan `short bodies` \(.*\) to branch `main`, database `neondb`\. \d steps?: \w+\.1 .* Before that, branch `before-short-bodies-\d{8}T\d{6}Z` is made as a backup, for seven days\./,
  );
  const [, token] = /confirm_token="([^"]+)"/.exec(asked.text) ?? [];
  expect(
    (await on.call("apply_migration", { plan_id, confirm_token: token, through: "contract" })).text,
  ).toMatch(/^CONFIRM_TOKEN_INVALID/);
  const first = await on.confirmed("apply_migration", { plan_id });
  expect(first.isError).toBe(false);
  const backup = (first.structured["backup"] as { branch: string }).branch;
  expect((await on.done("list_branches")).text).toContain(backup);
  expect(first.text).toContain(`apply_migration with {"plan_id":"${plan_id}"}`);

  await on.suspend("main");
  const rest = await on.confirmed("apply_migration", { plan_id, through: "contract" });
  expect(rest.structured["remaining"]).toEqual([]);
  expect(rest.structured).not.toHaveProperty("backup");
  await expect(
    asApplication("insert into notes values (0, repeat('x', 100))"),
  ).rejects.toMatchObject({
    code: "23514",
  });

  const status = await on.done("migration_status");
  expect(status.structured["plans"]).toMatchObject([{ plan_id, state: "done" }]);
  expect(status.structured).not.toHaveProperty("drift");
  const back = await on.confirmed("rollback_migration", { plan_id });
  expect(back.structured).toMatchObject({ catalog_equal: true, remaining: [] });
  expect(ids(back, "rolled_back")).toHaveLength(
    ids(first, "applied").length + ids(rest, "applied").length,
  );
  await asApplication(
    "insert into notes values (0, repeat('x', 100)); delete from notes where id = 0",
  );
});

test("on a branch of one's own a plan is applied without a rehearsal, which is said", async () => {
  await on.done("create_branch", { name: "own" });
  const target = { branch: "own" };
  const plan_id = await planOf("notes by body", "create index notes_body on notes (body)", target);
  const done = await on.confirmed("apply_migration", {
    plan_id,
    through: "contract",
    backup: "none",
  });
  expect(done.structured).toMatchObject({
    target,
    remaining: [],
    notes: ["This plan has not passed a rehearsal."],
  });
  expect(
    await on.rows(
      "own",
      "select indisvalid from pg_index where indexrelid = 'notes_body'::regclass",
    ),
  ).toEqual([[true]]);
  const main = await on.call("apply_migration", { plan_id, target: { branch: "main" } });
  expect(main.text, "what was agreed to for one branch holds for no other").toMatch(
    /^NOT_REHEARSED/,
  );
});

test("drift is shown with what it is", async () => {
  const target = { branch: "own" };
  const plan_id = await planOf("a due date", "alter table notes add column due date", target);
  await on.done("run_sql", {
    sql: "comment on table notes is 'of the team'",
    mode: "write",
    target,
  });
  const refused = await on.call("apply_migration", { plan_id, backup: "none" });
  expect(refused.text).toMatch(/^DRIFT: /);
  expect(refused.text).toContain("table public.notes comment: there now");
});
