import { afterAll, beforeAll, expect, test } from "vitest";
import { dataHarness, type DataHarness } from "./import-harness.ts";

let on: DataHarness;
beforeAll(async () => {
  on = await dataHarness();
});
afterAll(() => on[Symbol.asyncDispose]());

test("a sequence that counts down goes below the rows, and one that begins beyond them stays", async () => {
  await on.database.run(
    `create table down (id int generated always as identity (increment by -1), name text);
     create table beyond (id int generated always as identity (minvalue 1 start with 1000), name text);
     create table below (id int generated always as identity (minvalue -1000 start with -1000), name text);
     create table steps (id int generated always as identity (increment by 10), name text)`,
  );
  const next = async (table: string, ids: readonly number[]): Promise<unknown> => {
    const file = on.put(`${table}.csv`, `id,name\n${ids.map((id) => `${id},x\n`).join("")}`);
    expect((await on.load({ from: { file }, table })).tables).toMatchObject([{ rows: ids.length }]);
    const [row] = await on.database.run(`insert into ${table} (name) values ('y') returning id`);
    return row?.["id"];
  };
  expect(await next("down", [-1, -2, -7])).toBe(-8);
  expect(await next("beyond", [1, 2])).toBe(1000);
  expect(await next("below", [-50])).toBe(-49);
  expect(await next("steps", [1, 11])).toBe(21);
});

test("a value that a sequence cannot have is a note: the rows are there, and the import is over", async () => {
  await on.database.run(
    "create table narrow (id int generated always as identity (maxvalue 100), name text)",
  );
  const file = on.put("narrow.csv", "id,name\n5,a\n200,b\n");
  const { tables, notes } = await on.load({ from: { file }, table: "narrow" });
  expect(tables).toMatchObject([{ rows: 2, rejected: 0 }]);
  expect(notes).toContainEqual(
    expect.stringMatching(
      /^public\.narrow_id_seq could not be set beyond the rows' id: .*200 is out of bounds .*The rows are loaded/,
    ),
  );
  // it is not loaded again without a question
  expect((await on.call("import_data", { from: { file }, table: "narrow" })).text).toContain(
    "The same file was loaded into it at",
  );
});
