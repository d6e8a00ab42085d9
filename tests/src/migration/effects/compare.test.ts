import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { LockMode } from "../../../../src/core/migration.ts";
import { disagreementOf, takenBetween } from "../../../../src/migration/effects/compare.ts";
import type { Observation } from "../../../../src/migration/effects/observe.ts";
import { further, openBench, type Bench } from "./forms.ts";
import { addRelations, emptyRelations } from "../../../../src/migration/effects/relations.ts";

const relations = emptyRelations();
addRelations(relations, [["1", "public", "tasks", "r", "100", null]]);

const held = (...modes: LockMode[]): Observation => ({
  held: new Map([["1", new Set(modes)]]),
  scans: new Map(),
  relations: [],
  named: new Map([["tasks", "1"]]),
});

describe("rules and measurement", () => {
  test("that agree say nothing", () => {
    const taken = new Map([["1", new Set<LockMode>(["SHARE"])]]);
    expect(disagreementOf(relations, taken, new Map([["1", "SHARE"]]), false)).toBeUndefined();
  });

  test("that disagree say both", () => {
    const taken = new Map([["1", new Set<LockMode>(["SHARE", "ACCESS SHARE"])]]);
    expect(disagreementOf(relations, taken, new Map([["1", "EXCLUSIVE"]]), false)).toBe(
      "public.tasks: measured SHARE, the rules say EXCLUSIVE.",
    );
    const nothing = (optional: boolean): unknown =>
      disagreementOf(relations, new Map(), new Map([["1", "SHARE"]]), optional);
    expect(nothing(false)).toBe("public.tasks: measured no lock, the rules say SHARE.");
    expect(nothing(true)).toBeUndefined();
  });
});

describe("on further statements", () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(inject("postgres"));
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  test.each(further)("they agree: %s", async (sql) => {
    const { disagreement, error } = await bench.measure({ id: sql, sql, on: {} });
    expect({ disagreement, error }).toEqual({});
  });
});

describe("what a statement took", () => {
  test("is what was not held before", () => {
    const taken = takenBetween(
      held("ACCESS EXCLUSIVE"),
      held("ACCESS EXCLUSIVE", "SHARE"),
      new Map(),
    );
    expect(taken).toEqual(new Map([["1", new Set(["SHARE"])]]));
  });

  test("of a relation that it names, is what the rules say, if that was held", () => {
    const both = held("ACCESS EXCLUSIVE", "SHARE");
    expect(takenBetween(both, both, new Map([["1", "SHARE"]]))).toEqual(
      new Map([["1", new Set(["SHARE"])]]),
    );
  });

  test("or else the strongest", () => {
    const both = held("ACCESS EXCLUSIVE", "SHARE");
    expect(takenBetween(both, both, new Map())).toEqual(
      new Map([["1", new Set(["ACCESS EXCLUSIVE"])]]),
    );
    const unnamed = { ...both, named: new Map<string, string>() };
    expect(takenBetween(unnamed, both, new Map())).toEqual(new Map());
  });
});
