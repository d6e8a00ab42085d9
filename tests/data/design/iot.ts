/** Devices and a great many readings in order of time. */
export const iot = {
  entities: [
    {
      name: "sites",
      attributes: [
        { name: "name", type: "text" },
        { name: "location", type: "point", required: false },
      ],
      expected_rows: 200,
    },
    {
      name: "devices",
      attributes: [
        { name: "serial", type: "text", unique: true },
        { name: "firmware", type: "text" },
        { name: "address", type: "inet", required: false },
        { name: "last_seen_at", type: "timestamptz", required: false },
      ],
      soft_delete: true,
      expected_rows: 20_000,
    },
    {
      name: "readings",
      key: "identity",
      attributes: [
        { name: "measured_at", type: "timestamptz" },
        { name: "metric", type: "enum", values: ["temperature", "humidity", "pressure"] },
        { name: "value", type: "double precision", check: "value <> 'NaN'" },
      ],
      expected_rows: 50_000_000,
      retention_days: 90,
    },
    {
      name: "alerts",
      attributes: [
        { name: "severity", type: "smallint", check: "severity in (1, 2, 3)" },
        { name: "period", type: "tstzrange" },
        { name: "acknowledged", type: "boolean", default: false },
      ],
      expected_rows: 100_000,
    },
  ],
  relationships: [
    { from: "devices", to: "sites", kind: "many_to_one", on_delete: "restrict" },
    { from: "readings", to: "devices", kind: "many_to_one", on_delete: "cascade" },
    { from: "alerts", to: "devices", kind: "many_to_one", on_delete: "cascade" },
  ],
  access_patterns: [
    {
      name: "chart",
      entity: "readings",
      equals: ["device", "metric"],
      range: ["measured_at"],
      sort: [{ by: "measured_at" }],
      frequency: "high",
    },
    {
      name: "open alerts",
      entity: "alerts",
      equals: ["device", "acknowledged"],
      sort: [{ by: "created_at", descending: true }],
    },
    { name: "silent devices", entity: "devices", range: ["last_seen_at"] },
  ],
};
