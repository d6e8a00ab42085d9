import { afterAll, beforeAll, expect, test } from "vitest";
import { readEntries } from "../../../../src/migration/folder/read-entries.ts";
import { readSet } from "../../../../src/migration/folder/read-set.ts";
import { arrange } from "../../../../src/migration/lint/arrange.ts";
import { innerStatements } from "../../../../src/migration/lint/bodies.ts";
import type { LintReport } from "../../../../src/migration/lint/lint-set.ts";
import { harness, type Harness } from "./harness.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness(`
    create table tasks (id bigint generated always as identity primary key, title text not null, done boolean);
    insert into tasks (title) select 'task ' || n from generate_series(1, 5000) n;
    analyze`);
});
afterAll(() => on[Symbol.asyncDispose]());

const rules = ({ findings }: LintReport): string[] =>
  findings.map(({ rule, file, line }) => `${file}:${line} ${rule}`);

test("statements are counted, and a table of the same set is nobody's", async () => {
  const report = await on.lintSql({
    "1.sql": "create table notes (id int primary key, body text);",
    "2.sql": "create index notes_body on notes (body);\nalter table notes alter id type bigint;",
  });
  expect(report).toMatchObject({ files: 2, statements: 3, postgres: 18 });
  expect(report.findings.filter(({ level }) => level === "error")).toEqual([]);
});

test("a table of the target is somebody's", async () => {
  const report = await on.lintSql("\n\ncreate index tasks_title on tasks (title);", { target: {} });
  expect(rules(report)).toContain("migration.sql:3 create-index");
  expect(report.target?.database).toBe(on.target.name);
});

test("a file that does not parse, and one of psql, do not keep the others from being executed", async () => {
  const { findings, statements } = await on.lintSql({
    "1.sql": "create table a (id int);\ncreate tabel b (id int);\ncreate table c (id int);",
    "2.sql": "\\set x 1\ncopy a from stdin;\n1\n\\.\nalter table c add column x int;",
  });
  expect(statements).toBe(4);
  expect(
    findings
      .filter(({ rule }) => /^(?:syntax|psql|statement|not-executed)/.test(rule))
      .map(
        ({ rule, file, line, column, message }) =>
          `${file}:${line}:${column} ${rule} ${message.split(/[:.]/)[0]}`,
      ),
  ).toEqual([
    "1.sql:2:8 syntax-error Postgres does not parse this",
    "2.sql:1:1 psql-command `\\\\set x 1` belongs to psql and was passed over",
    "2.sql:2:1 not-executed A statement was judged by the text alone, because the throw-away database cannot have all that a server can",
    "2.sql:3:1 psql-command `rows of COPY FROM stdin` belongs to psql and was passed over",
  ]);
});

test("what Postgres refuses is an error where all is known, and is told once where it is not", async () => {
  const unknown = await on.lintSql(
    "alter table elsewhere add column a int;\nalter table elsewhere add column b int;\ncreate table here (id int);\ncreate table here (id int);",
  );
  expect(failures(unknown)).toEqual(["4 statement-fails error"]);
  expect(unknown.findings.filter(({ rule }) => rule === "unknown-tables")).toHaveLength(1);
  const known = await on.lintSql(
    "alter table elsewhere add column a int;\nalter table tasks add column title text;\ninsert into tasks (title) values (null);",
    { target: {} },
  );
  expect(failures(known)).toEqual([
    "1 statement-fails error",
    "2 statement-fails error",
    "3 not-executed info",
  ]);
});

test("without a target, statements run on stand-ins for what the set does not make, and say so", async () => {
  const report = await on.lintSql(
    `alter table a alter column n type bigint;
alter table a add constraint f foreign key (b_id) references b;
create index concurrently i on "Odd"."C" using gin (tags);
alter table a validate constraint old;
drop index j;
alter table t detach partition p;
cluster t2 using k;
alter domain d add constraint c check (value > 0);
alter type e rename value 'x' to 'y';
create trigger g before insert on a for each row execute function f();
vacuum full z;
alter table r add exclude using gist (span with &&);
update a set due = now() where done;`,
  );
  expect(failures(report)).toEqual([]);
  const heavy = report.findings.filter(({ rule }) =>
    ["change-column-type", "add-foreign-key", "create-index", "drop-index"].includes(rule),
  );
  expect(heavy.map(({ rule, line, evidence }) => `${line} ${rule} ${evidence}`)).toEqual([
    "1 change-column-type rule",
    "2 add-foreign-key rule",
    expect.stringMatching(/^5 drop-index/),
  ]);
});

test("in a transaction of its tool, what runs only outside fails, and what comes after finds what it would have made", async () => {
  const sql =
    "create table a (id int);\ncreate index concurrently i on a (id);\nalter index i rename to j;";
  const lint = async (framework: string): Promise<string[]> => {
    const set = await readSet({ sql, framework }, [], new AbortController().signal);
    return failures(await on.lint({ set }));
  };
  expect(await lint("sql")).toEqual([]);
  expect(await lint("golang-migrate")).toEqual(["2 statement-fails error", "3 not-executed info"]);
});

test("what the target's version does not have fails, and what builds on it is known", async () => {
  const sql =
    "create table v (a int, b int generated always as (a + 1) virtual);\nalter table v add column c int;";
  expect(failures(await on.lintSql(sql, { postgres: 17 }))).toEqual(["1 statement-fails error"]);
  expect(failures(await on.lintSql(sql))).toEqual([]);
});

test("settings end with their transaction and with their file", async () => {
  const { drafts } = await arrange(
    readEntries([
      {
        path: "1.sql",
        text: "begin;\nset local lock_timeout = '1s';\nset statement_timeout = 5;\nselect 1;\ncommit;\nselect 2;",
      },
      {
        path: "2.sql",
        text: "select set_config('search_path', 'app', false);\nselect 3;\nreset search_path;\nselect 4;",
      },
    ]),
  );
  expect(
    drafts.map(({ transaction, settings }) => [transaction, Object.fromEntries(settings)]),
  ).toEqual([
    [0, {}],
    [0, {}],
    [0, { lock_timeout: "1s" }],
    [0, { lock_timeout: "1s", statement_timeout: "5" }],
    [0, { lock_timeout: "1s", statement_timeout: "5" }],
    [undefined, { statement_timeout: "5" }],
    [undefined, {}],
    [undefined, { search_path: "app" }],
    [undefined, { search_path: "app" }],
    [undefined, {}],
  ]);
});

test("a setting of one file does not reach the next, nor a role", async () => {
  const role = `lint_${on.target.name}`;
  const report = await on.lintSql({
    "1.sql": `create schema app;\nset search_path to app;\nset role ${role};\nset application_name to 'x';`,
    "2.sql": "create table t (id int);\nalter table public.t add column a int;",
  });
  expect(failures(report)).toEqual([]);
  await on.target.runAsSuperuser(`drop role ${role}`);
});

test("files that are applied make the schema, and only those after them are linted", async () => {
  const files = {
    "1.sql": "create table a (id int);",
    "2.sql": "create index i on a (id);",
    "3.sql": "create index j on a (id);",
  };
  const report = await on.lintSql(files, { since: "2.sql" });
  expect(report).toMatchObject({ files: 1, statements: 1 });
  expect(rules(report)).toContain("3.sql:1 create-index");
  await expect(on.lintSql(files, { since: "4.sql" })).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a table that was there before stays somebody's under another name, and a new one of its old name is nobody's", async () => {
  const report = await on.lintSql(
    "alter table tasks rename to todos;\ncreate table tasks (id int);\ncreate index a on tasks (id);\ncreate index b on todos (title);",
    { target: {} },
  );
  expect(rules(report).filter((rule) => rule.endsWith("create-index"))).toEqual([
    "migration.sql:4 create-index",
  ]);
});

test("statements of DO blocks have their lines; those of routines are kept apart", async () => {
  const set = readEntries([
    {
      path: "1.sql",
      text: "create table a (id int);\ndo $$ begin\n  perform 1;\n  insert into a values (1);\nend $$;\ncreate function f() returns void language plpgsql as $$\nbegin\n  delete from a;\nend $$;",
    },
  ]);
  const { drafts } = await arrange(set);
  const inner = await Promise.all(drafts.map(({ statement }) => innerStatements(statement)));
  expect(
    inner.flatMap((list, at) =>
      list.map(({ statement, below }) => `${(drafts[at]?.line ?? 0) + below} ${statement.text}`),
    ),
  ).toEqual(["4 insert into a values (1)", "8 delete from a"]);
});

test("a statement that ends the tool's transaction leaves the rest outside", async () => {
  const text =
    "create table a (id int);\ncommit;\ncreate index concurrently i on a (id);\nbegin;\ncreate table b (id int);";
  const journal = JSON.stringify({ entries: [{ tag: "0000_a", when: 1 }] });
  const files = [
    { path: "meta/_journal.json", text: journal },
    { path: "0000_a.sql", text: text.replaceAll("\n", "\n--> statement-breakpoint\n") },
  ];
  const set = readEntries(files);
  const { drafts } = await arrange(set);
  expect(drafts.map(({ transaction }) => transaction)).toEqual([0, 0, undefined, 1, 1]);
  expect(failures(await on.lint({ set }))).toEqual([]);
});

const failures = ({ findings }: LintReport): string[] =>
  findings
    .filter(({ rule }) => ["statement-fails", "not-executed"].includes(rule))
    .map(({ rule, line, level }) => `${line} ${rule} ${level}`);
