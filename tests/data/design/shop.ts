/** Products with variants and attributes as jsonb, orders with lines, one payment an order. Names as of classes. */
export const shop = {
  schema: "shop",
  entities: [
    {
      name: "Customers",
      attributes: [
        { name: "email", type: "text", unique: true, pii: true },
        { name: "fullName", type: "text", pii: true },
      ],
      soft_delete: true,
      expected_rows: 300_000,
      retention_days: 730,
    },
    {
      name: "Categories",
      attributes: [
        { name: "name", type: "text" },
        { name: "position", type: "int", default: 0 },
      ],
      unique: [["parent", "name"]],
      expected_rows: 300,
    },
    {
      name: "Products",
      attributes: [
        { name: "sku", type: "text", unique: true },
        { name: "name", type: "text" },
        { name: "price", type: "numeric(12,2)", check: "price >= 0" },
        {
          name: "currency",
          type: "enum",
          values: ["EUR", "USD", "GBP"],
          enum_as: "table",
          default: "EUR",
        },
        { name: "properties", type: "jsonb", default: "'{}'" },
      ],
      expected_rows: 40_000,
    },
    {
      name: "Orders",
      key: "identity",
      attributes: [
        {
          name: "status",
          type: "enum",
          values: ["cart", "placed", "paid", "shipped", "returned"],
          default: "cart",
        },
        { name: "placedAt", type: "timestamptz", required: false },
        { name: "total", type: "numeric(12,2)", check: "total >= 0", default: 0 },
      ],
      optimistic_lock: true,
      expected_rows: 2_000_000,
    },
    {
      name: "OrderLines",
      key: "identity",
      attributes: [
        { name: "quantity", type: "integer", check: "quantity > 0" },
        { name: "unitPrice", type: "numeric(12,2)" },
      ],
      unique: [["order", "product"]],
      expected_rows: 6_000_000,
    },
    {
      name: "Payments",
      attributes: [
        { name: "provider", type: "text" },
        { name: "reference", type: "text" },
        { name: "amount", type: "numeric(12,2)", check: "amount > 0" },
      ],
      unique: [["provider", "reference"]],
      expected_rows: 1_500_000,
    },
  ],
  relationships: [
    { from: "Categories", to: "Categories", kind: "many_to_one", name: "parent", required: false },
    { from: "Products", to: "Categories", kind: "many_to_many" },
    { from: "Orders", to: "Customers", kind: "many_to_one" },
    { from: "OrderLines", to: "Orders", kind: "many_to_one", on_delete: "cascade" },
    { from: "OrderLines", to: "Products", kind: "many_to_one" },
    { from: "Payments", to: "Orders", kind: "one_to_one" },
  ],
  access_patterns: [
    {
      name: "orders of a customer",
      entity: "Orders",
      equals: ["customer"],
      sort: [{ by: "placedAt", descending: true }],
      frequency: "high",
    },
    {
      name: "to ship",
      entity: "Orders",
      equals: ["status"],
      range: ["placedAt"],
      sort: [{ by: "placedAt" }],
    },
    { name: "product by property", entity: "Products", contains: ["properties"] },
    { name: "find products", entity: "Products", search: ["name"], frequency: "high" },
    { name: "cheap products", entity: "Products", range: ["price"], sort: [{ by: "price" }] },
    { name: "lines of an order", entity: "OrderLines", equals: ["order"], frequency: "high" },
  ],
};
