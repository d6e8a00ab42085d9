import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "../helpers/postgres.ts";
import { sample } from "../helpers/sample.ts";
import { cluster, majors } from "../helpers/versions.ts";
import { examples, world } from "../src/migration/effects/feature-examples.ts";
import {
  columnOf,
  forms,
  openBench,
  type Bench,
  type Form,
} from "../src/migration/effects/forms.ts";

const older = majors.filter((major) => major < 18);
const formsWhere = (fits: (since: number) => boolean): (readonly [string, Form])[] =>
  sample(forms.filter(({ since = 14 }) => fits(since))).map((form) => [form.id, form]);

describe.each(older)("Postgres %i", (major) => {
  let there: Bench;
  let newest: Bench;
  let database: TestDatabase;

  beforeAll(async () => {
    [there, newest, database] = await Promise.all([
      cluster(major).then((url) => openBench(url)),
      cluster(18).then((url) => openBench(url)),
      cluster(major).then((url) => testDatabase(world, url)),
    ]);
  });
  afterAll(async () => {
    await Promise.all([there, newest, database].map((made) => made[Symbol.asyncDispose]()));
  });

  test.each(formsWhere((since) => since <= major))(
    "%s is as measured, and as Postgres 18 says of it",
    async (_, form) => {
      const measured = await there.measure(form);
      expect(measured).toEqual(columnOf(form, major));
      expect(await newest.measure(form, { postgres: major })).toEqual(measured);
    },
  );

  test.each(formsWhere((since) => since > major))("%s is refused", async (_, form) => {
    expect((await there.measure(form)).error).toBeDefined();
    await expect(newest.measure(form, { postgres: major })).rejects.toMatchObject({
      code: "UNSUPPORTED",
      message: expect.stringContaining(`Postgres ${major} has no `),
    });
  });

  test.each(examples.filter(({ since }) => since === major || since === major + 1))(
    "$name came with Postgres $since",
    async ({ since, sql, before = "select" }) => {
      const outcome = database.runAsSuperuser(`begin; ${before}; ${sql}; rollback`).then(
        () => "executed",
        () => "refused",
      );
      expect(await outcome).toBe(since > major ? "refused" : "executed");
    },
  );
});
