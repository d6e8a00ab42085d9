import { beforeAll, describe, expect, test } from "vitest";
import { modelSource } from "../../../../src/schema/models/read-source.ts";
import type { ModelSource, SourceEntity } from "../../../../src/schema/models/source.ts";
import { catalogOf, modelDatabase } from "./sources.ts";

const sources = new Map<string, ModelSource>();

function of(fixture: string): ModelSource {
  const found = sources.get(fixture);
  if (found === undefined) throw new Error(`no source ${fixture}`);
  return found;
}

function entity(fixture: string, table: string): SourceEntity {
  const found = of(fixture).entities.find(
    (each) => `${each.table.schema}.${each.table.name}` === table,
  );
  if (found === undefined) throw new Error(`no table ${table}`);
  return found;
}

const relations = (fixture: string, table: string): string[] =>
  entity(fixture, table).relations.map(
    ({ name, cardinality, to, inverse, through }) =>
      `${name} ${cardinality} ${to.schema}.${to.name} ${inverse}${through ? ` ${through.name}` : ""}`,
  );

beforeAll(async () => {
  for (const fixture of ["everything", "names", "types", "beyond"]) {
    await using database = await modelDatabase(fixture);
    sources.set(fixture, modelSource(await catalogOf(database)));
  }
});

test("relations have a name at both ends, by the columns that make them", () => {
  expect(relations("everything", "public.tasks")).toEqual([
    "assignee one auth.users tasksAsAssignee",
    "author one auth.users tasksAsAuthor",
    "parent one public.tasks children",
    "project one public.projects tasks",
    "taskLabels many public.task_labels task labels",
    "children many public.tasks parent",
  ]);
  expect(relations("everything", "auth.users")).toEqual([
    "manager one auth.users usersAsManager",
    "usersAsManager many auth.users manager",
    "memberships many public.memberships user",
    "profile maybe public.profiles user",
    "tasksAsAssignee many public.tasks assignee",
    "tasksAsAuthor many public.tasks author",
  ]);
  // a join table with a column of its own is an entity like any other
  expect(relations("everything", "public.projects")).toEqual([
    "memberships many public.memberships project",
    "tasks many public.tasks project",
  ]);
});

test("a relation of a table to itself, through a join table, is told apart by its ends", () => {
  expect(relations("names", "public.author").slice(1, 3)).toEqual([
    "followsAsFollowed many public.follows followed followers",
    "followsAsFollower many public.follows follower followeds",
  ]);
});

describe.each(["everything", "names", "types", "beyond"])("%s", (fixture) => {
  const plain = (name: string): string => name.toLowerCase().replaceAll("_", "");

  test("names are identifiers, and no two are the same", () => {
    const { entities, enums } = of(fixture);
    const types = [...entities, ...enums].map(({ typeName }) => typeName);
    for (const type of types) expect(type).toMatch(/^[A-Z][A-Za-z0-9]*$/);
    expect(new Set(types.map(plain)).size).toBe(types.length);
    for (const { columns, relations: own } of entities) {
      const members = [
        ...columns.map(({ property }) => property),
        ...own.flatMap(({ name, through }) => [name, ...(through ? [through.name] : [])]),
      ];
      for (const member of members) expect(member).toMatch(/^[a-z][A-Za-z0-9]*$/);
      expect(new Set(members.map(plain)).size).toBe(members.length);
    }
  });

  test("each relation is the other end of its inverse", () => {
    const { entities } = of(fixture);
    const all = entities.flatMap(({ table, relations: own }) =>
      own.map((relation) => ({ from: `${table.schema}.${table.name}`, ...relation })),
    );
    for (const { from, name, to, inverse, foreignKey, cardinality } of all) {
      const other = all.find(
        (each) =>
          each.from === `${to.schema}.${to.name}` &&
          each.name === inverse &&
          each.foreignKey === foreignKey &&
          each !== undefined &&
          (each.cardinality === "one") !== (cardinality === "one"),
      );
      expect(other?.inverse, `${from}.${name}`).toBe(name);
    }
  });
});

test("what is below arrays, domains and modifiers", () => {
  const type = (table: string, name: string) =>
    entity("types", `public.${table}`).columns.find(({ column }) => column.name === name)?.type;
  expect(type("scalars", "a_timestamptz_0")).toMatchObject({
    base: "timestamp with time zone",
    modifiers: [0],
    kind: "built-in",
  });
  expect(type("scalars", "a_scaled")).toMatchObject({ base: "numeric", modifiers: [3, -2] });
  expect(type("scalars", "a_small_even")).toMatchObject({
    kind: "domain",
    under: { kind: "domain", base: "public.even", under: { base: "integer", kind: "built-in" } },
  });
  expect(type("scalars", "a_words")).toMatchObject({
    array: false,
    under: { base: "text", array: true },
  });
  expect(type("arrays", "some_percents")).toMatchObject({
    array: true,
    kind: "domain",
    under: { base: "numeric", modifiers: [5, 2] },
  });
  expect(type("scalars", "a_row")).toMatchObject({ array: true, kind: "composite" });
  expect(type("scalars", "a_hstore")).toMatchObject({ kind: "other", name: { name: "hstore" } });
});

test("what an INSERT has to give, may give and may not", () => {
  const told = entity("types", "public.generated").columns.map(
    ({ column, nullable, optional, generated }) =>
      `${column.name}${nullable ? " null" : ""}${optional ? " optional" : ""}${generated ? " generated" : ""}`,
  );
  expect(told).toEqual([
    "a",
    "b null optional generated",
    "c null optional generated",
    "d optional generated",
    "e optional",
    "f optional",
    "g optional",
  ]);
  const slug = entity("types", "public.scalars").columns.find(
    ({ column }) => column.name === "a_slug",
  );
  expect(slug).toMatchObject({ nullable: false, optional: true });
});

test("partitions are left to their parents, other schemas to a call of their own", () => {
  const names = of("beyond").entities.map(({ table }) => table.name);
  expect(names).toContain("events");
  expect(names).not.toContain("events_2026");
  const { catalog } = of("everything");
  const open = modelSource(catalog, ["public"]);
  expect(open.schemas).toEqual(["public"]);
  expect(open.entities.every(({ table }) => table.schema === "public")).toBe(true);
  expect(
    open.entities.flatMap(({ relations: own }) => own).every(({ to }) => to.schema === "public"),
  ).toBe(true);
});
