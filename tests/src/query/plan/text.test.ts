import { readdirSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readPlan } from "../../../../src/query/plan/read.ts";
import { short } from "../../../../src/query/plan/figures.ts";
import { planText } from "../../../../src/query/plan/text.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";
import { exampleFolder, loadExample, readExample } from "../example.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

/** The plan as Postgres prints it in JSON, with what explain_query asks for. */
async function explained(sql: string): Promise<string> {
  const [row] = await database.run(
    `begin; explain (analyze, verbose, buffers, settings, format json) ${sql}`,
  );
  return JSON.stringify(row?.["QUERY PLAN"], undefined, 2);
}

test("the tree is at least 90 % smaller than the JSON plan on every example", async () => {
  const sizes: { rule: string; part: number }[] = [];
  for (const rule of readdirSync(exampleFolder)) {
    const example = readExample(rule, "bad");
    await loadExample(database, example);
    const json = await explained(example.query);
    sizes.push({ rule, part: planText(readPlan(json), "concise").length / json.length });
  }
  expect(sizes.filter(({ part }) => part > 0.1)).toEqual([]);
});

test("one line for each node, with what a finding needs", async () => {
  await loadExample(database, readExample("selective-scan-without-index", "bad"));
  const json = await explained(
    "select title from tasks where org_id = 7 order by created_at desc limit 20",
  );
  const figures = planText(readPlan(json), "concise").replaceAll(/[\d.]+(?=\/| ms| kB)/g, "#");
  expect(figures).toMatchInlineSnapshot(`
    "Limit | rows 20->20 | cost 479 | #/# ms
     Sort | Sort Key tasks.created_at DESC | rows 40->20 | cost 479..479 | #/# ms | hit 3 | quicksort | # kB
      Seq Scan on app.tasks | Filter (tasks.org_id = 7) | rows 40->40 | cost 478 | # ms | hit 228 | removed 19960"
  `);
});

test("concise cuts long conditions and sums up partitions; detailed keeps all", async () => {
  await database.run(`create table app.many (day int, value int) partition by list (day);
    do $$ begin for i in 1..20 loop
      execute format('create table app.many_%s partition of app.many for values in (%s)', i, i);
    end loop; end $$`);
  const list = Array.from({ length: 100 }, (_, i) => i).join(",");
  const plan = readPlan(await explained(`select * from app.many where value in (${list})`));
  const concise = planText(plan, "concise");
  expect(concise.split("\n")).toHaveLength(10);
  expect(concise).toContain("… 12 more like these | rows ");
  expect(concise).not.toContain("96,97");
  const detailed = planText(plan, "detailed");
  expect(detailed.split("\n")).toHaveLength(21);
  expect(detailed).toContain("96,97");
  expect(detailed).toContain("out many");
});

test("the time that turns the result into text is told where it matters", async () => {
  await loadExample(database, readExample("result-to-text", "bad"));
  const [row] = await database.run(
    "explain (analyze, verbose, serialize text, format json) select * from app.documents",
  );
  const plan = readPlan(row?.["QUERY PLAN"]);
  const time = short(plan.serializationMs ?? 0);
  expect(planText(plan, "concise").split("\n")).toEqual([
    expect.stringMatching(/^Seq Scan on app.documents/),
    expect.stringMatching(new RegExp(`^Result to text \\| ${time} ms \\| \\d+ kB$`)),
  ]);
});
