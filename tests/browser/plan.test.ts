import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "../helpers/postgres.ts";
import { host, type Hosted, type HostOptions, keep, launch } from "./host.ts";
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
    create table addresses (zip int not null, city int not null, street int not null);
    insert into addresses select i % 200, i % 200, i % 150 from generate_series(1, 60000) i;
    create table events (day int not null, payload text not null) partition by list (day);
    do $$ begin for i in 1..340 loop
      execute format('create table events_%s partition of events for values in (%s)', i, i);
    end loop; end $$;
    insert into events select i % 340 + 1, md5(i::text) from generate_series(1, 3000) i;
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

test("draws every node of a real plan with its figures and findings, and reaches for nothing", async () => {
  const pictured = await explained(database, { sql: joined, analyze: true });
  await using hosted = await shown(pictured);
  const { frame } = hosted;
  const { plan } = pictured.result.structuredContent as { plan: string };
  expect(await frame.locator("[role=treeitem]").count()).toBe(plan.split("\n").length);
  expect(await frame.locator(".what strong").first().textContent()).toBe("Limit");
  expect(await frame.locator(".query").textContent()).toContain("order by count(*)");
  const scan = frame.locator(".node", { hasText: "on public.tasks t" }).last();
  expect(await scan.locator(".rows").textContent()).toMatch(/^\d+ → 152 rows$/);
  expect(await scan.locator(".percent").textContent()).toMatch(/^(?:[5-9]\d|100) %$/);
  expect(await scan.locator(".finding").textContent()).toContain("selective scan without index");
  expect(await scan.locator(".fix").textContent()).toContain("create index concurrently");
  expect(await frame.locator(".finding").count()).toBe(1);
  expect(hosted.requests).toEqual([]);
  expect(hosted.complaints).toEqual([]);
  await keep(hosted, "light");
});

test("follows the host: handshake, size, theme, questions", async () => {
  const pictured = await explained(database, { sql: joined });
  await using hosted = await shown(pictured, {
    theme: "dark",
    variables: { "--font-sans": "Georgia, serif" },
  });
  const { frame, page } = hosted;
  const methods = (await hosted.said()).map(({ method }) => method);
  expect(methods.slice(0, 2)).toEqual(["ui/initialize", "ui/notifications/initialized"]);
  const height = (): Promise<number> =>
    page.evaluate("document.querySelector('iframe').getBoundingClientRect().height");
  await expect.poll(height).toBe(await frame.evaluate("document.documentElement.scrollHeight"));
  const style = (property: string): Promise<string> =>
    frame.evaluate(`getComputedStyle(document.body)["${property}"]`);
  expect(await style("font-family")).toBe("Georgia, serif");
  expect(await style("background-color")).toBe("rgb(22, 25, 29)");
  await keep(hosted, "dark");
  await hosted.send("ui/notifications/host-context-changed", { theme: "light" });
  await expect.poll(() => style("background-color")).toBe("rgb(255, 255, 255)");

  await hosted.send("ping", {}, 7);
  await hosted.send("ui/resource-teardown", { reason: "closed" }, 8);
  await hosted.send("tools/list", {}, 9);
  await expect
    .poll(async () => (await hosted.said()).filter(({ id = 0 }) => id >= 7))
    .toMatchObject([
      { id: 7, result: {} },
      { id: 8, result: {} },
      { id: 9, error: { code: -32601 } },
    ]);
});

test("an estimate has costs instead of times", async () => {
  await using hosted = await shown(await explained(database, { sql: joined }));
  expect(await hosted.frame.locator(".total").textContent()).toMatch(/^Cost \d/);
  expect(await hosted.frame.locator(".parts").textContent()).toContain("not executed");
  expect(await hosted.frame.locator(".figures .time").first().textContent()).toMatch(/^cost \d/);
});

test("other people's words are text, whatever they say", async () => {
  const sql = `select "</style><b>bold</b>", '<img src=x onerror="document.title=1">' as x
    from "<img src=x onerror=""document.title='owned'"">"
    where "</style><b>bold</b>" = '</script><script>document.title = "owned"</script>'`;
  const pictured = await explained(database, { sql, analyze: true });
  await using hosted = await shown(pictured, { width: 360 });
  const { frame } = hosted;
  expect(await frame.locator("body").textContent()).toContain("<img src=x onerror=");
  expect(await frame.locator("img, b").count()).toBe(0);
  expect(await frame.locator("script").count()).toBe(1);
  expect(await frame.title()).toBe("Plan");
  expect(hosted.requests).toEqual([]);
  expect(hosted.complaints).toEqual([]);
  await keep(hosted, "hostile");
  // had a later change a way in, the page's own policy would still stand before it
  await expect(frame.evaluate("document.body.innerHTML = '<img src=x>'")).rejects.toThrow(
    /requires 'TrustedHTML'/,
  );
  const attempts = `new Promise((done) => {
    const forbidden = [];
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) =>
      forbidden.push(effectiveDirective) === 3 && done(forbidden.sort()));
    fetch("https://example.com").catch(() => {});
    document.body.append(Object.assign(document.createElement("img"), { src: "https://example.com/x.png" }));
    document.body.append(Object.assign(document.createElement("iframe"), { src: "https://example.com" }));
  })`;
  expect(await frame.evaluate(attempts)).toEqual(["connect-src", "frame-src", "img-src"]);
});

test("fits into 360 pixels", async () => {
  const deep = Array.from({ length: 40 }).reduce<string>(
    (inner, _, i) => `select * from (${inner} limit ${1000 - i}) deep_${i}`,
    "select count(*) over (), t.title from tasks t join projects p on p.id = t.project_id",
  );
  for (const sql of [joined, deep]) {
    const pictured = await explained(database, { sql: sql, analyze: true });
    await using hosted = await shown(pictured, { width: 360 });
    const widths = "[document.documentElement.scrollWidth, innerWidth]";
    const [content, view] = await hosted.frame.evaluate<[number, number]>(widths);
    expect(content).toBe(view);
    await keep(hosted, sql === deep ? "deep" : "narrow");
  }
});

test("wrong estimates stand out where they are", async () => {
  const sql = `select * from addresses a join projects p on p.id = a.zip
    where a.zip = 7 and a.city = 7 and a.street < 100`;
  await using hosted = await shown(await explained(database, { sql, analyze: true }));
  expect(await hosted.frame.locator(".times").first().textContent()).toMatch(/^ \d+ times more$/);
  await keep(hosted, "misestimate");
});

test("a thousand nodes open where something happens, and wholly on demand", async () => {
  const sql =
    "select day, count(*) from events group by day union all select day, 1 from events union all select day, 2 from events";
  const pictured = await explained(database, { sql, analyze: true });
  const started = performance.now();
  await using hosted = await shown(pictured);
  expect(performance.now() - started).toBeLessThan(10_000);
  const { frame } = hosted;
  const items = frame.locator("[role=treeitem]");
  expect(await items.count()).toBeLessThan(60);
  await keep(hosted, "big");
  const more = frame.locator(".more");
  for (let left = await more.count(); left > 0; left--) await more.first().click();
  expect(await items.count()).toBeGreaterThan(1_000);
  expect(hosted.complaints).toEqual([]);
});

test("keys move, open, close and show all figures", async () => {
  await using hosted = await shown(await explained(database, { sql: joined, analyze: true }));
  const { frame, page } = hosted;
  const focused = (): Promise<string> =>
    frame.evaluate("document.activeElement.querySelector('.what strong').textContent");
  await frame.locator("[role=treeitem]").first().focus();
  await page.keyboard.press("ArrowDown");
  expect(await focused()).toBe("Sort");
  await page.keyboard.press("ArrowLeft");
  expect(await frame.locator("[role=treeitem]:visible").count()).toBe(2);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("n");
  expect(await focused()).toBe("Seq Scan");
  await page.keyboard.press("Enter");
  expect(await frame.locator(".details:visible").textContent()).toMatch(
    /Loops1.*Own pages(?:hit|read)/,
  );
  await keep(hosted, "details");
  await page.keyboard.press("Enter");
  expect(await frame.locator(".details:visible").count()).toBe(0);
  await page.keyboard.press("Home");
  expect(await focused()).toBe("Limit");
});

test("without a picture the page shows the text: refusals, cancelled calls, hosts that drop it", async () => {
  const pictured = await explained(database, { sql: "select * from nowhere" });
  await using refused = await shown(pictured);
  expect(await refused.frame.locator(".refused").textContent()).toMatch(/^POSTGRES 42P01/);
  await refused.send("ui/notifications/tool-cancelled", { reason: "Too late." });
  await expect
    .poll(() => refused.frame.locator(".notice").textContent())
    .toBe("Cancelled. Too late.");

  const { html, input, result } = await explained(database, { sql: joined });
  const { _meta: _, ...bare } = result;
  await using hosted = await shown({ html, input, result: bare });
  expect(await hosted.frame.locator(".text").textContent()).toContain("Seq Scan on public.tasks t");
});

test("the plan with an index that is not there stands beside the present one", async () => {
  const pictured = await explained(database, {
    sql: joined,
    hypothetical_indexes: ["create index on tasks (status)"],
    at_scale: 100,
  });
  await using hosted = await shown(pictured, { width: 1_400 });
  const { frame } = hosted;
  const labels = await frame.locator(".plan h2").allTextContents();
  expect(labels[0]).toBe("Now");
  expect(labels.length).toBe(3);
  expect(await frame.locator(".change.better").first().textContent()).toMatch(/times less cost/);
  await keep(hosted, "hypothetical");
});
