import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DrawnSchema } from "../../src/schema/design/erd/drawn.ts";
import { models } from "../data/design/models.ts";
import { testDatabase } from "../helpers/postgres.ts";
import { host, keep, launch } from "./host.ts";
import { ask } from "./result.ts";
import { type Box, boxesOf, drawn, schemaPage, shown } from "./schema-page.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

test.each(Object.keys(models))(
  "%s: each table and each reference once, and no box over another",
  async (name) => {
    const schema = drawn(name);
    await using hosted = await shown(browser, schema, { width: 1_200 });
    const { frame } = hosted;
    expect(await frame.locator(".box .name").allTextContents()).toEqual(
      schema.tables.map((table) => table.name),
    );
    const paths = await frame.locator(".line").all();
    expect(paths).toHaveLength(schema.references.length);
    for (const path of paths) expect(await path.getAttribute("d")).toMatch(/^M[\d.]+ [\d.]+H/);
    const boxes = await boxesOf(frame);
    const over = boxes.flatMap((box, at) =>
      boxes.slice(at + 1).flatMap((other, by) => (overlap(box, other) ? [[at, at + 1 + by]] : [])),
    );
    expect(over).toEqual([]);
    expect(hosted.requests).toEqual([]);
    expect(hosted.complaints).toEqual([]);
    await keep(hosted, `schema-${name}`);
  },
);

const hostile = `<img src=x onerror="document.title='owned'">`;

test("other people's words are text, circles end, and 400 pixels are enough", async () => {
  const table = (name: string): DrawnSchema["tables"][number] => ({
    name,
    comment: hostile,
    rows: null,
    indexes: [hostile],
    columns: Array.from({ length: 40 }, (_, at) => ({
      name: `${hostile} ${at}`,
      type: hostile,
      required: false,
      primary: at === 0,
      unique: false,
      foreign: at === 39,
      comment: hostile,
    })),
  });
  const reference = (from: number, to: number): DrawnSchema["references"][number] => ({
    name: hostile,
    from,
    to,
    columns: [`${hostile} 39`],
    required: false,
    single: false,
    identifying: false,
    onDelete: hostile,
  });
  const circle = [reference(0, 1), reference(1, 2), reference(2, 0), reference(0, 0)];
  const schema = {
    tables: [1, 2, 3, 4].map((at) => table(`${hostile} ${at}`)),
    references: circle,
  };
  await using hosted = await shown(browser, schema, { width: 400 });
  const { frame } = hosted;
  await frame.locator(".box").first().focus();
  expect(await frame.locator(".box .more").first().textContent()).toBe("26 more columns");
  expect(await frame.locator("h2").textContent()).toBe(`${hostile} 1`);
  expect(await frame.locator("img").count()).toBe(0);
  expect(await frame.title()).toBe("Schema");
  const widths = "[document.documentElement.scrollWidth, innerWidth]";
  const [content, view] = await frame.evaluate<[number, number]>(widths);
  expect(content).toBe(view);
  expect(hosted.requests).toEqual([]);
  expect(hosted.complaints).toEqual([]);
  await keep(hosted, "schema-narrow");
});

test("four hundred tables are arranged within seconds", async () => {
  const [one] = drawn("tasks").tables;
  if (one === undefined) throw new Error("no table");
  const tables = Array.from({ length: 400 }, (_, at) => ({ ...one, name: `t${at}` }));
  const references = tables.slice(1).map((_, at) => ({
    name: `r${at}`,
    from: at + 1,
    to: Math.floor(at / 3),
    columns: ["id"],
    required: true,
    single: false,
    identifying: false,
    onDelete: "RESTRICT",
  }));
  const began = performance.now();
  await using hosted = await shown(browser, { tables, references });
  expect(await hosted.frame.locator(".line").count()).toBe(399);
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(hosted.complaints).toEqual([]);
});

test("a design is drawn by the page that its tool names, and a refusal is its text", async () => {
  await using database = await testDatabase();
  const model = {
    entities: [
      { name: "firms", attributes: [] },
      { name: "jobs", attributes: [{ name: "title", type: "text" }] },
    ],
    relationships: [{ from: "jobs", to: "firms", kind: "many_to_one" }],
    access_patterns: [
      { name: "newest", entity: "jobs", equals: ["firm"], sort: [{ by: "created_at" }] },
    ],
  };
  const design = await ask(database, "design_schema", { model });
  await using hosted = await host(browser, design.html);
  const { frame } = hosted;
  await hosted.send("ui/notifications/tool-input", { arguments: design.input });
  await hosted.send("ui/notifications/tool-result", design.result);
  await frame.waitForSelector(".schema");
  expect(await frame.locator(".box .name").allTextContents()).toEqual(["firms", "jobs"]);
  await frame.locator(".box").last().click();
  expect(await frame.locator(".told").textContent()).toContain("(firm_id, created_at, id)");
  const { result } = await ask(database, "design_schema", { model: { entities: [] } });
  await hosted.send("ui/notifications/tool-result", result);
  expect(await frame.locator(".refused").textContent()).toMatch(/^INVALID_INPUT/);
  expect(hosted.complaints).toEqual([]);
});

test("without a picture the text is shown", async () => {
  await using hosted = await host(browser, schemaPage);
  await hosted.send("ui/notifications/tool-result", {
    content: [{ type: "text", text: "only text" }],
  });
  expect(await hosted.frame.locator(".text").textContent()).toBe("only text");
});
