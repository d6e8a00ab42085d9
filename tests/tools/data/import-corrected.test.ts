import { afterAll, beforeAll, expect, test } from "vitest";
import { dataHarness, type DataHarness } from "./import-harness.ts";

let on: DataHarness;
beforeAll(async () => {
  on = await dataHarness();
});
afterAll(() => on[Symbol.asyncDispose]());

const there = async (table: string): Promise<boolean> =>
  (await on.database.run(`select to_regclass('${table}') is not null as there`))[0]?.["there"] ===
  true;

test.each<[string, string]>([
  ["no_bytes", ""],
  ["blank_lines", "\n\n\n"],
])("a file without rows makes nothing, and loads when it has some: %s", async (table, content) => {
  const file = on.put(`${table}.csv`, content);
  for (const dry_run of [true, false])
    expect((await on.call("import_data", { from: { file }, dry_run })).text).toMatch(
      /^INVALID_INPUT: The file has no rows\.\nNext: /,
    );
  expect(await there(table)).toBe(false);
  on.put(file, "id,name\n1,a\n");
  expect((await on.load({ from: { file } })).tables).toMatchObject([{ rows: 1 }]);
});

test("what has loaded nothing begins anew once it is corrected", async () => {
  await on.database.run("create table sizes (id int, size int)");
  const rows = Array.from({ length: 60 }, (_, n) => `${n},${n}cm`);
  const file = on.put("sizes.csv", `id,size\n${rows.join("\n")}\n`);
  const args = { from: { file }, table: "sizes" };
  expect((await on.call("import_data", args)).text).toMatch(/^LIMIT: Postgres refused 60 of 60/);
  on.put(file, `id,size\n${rows.join("\n").replaceAll("cm", "")}\n`);
  expect((await on.load(args)).tables).toMatchObject([{ rows: 60, rejected: 0 }]);
});

test("an encoding that Postgres does not know is refused before a table is made", async () => {
  const file = on.put("coded.csv", "n,word\n1,a\n");
  const { text } = await on.call("import_data", {
    from: { file },
    options: { encoding: "LATIN11" },
  });
  expect(text).toMatch(
    /^INVALID_INPUT: options\.encoding `LATIN11` is none that Postgres knows\.\nNext: Did you mean LATIN1/,
  );
  expect(await there("coded")).toBe(false);
  const strange = await on.call("import_data", {
    from: { file },
    options: { encoding: "klingon" },
  });
  expect(strange.text).toMatch(/Next: It knows .*LATIN1, .*UTF8/);
  await on.load({ from: { file }, options: { encoding: "windows-1252" } });
});

test("options that name columns which the file does not have are asked about", async () => {
  const file = on.put("staff.csv", "id,name,salary\n1,a,100\n");
  const options = { types: { ids: "int2" }, columns: { nmae: "who" }, skip: ["Salary", "wages"] };
  const { questions } = await on.load({ from: { file }, options, dry_run: true });
  expect(questions).toEqual([
    "options.types names `ids` (`id`?), which the file does not have.",
    "options.columns names `nmae` (`name`?), which the file does not have.",
    "options.skip names `Salary` (`salary`?), `wages`, which the file does not have.",
  ]);
  const { text } = await on.call("import_data", { from: { file }, options });
  expect(text).toMatch(/^INVALID_INPUT: Something about the file has to be said first\./);
  expect(await there("staff")).toBe(false);
  // of many lines not all keys are seen
  const lines = Array.from({ length: 100_000 }, (_, n) => `{"id": ${n}, "name": "n${n}"}`);
  const long = on.put("long.ndjson", lines.join("\n"));
  const unseen = await on.load({
    from: { file: long },
    options: { skip: ["late"] },
    dry_run: true,
  });
  expect(unseen.questions).toEqual([]);
});

test("columns of the file that meet in one of the table are asked about", async () => {
  await on.database.run("create table met (id int, full_name text)");
  const file = on.put("met.csv", "id,full name,Full_Name\n1,a,b\n");
  const { questions, plan } = await on.load({ from: { file }, table: "met", dry_run: true });
  expect(questions).toEqual([
    expect.stringMatching(
      /^`full name`, `Full_Name` of the file go into one column, `full_name`: options\.columns .* options\.skip/,
    ),
  ]);
  expect(plan).toEqual([]);
  const options = { skip: ["full name"] };
  await on.load({ from: { file }, table: "met", options });
  expect(await on.rowsOf("met")).toEqual([{ id: 1, full_name: "b" }]);
});
