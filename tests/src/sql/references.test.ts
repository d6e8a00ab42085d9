import { expect, test } from "vitest";
import { parseScript, type Statement } from "../../../src/sql/parse.ts";
import { functionsOf, relationsOf } from "../../../src/sql/references.ts";
import { UNKNOWN, walk } from "../../../src/sql/walk.ts";
import { vectors } from "../postgres/guard/vectors.ts";

async function parse(sql: string): Promise<Statement> {
  const [statement] = await parseScript(sql);
  if (statement === undefined) throw new Error("no statement");
  return statement;
}

test("relations, each once, without CTEs", async () => {
  const sql = `with a as (select * from public.t), b as (delete from "Odd".u returning *)
    select * from a join b using (id) join t on exists (select from public.t) where id in (table v)`;
  const names = relationsOf(await parse(sql)).map(({ schema, name }) => `${schema ?? ""}.${name}`);
  expect(names.toSorted()).toEqual([".t", ".v", "Odd.u", "public.t"]);
});

test("functions, wherever they stand", async () => {
  const sql = `select f(1), pg_catalog.g(), f(1, 2), sum(x) filter (where h(x)) over (order by i(x)) from j(k()) group by l(1) limit m()`;
  expect(
    functionsOf(await parse(sql))
      .map(({ schema, name, arguments: n }) => `${schema ?? ""}.${name}/${n}`)
      .toSorted(),
  ).toEqual([
    ".f/1",
    ".f/2",
    ".h/1",
    ".i/1",
    ".j/1",
    ".k/0",
    ".l/1",
    ".m/0",
    ".sum/1",
    "pg_catalog.g/0",
  ]);
});

test("no node of any vector is unknown to the walk", async () => {
  const files = ["good", "attacks-statements", "attacks-functions", "attacks-hidden"];
  const unknown: string[] = [];
  for (const { name, sql } of files.flatMap(vectors)) {
    for (const { node } of await parseScript(sql).catch((): Statement[] => [])) {
      walk(node, (tag, fields) => {
        if (tag === UNKNOWN) unknown.push(`${name}: ${JSON.stringify(fields)}`);
      });
    }
  }
  expect(unknown).toEqual([]);
});
