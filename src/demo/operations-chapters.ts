import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Chapter, expectText } from "./chapter.ts";

const branch = "imports";
const target = { branch };

/** 2,000 rows, two of which no table takes: a date that there is not, and a number that is none. */
const rows = Array.from({ length: 2_000 }, (_, index) => {
  const day = index === 700 ? "2026-02-30" : `2026-03-${String((index % 28) + 1).padStart(2, "0")}`;
  const amount = index === 1_400 ? "n/a" : `${index % 90}.50`;
  return `${index + 1},"Customer ${index % 50}, Inc.",${day},${amount}`;
});
const csv = ["id,customer,paid_on,amount", ...rows, ""].join("\n");

/** `folder`: where the demo may write files. */
export const operationsChapters = (folder: string): readonly Chapter[] => [
  {
    title: "Is it well?",
    why: "Every area with the figures that decide, the worst first, and what to do about it; nothing is asked that a sick server could not bear.",
    async play(call) {
      expectText(await call("check_health", {}, { maxLines: 24 }), "connections", "vacuum");
    },
  },
  {
    title: "What would it cost?",
    why: "Exact arithmetic on a dated price list, line by line, and the same use on the other plans.",
    async play(call) {
      const workload = { plan: "launch", compute_hours: 200, cu: 1, storage_gb: 20 };
      const asked = { workload: { ...workload, growth_percent: 10 } };
      expectText(await call("estimate_cost", asked), "$28.20", "prices of");
    },
  },
  {
    title: "How should the application connect?",
    why: "Code for the stack at hand, with the address, pool, timeouts and retries that fit this compute: run in the repository's tests through suspends and cut connections. Then every way in, tried.",
    async play(call) {
      const asked = { stack: "node-postgres", instances: 3, target: {} };
      expectText(await call("configure_connection", asked, { maxLines: 30 }), "DATABASE_URL");
      expectText(await call("test_connection", {}, { maxLines: 14 }), "3 of 3 ways are open");
    },
  },
  {
    title: "Rows from a file",
    why: "Types are asked of Postgres and shown before a row is written; rows that it refuses are set aside with line and reason. Then a branch is compared with itself, row by row.",
    async play(call, show) {
      const file = join(folder, "payments.csv");
      writeFileSync(file, csv);
      await call("create_branch", { name: branch }, { quiet: true });
      const table =
        "create table payments (id bigint primary key, customer text not null, paid_on date not null, amount numeric(10,2))";
      await call("run_sql", { sql: table, mode: "write", target }, { quiet: true });
      const asked = { from: { file }, table: "payments", target };
      const dry = await call("import_data", { ...asked, dry_run: true }, { maxLines: 30 });
      expectText(dry, "paid_on");
      const loaded = await call("import_data", asked, { maxLines: 20 });
      expectText(loaded, "2 rejected", "n/a");
      show.say("One row changes. The branch against itself, as it was a moment ago.");
      const at = new Date(Date.now() + 1).toISOString();
      await sleep(10);
      const sql = "update payments set amount = amount + 1 where id = 42";
      expectText(await call("run_sql", { sql, mode: "write", target }, { quiet: true }), "1 row");
      const verified = await call("verify_data", {
        source: { branch, at },
        target,
        tables: ["payments"],
      });
      expectText(verified, "42");
      await call("delete_branch", { branch }, { quiet: true });
    },
  },
];
