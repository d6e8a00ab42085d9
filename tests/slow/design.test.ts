import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { models } from "../data/design/models.ts";
import { connect } from "../helpers/client.ts";
import { serve } from "../helpers/served.ts";
import { carryOut, design, expectProven, policiesOf } from "../tools/schema/designed.ts";

let served: ReturnType<typeof serve>;
let client: Awaited<ReturnType<typeof connect>>;
beforeAll(async () => {
  served = serve(inject("postgres"));
  client = await connect(served.config);
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await served[Symbol.asyncDispose]();
});

test.each(Object.keys(models))(
  "the model %s becomes DDL that is carried out, taken back and carried out again",
  async (name) => {
    const { shown, text } = await design(client, { model: models[name] });
    expectProven(shown);
    expect(text).toContain("CREATE TABLE");
    expect(policiesOf(shown, text)).toBe("tenancy" in (models[name] ?? {}) ? "proven" : "none");
    await carryOut(shown);
  },
);
