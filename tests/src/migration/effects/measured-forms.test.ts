import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { sample } from "../../../helpers/sample.ts";
import { columnOf, forms, openBench, setup, type Bench } from "./forms.ts";

describe("what forms of statements do on Postgres 18", () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(inject("postgres"));
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  test("there are forms", () => {
    expect(forms.length).toBeGreaterThan(250);
  });

  test.each(forms.map((form) => [form.id, form] as const))("%s", async (_, form) => {
    expect(await bench.measure(form)).toEqual(columnOf(form, 18));
  });

  // what has no transaction that could be looked at from outside, was held up anyhow
  const open = sample(forms.filter(({ alone }) => alone !== true));
  test.each(open.map((form) => [form.id, form] as const))(
    "%s blocks whom another session finds blocked",
    async (_, form) => {
      expect(await bench.measure(form, { probe: true })).toEqual(columnOf(form, 18));
    },
  );
});

describe("on empty tables", () => {
  const empty = setup.replaceAll(/insert into [^;]*;/g, "").replace("analyze;", "");
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(inject("postgres"), empty);
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  /** What is done for each row is not done then, and where there are no rows, no index is worth its while. */
  const other = ["add_column_default_nextval", "select_for_update"];
  const same = forms.filter(({ id }) => !other.includes(id));

  test.each(sample(same).map((form) => [form.id, form] as const))(
    "%s does the same",
    async (_, form) => {
      expect(await bench.measure(form)).toEqual(columnOf(form, 18));
    },
  );

  const keys = forms.filter(({ id }) => /add_fk|validate_fk|fk_enforced|references/.test(id));
  test.each(keys.map((form) => [form.id, form] as const))(
    "%s reads what it would have to read",
    async (_, form) => {
      expect(await bench.measure(form)).toEqual(columnOf(form, 18));
    },
  );
});
