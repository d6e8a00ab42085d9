import { afterAll, expect, inject, test } from "vitest";
import { compareSchema, fidelitySchemas } from "./fidelity.ts";
import { twinHome } from "./fixture.ts";

const home = twinHome();
afterAll(() => home[Symbol.asyncDispose]());

/** All rows with `ALL_CELLS=1`, as the bench has them; otherwise a tenth, of which the same has to be true. */
const part = process.env["ALL_CELLS"] === "1" ? 1 : 0.1;

/** Of GIN's pages nobody but a superuser knows how many are of keys: the model says it, and costs of a scan of rare keys differ. */
const modelled = ["to_tsquery"];

test.each(fidelitySchemas)(
  "%s: plans of its queries, and their costs, are the original's",
  async (schema) => {
    const { compared, missing } = await compareSchema(schema, inject("postgres"), home, part);
    expect(missing).toEqual([]);
    expect(compared.length).toBeGreaterThan(35);
    expect(compared.filter(({ sameShape }) => !sameShape)).toEqual([]);
    const far = compared.filter(({ error }) => error > 0.001).map(({ sql }) => sql);
    expect(far.filter((sql) => !modelled.some((part) => sql.includes(part)))).toEqual([]);
    expect(far.length).toBeLessThanOrEqual(1);
  },
  120_000,
);
