/** Documents of workspaces with versions, folders within folders, and shares; numbers as keys. */
export const documents = {
  entities: [
    {
      name: "workspaces",
      key: "identity",
      attributes: [{ name: "name", type: "text" }],
      expected_rows: 1_000,
    },
    {
      name: "folders",
      key: "identity",
      attributes: [{ name: "name", type: "text" }],
      unique: [["parent", "name"]],
      expected_rows: 100_000,
    },
    {
      name: "documents",
      key: "identity",
      attributes: [
        { name: "title", type: "text" },
        { name: "metadata", type: "jsonb", default: "'{}'" },
        { name: "archived", type: "boolean", default: "false" },
      ],
      soft_delete: true,
      optimistic_lock: true,
      audit_trail: true,
      expected_rows: 2_000_000,
    },
    {
      name: "versions",
      key: "identity",
      attributes: [
        { name: "number", type: "integer", check: "number > 0" },
        { name: "content", type: "text" },
        { name: "checksum", type: "bytea", check: "octet_length(checksum) = 32" },
      ],
      unique: [["document", "number"]],
      expected_rows: 10_000_000,
    },
  ],
  relationships: [
    { from: "folders", to: "workspaces", kind: "many_to_one", on_delete: "cascade" },
    {
      from: "folders",
      to: "folders",
      kind: "many_to_one",
      name: "parent",
      required: false,
      on_delete: "cascade",
    },
    { from: "documents", to: "folders", kind: "many_to_one", on_delete: "restrict" },
    { from: "versions", to: "documents", kind: "many_to_one", on_delete: "cascade" },
  ],
  access_patterns: [
    {
      name: "documents in a folder",
      entity: "documents",
      equals: ["folder", "archived"],
      sort: [{ by: "title" }],
      frequency: "high",
    },
    { name: "by metadata", entity: "documents", contains: ["metadata"] },
    { name: "full text", entity: "versions", search: ["content"], frequency: "low" },
    {
      name: "latest version",
      entity: "versions",
      equals: ["document"],
      sort: [{ by: "number", descending: true }],
      frequency: "high",
    },
  ],
  tenancy: { entity: "workspaces" },
};
