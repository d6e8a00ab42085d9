import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keep, launch } from "./host.ts";
import { type Box, boxesOf, drawn, shown } from "./schema-page.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

test("what is referred to stands left, and a chosen table tells its columns, references and neighbours", async () => {
  const schema = drawn("tasks");
  await using hosted = await shown(browser, schema, { theme: "dark" });
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
  await using hosted = await shown(browser, schema);
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
  await using hosted = await shown(browser, drawn("tasks"));
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
