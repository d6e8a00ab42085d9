import { afterAll, beforeAll, expect, test } from "vitest";
import { cluster, majors } from "../helpers/versions.ts";
import { differences } from "../../src/postgres/catalog/differences.ts";
import { readSchema } from "../../src/schema/read-schema.ts";
import type { Catalog } from "../../src/postgres/catalog/model/catalog.ts";
import { inSession } from "../src/postgres/catalog/session.ts";
import { emptyDatabase, fixture, fixtureDatabase, fixtureNames } from "../src/schema/fixtures.ts";
import { importBetween, shareShadows } from "../src/data/postgres/harness.ts";

/** What an import says that it leaves, and its own ledger. */
const left = (catalog: Catalog): Catalog => ({
  ...catalog,
  schemas: catalog.schemas.filter(({ name }) => name !== "neon_dba"),
  tables: catalog.tables
    .filter(({ schema }) => schema !== "neon_dba")
    .map((table) => ({ ...table, tablespace: null })),
  extensions: catalog.extensions.map((extension) => ({ ...extension, comment: null })),
  others: catalog.others.filter(
    ({ kind }) => !["publication", "subscription", "user mapping"].includes(kind),
  ),
});

let shadows: AsyncDisposable;
beforeAll(async () => {
  shadows = shareShadows(await cluster(18));
});
afterAll(() => shadows[Symbol.asyncDispose]());

/** Each schema from one of the versions, so that all are asked and none takes long. */
const cases = fixtureNames.map((name, at) => [name, majors[at % majors.length] ?? 18] as const);

test.each(cases)(
  "schema %s of Postgres %i is imported in two halves and is the same",
  async (name, major) => {
    await using source = await fixtureDatabase(name, major, await cluster(major));
    await using target = await emptyDatabase(name, 18, await cluster(18));
    const { superuser } = fixture(name, major);
    // a policy that is forced hides rows from the owner, too
    const from = superuser || name === "tenants" ? source.superuserUrl : source.url;
    const to = superuser ? target.superuserUrl : target.url;
    const result = await importBetween(from, to);
    const read = async (url: string): Promise<Catalog> =>
      left((await inSession(url, (session) => readSchema(session))).catalog);
    const found = differences(await read(from), await read(to));
    expect(found, JSON.stringify(result.notes, null, 1)).toEqual([]);
  },
);
