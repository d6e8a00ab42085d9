/** Organizations share the tables: tasks in projects, with optimistic locking and an audit trail. */
export const tasks = {
  entities: [
    { name: "organizations", attributes: [{ name: "name", type: "text" }], expected_rows: 500 },
    {
      name: "members",
      attributes: [
        { name: "email", type: "text", unique: true, pii: true },
        {
          name: "role",
          type: "enum",
          values: ["admin", "member", "guest"],
          enum_as: "check",
          default: "member",
        },
      ],
      expected_rows: 20_000,
      retention_days: 365,
      soft_delete: true,
    },
    {
      name: "projects",
      attributes: [
        { name: "key", type: "varchar(10)", unique: true, check: "key ~ '^[A-Z]+$'" },
        { name: "name", type: "text" },
      ],
      soft_delete: true,
      expected_rows: 5_000,
    },
    {
      name: "tasks",
      attributes: [
        { name: "title", type: "text" },
        { name: "status", type: "enum", values: ["open", "doing", "done"], default: "open" },
        { name: "priority", type: "smallint", default: 3, check: "priority between 1 and 5" },
        { name: "due_at", type: "timestamptz", required: false },
        { name: "labels", type: "text[]", default: "'{}'" },
      ],
      soft_delete: true,
      optimistic_lock: true,
      audit_trail: true,
      expected_rows: 1_000_000,
    },
  ],
  relationships: [
    { from: "members", to: "organizations", kind: "many_to_one", on_delete: "cascade" },
    { from: "projects", to: "organizations", kind: "many_to_one", on_delete: "cascade" },
    { from: "tasks", to: "projects", kind: "many_to_one", on_delete: "cascade" },
    {
      from: "tasks",
      to: "members",
      kind: "many_to_one",
      name: "assignee",
      required: false,
      on_delete: "set null",
    },
    { from: "tasks", to: "members", kind: "many_to_many", name: "watchers", on_delete: "cascade" },
  ],
  access_patterns: [
    {
      name: "board",
      entity: "tasks",
      equals: ["project", "status"],
      sort: [{ by: "priority" }],
      frequency: "high",
    },
    {
      name: "my tasks",
      entity: "tasks",
      equals: ["assignee"],
      range: ["due_at"],
      sort: [{ by: "due_at" }],
      frequency: "high",
    },
    { name: "by label", entity: "tasks", contains: ["labels"] },
    { name: "search", entity: "tasks", search: ["title"] },
  ],
  tenancy: { entity: "organizations", setting: "app.organization_id" },
};
