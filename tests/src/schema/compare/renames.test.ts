import { expect, test } from "vitest";
import { answersOf, inverse, renamesOf } from "../../../../src/schema/compare/renames.ts";

test("the way back names what is renamed by its new name, a part under that of its whole", () => {
  const renames = {
    "public.tasks.title": "name",
    "public.tasks": "to do",
    "public.status.open": "active",
  };
  const back = inverse(renames);
  expect(back).toEqual({
    'public."to do".name': "title",
    'public."to do"': "tasks",
    "public.status.active": "open",
  });
  expect(inverse(back)).toEqual(renames);
});

test("names are taken however they are quoted, and an empty name is no rename", () => {
  const answers = answersOf({ '"public"."tasks".Title': "name", "public.old": "" });
  expect(answers).toEqual({ 'public.tasks."Title"': "name", "public.old": "" });
  expect(renamesOf(answers)).toEqual({ 'public.tasks."Title"': "name" });
});
