import { expect, test } from "vitest";
import { fingerprint } from "../../../../src/postgres/catalog/fingerprint.ts";
import { readCatalog } from "../../../../src/postgres/catalog/read-catalog.ts";
import {
  fillTables,
  type FilledTable,
  type FillOptions,
} from "../../../../src/schema/rows/fill.ts";
import { inSession } from "../../postgres/catalog/session.ts";
import { fixture, fixtureDatabase, fixtureNames } from "../fixtures.ts";

const fill = (url: string, options: Partial<FillOptions> = {}): Promise<FilledTable[]> =>
  inSession(url, async (session) => {
    const before = await readCatalog(session);
    const filled = await fillTables(session, before, { rows: 100, ...options });
    expect(fingerprint(await readCatalog(session))).toBe(fingerprint(before));
    return filled;
  });

/** Tables that nobody can put rows into in this way. */
const closed: Record<string, string> = {
  "x.plain": "permission denied for table plain",
  "o.left_side": "stack depth limit exceeded",
  "c.spread": 'could not connect to server "remote"',
};

test.each(fixtureNames)("every table of the schema %s gets rows, or a reason", async (name) => {
  await using database = await fixtureDatabase(name, 18);
  const filled = await fill(fixture(name, 18).superuser ? database.superuserUrl : database.url);
  const unfilled = filled.filter(({ rows, reason }) => rows === 0 && reason !== "foreign table");
  expect(unfilled).toEqual(
    unfilled.map(({ table }) => ({
      table,
      rows: 0,
      reason: expect.stringContaining(closed[table] ?? "rows"),
    })),
  );
});
