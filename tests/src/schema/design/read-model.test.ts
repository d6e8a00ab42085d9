import { expect, test } from "vitest";
import { ToolError } from "../../../../src/core/errors.ts";
import { readModel } from "../../../../src/schema/design/read-model.ts";
import { badModels } from "../../../data/design/bad-models.ts";
import { models } from "../../../data/design/models.ts";

const entity = (name: string, more: object = {}) => ({ name, ...more });
const text = (name: string, more: object = {}) => ({ name, type: "text", ...more });

function refusal(model: unknown): string {
  try {
    readModel(model);
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== "INVALID_INPUT") throw error;
    return `${error.message} ${error.next}`;
  }
  return "";
}

test.each(badModels)("%s is refused with its place and its cure", (_title, model, said) => {
  expect(refusal(model)).toMatch(said);
});

test("all places are told at once", () => {
  const said = refusal({
    entities: [entity("tasks", { attributes: [{ name: "status", type: "enum" }] })],
    relationships: [{ from: "tasks", to: "users", kind: "many_to_one" }],
    access_patterns: [{ name: "x", entity: "tasks", equals: ["owner"] }],
  });
  expect(said).toContain("3 places are wrong");
  expect(said.match(/^- model\./gm)).toHaveLength(3);
});

test("what somebody wrote stands in an error without what it hides", () => {
  expect(refusal({ entities: [entity("a")], tenancy: { entity: "x\u202e`y" } })).toContain(
    "`x\\u{202e}\\u{60}y`",
  );
});

test("names are stored as people write them in SQL", () => {
  const model = readModel({
    entities: [
      {
        name: "OrderItem",
        attributes: [{ name: "unitPrice", type: "numeric" }, text("HTTPStatus")],
      },
      { name: "Order Group" },
    ],
    relationships: [{ from: "orderItem", to: "order group", kind: "many_to_one", name: "groupId" }],
    access_patterns: [
      {
        name: "x",
        entity: "ORDER_ITEM",
        equals: ["group_id", "unit price"],
        sort: [{ by: "createdAt" }],
      },
    ],
  });
  expect(model.entities.map(({ name }) => name)).toEqual(["order_item", "order_group"]);
  expect(model.entities[0]?.attributes.map(({ name }) => name)).toEqual([
    "unit_price",
    "http_status",
  ]);
  expect(model.relationships[0]).toMatchObject({
    from: "order_item",
    to: "order_group",
    name: "group",
  });
  expect(model.patterns[0]).toMatchObject({
    entity: "order_item",
    equals: ["group", "unit_price"],
    sort: [{ by: "created_at", descending: false }],
  });
});

test("columns that the design adds may be listed", () => {
  const model = readModel({
    entities: [
      {
        name: "tasks",
        soft_delete: true,
        attributes: [
          { name: "id", type: "uuid" },
          text("title"),
          { name: "created_at", type: "timestamptz" },
          { name: "updatedAt", type: "timestamp" },
          { name: "deleted_at", type: "timestamptz" },
        ],
      },
    ],
  });
  expect(model.entities[0]?.attributes.map(({ name, at }) => [name, at])).toEqual([["title", 1]]);
});

test("every default is set", () => {
  const model = readModel({
    entities: [entity("orgs"), entity("tasks")],
    relationships: [{ from: "tasks", to: "orgs", kind: "many_to_one" }],
    tenancy: { entity: "orgs" },
  });
  expect(model).toMatchObject({ schema: "public", postgres: 18, patterns: [], auth: [] });
  expect(model.relationships[0]).toMatchObject({
    name: "org",
    required: true,
    onDelete: "restrict",
    deleteStated: false,
  });
  expect(model.tenancy).toEqual({ entity: "orgs", setting: "app.org_id" });
});

test.each(Object.keys(models))("the model %s is read", (name) => {
  expect(refusal(models[name])).toBe("");
});

test("labels of rows that belong to tenants are text that is checked, unless somebody says otherwise", () => {
  const status = { name: "status", type: "enum", values: ["a"] };
  const model = readModel({
    entities: [
      { name: "orgs", attributes: [status] },
      { name: "tasks", attributes: [status, { ...status, name: "kind", enum_as: "type" }] },
    ],
    relationships: [{ from: "tasks", to: "orgs", kind: "many_to_one" }],
    tenancy: { entity: "orgs" },
  });
  expect(model.entities.map(({ attributes }) => attributes.map(({ enumAs }) => enumAs))).toEqual([
    ["type"],
    ["check", "type"],
  ]);
});
