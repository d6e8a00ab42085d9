import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dataHarness, type DataHarness } from "./import-harness.ts";

let on: DataHarness;
beforeAll(async () => {
  on = await dataHarness();
});
afterAll(() => on[Symbol.asyncDispose]());

test.each<[string, Buffer]>([
  ["packed.csv.gz", gzipSync("n,word\n1,é\n2,ü\n")],
  ["marked.csv", Buffer.from("\ufeffn,word\n1,é\n2,ü\n")],
  ["wide.csv", Buffer.from("\ufeffn,word\r\n1,é\r\n2,ü\r\n", "utf16le")],
  ["latin.csv", Buffer.from("n,word\n1,é\n2,ü\n", "latin1")],
  ["tabs.tsv", Buffer.from("n\tword\r\n1\té\r\n2\tü")],
  ["semicolons.csv", Buffer.from("n;word\n1;é\n2;ü\n")],
  ["headless.csv", Buffer.from("1,é\n2,ü\n")],
  ["mac.csv", Buffer.from("n,word\r1,é\r2,ü\r")],
])("%s is read as it was meant", async (name, content) => {
  const { tables } = await on.load({ from: { file: on.put(name, content) } });
  expect(tables).toMatchObject([{ rows: 2, rejected: 0 }]);
  const table = tables[0]?.table ?? "";
  const values = (await on.rowsOf(table)).map((row) => Object.values(row as object));
  expect(values).toEqual([
    [1, "é"],
    [2, "ü"],
  ]);
});
