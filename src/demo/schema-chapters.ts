import { type Chapter, expectText } from "./chapter.ts";

/** Rooms that teams book: the slots of a room must not overlap in meaning, a team sees its own. */
const model = {
  entities: [
    {
      name: "team",
      attributes: [{ name: "name", type: "text", unique: true }],
      expected_rows: 500,
    },
    {
      name: "room",
      attributes: [
        { name: "name", type: "text" },
        { name: "seats", type: "int", check: "seats > 0" },
      ],
      soft_delete: true,
      expected_rows: 5000,
    },
    {
      name: "booking",
      attributes: [
        { name: "starts_at", type: "timestamptz" },
        { name: "ends_at", type: "timestamptz" },
        {
          name: "status",
          type: "enum",
          values: ["asked", "confirmed", "cancelled"],
          default: "'asked'",
        },
      ],
      checks: ["ends_at > starts_at"],
      optimistic_lock: true,
      expected_rows: 2_000_000,
    },
  ],
  relationships: [
    { from: "room", to: "team", kind: "many_to_one" },
    { from: "booking", to: "room", kind: "many_to_one", on_delete: "cascade" },
  ],
  access_patterns: [
    {
      name: "bookings of a room on a day",
      entity: "booking",
      equals: ["room"],
      range: ["starts_at"],
      frequency: "high",
    },
    {
      name: "newest of a status",
      entity: "booking",
      equals: ["status"],
      sort: [{ by: "starts_at", descending: true }],
    },
  ],
  tenancy: { entity: "team", setting: "app.team_id" },
};

export const schemaChapters: readonly Chapter[] = [
  {
    title: "A new schema, designed and tried",
    why: "From entities, relationships and the questions that the application will ask: DDL that Postgres has executed and taken back, with the indexes that its planner uses at the rows to come, and policies that keep teams apart.",
    async play(call) {
      const made = await call("design_schema", { model }, { maxLines: 70 });
      expectText(made, "CREATE TABLE", "booking");
    },
  },
  {
    title: "What is wrong with the schema that is there?",
    why: "Rules that look at the catalogue, its statistics and what the planner says, not at the text of DDL.",
    async play(call) {
      expectText(await call("review_schema", {}, { maxLines: 24 }), "info");
    },
  },
  {
    title: "Are the rows what the schema means?",
    why: "Every foreign key, and those that nobody declared, asked of all rows.",
    async play(call) {
      expectText(await call("check_integrity", {}, { maxLines: 16 }), "activity.task_id");
    },
  },
  {
    title: "What would this delete?",
    why: "One organization, with everything that follows it by foreign keys, counted at every level before anything is gone.",
    async play(call) {
      const asked = { table: "organizations", where: "id = $1", params: [7] };
      expectText(await call("explain_delete", asked, { maxLines: 24 }), "tasks", "comments");
    },
  },
  {
    title: "Models for the application",
    why: "The same schema in the words of an ORM; what it cannot say stands there as a warning.",
    async play(call) {
      const drizzle = await call("generate_models", { format: "drizzle" }, { maxLines: 24 });
      expectText(drizzle, "pgTable", "tasks");
    },
  },
];
