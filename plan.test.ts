import { test } from "vitest";
import { spawn } from "node:child_process";
import { testDatabase } from "/work/main/tests/helpers/postgres.ts";
import { explainSql, runStatements } from "/work/main/tests/src/query/example.ts";
import { findings } from "/work/main/src/query/findings/index.ts";
import { openSession } from "/work/main/tests/src/query/session.ts";
const table = '"Odd ""Table"';
const measure = async (db: any, label: string) => {
  const q = [`select * from ${table} where "select" = 7`, `select * from ${table} where kind = 'k7'`, `select * from ${table} where abs("select") = 7`];
  const found: string[] = []; const ms: number[] = [];
  let n = 0; const end = Date.now() + 25_000;
  while (Date.now() < end) {
    for (const sql of q) {
      await using s = await openSession(db.url);
      for (let k = 0; k < 2; k++) {
        const c = await explainSql(s, sql, true); n++;
        ms.push(c.plan.planningMs!);
        if (c.plan.planningMs! >= 10 && c.plan.planningMs! >= c.plan.executionMs!) found.push(`${k}:${c.plan.planningMs!.toFixed(1)}/${c.plan.executionMs!.toFixed(2)}`);
      }
    }
  }
  ms.sort((a, b) => a - b);
  console.log(label, n, "median", ms[n >> 1], "p99", ms[Math.floor(n * 0.99)], "max", ms.at(-1), "planning-time findings", found.length, found.slice(0, 20).join(" "));
};
test("x", async () => {
  await using db = await testDatabase(`
    create table "Odd ""Table" ("Id" int primary key, "select" int, data jsonb, tags text[], kind varchar(20), state text);
    insert into "Odd ""Table" select i, i, jsonb_build_object('k', i), array['t' || i], 'k' || i, 's' || i % 100 from generate_series(1, 20000) i;
    create index on "Odd ""Table" (state); create index on "Odd ""Table" ("select"); create index on "Odd ""Table" (kind); create index on "Odd ""Table" (abs("select"));
    analyze;`);
  await measure(db, "as it is");
  const hogs = Array.from({ length: 4 }, () => spawn(process.execPath, ["-e", "const e=Date.now()+27000; while(Date.now()<e);"]));
  await measure(db, "4 hogs");
  for (const h of hogs) h.kill();
});
