import type { AccessPattern } from "../../../../../src/schema/design/model.ts";
import type { Design } from "../../../../../src/schema/design/tables.ts";
import { designOf, pattern } from "./designed.ts";

const bare = designOf({
  entities: [
    {
      name: "books",
      attributes: [
        { name: "isbn", type: "text", unique: true },
        { name: "title", type: "text" },
        { name: "language", type: "char(2)" },
        { name: "subjects", type: "text[]" },
        { name: "lent", type: "boolean" },
        { name: "facts", type: "jsonb" },
        { name: "pages", type: "integer" },
        { name: "returned_at", type: "timestamptz", required: false },
      ],
      soft_delete: true,
      expected_rows: 2_000_000,
    },
    {
      name: "racks",
      attributes: [{ name: "room", type: "text" }],
      expected_rows: 300,
    },
    {
      name: "topics",
      attributes: [{ name: "name", type: "text", unique: true }],
      expected_rows: 100_000,
    },
    {
      name: "visits",
      key: "identity",
      attributes: [{ name: "minutes", type: "smallint" }],
      expected_rows: 30_000_000,
    },
  ],
  relationships: [
    { from: "books", to: "racks", kind: "many_to_one" },
    { from: "visits", to: "racks", kind: "many_to_one" },
    { from: "books", to: "topics", kind: "many_to_many", on_delete: "cascade" },
  ],
  access_patterns: [],
});

const descending = (...members: string[]): AccessPattern["sort"] =>
  members.map((by) => ({ by, descending: true }));

const patterns: readonly AccessPattern[] = [
  pattern("books", "by isbn", { equals: ["isbn"], frequency: "high" }),
  pattern("books", "on a rack", {
    equals: ["rack"],
    sort: descending("created_at"),
    frequency: "high",
  }),
  pattern("books", "newest of a language", {
    equals: ["language"],
    sort: descending("created_at"),
    frequency: "high",
  }),
  pattern("books", "by length", {
    sort: [
      { by: "pages", descending: true },
      { by: "title", descending: false },
    ],
  }),
  pattern("books", "about", { contains: ["subjects"] }),
  pattern("books", "with facts", { contains: ["facts"] }),
  pattern("books", "titled", { search: ["title"], frequency: "high" }),
  pattern("books", "lent", { equals: ["lent"] }),
  pattern("books", "on a topic", { equals: ["topics"], sort: descending("created_at") }),
  pattern("racks", "in a room", { equals: ["room"] }),
  pattern("visits", "of a rack", {
    equals: ["rack"],
    range: ["created_at"],
    sort: descending("created_at"),
    frequency: "high",
  }),
];
/** Books on racks and about topics; one pattern of each kind. */
export const library: Design = { ...bare, model: { ...bare.model, patterns } };
