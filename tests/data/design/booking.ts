/** Rooms that are booked, for whom and when; a guest may have one profile. */
export const booking = {
  entities: [
    {
      name: "guests",
      attributes: [
        { name: "name", type: "text", pii: true },
        { name: "phone", type: "text", pii: true, required: false },
      ],
      expected_rows: 80_000,
      retention_days: 1_095,
    },
    {
      name: "profiles",
      attributes: [
        { name: "language", type: "text", default: "'en'" },
        { name: "preferences", type: "jsonb", default: "'{}'" },
      ],
      expected_rows: 60_000,
    },
    {
      name: "rooms",
      attributes: [
        { name: "number", type: "text", unique: true },
        { name: "beds", type: "smallint", check: "beds between 1 and 8" },
        { name: "amenities", type: "text[]", default: "'{}'" },
      ],
      expected_rows: 400,
    },
    {
      name: "bookings",
      attributes: [
        { name: "starts_on", type: "date" },
        { name: "ends_on", type: "date" },
        {
          name: "status",
          type: "enum",
          values: ["requested", "confirmed", "cancelled"],
          default: "requested",
        },
        { name: "price", type: "numeric(10,2)", check: "price >= 0" },
      ],
      checks: ["ends_on > starts_on"],
      optimistic_lock: true,
      expected_rows: 500_000,
    },
  ],
  relationships: [
    { from: "profiles", to: "guests", kind: "one_to_one", on_delete: "cascade" },
    { from: "bookings", to: "rooms", kind: "many_to_one", on_delete: "restrict" },
    { from: "bookings", to: "guests", kind: "many_to_one", on_delete: "restrict" },
  ],
  access_patterns: [
    {
      name: "calendar of a room",
      entity: "bookings",
      equals: ["room"],
      range: ["starts_on"],
      sort: [{ by: "starts_on" }],
      frequency: "high",
    },
    {
      name: "bookings of a guest",
      entity: "bookings",
      equals: ["guest"],
      sort: [{ by: "starts_on", descending: true }],
    },
    { name: "rooms with amenities", entity: "rooms", contains: ["amenities"] },
  ],
};
