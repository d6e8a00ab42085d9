/** Channels with members and what they have read; messages that are edited and taken back. */
export const chat = {
  entities: [
    {
      name: "users",
      attributes: [{ name: "handle", type: "text", unique: true }],
      expected_rows: 100_000,
    },
    {
      name: "channels",
      attributes: [
        { name: "name", type: "text", required: false },
        { name: "kind", type: "enum", values: ["direct", "group", "public"], enum_as: "check" },
      ],
      expected_rows: 200_000,
    },
    {
      name: "memberships",
      attributes: [
        { name: "muted", type: "boolean", default: false },
        { name: "read_until", type: "timestamptz", default: "now()" },
      ],
      unique: [["channel", "user"]],
      expected_rows: 1_000_000,
    },
    {
      name: "messages",
      attributes: [
        { name: "body", type: "text", check: "length(body) <= 8000" },
        { name: "edited_at", type: "timestamptz", required: false },
      ],
      soft_delete: true,
      expected_rows: 20_000_000,
      retention_days: 730,
    },
    {
      name: "attachments",
      attributes: [
        { name: "url", type: "text" },
        { name: "bytes", type: "bigint", check: "bytes >= 0" },
        { name: "media_type", type: "text" },
      ],
      expected_rows: 2_000_000,
    },
  ],
  relationships: [
    { from: "memberships", to: "channels", kind: "many_to_one", on_delete: "cascade" },
    { from: "memberships", to: "users", kind: "many_to_one", on_delete: "cascade" },
    { from: "messages", to: "channels", kind: "many_to_one", on_delete: "cascade" },
    {
      from: "messages",
      to: "users",
      kind: "many_to_one",
      name: "sender",
      required: false,
      on_delete: "set null",
    },
    {
      from: "messages",
      to: "messages",
      kind: "many_to_one",
      name: "reply_to",
      required: false,
      on_delete: "set null",
    },
    { from: "attachments", to: "messages", kind: "many_to_one", on_delete: "cascade" },
  ],
  access_patterns: [
    {
      name: "latest messages",
      entity: "messages",
      equals: ["channel"],
      sort: [{ by: "created_at", descending: true }],
      frequency: "high",
    },
    { name: "my channels", entity: "memberships", equals: ["user"], frequency: "high" },
    {
      name: "search messages",
      entity: "messages",
      equals: ["channel"],
      search: ["body"],
      frequency: "low",
    },
    {
      name: "messages of a sender",
      entity: "messages",
      equals: ["sender"],
      range: ["created_at"],
      frequency: "low",
    },
  ],
};
