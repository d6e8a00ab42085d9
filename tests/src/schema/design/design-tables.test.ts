import { expect, test } from "vitest";
import { designTables } from "../../../../src/schema/design/design-tables.ts";
import { bytes } from "../../../../src/schema/design/names.ts";
import { readModel } from "../../../../src/schema/design/read-model.ts";
import type { Design } from "../../../../src/schema/design/tables.ts";
import { designed } from "./harness.ts";

const designOf = (model: object): Design => designTables(readModel(model));
const keysOf = (design: Design, table: string): unknown =>
  design.tables
    .find(({ name }) => name === table)
    ?.foreignKeys.map(({ columns, references, onDelete }) => [
      columns.join(),
      `${references.table}(${references.columns.join()})`,
      onDelete,
    ]);

const tenants = [{ name: "tenants" }, { name: "users" }, { name: "notes" }, { name: "tags" }];
const owned = { from: "notes", to: "tenants", kind: "many_to_one", on_delete: "cascade" };

test("tables that join have the tenant of the side that has one", () => {
  const design = designOf({
    entities: tenants,
    relationships: [
      owned,
      { from: "users", to: "tenants", kind: "many_to_many", name: "memberships" },
      { from: "notes", to: "tags", kind: "many_to_many" },
      { from: "tags", to: "users", kind: "many_to_many" },
    ],
    tenancy: { entity: "tenants" },
  });
  const found = (table: string) => design.tables.find(({ name }) => name === table);
  expect(found("memberships")).toMatchObject({
    tenantColumn: "tenant_id",
    primaryKey: ["user_id", "tenant_id"],
  });
  expect(found("note_tags")).toMatchObject({
    tenantColumn: "tenant_id",
    primaryKey: ["tenant_id", "note_id", "tag_id"],
  });
  expect(keysOf(design, "note_tags")).toEqual([
    ["tenant_id,note_id", "notes(tenant_id,id)", "RESTRICT"],
    ["tag_id", "tags(id)", "RESTRICT"],
  ]);
  expect(found("tag_users")).toMatchObject({ tenantColumn: null });
});

test("what tenants refer to is theirs, and a reference that may be empty is emptied alone", () => {
  const design = designOf({
    entities: tenants,
    relationships: [
      owned,
      {
        from: "tenants",
        to: "notes",
        kind: "many_to_one",
        name: "welcome",
        required: false,
        on_delete: "set null",
      },
    ],
    tenancy: { entity: "tenants" },
  });
  expect(keysOf(design, "tenants")).toEqual([
    ["id,welcome_id", "notes(tenant_id,id)", "SET NULL (welcome_id)"],
  ]);
});

test("a tenant's column goes with the tenant only where all on the way does", () => {
  const design = (onDelete: string): Design =>
    designOf({
      entities: tenants,
      relationships: [
        owned,
        { from: "tags", to: "notes", kind: "many_to_one", on_delete: onDelete },
      ],
      tenancy: { entity: "tenants" },
    });
  expect(keysOf(design("cascade"), "tags")).toContainEqual(["tenant_id", "tenants(id)", "CASCADE"]);
  expect(keysOf(design("restrict"), "tags")).toContainEqual([
    "tenant_id",
    "tenants(id)",
    "RESTRICT",
  ]);
});

test("an older Postgres gets what it has", () => {
  const model = {
    entities: [
      {
        name: "a",
        attributes: [
          { name: "x", type: "int", required: false },
          { name: "y", type: "int" },
        ],
        unique: [["x", "y"]],
      },
    ],
  };
  const [table] = designOf({ ...model, postgres: 14 }).tables;
  expect(table?.columns[0]?.default).toBe("gen_random_uuid()");
  expect(table?.unique[0]?.nullsNotDistinct).toBe(false);
  const [now] = designOf(model).tables;
  expect(now?.columns[0]?.default).toBe("uuidv7()");
  expect(now?.unique[0]?.nullsNotDistinct).toBe(true);
});

test("names that are made are as long as Postgres keeps, and each is one", async () => {
  const name = (letter: string): string => `${"e".repeat(60)}_${letter}`;
  await using on = await designed({
    entities: ["a", "b"].map((letter) => ({
      name: name(letter),
      attributes: [
        { name: "s".repeat(63), type: "enum", values: ["x"] },
        {
          name: "t".repeat(63),
          type: "text",
          unique: true,
          check: `length(${"t".repeat(63)}) > 0`,
        },
      ],
      unique: [["s".repeat(63), "t".repeat(63)]],
      audit_trail: true,
      optimistic_lock: true,
    })),
    relationships: [
      { from: name("a"), to: name("b"), kind: "many_to_one", name: "r".repeat(60) },
      { from: name("a"), to: name("b"), kind: "many_to_many" },
    ],
  });
  const found = await on.database.run(
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'i') and relname like 'e%' union all select conname from pg_constraint where connamespace = 'public'::regnamespace and contype in ('c', 'f')",
  );
  const names = found.map((row) => String(row["name"]));
  const { tables, enums, triggers } = on.design;
  const made = [
    ...tables.flatMap((table) => [
      table.name,
      table.primaryKeyName,
      ...[...table.unique, ...table.checks, ...table.foreignKeys].map((one) => one.name),
    ]),
    ...enums.map((one) => one.name),
    ...triggers.map((one) => one.name),
  ];
  expect(new Set(made).size).toBe(made.length);
  expect(made.filter((one) => bytes(one) > 63)).toEqual([]);
  for (const one of tables.flatMap((table) => [...table.unique, ...table.foreignKeys]))
    expect(names).toContain(one.name);
});

test("references that go round stand behind the tables", async () => {
  await using on = await designed({
    entities: [{ name: "teams" }, { name: "people" }],
    relationships: [
      {
        from: "teams",
        to: "people",
        kind: "many_to_one",
        name: "captain",
        required: false,
        on_delete: "set null",
      },
      { from: "people", to: "teams", kind: "many_to_one" },
    ],
  });
  const count = await on.database.run(
    "select count(*)::int as count from pg_constraint where contype = 'f'",
  );
  expect(count).toEqual([{ count: 2 }]);
});

test("the same model gives the same design", () => {
  const model = {
    entities: tenants,
    relationships: [owned],
    tenancy: { entity: "tenants" },
    auth: ["sessions", "oauth"],
  };
  expect(designOf(model)).toEqual(designOf(structuredClone(model)));
});
