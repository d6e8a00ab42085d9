import { expect, test } from "vitest";
import { orderingOf } from "../../../../src/query/compare/order.ts";

test.each([
  ["select a from t", undefined],
  ["select a, b from t order by b", { keys: [2], added: 0, cut: false, offset: "0" }],
  ["select a, b from t order by 2 desc nulls last, a", { keys: [2, 1], added: 0 }],
  [
    'select a, b from t order by lower(b) collate "C" asc, a limit 3',
    {
      keys: [3, 1],
      added: 1,
      cut: true,
      unlimited:
        'select a, b  , (lower(b) collate "C") from t order by lower(b) collate "C" asc, a ',
    },
  ],
  [
    "select a, b from t limit 3 offset 1 + 1",
    { keys: [], cut: true, offset: "1 + 1", unlimited: "select a, b from t " },
  ],
  ["select a, b from t offset 2 rows fetch first 3 rows only", { cut: true, offset: "2" }],
  [
    "select a, b from t order by a fetch first 3 rows with ties",
    { cut: false, unlimited: "select a, b from t order by a fetch first 3 rows with ties" },
  ],
  [
    "select a is distinct from b, b from t order by c",
    { keys: [3], unlimited: "select a is distinct from b, b  , (c) from t order by c" },
  ],
  ["with x as (select 1 order by 1 limit 1) select a, b from x", undefined],
  ["select a, rank() over (order by b) as b from t", undefined],
  ["select a, b from t union select 1, 2 order by 1 limit 1", { keys: [1], cut: true }],
  ['select distinct a, b from "order by" order by a -- limit 3', { keys: [1], cut: false }],
  ["(select a, b from t order by c limit 1)", "unreadable"],
])("%s", async (sql, expected) => {
  const found = await orderingOf(sql, ["a", "b"]);
  expect({ found }).toMatchObject({ found: expected });
});
