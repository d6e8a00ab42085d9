/** Double-entry bookkeeping: entries are never deleted, amounts are in cents. */
export const ledger = {
  schema: "ledger",
  entities: [
    {
      name: "accounts",
      attributes: [
        { name: "code", type: "text", unique: true },
        { name: "name", type: "text" },
        {
          name: "kind",
          type: "enum",
          values: ["asset", "liability", "equity", "income", "expense"],
        },
        { name: "currency", type: "char(3)", check: "currency ~ '^[A-Z]{3}$'" },
      ],
      audit_trail: true,
      expected_rows: 5_000,
    },
    {
      name: "transactions",
      key: "identity",
      attributes: [
        { name: "occurred_on", type: "date" },
        { name: "memo", type: "text", required: false },
        { name: "reference", type: "uuid", unique: true, default: "gen_random_uuid()" },
      ],
      expected_rows: 3_000_000,
    },
    {
      name: "entries",
      key: "identity",
      attributes: [
        { name: "side", type: "enum", values: ["debit", "credit"] },
        { name: "cents", type: "bigint", check: "cents > 0" },
      ],
      expected_rows: 8_000_000,
    },
  ],
  relationships: [
    {
      from: "accounts",
      to: "accounts",
      kind: "many_to_one",
      name: "parent",
      required: false,
      on_delete: "restrict",
    },
    { from: "entries", to: "transactions", kind: "many_to_one", on_delete: "restrict" },
    { from: "entries", to: "accounts", kind: "many_to_one", on_delete: "restrict" },
  ],
  access_patterns: [
    {
      name: "statement of an account",
      entity: "entries",
      equals: ["account"],
      sort: [{ by: "id", descending: true }],
      frequency: "high",
    },
    {
      name: "journal",
      entity: "transactions",
      range: ["occurred_on"],
      sort: [{ by: "occurred_on" }, { by: "id" }],
    },
    {
      name: "entries of a transaction",
      entity: "entries",
      equals: ["transaction"],
      frequency: "high",
    },
  ],
};
