import { mkdtemp, mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { formats } from "../../src/migration/format/index.ts";
import type { MigrationFile } from "../../src/migration/format/format.ts";
import { partsOf } from "../../src/migration/format/parts.ts";
import { readCatalog } from "../../src/postgres/catalog/read-catalog.ts";
import type { Catalog } from "../../src/postgres/catalog/model/catalog.ts";
import { testDatabase, type TestDatabase } from "../helpers/postgres.ts";
import { openSession } from "../src/query/session.ts";
import { base, plan, rows } from "./plan.ts";
import { tools } from "./tools.ts";

const now = new Date("2026-11-21T09:30:00Z");

/** The schema as far as the plan is concerned: without what tools keep for themselves. */
async function accountsOf({ url }: TestDatabase): Promise<unknown> {
  await using session = await openSession(url);
  const { tables, routines } = await readCatalog(session);
  const own = tables.filter(({ name }) => name === "accounts");
  const text = JSON.stringify([own, routines.filter(({ schema }) => schema === "public")]);
  // each database has an owner of its own
  return JSON.parse(text.replaceAll(/owner_[0-9a-f]{12}/g, "owner"));
}

const catalogOf = async ({ url }: TestDatabase): Promise<Catalog> => {
  await using session = await openSession(url);
  return await readCatalog(session);
};

async function write(folder: string, files: readonly MigrationFile[]): Promise<void> {
  for (const { path, content } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

let start: unknown;
let end: unknown;
let schema: { before: Catalog; after: Catalog };
const open: TestDatabase[] = [];

async function database(): Promise<TestDatabase> {
  const made = await testDatabase();
  open.push(made);
  return made;
}

/** The plan without any tool. */
beforeAll(async () => {
  const plain = await database();
  await plain.run(base);
  await plain.run(rows);
  start = await accountsOf(plain);
  const before = await catalogOf(plain);
  for (const { up } of await partsOf(plan)) for (const sql of up) await plain.run(sql);
  end = await accountsOf(plain);
  schema = { before, after: await catalogOf(plain) };
});
afterAll(async () => {
  for (const each of open) await each[Symbol.asyncDispose]();
});

describe.each(formats.map((format) => [format.id, format] as const))("%s", (id, format) => {
  const tool = tools[id];
  if (tool === undefined) throw new Error(`${id} has no tool here`);

  test("the tool runs what continues its folder, and the schema is that of the plain statements", async () => {
    const made = await database();
    const folder = await mkdtemp(join(tmpdir(), "neon-dba-format-"));
    const existing = tool.base(base);
    await write(folder, existing);
    await tool.up(folder, made.url);
    await made.run(rows);
    const parts = await partsOf(plan);
    const files = format.export({ parts, existing, schema, now });
    expect(
      files
        .filter(({ path }) => existing.some((file) => file.path === path))
        .map(({ path }) => path),
    ).toEqual(id === "drizzle" ? ["meta/_journal.json"] : []);
    await write(folder, files);
    await tool.up(folder, made.url);
    expect(await accountsOf(made)).toEqual(end);
    const [counts] = await made.run(
      "select count(*)::int as all, count(*) filter (where display = coalesce(full_name, 'nobody: %'))::int as filled, (select indisvalid from pg_index where indexrelid = 'accounts_display_idx'::regclass) as valid from accounts",
    );
    expect(counts).toEqual({ all: 4321, filled: 4321, valid: true });
    expect(format.hasDown).toBe(tool.down !== undefined);
    if (tool.down === undefined) return;
    await tool.down(folder, made.url, parts.length);
    expect(await accountsOf(made)).toEqual(start);
  });
});
