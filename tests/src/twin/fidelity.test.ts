import { afterAll, expect, inject, test } from "vitest";
import { compareSchema, fidelitySchemas } from "./fidelity.ts";
import { twinHome } from "./fixture.ts";

const home = twinHome();
afterAll(() => home[Symbol.asyncDispose]());

/** All rows with `ALL_CELLS=1`, as the bench has them; otherwise a tenth, of which the same has to be true. */
const part = process.env["ALL_CELLS"] === "1" ? 1 : 0.1;

/** Of a GIN index's pages only a superuser knows how many are of keys. The model reckons it, and one more level of them costs 4. */
const modelled = ["to_tsquery", "labels @>"];

test.each(fidelitySchemas)(
  "%s: plans of its queries, and their costs, are the original's",
  async (schema) => {
    const { compared, missing } = await compareSchema(schema, inject("postgres"), home, part);
    expect(missing).toEqual([]);
    expect(compared.length).toBeGreaterThan(35);
    expect(compared.filter(({ sameShape }) => !sameShape)).toEqual([]);
    const far = compared.filter(({ error }) => error > 0.001).map(({ sql }) => sql);
    expect(far.filter((sql) => !modelled.some((operator) => sql.includes(operator)))).toEqual([]);
    expect(far.length).toBeLessThanOrEqual(2);
  },
);
