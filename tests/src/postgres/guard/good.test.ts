import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { quoteIdentifier } from "../../../../src/sql/quote.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";
import { readVectorFile, vectors, type Vector } from "./vectors.ts";
import { World } from "./world.ts";

const good = [...vectors("good"), ...vectors("good-extensions")];
const EXTENSIONS = `create extension citext; create extension hstore; create extension pg_trgm; create extension ltree;
  create extension pgcrypto; create extension "uuid-ossp"; create extension unaccent; create extension tablefunc;
  create extension pgstattuple; create extension pg_buffercache; create extension amcheck; create extension fuzzystrmatch;
  create extension cube; create extension earthdistance; create extension tsm_system_rows; create extension isn;
  create table public.words (id int, word citext, attributes hstore, path ltree, place cube);
  insert into public.words values (1, 'Word', 'a=>1', 'a.b', '(1,2)'); grant select on public.words to public`;

test("there are enough of them", () => {
  expect(good.length).toBeGreaterThan(120);
});

describe.each([{ as: "owner" }, { as: "superuser" }] as const)("as $as", ({ as }) => {
  let database: TestDatabase;
  let world: World;

  beforeAll(async () => {
    database = await testDatabase(readVectorFile("setup"));
    await database.runAsSuperuser(EXTENSIONS);
    world = await World.open(database, as);
  });

  afterAll(async () => {
    await world[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });

  test.each(good.map((vector): [string, Vector] => [vector.name, vector]))(
    "%s",
    async (_, { sql }) => {
      const [result] = await world.read(sql, 10_000);
      expect(result?.columns.length).toBeGreaterThan(0);
    },
  );

  test("every view of pg_catalog and information_schema", async () => {
    const views = await database.runAsSuperuser(
      "select schemaname as schema, viewname as name from pg_views where schemaname in ('pg_catalog', 'information_schema') order by 1, 2",
    );
    expect(views.length).toBeGreaterThan(130);
    const refused: string[] = [];
    for (const { schema, name } of views as { schema: string; name: string }[]) {
      const relation = `${schema}.${quoteIdentifier(name)}`;
      await world
        .read(`select * from ${relation}`, 10_000)
        .catch((error: { code?: string; quoted?: string }) => {
          if (error.code !== "PERMISSION")
            refused.push(`${relation}: ${error.code} ${error.quoted}`);
        });
    }
    // The binaries of the embedded Postgres are built without libnuma.
    expect(refused.filter((view) => !view.includes("numa"))).toEqual([]);
  });
});
