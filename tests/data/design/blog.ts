/** Posts with authors, comments that answer comments, tags; drafts and a search. */
export const blog = {
  entities: [
    {
      name: "authors",
      attributes: [
        { name: "email", type: "text", unique: true, pii: true, check: "email like '%@%'" },
        { name: "display_name", type: "text" },
        { name: "bio", type: "text", required: false },
      ],
      expected_rows: 2_000,
      retention_days: 3_650,
    },
    {
      name: "posts",
      description: "What is published, and drafts of it.",
      attributes: [
        { name: "slug", type: "text", unique: true },
        { name: "title", type: "text", check: "length(title) between 1 and 200" },
        { name: "body", type: "text" },
        {
          name: "status",
          type: "enum",
          values: ["draft", "published", "archived"],
          default: "draft",
        },
        { name: "published_at", type: "timestamptz", required: false },
      ],
      checks: ["status <> 'published' or published_at is not null"],
      soft_delete: true,
      expected_rows: 50_000,
    },
    {
      name: "comments",
      attributes: [{ name: "body", type: "text" }],
      expected_rows: 1_000_000,
    },
    {
      name: "tags",
      attributes: [{ name: "name", type: "text", unique: true }],
      expected_rows: 500,
    },
  ],
  relationships: [
    { from: "posts", to: "authors", kind: "many_to_one", name: "author", on_delete: "restrict" },
    { from: "comments", to: "posts", kind: "many_to_one", on_delete: "cascade" },
    {
      from: "comments",
      to: "authors",
      kind: "many_to_one",
      name: "author",
      required: false,
      on_delete: "set null",
    },
    {
      from: "comments",
      to: "comments",
      kind: "many_to_one",
      name: "parent",
      required: false,
      on_delete: "cascade",
    },
    { from: "posts", to: "tags", kind: "many_to_many", on_delete: "cascade" },
  ],
  access_patterns: [
    {
      name: "front page",
      entity: "posts",
      equals: ["status"],
      sort: [{ by: "published_at", descending: true }],
      frequency: "high",
    },
    { name: "post by slug", entity: "posts", equals: ["slug"], frequency: "high" },
    {
      name: "posts of an author",
      entity: "posts",
      equals: ["author"],
      sort: [{ by: "created_at", descending: true }],
    },
    { name: "search posts", entity: "posts", search: ["title", "body"] },
    {
      name: "thread",
      entity: "comments",
      equals: ["post"],
      sort: [{ by: "created_at" }],
      frequency: "high",
    },
  ],
};
