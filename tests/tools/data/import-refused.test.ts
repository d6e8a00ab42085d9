import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dataHarness, type DataHarness } from "./import-harness.ts";

let on: DataHarness;
beforeAll(async () => {
  on = await dataHarness();
});
afterAll(() => on[Symbol.asyncDispose]());

const load = async (
  table: string,
  content: string,
): Promise<{ ids: unknown[]; rejected: string[] }> => {
  const { rejected } = await on.load({ from: { file: on.put(`${table}.csv`, content) }, table });
  const rows = await on.database.run(`select array_agg(id order by id) as ids from ${table}`);
  return {
    ids: rows[0]?.["ids"] as unknown[],
    rejected: rejected.map(({ line, reason }) => `${line} ${reason}`),
  };
};

test.each<[string, string, number[], string[]]>([
  [
    "LF in cells of a file with CRLF",
    'id,note,qty\r\n1,"a\nb\nc",1\r\n2,ok,2\r\n3,"d\ne",3\r\n4,plain,4\r\n5,plain,n/a\r\n6,last,6\r\n',
    [1, 2, 3, 4, 6],
    ['9 22P02 qty: invalid input syntax for type integer: "n/a"'],
  ],
  [
    "LF in the first record's cell",
    'id,note,qty\n1,"a\nb\nc",1\n2,plain,2\n3,plain,n/a\n4,plain,4\n5,"x\ny",n/b\n6,last,6\n',
    [1, 2, 4, 6],
    [
      '6 22P02 qty: invalid input syntax for type integer: "n/a"',
      '8 22P02 qty: invalid input syntax for type integer: "n/b"',
    ],
  ],
  [
    "CR in the first record's cell",
    'id,note,qty\n1,"a\rb\rc",1\n2,plain,n/a\n3,plain,3\n4,plain,n/b\n5,last,5\n',
    [1, 3, 5],
    [
      '3 22P02 qty: invalid input syntax for type integer: "n/a"',
      '5 22P02 qty: invalid input syntax for type integer: "n/b"',
    ],
  ],
])("no good row is refused for another's fault: %s", async (name, content, ids, rejected) => {
  const table = name.toLowerCase().replaceAll(/\W+/g, "_");
  await on.database.run(`create table ${table} (id int, note text, qty int)`);
  expect(await load(table, content)).toEqual({ ids, rejected });
});

test("rows that refer to later rows of the same table are not lost to a bad one between them", async () => {
  const make = (name: string): Promise<unknown> =>
    on.database.run(
      `create table ${name} (id int primary key, parent int references ${name}, qty int)`,
    );
  await make("tree");
  expect(await load("tree", "id,parent,qty\n1,3,1\n2,,n/a\n3,,3\n")).toEqual({
    ids: [1, 3],
    rejected: ['3 22P02 qty: invalid input syntax for type integer: "n/a"'],
  });
  await make("deeper");
  // 5 waits for 4, and 4 for 7; who waits for nobody that comes is refused, as is who waits for the bad one
  const rows = ["5,4,1", "8,99,1", "4,7,1", "2,,n/a", "6,2,1", "7,,1"];
  const { ids, rejected } = await load("deeper", `id,parent,qty\n${rows.join("\n")}`);
  expect(ids).toEqual([4, 5, 7]);
  expect(rejected).toEqual([
    expect.stringMatching(/^3 23503: .*Key \(parent\)=\(99\)/),
    expect.stringMatching(/^5 22P02 qty: /),
    expect.stringMatching(/^6 23503: .*Key \(parent\)=\(2\)/),
  ]);
});

test("a file of rejects that is there is not written over", async () => {
  const file = on.put("parts.csv", "id,qty\n1,1\n2,n/a\n");
  const mine = on.put("parts.csv.rejects.csv", "corrected by hand\n");
  await on.database.run("create table parts (id int, qty int)");
  const first = await on.load({ from: { file }, table: "parts" });
  expect(first.rejected_file).toBe("parts.csv.rejects-2.csv");
  await on.database.run("truncate parts");
  const second = await on.load({ from: { file }, table: "parts" });
  expect(second.rejected_file).toBe("parts.csv.rejects-3.csv");
  const read = (name = ""): string => readFileSync(join(on.folder, name), "utf8");
  expect(read(mine)).toBe("corrected by hand\n");
  expect(read(second.rejected_file)).toBe(read(first.rejected_file));
  expect(read(first.rejected_file)).toMatch(/\n3,22P02,qty,.*,"2,n\/a"\n$/);
});
