import { expect, test } from "vitest";
import { compose } from "../../../../src/migration/plan/compose.ts";
import type { Order, Part } from "../../../../src/migration/plan/compose.ts";
import { cooked } from "../../../../src/migration/plan/cooked.ts";
import type { PhaseName } from "../../../../src/core/migration.ts";

/** A change of a table whose steps are named after it and their phase. */
const part = (table: string, name: string, phases: readonly PhaseName[], light = false): Part => ({
  cooked: cooked({
    pieces: phases.map((phase) => ({
      phase,
      purpose: name,
      sql: `${name} ${phase}`,
      rollback: `undo ${name} ${phase}`,
    })),
  }),
  touches: new Set([table]),
  light,
});

const shape = (parts: readonly Part[], order: Order): unknown =>
  Object.fromEntries(
    compose(parts, order).map(({ name, pieces }) => [name, pieces.map(({ sql }) => sql)]),
  );

const parts = [
  part("tasks", "a", ["expand", "switch"]),
  part("tasks", "b", ["expand", "contract"]),
  part("users", "c", ["expand"]),
];

test("changes go through their phases together", () => {
  expect(shape(parts, "merged")).toEqual({
    expand: ["a expand", "b expand", "c expand"],
    switch: ["a switch"],
    contract: ["b contract"],
  });
});

test("a change waits for the one before it of the same table", () => {
  expect(shape(parts, "chained")).toEqual({
    expand: ["a expand", "c expand"],
    switch: ["a switch", "b expand"],
    contract: ["b contract"],
  });
});

test("or for all before it", () => {
  expect(shape(parts, "serial")).toEqual({
    expand: ["a expand"],
    switch: ["a switch", "b expand"],
    contract: ["b contract", "c expand"],
  });
});

test("neighbours that nobody waits for are one transaction, undone from its end", () => {
  const light = ["a", "b", "c"].map((name) => part(name, name, ["expand"], true));
  const [phase] = compose([...light, part("d", "d", ["expand"])], "merged");
  expect(phase?.pieces).toMatchObject([
    {
      purpose: "a (and 2 more)",
      sql: "a expand;\nb expand;\nc expand",
      rollback: "undo c expand;\nundo b expand;\nundo a expand",
    },
    { sql: "d expand" },
  ]);
});
