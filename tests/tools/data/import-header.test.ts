import { afterAll, beforeAll, expect, test } from "vitest";
import { dataHarness, type DataHarness } from "./import-harness.ts";

let on: DataHarness;
beforeAll(async () => {
  on = await dataHarness();
});
afterAll(() => on[Symbol.asyncDispose]());

/** With a column `t`, which hides a row of that name. */
const rowsOf = async (table: string): Promise<unknown[]> =>
  (await on.database.run(`select to_jsonb(${table}) as row from ${table}`)).map(({ row }) => row);

const ASKS = /^Does the first line hold names or values \(/;

test.each([
  ["empty.csv", "\nid,name\n1,a\n2,b\n"],
  ["ends.csv", "\r\n\r\nid,name\r\n1,a\r\n2,b\r\n"],
])("empty lines before the names are no names: %s", async (name, content) => {
  const { tables } = await on.load({ from: { file: on.put(name, content) } });
  expect(tables).toMatchObject([{ rows: 2, rejected: 0 }]);
  expect(await on.rowsOf(tables[0]?.table ?? "")).toEqual([
    { id: 1, name: "a" },
    { id: 2, name: "b" },
  ]);
});

test("lines are counted from the file's beginning, with the empty ones", async () => {
  await on.database.run("create table counted (id int)");
  const file = on.put("counted.csv", "\n\nid\n1\nx\n");
  const { rejected } = await on.load({ from: { file }, table: "counted" });
  expect(rejected.map(({ line }) => line)).toEqual([5]);
});

test("what the columns of the table are called is no row, whatever it looks like", async () => {
  const long = "n".repeat(63);
  await on.database.run(
    `create table pivot (id text, t text, f text, "2019" text, ${long} text); insert into pivot values ('1', 'a', 'b', '1', '2')`,
  );
  await on.call("export_data", { table: "pivot", to: { file: "pivot.csv" } });
  await on.database.run("create table pivoted (like pivot)");
  await on.load({ from: { file: "pivot.csv" }, table: "pivoted" });
  expect(await rowsOf("pivoted")).toEqual(await rowsOf("pivot"));
  const file = on.put("longer.csv", `ID,T,f,2019,${long}er\n2,c,d,3,4\n`);
  await on.database.run("create table longer (like pivot)");
  await on.load({ from: { file }, table: "longer" });
  expect(await rowsOf("longer")).toEqual([{ id: "2", t: "c", f: "d", "2019": "3", [long]: "4" }]);
  const headless = on.put("headless.csv", "3,Rome,,5,6\n");
  await on.database.run("create table headless (like pivot)");
  await on.load({ from: { file: headless }, table: "headless" });
  expect(await rowsOf("headless")).toEqual([
    { id: "3", t: "Rome", f: null, "2019": "5", [long]: "6" },
  ]);
});

test("`t` and `f` are names of columns", async () => {
  const file = on.put("tf.csv", "id,f,t\n1,2.5,3\n");
  await on.load({ from: { file } });
  expect(await rowsOf("tf")).toEqual([{ id: 1, f: 2.5, t: 3 }]);
});

test.each<[string, string, object]>([
  ["years", "country,2019,2020\nDE,1,2\n", { country: "DE", "2019": 1, "2020": 2 }],
  ["year first", "2019,country\n1,DE\n", { "2019": 1, country: "DE" }],
  ["twice", "a,a,a_2\n1,2,3\n", { a: 1, a_2: 2, a_2_2: 3 }],
  ["without a name", ",name\n1,x\n", { column_1: 1, name: "x" }],
  ["too long", `${"é".repeat(40)},b\n1,2\n`, { ["é".repeat(31)]: 1, b: 2 }],
])("a first line that could be either is asked about: %s", async (name, content, row) => {
  const table = name.replaceAll(" ", "_");
  const file = on.put(`${table}.csv`, content);
  const { questions } = await on.load({ from: { file }, dry_run: true });
  expect(questions).toEqual([expect.stringMatching(ASKS)]);
  const refused = await on.call("import_data", { from: { file } });
  expect(refused.text).toMatch(/^INVALID_INPUT: [^]*options\.header true or false\./);
  const { notes } = await on.load({ from: { file }, options: { header: true } });
  expect(await on.rowsOf(table)).toEqual([row]);
  const made = notes.some((note) => note.startsWith("Names that are empty, too long or there"));
  expect(made).toBe(!name.startsWith("year"));
  await on.load({ from: { file }, table: `${table}_rows`, options: { header: false } });
  expect(await on.rowsOf(`${table}_rows`)).toHaveLength(2);
});

test("a quote within a cell that is not quoted is told, and what it does", async () => {
  const file = on.put("inch.csv", 'id,size,kind\n1,5" pipe,x\n2,6" pipe,y\n3,7 pipe,z\n');
  const { notes } = await on.load({ from: { file }, dry_run: true });
  expect(notes).toContainEqual(
    expect.stringMatching(/^A cell that is not quoted holds a quote \(`5"`\): /),
  );
  const right = on.put("inches.csv", 'id,size,kind\n1,"5"" pipe",x\n2, "6, or 7",y\n');
  expect((await on.load({ from: { file: right } })).notes.join()).not.toContain("holds a quote");
  expect(await on.rowsOf("inches")).toEqual([
    { id: 1, size: '5" pipe', kind: "x" },
    { id: 2, size: " 6, or 7", kind: "y" },
  ]);
});
