import { expect, test } from "vitest";
import { namesBesides, propertyNames, typeNames } from "../../../../src/schema/models/names.ts";
import {
  camelCase,
  pascalCase,
  plural,
  singular,
  wordsOf,
} from "../../../../src/schema/models/words.ts";

test.each([
  ["order_items", "OrderItem", "orderItems"],
  ["OrderItems", "OrderItem", "orderItems"],
  ["Order Items", "OrderItem", "orderItems"],
  ["HTTPRequests", "HttpRequest", "httpRequests"],
  ["people", "Person", "people"],
  ["categories", "Category", "categories"],
  ["addresses", "Address", "addresses"],
  ["statuses", "Status", "statuses"],
  ["status", "Status", "statuses"],
  ["boxes", "Box", "boxes"],
  ["news", "News", "news"],
  ["user_data", "UserData", "userData"],
  ["movies", "Movie", "movies"],
  ["quizzes", "Quiz", "quizzes"],
  ["sizes", "Size", "sizes"],
  ["analyses", "Analysis", "analyses"],
  ["bus", "Bus", "buses"],
  ["Straßen", "Strassen", "strassens"],
  ["crème_brûlées", "CremeBrulee", "cremeBrulees"],
])("%s is one %s, many %s", (name, one, many) => {
  expect(pascalCase(singular(wordsOf(name)))).toBe(one);
  expect(camelCase(plural(wordsOf(name)))).toBe(many);
});

test("what is no Latin letter stands as its code point, what is no letter as nothing", () => {
  expect(wordsOf("表")).toEqual(["u8868"]);
  expect(wordsOf("💡")).toEqual([]);
  expect(wordsOf("a-b.c")).toEqual(["a", "b", "c"]);
});

test("names that are taken get the next candidate, then a number", () => {
  const names = namesBesides(["taken"]);
  expect(["Taken", "free", "FREE"].map((name) => names.take([name]))).toEqual([
    "Taken2",
    "free",
    "FREE2",
  ]);
  expect(names.take(["free", "other"])).toBe("other");
});

test("types of public have the first choice, whatever the order", () => {
  const model = (schema: string, name: string) => ({ schema, name, role: "Model" as const });
  const of = (...objects: ReturnType<typeof model>[]) => Object.fromEntries(typeNames(objects));
  const expected = { '["auth","users"]': "AuthUser", '["public","users"]': "User" };
  expect(of(model("auth", "users"), model("public", "users"))).toEqual(expected);
  expect(of(model("public", "users"), model("auth", "users"))).toEqual(expected);
  expect(of(model("auth", "users"))).toEqual({ '["auth","users"]': "User" });
  expect(of(model("public", "dates"))).toEqual({ '["public","dates"]': "DateModel" });
});

test("columns whose names differ in case alone are told apart", () => {
  expect(propertyNames(["user", "User", "constructor", "1st", ""]).of).toEqual([
    "user",
    "userColumn",
    "constructorColumn",
    "column1st",
    "column",
  ]);
});
