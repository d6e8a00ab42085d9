import { expect, test } from "vitest";
import { Recent } from "../../../src/core/recent.ts";

test("holds so many, and what was used last stays", () => {
  const names = new Recent<string, number>(3);
  for (const [at, name] of ["a", "b", "c"].entries()) names.set(name, at);
  expect(names.get("a")).toBe(0);
  names.set("b", 10);
  names.set("d", 3);
  expect(["a", "b", "c", "d"].map((name) => names.get(name))).toEqual([0, 10, undefined, 3]);
  for (let at = 0; at < 1_000; at++) names.set(`more ${at}`, at);
  expect(names.size).toBe(3);
  names.delete("more 999");
  expect([names.has("more 999"), names.has("more 998"), names.size]).toEqual([false, true, 2]);
});
