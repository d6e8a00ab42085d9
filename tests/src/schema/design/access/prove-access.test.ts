import { afterAll, beforeAll, expect, test } from "vitest";
import type {
  ProvenAccess,
  ProvenPattern,
} from "../../../../../src/schema/design/access/proven.ts";
import { twinHome } from "../../../twin/fixture.ts";
import { designOf, prove, shadowOf } from "./designed.ts";
import { library as design } from "./library.ts";

const home = twinHome();
const deps = home.deps("postgres://nobody@localhost:1/nothing");

let proven: ProvenAccess;
beforeAll(async () => {
  proven = await prove(deps, design);
});
afterAll(() => home[Symbol.asyncDispose]());

function found(name: string): ProvenPattern {
  const one = proven.patterns.find((other) => other.name === name);
  if (one === undefined) throw new Error(`no pattern ${name}`);
  return one;
}
const indexesFor = (name: string): string[] =>
  proven.indexes
    .filter(({ serves }) => serves.includes(name))
    .map(({ sql }) => sql.replace(/^CREATE INDEX \S+ ON /, ""));
const droppedFor = (part: string): string[] =>
  proven.dropped.filter(({ sql }) => sql.includes(part)).map(({ reason }) => reason);

test("each pattern that needs one has its index, with equality before what it is sorted by", () => {
  const expected = {
    "on a rack": ["public.books (rack_id, created_at, id)"],
    "newest of a language": ["public.books (language, created_at, id) WHERE deleted_at IS NULL"],
    "by length": ["public.books (pages DESC, title, id) WHERE deleted_at IS NULL"],
    about: ["public.books USING gin (subjects) WHERE deleted_at IS NULL"],
    "with facts": ["public.books USING gin (facts jsonb_path_ops) WHERE deleted_at IS NULL"],
    titled: ["public.books USING gin (to_tsvector('english', title)) WHERE deleted_at IS NULL"],
    "of a rack": ["public.visits (rack_id, created_at, id) INCLUDE (minutes)"],
    "on a topic": ["public.book_topics (topic_id, book_id)"],
  };
  expect(Object.fromEntries(Object.keys(expected).map((name) => [name, indexesFor(name)]))).toEqual(
    expected,
  );
  for (const name of Object.keys(expected)) {
    expect(found(name)).toMatchObject({ ok: true, reason: null, evidence: "estimated" });
    expect(found(name).plan).toMatch(/Index (?:Only )?Scan using/);
  }
});

test("a foreign key has an index whether or not a pattern asks, and one index serves both", () => {
  const keys = design.tables.flatMap(({ foreignKeys, name, primaryKey }) =>
    foreignKeys
      .filter(({ columns }) => columns[0] !== primaryKey[0])
      .map((key) => ({ table: name, name: key.name })),
  );
  expect(keys).toHaveLength(3);
  for (const { name } of keys) {
    const serving = proven.indexes.filter(({ serves }) => serves.includes(`foreign key ${name}`));
    expect(serving).toHaveLength(1);
  }
  expect(droppedFor("ON public.books (rack_id)")).toEqual([
    "books_rack_id_created_at_id_idx serves as well.",
  ]);
});

test("what a key serves already, what nobody reads and what saves nothing is dropped", () => {
  expect(found("by isbn").uses).toEqual([expect.stringMatching(/^books_isbn/)]);
  expect(droppedFor("(isbn)")).toEqual([expect.stringContaining("Not worth it for `by isbn`")]);
  expect(found("in a room")).toMatchObject({ ok: true, uses: [] });
  expect(found("in a room").reason).toContain("300 rows");
  expect(droppedFor("(room)")).toEqual(["The planner does not use it for `in a room`."]);
});

test("a pattern that no index helps is red, and says why", () => {
  expect(found("lent")).toMatchObject({ ok: false, uses: [] });
  expect(found("lent").plan).toContain("Seq Scan");
  expect(found("lent").reason).toMatch(
    /^All 2,000,000 rows of books are read: .* (?:4|5)\d % of them/,
  );
  expect(droppedFor("(lent)")).toHaveLength(1);
});

test("a table that takes no rows proves nothing, and what Postgres refuses is told", async () => {
  const odd = designOf({
    entities: [
      {
        name: "impossible",
        attributes: [{ name: "n", type: "integer", check: "n > 5 and n < 3" }],
      },
      { name: "numbers", attributes: [{ name: "n", type: "integer" }], expected_rows: 100 },
    ],
    access_patterns: [
      { name: "nothing", entity: "impossible", equals: ["n"] },
      { name: "contained in a number", entity: "numbers", contains: ["n"] },
    ],
  });
  const { patterns: reds, notes } = await prove(deps, odd);
  expect(reds.map(({ ok, reason }) => [ok, reason])).toEqual([
    [false, "Not proven: impossible took no sample of rows; see notes."],
    [false, expect.stringContaining("operator does not exist: integer @> unknown")],
  ]);
  expect(notes).toEqual([expect.stringContaining("public.impossible took no sample")]);
});

test("under tenants' policies an index answers what is LEAKPROOF, as Postgres plans it", async () => {
  const shared = designOf({
    entities: [
      { name: "firms", attributes: [{ name: "city", type: "text" }], expected_rows: 100 },
      {
        name: "jobs",
        attributes: [
          { name: "state", type: "enum", values: ["new", "done"], enum_as: "type" },
          { name: "grade", type: "text" },
          { name: "skills", type: "text[]" },
        ],
        expected_rows: 500_000,
      },
    ],
    relationships: [{ from: "jobs", to: "firms", kind: "many_to_one" }],
    access_patterns: [
      { name: "by state", entity: "jobs", equals: ["state"], sort: [{ by: "created_at" }] },
      { name: "by grade", entity: "jobs", equals: ["grade"], sort: [{ by: "created_at" }] },
      { name: "by skill", entity: "jobs", contains: ["skills"] },
      { name: "firms of a city", entity: "firms", equals: ["city"] },
    ],
    tenancy: { entity: "firms" },
  });
  const { patterns: asked, indexes, dropped } = await prove(deps, shared);
  expect(indexes.map(({ sql }) => sql.replace(/^.* ON /, ""))).toEqual([
    "public.jobs (firm_id, created_at, id)",
    "public.jobs (firm_id, grade, created_at, id)",
  ]);
  expect(asked.map(({ ok, behindPolicies }) => [ok, behindPolicies])).toEqual([
    [true, expect.stringContaining("no index answers `state`: ")],
    [true, null],
    [true, expect.stringContaining("no index answers `skills`: ")],
    [true, null],
  ]);
  const tenants = asked.map(({ sql }) => /\b(firm_id|id) = \$1/.exec(sql)?.[1]);
  expect(tenants).toEqual(["firm_id", "firm_id", "firm_id", undefined]);
  expect(dropped).toContainEqual({
    sql: expect.stringContaining("USING gin (skills)"),
    reason: expect.stringContaining("where policies hide rows"),
  });
});

test("odd names, made documents and ranges are asked for, too", async () => {
  const odd = designOf({
    schema: "odd",
    entities: [
      { name: "select", attributes: [{ name: "order", type: "text" }], expected_rows: 50_000 },
      {
        name: "große_dinge",
        attributes: [
          { name: "words", type: "tsvector", required: false },
          { name: "body", type: "text", required: false },
          { name: "period", type: "tstzrange" },
          { name: "weight", type: "numeric(8,3)" },
        ],
        expected_rows: 900_000,
      },
    ],
    relationships: [{ from: "große_dinge", to: "select", kind: "many_to_one", name: "from" }],
    access_patterns: [
      { name: "in order", entity: "select", equals: ["order"] },
      { name: "words", entity: "große_dinge", search: ["words", "body"] },
      { name: "at a time", entity: "große_dinge", contains: ["period"] },
      {
        name: "heavy and new",
        entity: "große_dinge",
        range: ["weight"],
        sort: [{ by: "created_at", descending: true }],
      },
    ],
  });
  const { patterns: asked, indexes, dropped } = await prove(deps, odd);
  expect(asked.map(({ ok, reason }) => [ok, reason])).toEqual(asked.map(() => [true, null]));
  const made = indexes.map(({ sql }) => sql.replace(/^CREATE INDEX .* ON /, ""));
  expect(made).toContain('odd."select" ("order")');
  expect(made).toContain(
    `odd."große_dinge" USING gin ((to_tsvector('english', coalesce(body, '')) || coalesce(words, '')))`,
  );
  expect(made).toContain('odd."große_dinge" USING gist (period)');
  const tried = [...made, ...dropped.map(({ sql }) => sql.replace(/^CREATE INDEX .* ON /, ""))];
  for (const columns of ["(created_at, id)", "(weight)"])
    expect(tried.filter((sql) => sql === `odd."große_dinge" ${columns}`)).toHaveLength(1);
});

test("Postgres makes every index, runs every query, and the same design gives the same answer", async () => {
  await using shadow = await shadowOf(deps, design);
  for (const { sql } of proven.indexes) await shadow.session.query(sql);
  for (const { sql, parameters, next } of proven.patterns) {
    const limits = { maxRows: 10, maxBytes: 10_000 };
    for (const query of [{ sql, parameters }, ...(next === null ? [] : [next])]) {
      const values = query.parameters.map(() => null);
      const { rows } = await shadow.session.execute(query.sql, values, limits);
      expect(rows).toEqual([]);
    }
  }
  expect(await prove(deps, design)).toEqual(proven);
});
