import { expect, test } from "vitest";
import { cluster, majors } from "../helpers/versions.ts";
import { harness } from "../src/migration/run/harness.ts";
import { everything } from "../src/migration/run/plans.ts";

test.each(majors)("Postgres %i: applied, taken back, applied again", async (major) => {
  await using on = await harness(300, await cluster(major));
  await on.plan(everything(), { version: major * 10_000 });
  const before = await on.fingerprint();
  expect((await on.apply({ through: "contract" })).remaining).toEqual([]);
  const after = await on.fingerprint();
  expect((await on.status()).plans).toMatchObject([{ state: "done" }]);
  expect(await on.rollback()).toMatchObject({ catalogEqual: true, remaining: [] });
  expect(await on.fingerprint()).toBe(before);
  await on.apply({ through: "contract" });
  expect(await on.fingerprint()).toBe(after);
});
