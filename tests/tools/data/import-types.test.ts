import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dataHarness, type DataHarness } from "./import-harness.ts";

let on: DataHarness;
beforeAll(async () => {
  on = await dataHarness();
});
afterAll(() => on[Symbol.asyncDispose]());

test.each<[string, string, readonly string[]]>([
  ["text", "a code with an E", ["1E5", "12E3"]],
  ["text", "Norway", ["NO", "NO"]],
  ["text", "women", ["F", "F"]],
  ["boolean", "yes and no", ["yes", "NO"]],
  ["boolean", "t and f", ["t", "f"]],
  ["boolean", "true alone", ["true", "true"]],
  ["numeric", "more digits than a double has", ["0.1234567890123456789e0", "1.5e2"]],
  ["numeric", "larger than a double", ["1.0e400", "-1e-400"]],
  ["double precision", "doubles as MySQL writes them", ["1.5", "1e20"]],
  ["double precision", "doubles", ["0.30000000000000004", "-1.5e-7", "6.02e+23", "0e+0"]],
])("%s keeps %s", async (type, name, values) => {
  const table = name.replaceAll(" ", "_");
  const file = on.put(`${table}.csv`, `n,v\n${values.map((v, n) => `${n},${v}`).join("\n")}\n`);
  const { columns } = await on.load({ from: { file } });
  expect(columns?.[1]).toMatchObject({ type });
  // what the text means to Postgres as a number of all digits, or as itself
  const exact = type === "text" || type === "boolean" ? type : "numeric";
  const kept = await on.database.run(
    `select v::text::${exact} is not distinct from (array['${values.join("','")}'])[n + 1]::${exact} as same from ${table}`,
  );
  expect(kept).toEqual(values.map(() => ({ same: true })));
});

test("digits of a second that Postgres does not keep are told", async () => {
  const rows = "2024-01-01T00:00:00.123456789Z,2024-01-01T00:00:00.1234560Z\n";
  const { columns } = await on.load({
    from: { file: on.put("fine.csv", `at,seen\n${rows}`) },
    dry_run: true,
  });
  expect(columns).toEqual([
    {
      name: "at",
      type: "timestamp with time zone",
      note: "rounds `2024-01-01T00:00:00.123456789Z` to microseconds",
    },
    { name: "seen", type: "timestamp with time zone" },
  ]);
});

test("NDJSON is judged as what is loaded of it", async () => {
  await on.database.run(
    "create table parts (id int, arr text[], i int[][], lower int[], js json, doc jsonb, bad int[])",
  );
  const file = on.put(
    "parts.ndjson",
    String.raw`{"id":1,"arr":["a,b",null],"i":[[1,2]],"lower":"[0:1]={1,2}","js":"x","doc":"[","bad":[1]}` +
      "\n" +
      String.raw`{"id":2,"arr":["[\"\\q\"]"],"js":{"b":1, "b":2},"doc":1,"bad":["x"]}` +
      "\n" +
      String.raw`{"id":3,"arr":"[\"\\q\"]","bad":null}` +
      "\n",
  );
  const args = { from: { file }, table: "parts" };
  const { columns } = await on.load({ ...args, dry_run: true });
  expect(columns?.filter(({ note }) => note !== undefined)).toEqual([
    { name: "arr", type: "text[]", note: String.raw`does not take ${"`"}["\\q"]${"`"}` },
    { name: "bad", type: "integer[]", note: 'does not take `{"x"}`' },
  ]);
  const { rejected } = await on.load(args);
  expect(rejected.map(({ line }) => line)).toEqual([2, 3]);
  expect(
    await on.database.run("select arr, i, lower::text, js::text, doc::text from parts"),
  ).toEqual([{ arr: ["a,b", null], i: [[1, 2]], lower: "[0:1]={1,2}", js: '"x"', doc: '"["' }]);
});

/** So many that the samples are a part of the file. */
const many = (rare: string): string =>
  Array.from(
    { length: 30_000 },
    (_, n) => `{"id": ${n}, "pad": "${"x".repeat(60)}"${n === 9_999 ? rare : ""}}\n`,
  ).join("");

test("a row with a value of a key that no sample has is set aside, and the options can take it", async () => {
  const file = on.put("rare.ndjson", many(', "rare": 7, "none": null'));
  const { tables, rejected, notes } = await on.load({ from: { file } });
  expect(notes).toContainEqual(expect.stringMatching(/^The keys are those of a sample/));
  expect(tables).toMatchObject([{ rows: 29_999, rejected: 1 }]);
  expect(rejected).toEqual([
    {
      line: 10_000,
      reason: "22P02: a key that was in no sample: name it in options.types, columns or skip: rare",
    },
  ]);
  const options = { types: { rare: "int" } };
  await on.load({ from: { file }, table: "rare_taken", options });
  expect(
    await on.database.run("select id::int, rare from rare_taken where rare is not null"),
  ).toEqual([{ id: 9_999, rare: 7 }]);
  const without = await on.load({
    from: { file },
    table: "rare_skipped",
    options: { skip: ["rare"] },
  });
  expect(without.tables).toMatchObject([{ rows: 30_000, rejected: 0 }]);
});

test("a key that is null where no column is for it loses nothing", async () => {
  const file = on.put("nulls.ndjson", many(', "none": null'));
  const { tables } = await on.load({ from: { file } });
  expect(tables).toMatchObject([{ rows: 30_000, rejected: 0 }]);
});

test.each(['[\n{"a":1},\n{"a":2}\n]\n', '\ufeff [{"a":1}]'])(
  "a JSON array is no NDJSON, and how it becomes some is told: %j",
  async (content) => {
    const file = on.put("array.json", content);
    const { text } = await on.call("import_data", { from: { file } });
    expect(text).toMatch(/^INVALID_INPUT: The file is a JSON array; .*\nNext: .*jq -c/);
    expect(await on.database.run("select to_regclass('public.array') as t")).toEqual([{ t: null }]);
  },
);

test("a NUL, which Postgres cannot have, costs its row alone", async () => {
  const csv = on.put("nul.csv", "id,name\n1,a\u0000b\n2,c\n");
  const { rejected, rejected_file: aside = "" } = await on.load({ from: { file: csv } });
  expect(rejected).toEqual([{ line: 2, reason: expect.stringMatching(/^22021: /) }]);
  expect(readFileSync(join(on.folder, aside), "utf8")).toContain("1,a\u0000b");
  expect(await on.rowsOf("nul")).toEqual([{ id: 2, name: "c" }]);
  const lines = [
    String.raw`{"a":1,"b":"x\u0000y"}`,
    '{"a":2,"b":"ok"}',
    String.raw`{"a":3,"b":"\ud83d"}`,
    String.raw`{"a":4,"b":"\ud83d\ude00"}`,
  ];
  const ndjson = on.put("nuls.ndjson", `${lines.join("\n")}\n`);
  const other = await on.load({ from: { file: ndjson } });
  expect(other.rejected).toEqual([
    { line: 1, reason: expect.stringMatching(/^22021: /) },
    { line: 3, reason: "22P02: half a character in a string before column 20" },
  ]);
  expect(await on.rowsOf("nuls")).toEqual([
    { a: 2, b: "ok" },
    { a: 4, b: "😀" },
  ]);
});
