import { join, resolve } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { designTables } from "../../src/schema/design/design-tables.ts";
import { drawErd } from "../../src/schema/design/erd/draw-erd.ts";
import { drawSchema } from "../../src/schema/design/erd/draw-schema.ts";
import type { DrawnSchema } from "../../src/schema/design/erd/drawn.ts";
import { readModel } from "../../src/schema/design/read-model.ts";
import { quoteIdentifier } from "../../src/sql/quote.ts";
import { models } from "../data/design/models.ts";
import { launch } from "./host.ts";

const packages = resolve(import.meta.dirname, "../formats/node_modules");
const mermaid = join(packages, "@mermaid-js", "tiny", "dist/mermaid.tiny.js");

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launch();
  page = await browser.newPage();
  await page.addScriptTag({ path: mermaid });
});
afterAll(() => browser.close());

interface Rendered {
  readonly tables: string[];
  readonly columns: string[];
  readonly comments: string[];
  readonly labels: string[];
}

/** What Mermaid shows of a diagram; it throws where it does not parse. */
function render(erd: string): Promise<Rendered> {
  return page.evaluate<Rendered>(`(async () => {
    const { svg } = await mermaid.render("diagram", ${JSON.stringify(erd)});
    const drawn = new DOMParser().parseFromString(svg, "text/html");
    const texts = (part) => [...drawn.querySelectorAll(part)].map(({ textContent }) => textContent).filter((text) => text !== "");
    return { tables: texts(".name"), columns: texts(".attribute-name"), comments: texts(".attribute-comment"), labels: texts(".edgeLabels .edgeLabel") };
  })()`);
}

test.each(Object.keys(models))("Mermaid renders the design of %s", async (name) => {
  const { tables } = designTables(readModel(models[name]));
  const shown = await render(drawErd(drawSchema(tables, [])));
  expect(shown.tables).toEqual(tables.map((table) => quoteIdentifier(table.name)));
  expect(shown.columns).toHaveLength(tables.flatMap(({ columns }) => columns).length);
  expect(new Set(shown.labels)).toEqual(
    new Set(
      tables.flatMap(({ foreignKeys }) =>
        foreignKeys.map((key) => key.columns.map(quoteIdentifier).join(", ")),
      ),
    ),
  );
});

const odd = [
  "style",
  "one",
  "class",
  "erDiagram",
  "pk",
  "FK",
  "order by",
  'quo"te',
  "back\\slash",
  "100%",
  "a;b",
  "#quot;",
  "&amp;",
  "`tick`",
  "{brace} [x]",
  "<img src=x onerror=alert(1)>",
  "größe",
  "日本語",
  "emoji 😀",
  "**bold**",
  "_private_",
  "$$x$$",
  "1. list",
  "new\nline",
  " ",
  "--",
];

test("any name is drawn as it is, of a table, a column or a reference", async () => {
  const schema: DrawnSchema = {
    tables: odd.map((name) => ({
      name: quoteIdentifier(name),
      comment: null,
      rows: null,
      indexes: [],
      columns: [name, "id"].map((column) => ({
        name: column,
        type: "timestamp(3) with time zone",
        required: true,
        primary: column === "id",
        unique: false,
        foreign: false,
        comment: null,
      })),
    })),
    references: odd.map((name, at) => ({
      name,
      from: at,
      to: (at + 1) % odd.length,
      columns: [name],
      required: at % 2 === 0,
      single: at % 3 === 0,
      identifying: at % 5 === 0,
      onDelete: "RESTRICT",
    })),
  };
  const shown = await render(drawErd(schema));
  const spaced = (name: string): string => name.replaceAll(/\s+/g, " ");
  expect(shown.tables).toEqual(odd.map((name) => spaced(quoteIdentifier(name))));
  expect(new Set(shown.labels.map(spaced))).toEqual(
    new Set(odd.map((name) => spaced(quoteIdentifier(name)))),
  );
  const told = new Set([...shown.columns, ...shown.comments].map(spaced));
  for (const name of odd)
    expect(told.has(name) || told.has(spaced(quoteIdentifier(name))), name).toBe(true);
});
