import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "../helpers/postgres.ts";
import { mutation } from "../src/postgres/guard/mutations.ts";
import { readVectorFile, vectors } from "../src/postgres/guard/vectors.ts";
import { World } from "../src/postgres/guard/world.ts";

const BUDGET_MS = 60_000;
const REFUSED = /^(READ_ONLY|INVALID_SQL|INVALID_INPUT|POSTGRES|PERMISSION|LIMIT)$/;

const attacks = ["attacks-statements", "attacks-functions", "attacks-hidden"]
  .flatMap(vectors)
  .filter(({ sql }) => !sql.includes("--") && !sql.includes(";"));

let database: TestDatabase;
let world: World;

beforeAll(async () => {
  database = await testDatabase(readVectorFile("setup"));
  world = await World.open(database, "owner");
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

test(
  "no mutation of an attack gets through, and none has an effect",
  { timeout: 3 * BUDGET_MS },
  async () => {
    const before = await world.rows();
    let [runs, byGuard] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...attacks), mutation, async ({ name, sql }, mutate) => {
        const mutated = mutate(sql);
        const error: unknown = await world.read(mutated).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        expect(error, `${name}: ${mutated}`).toMatchObject({
          code: expect.stringMatching(REFUSED) as string,
        });
        runs++;
        if ((error as { code: string }).code === "READ_ONLY") byGuard++;
        expect(world.notifications).toEqual([]);
      }),
      {
        seed: 20_261_121,
        numRuns: 100_000,
        interruptAfterTimeLimit: BUDGET_MS,
        markInterruptAsFailure: false,
      },
    );
    expect(await world.rows()).toBe(before);
    expect(runs).toBeGreaterThan(200);
    expect(byGuard / runs).toBeGreaterThan(0.6);
  },
);
