import { afterAll, beforeAll, expect, test } from "vitest";
import type { Session } from "../../../../../src/core/session.ts";
import type { Effect } from "../../../../../src/migration/effects/effect.ts";
import { openMeter } from "../../../../../src/migration/effects/open-meter.ts";
import type { LintedStatement } from "../../../../../src/migration/lint/rule.ts";
import { heavyRules } from "../../../../../src/migration/lint/rules/index.ts";
import type { Catalog } from "../../../../../src/postgres/catalog/model/catalog.ts";
import { readCatalog, readCatalogHere } from "../../../../../src/postgres/catalog/read-catalog.ts";
import { parseScript } from "../../../../../src/sql/parse.ts";
import { testDatabase, type TestDatabase } from "../../../../helpers/postgres.ts";
import { poolOn } from "../../../postgres/catalog/session.ts";
import { columnOf, forms, setup, type Column, type Form } from "../../effects/forms.ts";

const { signal } = new AbortController();
let database: TestDatabase;
let pool: ReturnType<typeof poolOn>;
let session: Session;
let base: Catalog;
beforeAll(async () => {
  database = await testDatabase();
  await database.runAsSuperuser(setup);
  pool = poolOn(database.superuserUrl);
  session = await pool.open({ signal });
  await session.query("set search_path = m");
  base = await readCatalog(session);
});
afterAll(async () => {
  await session[Symbol.asyncDispose]();
  await pool.close();
  await database[Symbol.asyncDispose]();
});

/** Whether the table of measurements says that a relation was written, read or indexed as a whole while others waited for it. */
function isHeavy({ locks, rewrites = "", scans = "" }: Column): boolean {
  const worked = new Set(`${rewrites} ${scans}`.split(" ").filter((name) => name !== ""));
  return (["S", "SRE", "E", "AE"] as const).some((mode) =>
    locks?.[mode]?.split(" ").some((name) => worked.has(name)),
  );
}

/** A form and what it does, all of it undone. */
async function judge({ sql, pre }: Form): Promise<LintedStatement> {
  const [statement] = await parseScript(sql);
  const meter = openMeter({ session, connect: () => pool.open({ signal }) }, { signal });
  const earlier = pre === undefined ? [] : (await parseScript(pre)).map(({ text }) => text);
  const settings = earlier.filter((text) => /^set /i.test(text));
  for (const text of settings) await session.query(text);
  const effects = await meter.tryOut([...earlier.filter((text) => !settings.includes(text)), sql]);
  const effect = effects.at(-1);
  if (statement === undefined || effect === undefined) throw new Error(`${sql} has no effect`);
  const { before, after } = await schemas(earlier, sql, effect);
  return {
    statement,
    number: 0,
    file: undefined,
    line: 1,
    transaction: undefined,
    before,
    after,
    effect,
    error: undefined,
    settings: new Map([["search_path", "m"]]),
  };
}

/** Rules look at them only where a statement worked through something. */
async function schemas(
  earlier: readonly string[],
  sql: string,
  { rewrites, scans, builds }: Effect,
): Promise<Pick<LintedStatement, "before" | "after">> {
  if (rewrites.length + scans.length + builds.length === 0) return { before: base, after: base };
  return await session.transaction({ access: "read write", rollback: true }, async () => {
    for (const text of earlier) await session.query(text);
    const before = earlier.length === 0 ? base : await readCatalogHere(session);
    await session.query(sql);
    return { before, after: await readCatalogHere(session) };
  });
}

test("a heavy rule speaks of a statement when it was measured to be heavy, and only then", async () => {
  const wrong: string[] = [];
  const count = { hits: 0, missed: 0, false: 0 };
  const tried = forms.filter(
    (form) => form.alone !== true && columnOf(form, 18).error === undefined,
  );
  for (const form of tried) {
    const at = await judge(form);
    const set = {
      framework: undefined,
      files: [],
      statements: [at],
      postgres: 18,
      isNew: () => false,
      rows: () => undefined,
    };
    const rules = heavyRules.filter((rule) => [...rule.check(set)].length > 0).map(({ id }) => id);
    const heavy = isHeavy(columnOf(form, 18));
    if (heavy && rules.length > 0) count.hits += 1;
    else if (heavy) count.missed += 1;
    else if (rules.length > 0) count.false += 1;
    if (heavy !== rules.length > 0) wrong.push(`${form.id}: ${rules.join(", ") || "not found"}`);
    if (form.pre !== undefined) await session.query("set timezone = 'UTC'");
  }
  expect(tried.length).toBeGreaterThan(240);
  expect(count.hits, "heavy forms").toBeGreaterThan(80);
  expect(count.hits / (count.hits + count.missed), wrong.join("\n")).toBeGreaterThanOrEqual(0.99);
  expect(count.hits / (count.hits + count.false), wrong.join("\n")).toBeGreaterThanOrEqual(0.99);
  expect(wrong).toEqual([]);
});
