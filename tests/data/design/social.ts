/** Who follows whom, blocks whom and likes what; feeds by time. */
export const social = {
  entities: [
    {
      name: "people",
      attributes: [
        { name: "handle", type: "text", unique: true, check: "handle ~ '^[a-z0-9_]{3,30}$'" },
        { name: "born_on", type: "date", required: false, pii: true },
      ],
      soft_delete: true,
      expected_rows: 1_000_000,
      retention_days: 30,
    },
    {
      name: "posts",
      attributes: [{ name: "body", type: "text" }],
      soft_delete: true,
      expected_rows: 10_000_000,
    },
    {
      name: "likes",
      attributes: [],
      unique: [["person", "post"]],
      expected_rows: 50_000_000,
    },
  ],
  relationships: [
    { from: "people", to: "people", kind: "many_to_many", name: "follows", on_delete: "cascade" },
    { from: "people", to: "people", kind: "many_to_many", name: "blocks", on_delete: "cascade" },
    {
      from: "people",
      to: "posts",
      kind: "one_to_one",
      name: "pinned_post",
      required: false,
      on_delete: "set null",
    },
    { from: "posts", to: "people", kind: "many_to_one", name: "author", on_delete: "cascade" },
    { from: "likes", to: "people", kind: "many_to_one", on_delete: "cascade" },
    { from: "likes", to: "posts", kind: "many_to_one", on_delete: "cascade" },
  ],
  access_patterns: [
    {
      name: "posts of a person",
      entity: "posts",
      equals: ["author"],
      sort: [{ by: "created_at", descending: true }],
      frequency: "high",
    },
    {
      name: "who likes a post",
      entity: "likes",
      equals: ["post"],
      sort: [{ by: "created_at", descending: true }],
      frequency: "high",
    },
    { name: "person by handle", entity: "people", equals: ["handle"], frequency: "high" },
  ],
};
