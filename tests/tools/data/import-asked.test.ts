import { afterAll, beforeAll, expect, test } from "vitest";
import { importData } from "../../../tools/data/import-data.ts";
import { connect, textOf } from "../../helpers/client.ts";
import { serve } from "../../helpers/served.ts";
import { dataHarness, type DataHarness } from "./import-harness.ts";

let on: DataHarness;
beforeAll(async () => {
  on = await dataHarness();
});
afterAll(() => on[Symbol.asyncDispose]());

test("a column that has its type but for a few values is asked about, and either answer does as it says", async () => {
  const row = (n: number): string =>
    `${n},2025-${String(1 + (n % 12)).padStart(2, "0")}-01,${n},${(n % 28) + 1}/3/2025,${n % 2 === 0 ? "a" : "b"}${n}`;
  const lines = Array.from({ length: 200 }, (_, n) => row(n + 1));
  lines[70] = lines[70]?.replace(/2025-\d\d-01/, "soon") ?? "";
  lines[80] = lines[80]?.replace(/2025-\d\d-01/, "2025-02-30") ?? "";
  lines[90] = lines[90]?.replace(/,\d+,(\d+\/)/, ",N/A,$1") ?? "";
  lines[95] = lines[95]?.replace(/\d+\/3\/2025/, "none") ?? "";
  const days = Array.from({ length: 30 }, (_, n) => `2025-01-${String(n + 1).padStart(2, "0")}`);
  const file = on.put("nearly.csv", `id,month,n,day,word\n${lines.join("\n")}\n`);
  const planned = await on.load({ from: { file }, dry_run: true });
  // twelve different months are too few to say what the column is
  expect(planned.columns?.map(({ type }) => type)).toEqual([
    "bigint",
    "text",
    "text",
    "text",
    "text",
  ]);
  expect(planned.questions).toEqual([
    '`n` is bigint but for `N/A` (1 of 200 different values seen): options.types {"n": "bigint"} sets such rows aside, with their lines; {"n": "text"} keeps all.',
    expect.stringContaining("`day` is date but for `none` (1 of 29 "),
  ]);
  const types = { n: "bigint", day: "date" };
  const { tables, rejected } = await on.load({ from: { file }, options: { types } });
  expect(tables[0]).toMatchObject({ rows: 198, rejected: 2 });
  expect(rejected.map(({ line }) => line)).toEqual([92, 97]);
  expect(await on.database.run("select max(day)::text as last from nearly")).toEqual([
    { last: "2025-03-28" },
  ]);
  const impossible = on.put("impossible.csv", `day\n${days.join("\n")}\n2025-02-30\n`);
  const { questions } = await on.load({ from: { file: impossible }, dry_run: true });
  expect(questions).toEqual([
    expect.stringContaining("`day` is date but for `2025-02-30` (1 of 31 "),
  ]);
});

test("a table that is made has no key, and what could be one is a statement that works", async () => {
  const file = on.put("keyless.csv", "city,Order ID\nRome,1\nRome,2\nPrague,3\n");
  const { notes } = await on.load({ from: { file } });
  const [note = ""] = notes.filter((each) => each.startsWith("No primary key"));
  const [, sql = ""] = /\(measured\): (.*)$/.exec(note) ?? [];
  expect(sql).toBe('alter table public.keyless add primary key ("Order ID");');
  await on.database.run(sql);
  const copies = on.put("copies.csv", "city\nRome\nRome\n");
  expect((await on.load({ from: { file: copies } })).notes).toContainEqual(
    expect.stringMatching(/^No primary key, and no single column/),
  );
});

test("of many rows the key is a guess of the statistics, and says so", async () => {
  const lines = Array.from({ length: 310_000 }, (_, index) => `${index % 7},${index}\n`);
  const file = on.put("many.csv", `kind,n\n${lines.join("")}`);
  const { notes } = await on.load({ from: { file } });
  expect(notes).toContain(
    "No primary key; n looks unique and never NULL in the sample of ANALYZE (estimated), so this may fail: alter table public.many add primary key (n);",
  );
});

test("a dry run where loading is refused says so, and where it would work", async () => {
  const file = on.put("guarded.csv", "n\n1\n");
  await using served = serve(on.database.url, ["--files", on.folder]);
  await using client = await connect({ ...served.config, tools: [importData] });
  const planned = await client.callTool({
    name: "import_data",
    arguments: { from: { file }, dry_run: true },
  });
  expect(textOf(planned)).toMatch(
    /Loading is refused here\. The database of DATABASE_URL is guarded.*--access full/,
  );
  const loaded = await client.callTool({ name: "import_data", arguments: { from: { file } } });
  expect(textOf(loaded)).toMatch(/^GUARDED_BRANCH: /);
});

test("a file for another table is one question, and no COPY is shown that cannot be", async () => {
  await on.database.run("create table elsewhere (a int, b int)");
  const file = on.put("other.csv", "x,y\n1,2\n");
  const { questions, plan } = await on.load({ from: { file }, table: "elsewhere", dry_run: true });
  expect(questions).toEqual([
    expect.stringMatching(/^The table has no column `x`.*, `y`.*or is it another table\?$/),
  ]);
  expect(plan).toEqual([]);
});

test("a name that is nearly a table's is asked about, to read from and to write to", async () => {
  await on.database.run("create table invoices (id int)");
  const exported = await on.call("export_data", { table: "invoice", to: { file: "i.csv" } });
  expect(exported.text).toMatch(/^NOT_FOUND.*\nNext: Did you mean `public\.invoices`\?$/);
  const file = on.put("rows.csv", "id\n1\n");
  const { notes } = await on.load({ from: { file }, table: "invoice", dry_run: true });
  expect(notes).toContain("A new table is made. Did you mean public.invoices?");
});

test("a field that is given wrongly is answered with what it takes", async () => {
  const { text } = await on.call("import_data", { from: "rows.csv" });
  expect(text).toMatch(
    /^INVALID_INPUT: .*`from` must be an object, not a string \(\{file\} \| \{url_variable\}\)\./,
  );
});
