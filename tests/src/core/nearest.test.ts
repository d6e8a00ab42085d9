import fc from "fast-check";
import { expect, test } from "vitest";
import { nearest } from "../../../src/core/nearest.ts";

const tables = [
  "public.users",
  "public.user_roles",
  "app.tasks",
  "app.task_labels",
  "public.categories",
  "public.Orders",
  "billing.invoices",
];

test.each([
  ["user", ["public.users"]],
  ["usres", ["public.users"]],
  ["public.user", ["public.users"]],
  ["app.users", ["public.users"]],
  ["category", ["public.categories"]],
  ["orders", ["public.Orders"]],
  ["userroles", ["public.user_roles"]],
  ["task", ["app.tasks"]],
  ["invoice", ["billing.invoices"]],
  ["nothing_like_it", []],
])("%s means %j", (name, expected) => {
  expect(nearest(name, tables, expected.length || 3)).toEqual(expected);
});

test("the exact name is first, others follow by distance, at most so many", () => {
  expect(nearest("tasks", ["tasks", "task", "tasks2", "masks", "asks"], 3)).toEqual([
    "tasks",
    "task",
    "asks",
  ]);
  expect(nearest("abc", [])).toEqual([]);
});

test("returns candidates, each once, and always the name itself", () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 20 }),
      fc.array(fc.string({ maxLength: 20 }), { maxLength: 20 }),
      (name, others) => {
        const found = nearest(name, [...others, name, name]);
        expect(found[0]).toBe(name);
        expect(new Set(found).size).toBe(found.length);
        expect(found.length).toBeLessThanOrEqual(3);
      },
    ),
  );
});

test("what is too long for a name is near to none, and is told so at once", () => {
  const began = performance.now();
  expect(nearest("x".repeat(1_000_000), ["x".repeat(399), "users"])).toEqual([]);
  expect(performance.now() - began).toBeLessThan(1000);
});
