import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dataHarness, type DataHarness } from "./import-harness.ts";

let on: DataHarness;
beforeAll(async () => {
  on = await dataHarness();
});
afterAll(() => on[Symbol.asyncDispose]());

test("a new table: types of what is seen, nothing guessed, shown before a byte is written", async () => {
  const file = on.put(
    "People 2024.csv",
    "id,name,zip,active,born,score,ref,seen,extra\n" +
      '1,"Ada, L.",01234,true,1815-12-10,1.5,6f9619ff-8b86-4d01-b42d-00cf4fc964ff,2024-01-01T10:00:00Z,"{""a"": [1]}"\n' +
      '2,"Zo""e\nz",00001,false,1990-01-01,2,6f9619ff-8b86-4d01-b42d-00cf4fc964f0,2024-01-02T10:00:00+02:00,\n' +
      '12345678901,,99999,true,,,,,"{}"\n',
  );
  const planned = await on.load({ from: { file }, dry_run: true });
  expect(planned.columns).toEqual(
    [
      ["id", "bigint"],
      ["name", "text"],
      ["zip", "text"],
      ["active", "boolean"],
      ["born", "date"],
      ["score", "numeric"],
      ["ref", "uuid"],
      ["seen", "timestamp with time zone"],
      ["extra", "jsonb"],
    ].map(([name, type]) => ({ name, type })),
  );
  expect(planned.plan?.[0]).toMatch(/^create table public\.people_2024 \(/);
  expect(planned.questions).toEqual([]);
  expect(await on.database.run("select to_regclass('people_2024') as t")).toEqual([{ t: null }]);
  const { tables, rejected } = await on.load({ from: { file } });
  expect(tables).toEqual([
    { table: "public.people_2024", rows: 3, rejected: 0, evidence: "measured" },
  ]);
  expect(rejected).toEqual([]);
  expect(await on.rowsOf("people_2024")).toEqual([
    expect.objectContaining({ id: 1, name: "Ada, L.", zip: "01234", extra: { a: [1] } }),
    expect.objectContaining({
      id: 2,
      name: 'Zo"e\nz',
      seen: "2024-01-02T08:00:00+00:00",
      extra: null,
    }),
    expect.objectContaining({ id: 12345678901, name: null, zip: "99999", born: null }),
  ]);
});

test("what could mean two things is asked", async () => {
  const file = on.put(
    "dates.csv",
    "day,at\n01/02/2024,2024-01-01 10:00\n03/04/2024,2024-01-01 11:00\n",
  );
  const { questions } = await on.load({ from: { file }, dry_run: true });
  expect(questions).toEqual([
    expect.stringMatching(/^Which comes first in `day`, day or month \(`01\/02\/2024`\)\?/),
    expect.stringMatching(/^`at` has no zone/),
  ]);
  const refused = await on.call("import_data", { from: { file } });
  expect(refused.text).toMatch(/^INVALID_INPUT: Something about the file has to be said first\./);
  const options = { dates: "DMY", types: { at: "timestamptz" } };
  await on.load({ from: { file }, options });
  expect(await on.rowsOf("dates")).toEqual([
    { day: "2024-02-01", at: "2024-01-01T10:00:00+00:00" },
    { day: "2024-04-03", at: "2024-01-01T11:00:00+00:00" },
  ]);
});

test("an order that only the end of the file shows is found", async () => {
  const rows = Array.from(
    { length: 90_000 },
    (_, n) => `${(n % 12) + 1}/${(n % 12) + 1}/2024,x${n}`,
  );
  const file = on.put("late.csv", `day,name\n${rows.join("\n")}\n12/31/2024,last\n`);
  const { columns, questions } = await on.load({ from: { file }, dry_run: true });
  expect(questions).toEqual([]);
  expect(columns?.[0]).toEqual({ name: "day", type: "date" });
  await on.load({ from: { file } });
  expect(
    await on.database.run("select count(*)::int as n, max(day)::text as last from late"),
  ).toEqual([{ n: 90_001, last: "2024-12-31" }]);
});

test("bad rows are set aside with line, reason and text; the good ones are all there", async () => {
  await on.database.run(
    `create table owners (id int primary key);
     insert into owners values (1), (2);
     create table things (id int generated always as identity primary key, owner int not null references owners, name text check (name <> 'bad'), size int2)`,
  );
  const lines = [
    "id,owner,name,size",
    "1,1,a,1",
    '2,1,"two\nlines",2',
    "x,1,c,3",
    "4,1,bad,4",
    "5,9,d,5",
    "1,2,again,6",
    "6,2,e,99999",
    "7,2",
    "",
    "8,,f,8",
    "9,2,g,9",
  ];
  const file = on.put("things.csv", `${lines.join("\n")}\n`);
  const {
    tables,
    rejected,
    rejected_file: aside,
    notes,
  } = await on.load({ from: { file }, table: "things" });
  expect(tables).toMatchObject([{ rows: 3, rejected: 7 }]);
  expect(rejected.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
    '5 22P02 id: invalid input syntax for type integer: "x"',
    expect.stringMatching(/^6 23514: new row for relation "things" violates check constraint/),
    expect.stringMatching(
      /^7 23503: insert or update on table "things" violates foreign key .*Key \(owner\)=\(9\) is not present/,
    ),
    expect.stringMatching(/^8 23505: duplicate key .*Key \(id\)=\(1\) already exists/),
    expect.stringMatching(/^9 22003 size: value "99999" is out of range/),
    '10 22P04: missing data for column "name"',
    expect.stringMatching(/^12 23502 owner: null value in column "owner"/),
  ]);
  expect(aside).toBe("things.csv.rejects.csv");
  const kept = readFileSync(join(on.folder, aside ?? ""), "utf8");
  expect(kept.split("\n")).toHaveLength(9);
  expect(kept).toContain('5,22P02,id,"invalid input syntax for type integer: ""x""","x,1,c,3"\n');
  expect(notes.join()).toContain("things_name_check CHECK");
  expect((await on.rowsOf("things")).map((row) => (row as { id: number }).id)).toEqual([1, 2, 9]);
  // the sequence is beyond what came
  expect(await on.database.run("insert into things (owner) values (1) returning id")).toEqual([
    { id: 10 },
  ]);
});

test("a table that has rows is added to only when that is agreed; conflicts may be passed over, columns left out", async () => {
  await on.database.run(
    "create table tags (name text primary key, note text default 'none'); insert into tags values ('a', 'old')",
  );
  const file = on.put("tags.csv", "Name;Junk\na;1\nb;2\n");
  const asked = await on.call("import_data", {
    from: { file },
    table: "tags",
    options: { skip: ["Junk"], on_conflict: "ignore" },
  });
  expect(asked.text).toMatch(
    /^CONFIRMATION_REQUIRED: Add about 2 rows \(\d+ bytes\) to public\.tags, which has rows already\./,
  );
  const [, token] = /confirm_token="([^"]+)"/.exec(asked.text) ?? [];
  const args = {
    from: { file },
    table: "tags",
    options: { skip: ["Junk"], on_conflict: "ignore" },
  };
  const { tables, notes } = await on.load({ ...args, confirm_token: token });
  expect(tables).toMatchObject([{ rows: 1, rejected: 0 }]);
  expect(notes).toContain(
    '1 row was left out (on_conflict "ignore"): in conflict with what is there.',
  );
  expect(await on.rowsOf("tags")).toEqual([
    { name: "a", note: "old" },
    { name: "b", note: "none" },
  ]);
  expect((await on.call("import_data", args)).text).toContain(
    "The same file was loaded into it at",
  );
});

test("columns that do not fit the table are asked about before anything is loaded", async () => {
  await on.database.run(
    "create table strict (id int not null, name text, twice int generated always as (id * 2) stored)",
  );
  const file = on.put("strict.csv", "nmae,twice\na,2\n");
  const { text } = await on.call("import_data", { from: { file }, table: "strict" });
  expect(text).toContain("The table has no column `nmae` (`name`?): options.columns");
  expect(text).toContain("`twice` is computed by the table");
  expect(text).toContain(
    "The file has nothing for `id`, which may not be NULL and has no default.",
  );
});

test("NDJSON: keys to columns, every digit kept, what is nested as jsonb, bad lines set aside", async () => {
  const file = on.put(
    "events.ndjson",
    '{"id": 12345678901234567890, "what": "a\\tb\\n\\u00e9", "more": {"b": 1, "a": [1.10]}}\n' +
      "\n" +
      '{"id": 2, "late": true}\n' +
      "not json\n" +
      '{"id": "three"}\n'.replace("three", "3") +
      '{"id": 4, "what": null, "more": []}',
  );
  const { tables, rejected, columns } = await on.load({ from: { file } });
  expect(columns?.map(({ name, type }) => `${name} ${type}`)).toEqual([
    "id numeric",
    "what text",
    "more jsonb",
    "late boolean",
  ]);
  expect(tables).toMatchObject([{ rows: 4, rejected: 1 }]);
  expect(rejected).toEqual([{ line: 4, reason: "22P02: no JSON object: expected { in column 1" }]);
  expect(
    await on.database.run("select id::text, what, more::text, late from events order by events.id"),
  ).toEqual([
    { id: "2", what: null, more: null, late: true },
    { id: "3", what: null, more: null, late: null },
    { id: "4", what: null, more: "[]", late: null },
    { id: "12345678901234567890", what: "a\tb\né", more: '{"a": [1.10], "b": 1}', late: null },
  ]);
});

test("too many bad rows end it, and nothing of the file was lost without a word", async () => {
  const rows = Array.from({ length: 60 }, (_, n) => (n % 2 === 0 ? `${n},a` : `x${n},a`));
  await on.database.run("create table half (id int, name text)");
  const file = on.put("half.csv", `id,name\n${rows.join("\n")}\n`);
  const { text } = await on.call("import_data", { from: { file }, table: "half" });
  expect(text).toMatch(/^LIMIT: Postgres refused 30 of 60 rows/);
  expect(await on.rowsOf("half")).toEqual([]);
  expect(
    (
      await on.call("import_data", {
        from: { file },
        table: "half",
        options: { max_rejected: 0, restart: true },
      })
    ).isError,
  ).toBe(true);
});

test.each<[string, Record<string, unknown>, RegExp]>([
  ["no file", { from: { file: "none.csv" } }, /^NOT_FOUND: .*\nNext: Name one below `/],
  ["outside", { from: { file: "/etc/passwd" } }, /^NOT_FOUND: /],
  ["both", { from: { file: "a", url_variable: "B" } }, /^INVALID_INPUT: `from` names either/],
  [
    "unknown option",
    { from: { file: "things.csv" }, options: { nonsense: 1 } },
    /^INVALID_INPUT: `options`/,
  ],
  [
    "a bad name",
    { from: { file: "things.csv" }, table: "a b" },
    /^INVALID_INPUT: `a b` is no name/,
  ],
])("%s is refused", async (_, args, text) => {
  expect((await on.call("import_data", args)).text).toMatch(text);
});

test("a dump is left to the tools that made it", async () => {
  const archive = on.put("all.dump", Buffer.from("PGDMP\u0001\u000e"));
  expect((await on.call("import_data", { from: { file: archive } })).text).toMatch(
    /^UNSUPPORTED: .*\nNext: Load it with pg_restore/,
  );
  const script = on.put("all.sql", "create table x ();");
  expect((await on.call("import_data", { from: { file: script } })).text).toContain(
    "Load it with psql",
  );
});
