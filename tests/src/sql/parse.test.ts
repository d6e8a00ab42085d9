import { readFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parameterCount, parseScript } from "../../../src/sql/parse.ts";
import { collected } from "../../helpers/collected.ts";

test("splits by the grammar, and each text is the exact slice at its offset", async () => {
  const source =
    "/* é😀 */ select ';', $$ ; $$ ;; -- ; \n insert into t values ($2, $1) ;\r\n select 3 -- end ;";
  const statements = await parseScript(source);
  expect(statements.map(({ text, kind, index }) => [text, kind, index])).toEqual([
    ["select ';', $$ ; $$", "read", 0],
    ["insert into t values ($2, $1)", "write", 1],
    ["select 3 -- end ;", "read", 2],
  ]);
  for (const { text, offset } of statements)
    expect(source.slice(offset, offset + text.length)).toBe(text);
  expect(statements.map(parameterCount)).toEqual([0, 2, 0]);
});

test("slices whatever stands between the statements", async () => {
  const filler = fc
    .array(fc.constantFrom(" ", "\n", "\t", "é", "😀", "$", "x"))
    .map((characters) => `/*${characters.join("")}*/ `);
  await fc.assert(
    fc.asyncProperty(fc.array(filler, { minLength: 1, maxLength: 6 }), async (fillers) => {
      const source = fillers.map((text, i) => `${text}select ${i}, '${text}'`).join(";");
      const statements = await parseScript(source);
      expect(statements.length).toBe(fillers.length);
      for (const [i, { text, offset }] of statements.entries()) {
        expect(source.slice(offset, offset + text.length)).toBe(text);
        expect(text).toContain(`select ${i}, '`);
      }
    }),
  );
});

test.each([
  [
    "select 1\nfrom t\nwhere é = from",
    "line 3, column 11",
    "where é = from\n          ^",
    /at the caret/,
  ],
  ["select `a` from t", "line 1", "^", /double quotes/],
  ["select * from t where a = ?", "line 1", "^", /\$1/],
  ["select * from t where a = :name", "line 1", "^", /\$1/],
  ["select a, from t", "line 1, column 11", "^", /comma/],
  ["describe tasks", "line 1, column 1", "^", /describe_database/],
  ["\\d tasks", "line 1, column 1", "^", /psql/],
  ["select * from t limit 1, 2", "line 1", "^", /OFFSET/],
  ["select 'abc", "line 1, column 8", "^", /caret/],
  [`select ${"1, ".repeat(200)} from`, "line 1, column 609", "^", /comma/],
])("points at the mistake in %j", async (sql, where, shown, next) => {
  const error: unknown = await parseScript(sql).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "INVALID_SQL", sqlstate: "42601" });
  expect(error).toHaveProperty("message", expect.stringContaining(where));
  expect(error).toHaveProperty("quoted", expect.stringContaining(shown));
  expect(error).toHaveProperty("next", expect.stringMatching(next));
});

test.each(["", "  ", ";", "-- nothing", "/* nothing */ ;;"])(
  "finds no statement in %j",
  async (sql) => {
    await expect(parseScript(sql)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  },
);

test.each(["select 1\0; drop table t", "select '\ud800'"])(
  "refuses what C strings and UTF-8 cannot carry: %j",
  async (sql) => {
    await expect(parseScript(sql)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  },
);

test("goes on after statements nested deeper than its stack", async () => {
  const deep = [
    `select ${"1+".repeat(30_000)}1`,
    `select ${"(select ".repeat(3000)}1${")".repeat(3000)}`,
  ];
  for (let round = 0; round < 3; round++) {
    for (const sql of deep) await expect(parseScript(sql)).rejects.toMatchObject({ code: "LIMIT" });
    expect(await parseScript("select 1")).toHaveLength(1);
  }
});

test("loads the parser on first use, not on import", () => {
  const script = `await import(${JSON.stringify(new URL("../../../src/sql/parse.ts", import.meta.url).href)});
    console.log(process.memoryUsage().arrayBuffers < 4e6, typeof WebAssembly)`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
  });
  expect(stdout.trim()).toBe("true object");
  const source = readFileSync(new URL("../../../src/sql/library.ts", import.meta.url), "utf8");
  expect(source).not.toMatch(/^import (?!type)/m);
});

test("a script of empty lines is refused like another: to try each run of them from each line would take hours", async () => {
  await expect(parseScript(`${"\n".repeat(1_000_000)}selec 1`)).rejects.toMatchObject({
    code: "INVALID_SQL",
    message: "The SQL does not parse at line 1000001, column 1.",
  });
});

test("keeps neither the memory that a long text took nor the trees of many", async () => {
  await parseScript("select 1");
  const memory = collected("external");
  // the parser's memory grows from 128 MB to 154 for it
  expect(await parseScript(`select ${"1,".repeat(350_000)}1`)).toHaveLength(1);
  expect(await parseScript("select 2")).toHaveLength(1);
  await expect.poll(() => collected("external") - memory).toBeLessThan(10);
  const heap = collected("heapUsed");
  // each tree takes half a megabyte
  for (let at = 0; at < 90; at++) await parseScript(`select ${at}${",a".repeat(1_900)}`);
  await expect.poll(() => collected("heapUsed") - heap).toBeLessThan(20);
});
