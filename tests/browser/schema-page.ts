import type { Browser, Frame } from "playwright-core";
import { page as pageOf } from "../../src/mcp/apps/page.ts";
import { pictures } from "../../src/mcp/apps/pictures.ts";
import { designTables } from "../../src/schema/design/design-tables.ts";
import { drawSchema } from "../../src/schema/design/erd/draw-schema.ts";
import type { DrawnSchema } from "../../src/schema/design/erd/drawn.ts";
import { readModel } from "../../src/schema/design/read-model.ts";
import { models } from "../data/design/models.ts";
import { host, type Hosted, type HostOptions } from "./host.ts";

const picture = pictures.find(({ name }) => name === "schema");
if (picture === undefined) throw new Error("there is no picture of schemas");

/** The page that draws schemas. */
export const schemaPage = pageOf(picture);

/** One of the models that are designed elsewhere, as the page gets it. */
export const drawn = (name: string): DrawnSchema =>
  drawSchema(designTables(readModel(models[name])).tables, []);

/** The page when it has drawn the schema. */
export async function shown(
  browser: Browser,
  schema: DrawnSchema,
  options?: HostOptions,
): Promise<Hosted> {
  const hosted = await host(browser, schemaPage, options);
  await hosted.send("ui/notifications/tool-result", {
    content: [{ type: "text", text: "the text" }],
    _meta: { "neon-dba/picture": { shown: schema } },
  });
  await hosted.frame.waitForSelector(".schema");
  return hosted;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the tables are, in their order. */
export async function boxesOf(frame: Frame): Promise<Box[]> {
  const boxes = await frame.locator(".box").all();
  const places = await Promise.all(boxes.map((box) => box.boundingBox()));
  return places.map((place) => place ?? { x: 0, y: 0, width: 0, height: 0 });
}
