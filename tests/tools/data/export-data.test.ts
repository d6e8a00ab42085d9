import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Exported } from "../../../src/data/export/export-data.ts";
import { dataHarness, type DataHarness } from "./import-harness.ts";

let on: DataHarness;
beforeAll(async () => {
  on = await dataHarness();
  await on.database.run(`
    create table odd (
      id bigint primary key, word text, code char(3), flag boolean, exact numeric, rough float8, day date, at timestamptz,
      local timestamp, span interval, key uuid, doc jsonb, source json, bytes bytea, list int[], words text[], grid int[][],
      docs jsonb[], reach int4range, address inet, "Odd ""Name" text, twice bigint generated always as (id % 7) stored);
    insert into odd values
      (1, '', 'a', true, 1.10, 'NaN', '2024-02-29', '2024-01-01 10:00+05', '2024-01-01 10:00:00.123456', '1 mon -2 days 3:04:05.6',
       '6f9619ff-8b86-4d01-b42d-00cf4fc964ff', '{"a": [1.10, null], "b": "x\\ny"}', '{"b": 1,  "b": 2}', '\\x00ff0a22', '{1,NULL,3}',
       array['a,b', 'c"d', 'NULL', null, '', E'x\\\\y'], '{{1,2},{3,4}}', array['{"a": "},{"}'::jsonb, null], '[1,5)', '10.0.0.0/8', E'line\\nbreak, "quoted" \\\\. é 漢 😀'),
      (9223372036854775807, null, null, null, 'NaN', '-Infinity', '-infinity', 'infinity', null, null, null, '"a"', '1', '', '{}', '{}', null, null, 'empty', null, E'\\\\.'),
      (3, 'NULL', '\\N', false, -0.000000000000000000000001, 1e300, '4713-01-01 BC', null, null, null, null, '1.50', null, null, null, null, null, null, null, null, E'\\t\\r\\b')`);
});
afterAll(() => on[Symbol.asyncDispose]());

const rows = (table: string): Promise<Record<string, unknown>[]> =>
  on.database.run(`select t::text as row from ${table} t order by id`);

test.each([
  ["csv", "odd.csv"],
  ["ndjson", "odd.ndjson"],
  ["csv", "odd.csv.gz"],
  ["ndjson", "odd.ndjson.gz"],
])("what is exported as %s to %s and imported again is equal", async (format, file) => {
  const { result, text } = await on.call<Exported>("export_data", {
    table: "odd",
    to: { file },
    format,
  });
  expect(text).toMatch(/^3 rows \(measured\), /);
  expect(result.notes[0]).toBe(
    "Generated columns are left out (`twice`): the table computes them.",
  );
  expect(result).toMatchObject({ rows: 3, file, manifest: `${file}.manifest.json` });
  const kept = readFileSync(join(on.folder, file));
  expect(result.bytes).toBe(kept.length);
  const manifest = JSON.parse(readFileSync(join(on.folder, result.manifest), "utf8")) as Exported;
  expect(manifest).toMatchObject({
    rows: 3,
    table: "odd",
    snapshot: expect.stringMatching(/^\d+:\d+:/),
    files: [
      { path: file, bytes: kept.length, sha256: createHash("sha256").update(kept).digest("hex") },
    ],
  });
  const plain = (file.endsWith(".gz") ? gunzipSync(kept) : kept).toString();
  expect(plain).toMatch(format === "csv" ? /^id,word,/ : /^\{"id":1,"word":""/);
  const table = `again_${file.replaceAll(".", "_")}`;
  await on.database.run(`create table ${table} (like odd including all)`);
  const { tables } = await on.load({ from: { file }, table });
  expect(tables).toMatchObject([{ rows: 3, rejected: 0 }]);
  expect(await rows(table)).toEqual(await rows("odd"));
});

test("what NDJSON does not bring back is named by its column, and CSV brings it back", async () => {
  await on.database.run(`
    create type pair as (x int, "y z" text);
    create domain paired as pair;
    create domain named as text;
    create type mood as enum ('calm');
    create function mood_json(mood) returns json language sql return json_build_object('mood', $1::text);
    create cast (mood as json) with function mood_json(mood);
    create table mixed (id int primary key, one pair, "more, \`p\`" pair[], list int[], over paired[], word named, doc jsonb, felt mood);
    insert into mixed values (1, '(1,"a ""b""")', array['(1,x)'::pair, null], '[0:1]={1,2}', array['(2,y)'::pair::paired], 'w', '{}', 'calm')`);
  const table = "mixed";
  const { result, text } = await on.call<Exported>("export_data", {
    table,
    to: { file: "mixed.ndjson" },
    format: "ndjson",
  });
  expect(result.notes).toEqual([
    expect.stringMatching(
      /^`one`, `more, \\u\{60\}p\\u\{60\}`, `over`, `felt`: import_data cannot read /,
    ),
    expect.stringMatching(/^`list`: JSON has no lower bounds/),
  ]);
  expect(text).toMatch(/import_data reads the files again, but for what is noted\.$/);
  const csv = await on.call<Exported>("export_data", { table, to: { file: "mixed.csv" } });
  expect(csv.result.notes).toEqual([]);
  expect(csv.text).toMatch(/import_data reads the files again\.$/);
  await on.database.run("create table mixed_again (like mixed)");
  await on.load({ from: { file: "mixed.csv" }, table: "mixed_again" });
  expect(await rows("mixed_again")).toEqual(await rows("mixed"));
});

test("a query in parts of a size, each with the names, together everything", async () => {
  const query =
    "select n, repeat('x', 990) as \"a,b\" from generate_series(1, 2800) n -- all of them";
  const { result } = await on.call<Exported>("export_data", {
    query,
    to: { file: "many.csv", part_mb: 1 },
  });
  expect(result.files.map(({ path }) => path)).toEqual([
    "many.001.csv",
    "many.002.csv",
    "many.003.csv",
  ]);
  const parts = result.files.map(({ path }) =>
    readFileSync(join(on.folder, path), "utf8").split("\n"),
  );
  for (const part of parts) expect(part[0]).toBe('n,"a,b"');
  const numbers = parts.flatMap((part) =>
    part.slice(1, -1).map((line) => Number(line.split(",")[0])),
  );
  expect(numbers).toEqual(Array.from({ length: 2800 }, (_, n) => n + 1));
});

test("a line is an object, whatever line breaks a value of type json holds", async () => {
  const query = "select json E'{\"a\":\\n1}' as doc, E'x\\ny' as word";
  const to = { file: "lines.ndjson" };
  await on.call("export_data", { query, to, format: "ndjson" });
  const line = readFileSync(join(on.folder, "lines.ndjson"), "utf8");
  expect(line).toBe('{"doc":{"a": 1},"word":"x\\ny"}\n');
});

test.each<[string, object, RegExp]>([
  ["a statement that writes", { query: "delete from odd returning *" }, /^READ_ONLY: /],
  ["a function that writes", { query: "select nextval('x')" }, /^(?:READ_ONLY|NOT_FOUND)/],
  ["reading files", { query: "select pg_read_file('/etc/passwd')" }, /^(?:READ_ONLY|PERMISSION)/],
  ["two statements", { query: "select 1; select 2" }, /^INVALID_INPUT: /],
  ["a way out of the brackets", { query: "select 1) to program 'id' --" }, /^INVALID_SQL/],
  ["SHOW", { query: "show all" }, /^READ_ONLY: An export takes a query/],
  ["neither", {}, /^INVALID_INPUT: /],
  ["no such table", { table: "none" }, /^NOT_FOUND: /],
  [
    "an error in the middle",
    { query: "select 1 / (3 - n) from generate_series(1, 5) n" },
    /^\w+ 22012: /,
  ],
])("%s is refused, and nothing is left", async (_, args, text) => {
  const before = readdirSync(on.folder);
  const refused = await on.call("export_data", { ...args, to: { file: "refused.csv" } });
  expect(refused.text).toMatch(text);
  expect(readdirSync(on.folder)).toEqual(before);
});

test("a file that is there is not written over; what a killed export left is", async () => {
  on.put("there.csv", "mine");
  const taken = await on.call("export_data", { table: "odd", to: { file: "there.csv" } });
  expect(taken.text).toMatch(/^INVALID_INPUT: There is a file `there\.csv` already\./);
  expect(readFileSync(join(on.folder, "there.csv"), "utf8")).toBe("mine");
  writeFileSync(join(on.folder, ".left.csv.neon-dba-partial"), "a".repeat(100_000));
  await on.call("export_data", { query: "select 1 as one", to: { file: "left.csv" } });
  expect(readFileSync(join(on.folder, "left.csv"), "utf8")).toBe("one\n1\n");
  expect(readdirSync(on.folder).filter((name) => name.includes("partial"))).toEqual([]);
});

test("files lie below the folders that are allowed", async () => {
  const refused = async (file: string): Promise<string> =>
    (await on.call("export_data", { table: "odd", to: { file } })).text;
  for (const file of ["../out.csv", "/tmp/out.csv"])
    expect(await refused(file)).toMatch(/^INVALID_INPUT: `[^`]*` leads out of the folders/);
  expect(await refused("none/out.csv")).toMatch(/^NOT_FOUND: There is no folder `none`/);
});
