import { expect, test } from "vitest";
import { cluster } from "../helpers/versions.ts";
import { place } from "../src/rls/generate/harness.ts";
import { documents } from "../src/rls/generate/schemas/documents.ts";
import { tasks } from "../src/rls/generate/schemas/tasks.ts";
import { teams } from "../src/rls/generate/schemas/teams.ts";

/** Malformed contexts are told apart by another function before Postgres 16; where it is made, and what else is, is the same. */
test.each([14, 15, 16, 17] as const)("Postgres %i", async (major) => {
  for (const given of [documents, major === 14 ? teams : tasks]) {
    await using at = await place(given.schema, await cluster(major));
    const before = await at.fingerprint();
    const intent = structuredClone(given.intent);
    const made = await at.generate(intent);
    await at.database.run(`begin; ${made.sql} commit`);
    for (const { as, sql, gives, role } of given.cells) {
      if (role === "admin") continue;
      const got = await at.as(as, sql);
      if ("refused" in got) expect(got.refused, sql).toMatch(gives as RegExp);
      else expect([sql, got.map((row) => Object.values(row)[0])]).toEqual([sql, gives]);
    }
    expect((await at.generate(intent)).sql).toBe("");
    await at.database.run(`begin; ${made.rollback} commit`);
    expect(await at.fingerprint()).toBe(before);
  }
});
