import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProofPicture } from "../../src/rls/prove/drawn.ts";
import { testDatabase, type TestDatabase } from "../helpers/postgres.ts";
import { host, type Hosted, type HostOptions, keep, launch } from "./host.ts";
import { ask, type Pictured } from "./result.ts";

const hostile = `<img src=x onerror="document.title='owned'">`;
const quoted = `"${hostile.replaceAll('"', '""')}"`;

const tenant = "tenant_id = (select current_setting('app.tenant_id', true))";
const mine = `${tenant} and owner_id = (select current_setting('app.user_id', true))`;

const guarded = (table: string): string => `
  create table ${table} (id int primary key, tenant_id text not null, owner_id text not null, total int);
  alter table ${table} enable row level security;
  alter table ${table} force row level security;
  grant select, insert, update, delete on ${table} to drawn_app, drawn_admin;
  create policy tenant_select on ${table} for select to drawn_app using (${tenant});
  create policy own_insert on ${table} for insert to drawn_app with check (${mine});
  create policy own_update on ${table} for update to drawn_app using (${mine}) with check (${mine});
  create policy own_delete on ${table} for delete to drawn_app using (${mine});
  create policy admin on ${table} to drawn_admin using (true) with check (true);`;

const tables = ["invoices", "payments", quoted];
const roles = "create role drawn_app nologin; create role drawn_admin nologin;";
const ddl = [roles, ...tables.map(guarded)].join("\n");

/** Rows are given away, whoever is of the tenant deletes, a table can be emptied, a view shows everything. */
const leaks = `
  grant truncate on payments to drawn_app;
  alter policy own_update on invoices with check (true);
  alter policy own_delete on ${quoted} using (${tenant});
  create view totals as select total from invoices; grant select on totals to drawn_app;`;

const intentOf = (names: readonly string[]): object => ({
  context: {
    kind: "setting",
    name: "app.user_id",
    type: "text",
    tenant: { name: "app.tenant_id", type: "text" },
  },
  application_role: "drawn_app",
  admin_roles: ["drawn_admin"],
  tables: names.map((table) => ({
    table,
    tenant: "tenant_id",
    owner: "owner_id",
    allow: { select: "tenant", insert: "owner", update: "owner", delete: "owner" },
  })),
});

let browser: Browser;
let database: TestDatabase;
let proven: Pictured;
let leaking: Pictured;
beforeAll(async () => {
  [browser, database] = await Promise.all([launch(), testDatabase()]);
  proven = await ask(database, "prove_rls", { intent: intentOf(["invoices"]), ddl });
  leaking = await ask(database, "prove_rls", {
    intent: intentOf(tables),
    ddl: ddl + leaks,
  });
});
afterAll(async () => {
  await browser.close();
  await database[Symbol.asyncDispose]();
});

/** The page of a proof, with the result delivered and drawn. */
async function shown({ html, input, result }: Pictured, options?: HostOptions): Promise<Hosted> {
  const hosted = await host(browser, html, options);
  await hosted.send("ui/notifications/tool-input", { arguments: input });
  await hosted.send("ui/notifications/tool-result", result);
  await hosted.frame.waitForSelector(".proof, .text");
  return hosted;
}

function pictureOf({ result }: Pictured): ProofPicture {
  const given = result._meta?.["neon-dba/picture"] as { shown: ProofPicture } | undefined;
  if (given === undefined) throw new Error("the result has no picture");
  return given.shown;
}

test("draws each thing that was tried, as meant, and reaches for nothing", async () => {
  await using hosted = await shown(proven, { width: 1_000 });
  const { frame } = hosted;
  const { tables: lines, columns } = pictureOf(proven);
  expect(await frame.locator(".total").textContent()).toBe("Proven");
  expect(await frame.locator("tbody th").allTextContents()).toEqual(lines.map(({ name }) => name));
  expect(await frame.locator("thead .upright").count()).toBe(columns.length);
  const drawn = lines.flatMap(({ squares }) => squares).filter((squares) => squares !== null);
  expect(await frame.locator("[role=gridcell]").count()).toBe(drawn.length);
  expect(await frame.locator("tbody .wrong, .other, .next").count()).toBe(0);
  const words = await frame.locator("[role=gridcell]").first().getAttribute("aria-label");
  expect(words).toBe("select allowed, insert allowed, update allowed, delete allowed");
  expect(
    await frame
      .locator("tbody tr")
      .first()
      .locator("[role=gridcell]")
      .last()
      .getAttribute("aria-label"),
  ).toBe("select refused, insert refused, update refused, delete refused");
  // the text, which groups users by what they may, says the same
  const { matrix } = proven.result.structuredContent as { matrix: string };
  const [, line = ""] = /^public\.invoices: (.*)$/m.exec(matrix) ?? [];
  const own = columns.filter(({ role }) => role === "drawn_app");
  const cells = await frame.locator("[role=gridcell]").all();
  for (const [at, { actor }] of own.entries()) {
    const label = (await cells[at]?.getAttribute("aria-label")) ?? "";
    const mark = label
      .split(", ")
      .map((part) => (part.endsWith(" allowed") ? part.charAt(0).toUpperCase() : "-"));
    const group = line.split("; ").find((part) => part.includes(actor));
    expect(`${actor}: ${group?.slice(0, 4)}`).toBe(`${actor}: ${mark.join("")}`);
  }
  expect(hosted.requests).toEqual([]);
  expect(hosted.complaints).toEqual([]);
  await keep(hosted, "matrix-light");
});

test("what went another way is red, opens at once and tells verb, expected and got", async () => {
  await using hosted = await shown(leaking, { theme: "dark" });
  const { frame } = hosted;
  const { failed, bypasses } = pictureOf(leaking);
  const structured = leaking.result.structuredContent as { failed_cells: number };
  expect(failed).toHaveLength(structured.failed_cells);
  expect(await frame.locator(".total").textContent()).toBe("Not proven");
  const red = new Set(failed.map(({ table, column }) => `${table} ${column}`));
  expect(await frame.locator("[data-wrong]").count()).toBe(red.size);
  const squares = new Set(
    failed
      .filter(({ command }) => command !== "other")
      .map(({ table, column, command }) => `${table} ${column} ${command}`),
  );
  expect(await frame.locator("tbody .square.wrong").count()).toBe(squares.size);
  const others = new Set(
    failed
      .filter(({ command }) => command === "other")
      .map(({ table, column }) => `${table} ${column}`),
  );
  expect(await frame.locator("tbody .other").count()).toBe(others.size);
  expect(failed).toContainEqual(expect.objectContaining({ verb: "truncate", command: "other" }));
  const [first] = failed.filter(({ table }) => table === 0);
  const told = await frame.locator(".told").textContent();
  expect(told).toContain(`Verb${first?.verb}Expected${first?.expected}Got${first?.got}`);
  expect(await frame.locator(".list").first().textContent()).toContain("public.totals");
  expect(await frame.locator(".list .finding").count()).toBe(bypasses.length);
  expect(hosted.complaints).toEqual([]);
  await keep(hosted, "matrix-dark");
});

test("keys move over the cells, and n and the button go to the next that is wrong", async () => {
  await using hosted = await shown(leaking);
  const { frame, page } = hosted;
  const focused = (): Promise<[number, number]> =>
    frame.evaluate(`(({ parentElement, cellIndex }) =>
      [[...document.querySelectorAll("tbody tr:not(.details)")].indexOf(parentElement), cellIndex])(document.activeElement)`);
  const told = (): Promise<string | null> => frame.locator(".told p").first().textContent();
  await frame.locator("[role=gridcell]").first().click();
  expect(await focused()).toEqual([0, 1]);
  expect(await told()).toBe("user 1 of tenant A, acting for A as drawn_app on public.invoices");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  expect(await focused()).toEqual([1, 2]);
  expect(await told()).toBe("user 2 of tenant A, acting for A as drawn_app on public.payments");
  expect(await frame.locator(".told .failure").count()).toBe(0);
  await page.keyboard.press("n");
  expect((await focused())[0]).toBe(2);
  expect(await frame.locator(".told .failure").count()).toBeGreaterThan(0);
  await page.keyboard.press("Home");
  expect(await focused()).toEqual([2, 1]);
  const stops = frame.locator("[role=gridcell][tabindex='0']");
  expect(await stops.count()).toBe(1);
  const wrong = await frame.locator("[data-wrong]").count();
  for (let i = 0; i < wrong; i++) await frame.locator(".next").click();
  expect((await focused())[0]).toBe(2);
});

test("other people's words are text, and 400 pixels are enough", async () => {
  await using hosted = await shown(leaking, { width: 400 });
  const { frame } = hosted;
  expect(await frame.locator("tbody th").last().textContent()).toContain("<img src=x onerror=");
  expect(await frame.locator("img").count()).toBe(0);
  expect(await frame.title()).toBe("Matrix");
  const widths = "[document.documentElement.scrollWidth, innerWidth]";
  const [content, view] = await frame.evaluate<[number, number]>(widths);
  expect(content).toBe(view);
  // the name of the table and what a cell tells stay in view beside the columns that are scrolled to
  await frame.evaluate("document.querySelector('.scroller').scrollTo({ left: 1000 })");
  for (const part of ["tbody th", ".told"]) {
    const box = await frame.locator(part).first().boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(400);
  }
  expect(hosted.requests).toEqual([]);
  expect(hosted.complaints).toEqual([]);
  await keep(hosted, "matrix-narrow");
});

test("a refusal is shown as its text", async () => {
  const { html, input } = proven;
  const { result } = await ask(database, "prove_rls", { intent: { tables: [] } });
  await using hosted = await shown({ html, input, result });
  expect(await hosted.frame.locator(".refused").textContent()).toMatch(/^INVALID_INPUT/);
});
