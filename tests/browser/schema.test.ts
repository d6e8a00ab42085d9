import type { Browser, Frame } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { page as pageOf } from "../../src/mcp/apps/page.ts";
import { pictures } from "../../src/mcp/apps/pictures.ts";
import { designTables } from "../../src/schema/design/design-tables.ts";
import { drawSchema } from "../../src/schema/design/erd/draw-schema.ts";
import type { DrawnSchema } from "../../src/schema/design/erd/drawn.ts";
import { readModel } from "../../src/schema/design/read-model.ts";
import { models } from "../data/design/models.ts";
import { testDatabase } from "../helpers/postgres.ts";
import { host, type Hosted, type HostOptions, keep, launch } from "./host.ts";
import { ask } from "./result.ts";

const picture = pictures.find(({ name }) => name === "schema");
if (picture === undefined) throw new Error("there is no picture of schemas");
const html = pageOf(picture);

const drawn = (name: string): DrawnSchema =>
  drawSchema(designTables(readModel(models[name])).tables, []);

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

async function shown(schema: DrawnSchema, options?: HostOptions): Promise<Hosted> {
  const hosted = await host(browser, html, options);
  await hosted.send("ui/notifications/tool-result", {
    content: [{ type: "text", text: "the text" }],
    _meta: { "neon-dba/picture": { shown: schema } },
  });
  await hosted.frame.waitForSelector(".schema");
  return hosted;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

async function boxesOf(frame: Frame): Promise<Box[]> {
  const boxes = await frame.locator(".box").all();
  const places = await Promise.all(boxes.map((box) => box.boundingBox()));
  return places.map((place) => place ?? { x: 0, y: 0, width: 0, height: 0 });
}

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

test.each(Object.keys(models))(
  "%s: each table and each reference once, and no box over another",
  async (name) => {
    const schema = drawn(name);
    await using hosted = await shown(schema, { width: 1_200 });
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

test("what is referred to stands left, and a chosen table tells its columns, references and neighbours", async () => {
  const schema = drawn("tasks");
  await using hosted = await shown(schema, { theme: "dark" });
  const { frame } = hosted;
  const names = schema.tables.map(({ name }) => name);
  const boxes = await boxesOf(frame);
  const misplaced = schema.references.filter(
    ({ from, to }) => from !== to && (boxes[to]?.x ?? 0) >= (boxes[from]?.x ?? 0),
  );
  expect(misplaced).toEqual([]);
  const tasks = frame.locator(".box").nth(names.indexOf("tasks"));
  expect(await tasks.getAttribute("aria-label")).toMatch(
    /^tasks, \d+ columns; refers to .*projects.*; referred to by watchers$/,
  );
  await tasks.locator(".name").click();
  expect(await tasks.getAttribute("aria-selected")).toBe("true");
  const own = schema.references.filter(({ from, to }) =>
    [from, to].includes(names.indexOf("tasks")),
  );
  expect(await frame.locator(".line.chosen").count()).toBe(own.length);
  const near = new Set(own.flatMap(({ from, to }) => [from, to]));
  expect(await frame.locator(".box.near").count()).toBe(near.size - 1);
  const told = frame.locator(".told");
  expect(await told.locator("h2").textContent()).toBe("tasks");
  expect(await told.textContent()).toContain("1,000,000 rows");
  expect(await told.locator("li").count()).toBe(
    (schema.tables[names.indexOf("tasks")]?.columns.length ?? 0) + own.length,
  );
  await told.locator(".link", { hasText: "projects" }).first().click();
  expect(await told.locator("h2").textContent()).toBe("projects");
  await keep(hosted, "schema-dark");
});

test("keys go from table to table, zoom and search", async () => {
  const schema = drawn("social");
  await using hosted = await shown(schema);
  const { frame, page } = hosted;
  const focused = (): Promise<string> =>
    frame.evaluate<string>("document.activeElement.querySelector('.name')?.textContent ?? ''");
  const scale = (): Promise<number> =>
    frame.evaluate<number>(
      "new DOMMatrix(getComputedStyle(document.querySelector('.boxes')).transform).a",
    );
  await frame.locator(".box").first().focus();
  const boxes = await boxesOf(frame);
  const [first] = schema.tables;
  expect(await focused()).toBe(first?.name);
  await page.keyboard.press("ArrowRight");
  const reached = schema.tables.map(({ name }) => name).indexOf(await focused());
  expect(boxes[reached]?.x).toBeGreaterThan(boxes[0]?.x ?? Infinity);
  await page.keyboard.press("ArrowLeft");
  expect(await focused()).toBe(first?.name);
  expect(await frame.locator("[role=option][tabindex='0']").count()).toBe(1);
  const before = await scale();
  await page.keyboard.press("+");
  expect(await scale()).toBeCloseTo(before * 1.25);
  await page.keyboard.press("-");
  expect(await scale()).toBeCloseTo(before);
  await page.keyboard.press("/");
  await page.keyboard.type("handle");
  expect(await frame.locator("output").textContent()).toBe("1 of 5");
  expect(await frame.locator(".box.faded").count()).toBe(4);
  expect(await frame.locator(".found").allTextContents()).toEqual([
    expect.stringContaining("handle"),
  ]);
  await page.keyboard.press("Enter");
  expect(await frame.locator("[aria-selected=true] .name").textContent()).toBe("people");
  await page.keyboard.press("Escape");
  expect(await frame.locator(".box.faded").count()).toBe(0);
});

test("dragging moves, the wheel with Ctrl zooms where it points, and All shows all again", async () => {
  await using hosted = await shown(drawn("tasks"));
  const { frame, page } = hosted;
  const place = async (): Promise<Box> =>
    (await boxesOf(frame))[0] ?? { x: 0, y: 0, width: 0, height: 0 };
  const before = await place();
  const window = await frame.locator(".window").boundingBox();
  if (window === null) throw new Error("no window");
  const [x, y] = [window.x + 4, window.y + 4];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 60, y + 40, { steps: 4 });
  await page.mouse.up();
  const moved = await place();
  expect([moved.x - before.x, moved.y - before.y]).toEqual(
    [60, 40].map((by) => expect.closeTo(by)),
  );
  await page.mouse.move(moved.x, moved.y);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -120);
  await page.keyboard.up("Control");
  await expect.poll(async () => (await place()).width).toBeGreaterThan(moved.width * 1.2);
  const larger = await place();
  expect([larger.x, larger.y]).toEqual([moved.x, moved.y].map((at) => expect.closeTo(at, 0)));
  await frame.getByLabel("Show all").click();
  const all = await boxesOf(frame);
  for (const box of all) {
    expect(box.x).toBeGreaterThanOrEqual(window.x);
    expect(box.x + box.width).toBeLessThanOrEqual(window.x + window.width);
    expect(box.y + box.height).toBeLessThanOrEqual(window.y + window.height);
  }
});

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
  await using hosted = await shown(schema, { width: 400 });
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
  await using hosted = await shown({ tables, references });
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
  await using hosted = await host(browser, html);
  await hosted.send("ui/notifications/tool-result", {
    content: [{ type: "text", text: "only text" }],
  });
  expect(await hosted.frame.locator(".text").textContent()).toBe("only text");
});
