import { expect, test } from "vitest";
import { readEntries } from "../../../../src/migration/folder/read-entries.ts";

test("a transaction each, in the order of the digits, with its way back", () => {
  const files = {
    "2024-02-01-120000_b/up.sql": "select 2;",
    "2024-02-01-120000_b/metadata.toml": "run_in_transaction = false",
    "2024-01-31-120000_a/up.sql": "select 1;",
    "2024-01-31-120000_a/down.sql": "select 0;",
  };
  const set = readEntries(Object.entries(files).map(([path, text]) => ({ path, text })));
  expect(set).toMatchObject({ framework: "diesel", together: false, problems: [] });
  expect(set.files).toEqual([
    {
      path: "2024-01-31-120000_a/up.sql",
      version: "20240131120000",
      up: [{ sql: "select 1;", line: 1, shape: "transaction" }],
      down: [{ sql: "select 0;", line: 1, shape: "transaction" }],
    },
    {
      path: "2024-02-01-120000_b/up.sql",
      version: "20240201120000",
      up: [{ sql: "select 2;", line: 1, shape: "batch" }],
    },
  ]);
});
