import { expect, test } from "vitest";
import { weaken, weakenBoth } from "../../../../../src/rls/prove/mutations/parts.ts";
import { runMutations } from "../../../../../src/rls/prove/mutations/run.ts";
import type { RlsProof } from "../../../../../src/rls/proof.ts";
import { journal } from "../planted/journal.ts";
import type { Planted } from "../planted/planted.ts";
import { workspaces } from "../planted/workspaces.ts";
import { call, prepareStage } from "../stage.ts";

/** `more` is done to the policies before they are weakened. */
async function mutate({ ddl, intent }: Planted, more = ""): Promise<RlsProof["mutations"]> {
  await using prepared = await prepareStage(`${ddl}${more}`, intent);
  const { scene } = await prepared.examine();
  return await runMutations(scene, prepared.stage.taken, call);
}

test.each([journal, workspaces])("$name: what no cell tells has a reason", async (given) => {
  const { total, caught, survived } = await mutate(given);
  expect(survived.filter(({ reason }) => reason.startsWith("No cell"))).toEqual([]);
  expect(caught).toBeGreaterThan(total / 2);
});

test("a guard that does nothing has no reason", async () => {
  const { survived } = await mutate(
    journal,
    `create policy guard on entries as restrictive to ${journal.intent.application_role} using (title is not distinct from title)`,
  );
  const reasons = survived
    .filter(({ policy, mutation }) => policy === "guard" && mutation === "USING (true)")
    .map(({ reason }) => reason);
  expect(reasons).toEqual([expect.stringMatching(/^No cell tells it/)]);
});

test("two parts of a condition are taken out together unless one holds the other", () => {
  const condition = "((a = 1) AND (b = ( SELECT c FROM t WHERE (d = 2))))";
  const [a, b, d] = weaken(condition)
    .filter(({ kind }) => kind === "conjunct")
    .toSorted((x, y) => x.edit.start - y.edit.start);
  if (a === undefined || b === undefined || d === undefined) throw new Error("three parts");
  expect(weakenBoth(condition, a, d)?.replaceAll(/\s+/g, " ")).toBe(
    "( true AND (b = ( SELECT c FROM t WHERE (true))))",
  );
  expect(weakenBoth(condition, b, d)).toBeUndefined();
});
