import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "../helpers/postgres.ts";
import { host, type Hosted, type HostOptions, launch } from "./host.ts";
import { explained, type Pictured } from "./result.ts";

let browser: Browser;
let database: TestDatabase;
beforeAll(async () => {
  browser = await launch();
  database = await testDatabase(`
    create table projects (id int primary key, name text not null);
    create table tasks (id int primary key, project_id int not null references projects,
      status text not null, created_at timestamptz not null, title text not null);
    insert into projects select i, 'project ' || i from generate_series(1, 200) i;
    insert into tasks select i, i % 200 + 1, case when i % 50 = 0 then 'open' else 'done' end,
      '2026-01-01'::timestamptz + i * interval '1 minute', 'task ' || i from generate_series(1, 40000) i;
    analyze projects, tasks;
    create table events (day int not null, payload text not null) partition by list (day);
    do $$ begin for i in 1..300 loop
      execute format('create table events_%s partition of events for values in (%s)', i, i);
    end loop; end $$;
    insert into events select i % 300 + 1, md5(i::text) from generate_series(1, 3000) i;
    create table "<img src=x onerror=""document.title='owned'"">" (
      "<script>document.title='owned'</script>" int primary key,
      "</style><b>bold</b>" text not null);
    insert into "<img src=x onerror=""document.title='owned'"">"
      select i, 'x' from generate_series(1, 5000) i;
    analyze;`);
});
afterAll(async () => {
  await browser.close();
  await database[Symbol.asyncDispose]();
});

const joined = `select p.name, count(*) from tasks t join projects p on p.id = t.project_id
  where t.status = 'open' and t.title like '%7%' group by p.name order by count(*) desc limit 10`;

/** The page of a plan, with the result delivered and drawn. */
async function shown({ html, input, result }: Pictured, options?: HostOptions): Promise<Hosted> {
  const hosted = await host(browser, html, options);
  await hosted.send("ui/notifications/tool-input", { arguments: input });
  await hosted.send("ui/notifications/tool-result", result);
  await hosted.frame.waitForSelector(".plan, .text");
  return hosted;
}

/** Kept where NEON_DBA_SCREENSHOTS says, to be looked at. */
async function keep({ page }: Hosted, name: string): Promise<void> {
  const folder = process.env["NEON_DBA_SCREENSHOTS"];
  if (folder !== undefined)
    await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

test("draws every node of a real plan with its figures and findings, and reaches for nothing", async () => {
  const pictured = await explained(database, { sql: joined, analyze: true });
  await using hosted = await shown(pictured);
  const { frame } = hosted;
  const { plan } = pictured.result.structuredContent as { plan: string };
  expect(await frame.locator("[role=treeitem]").count()).toBe(plan.split("\n").length);
  expect(await frame.locator(".what strong").first().textContent()).toBe("Limit");
  expect(await frame.locator(".query").textContent()).toContain("order by count(*)");
  expect(hosted.requests).toEqual([]);
  expect(hosted.complaints).toEqual([]);
  await keep(hosted, "light");
});
