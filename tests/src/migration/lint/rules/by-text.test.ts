import { afterAll, beforeAll, expect, test } from "vitest";
import { openBench, type Bench } from "./harness.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

/** One line, one statement on tables that nobody has shown, and the rule that speaks of it by its text. */
const spoken = `
alter table t add constraint c check (a > 0) -- add-check-constraint
alter table t add column a int check (a > 0) -- add-column-check
alter table t add column a uuid default gen_random_uuid() -- add-column-volatile-default
alter table t add constraint c exclude using gist (a with &&) -- add-exclusion-constraint
alter table t add foreign key (a) references u (id) -- add-foreign-key
alter table t add column a int generated always as (b + 1) stored -- add-generated-column
alter table t add primary key (id) -- add-primary-key
alter table t add column a int not null -- add-required-column
alter table t add column a bigserial -- add-serial-column
alter table t add unique (a) -- add-unique-constraint
alter table t alter column a type bigint -- change-column-type
alter table t set unlogged -- change-persistence
cluster t using i -- cluster-table
create index on t (a) -- create-index
alter table t detach partition p -- detach-partition
alter table t drop column a -- drop-column
drop index if exists i -- drop-index
drop table t -- drop-table
refresh materialized view v -- refresh-materialized-view
reindex table t -- reindex
alter table t rename column a to b -- rename-column
alter table t rename to u -- rename-table
alter table t alter column a set not null -- set-not-null
vacuum full t -- cluster-table
alter table t add column a int default made_by_us() -- add-column-volatile-default
alter table t add column a int default 5, add column b text
alter table t add constraint c check (a > 0) not valid
alter table t add constraint c unique using index i
alter table t validate constraint c
create index concurrently on t (a)
drop index concurrently if exists i
drop table if exists made`;

test("statements on what is not there are judged by their text", async () => {
  const lines = spoken.trim().split("\n");
  const { findings } = await bench.lint("", {
    sql: `${lines.map((line) => line.replace(/(?= --|$)/, ";")).join("\n")}`.replace(
      /$/,
      "\ncreate table made (id bigint primary key, a int);\ncreate index on made (a);",
    ),
  });
  const byText = findings.filter(
    ({ message, rule }) =>
      message.startsWith("By its text alone") && rule !== "missing-lock-timeout",
  );
  const found = lines.map((line, at) => {
    const rules = byText.filter((finding) => finding.at?.line === at + 1).map(({ rule }) => rule);
    return [line.replace(/ --.*/, ""), ...rules].join(" -- ");
  });
  // DROP TABLE IF EXISTS of what the set makes later is as unknown as any other.
  expect(found).toEqual(
    lines.map((line) => (line.endsWith("made") ? `${line} -- drop-table` : line)),
  );
  expect(byText.every(({ evidence }) => evidence === "rule")).toBe(true);
  expect(findings.filter(({ at }) => (at?.line ?? 0) > lines.length)).toEqual([]);
});

test("a transaction is judged by its text as well", async () => {
  const { findings } = await bench.lint("", {
    sql: "begin;\nalter table t add constraint c check (a > 0) not valid;\nalter table t validate constraint c;\ncommit;",
  });
  expect(findings.map(({ at, level, rule }) => `${at?.line} ${level} ${rule}`)).toEqual([
    "3 error lock-held-during-scan",
    "2 warning missing-lock-timeout",
  ]);
});

test("where there is a schema, what is missing is a mistake and nothing else", async () => {
  const { findings } = await bench.lint("create table u (id bigint primary key)", {
    sql: "alter table t add unique (a); drop table if exists v;",
  });
  expect(findings.filter(({ level }) => level !== "info")).toEqual([]);
});
