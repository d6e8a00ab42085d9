import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { sample } from "../../../helpers/sample.ts";
import { columnOf, forms, openBench, type Bench } from "./forms.ts";

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
