import { afterAll, beforeAll, expect, test } from "vitest";
import { place } from "./harness.ts";
import type { Place } from "./harness.ts";

/** A team of 100,000 events, and as many of 299 others; each event has a note and a draft. The user is of the large team. */
const schema = `
  create table members (team int, person int, role text, primary key (team, person));
  insert into members select i, i, 'member' from generate_series(1, 300) i;
  create table events (id int primary key, team int not null, person int not null, ended timestamptz);
  insert into events select i, case when i % 2 = 0 then 1 else 1 + i % 300 end, 1 + i % 300, null from generate_series(1, 200000) i;
  create table notes (id int primary key, event int not null references events);
  insert into notes select i, i from generate_series(1, 200000) i;
  create table drafts (id int primary key, event int not null references events);
  insert into drafts select i, i from generate_series(1, 200000) i`;

const nothing = { insert: "nobody", update: "nobody", delete: "nobody" } as const;

let at: Place;
beforeAll(async () => {
  at = await place(schema);
  const { sql } = await at.generate({
    context: { kind: "setting", name: "app.person", type: "int" },
    members: { table: "members", tenant: "team", user: "person", role: "role" },
    tables: [
      {
        table: "events",
        tenant: "team",
        owner: "person",
        deleted: "ended",
        allow: {
          select: ["owner", { member_role: ["admin"] }],
          insert: "owner",
          update: "owner",
          delete: "nobody",
        },
      },
      {
        table: "notes",
        parent: { column: "event", table: "events" },
        allow: { select: "owner", ...nothing },
      },
    ],
  });
  await at.database.run(sql);
  // and a parent whose rows are seen
  const { sql: more } = await at.generate({
    context: { kind: "setting", name: "app.person", type: "int" },
    members: { table: "members", tenant: "team", user: "person" },
    tables: [
      { table: "events", tenant: "team", allow: { select: "member", ...nothing } },
      {
        table: "drafts",
        parent: { column: "event", table: "events" },
        allow: { select: "member", ...nothing },
      },
    ],
    application_role: at.admin,
  });
  await at.database.run(more);
  await at.database.run("analyze");
});
afterAll(() => at[Symbol.asyncDispose]());

async function plan(sql: string, role = at.application): Promise<string> {
  const rows = await at.as({ "app.person": "1" }, `explain (costs off) ${sql}`, role);
  return Array.isArray(rows) ? rows.map((row) => row["QUERY PLAN"]).join("\n") : "refused";
}

/** Sub-plans that run once for each row. */
const perRow = /Filter: .*(?<!hashed )SubPlan/;

test("a user's rows are found by the index, and the context is read once", async () => {
  const text = await plan("select count(*) from events where ended is null");
  expect(text).toMatch(/Index Cond: \(person = \(InitPlan \d+\)\.col1\)/);
  expect(text).not.toMatch(/SubPlan|Seq Scan/);
});

test("a member's rows are found by one array, built once", async () => {
  const text = await plan("select count(*) from events", at.admin);
  expect(text).toMatch(/Index Cond: \(team = ANY \(\(InitPlan \d+\)\.col1\)\)/);
  expect(text).not.toMatch(/SubPlan/);
});

test("rows of hidden parents are found by one array of keys", async () => {
  const text = await plan("select count(*) from notes");
  expect(text).toMatch(/Index Cond: \(event = ANY \(\(InitPlan \d+\)\.col1\)\)/);
  expect(text).not.toMatch(perRow);
});

test("a user's rows by his own parents are found by one array of keys", async () => {
  const { sql } = await at.generate({
    context: { kind: "setting", name: "app.person", type: "int" },
    tables: [
      { table: "events", owner: "person", allow: { select: "owner", ...nothing } },
      {
        table: "drafts",
        parent: { column: "event", table: "events" },
        allow: { select: "owner", ...nothing },
      },
    ],
    application_role: `${at.application}_own`,
  });
  await at.database.run(sql);
  const text = await plan("select count(*) from drafts", `${at.application}_own`);
  expect(text).toMatch(/Index Cond: \(event = ANY \(\(InitPlan \d+\)\.col1\)\)/);
  expect(text).not.toMatch(/SubPlan/);
});

test("of seen parents Postgres makes a hash for many rows and looks up a few", async () => {
  const many = await plan("select count(*) from drafts", at.admin);
  expect(many).toMatch(/hashed SubPlan/);
  expect(many).not.toMatch(perRow);
  const few = await plan("select * from drafts where id = 7", at.admin);
  expect(few).toMatch(/Index Scan using drafts_pkey/);
  expect(few).toMatch(/Index Scan using events_pkey|Index Cond: \(id = /);
  expect(few).not.toMatch(/hashed|Seq Scan on events/);
});

test("the tenant is not counted twice: guard and permission are one condition", async () => {
  const text = await plan("select count(*) from events", at.admin);
  expect(text.match(/ProjectSet/g)).toHaveLength(1);
});
