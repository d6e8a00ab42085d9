import { expect, test } from "vitest";
import { modernQuery } from "../../../../../src/postgres/catalog/read/view-query.ts";

test.each([
  [
    "one table",
    "SELECT t.id, t.a FROM s.t WHERE (t.a > 1);",
    "SELECT id, a FROM s.t WHERE (a > 1);",
  ],
  ["an alias", "SELECT x.id FROM s.t x ORDER BY x.a;", "SELECT id FROM s.t x ORDER BY a;"],
  ["quoted names", 'SELECT "é.T"."B" FROM "é.T";', 'SELECT "B" FROM "é.T";'],
  ["a whole row", "SELECT t.*::s.t AS t FROM s.t;", "SELECT t.*::s.t AS t FROM s.t;"],
  ["two tables", "SELECT a.id FROM a, b;", "SELECT a.id FROM a, b;"],
  [
    "a join",
    "SELECT a.id FROM (a JOIN b ON ((a.id = b.id)));",
    "SELECT a.id FROM (a JOIN b ON ((a.id = b.id)));",
  ],
  [
    "a sub-query",
    "SELECT t.id FROM t WHERE (t.a IN ( SELECT u.a FROM u WHERE (u.b = t.b)));",
    "SELECT id FROM t WHERE (a IN ( SELECT u.a FROM u WHERE (u.b = t.b)));",
  ],
  [
    "a union",
    "SELECT a.id FROM a UNION SELECT b.id FROM b;",
    "SELECT a.id FROM a UNION SELECT b.id FROM b;",
  ],
  ["no table", "SELECT 1 AS one;", "SELECT 1 AS one;"],
])("prints %s as Postgres 16 does", async (_, old, modern) => {
  expect(await modernQuery(old)).toBe(modern);
});
