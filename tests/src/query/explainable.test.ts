import { expect, test } from "vitest";
import { explainable } from "../../../src/query/explainable.ts";

test.each([
  ["select 1", false, 0],
  ["values (1)", false, 0],
  ["table t", false, 0],
  ["with x as (select $2::int) select * from x where $1", false, 2],
  ["insert into t values (1)", true, 0],
  ["update t set a = 1", true, 0],
  ["delete from t", true, 0],
  ["merge into t using u on t.a = u.a when matched then delete", true, 0],
  ["with x as (delete from t returning *) select * from x", true, 0],
  ["select * from t for update", true, 0],
  ["select * from (select * from t for share) s", true, 0],
])("%s", async (sql, writes, parameters) => {
  expect(await explainable(sql)).toMatchObject({ writes, parameters });
});

test.each([
  ["select 1; select 2", "INVALID_SQL", "Call explain_query once for each statement."],
  ["select 1; drop table t", "INVALID_SQL", "Call explain_query once for each statement."],
  [
    "explain analyze select 1",
    "UNSUPPORTED",
    "Give the statement without EXPLAIN; `analyze: true` executes it.",
  ],
  ["create table x as select 1", "UNSUPPORTED", "Give the query after AS alone."],
  ["select 1 into x", "UNSUPPORTED", "Give the query without INTO."],
  [
    "execute p",
    "UNSUPPORTED",
    "Give the text of the prepared statement, with its values in `params`.",
  ],
  ["vacuum t", "UNSUPPORTED", /run commands with run_sql/],
  ["(analyze) select 1", "INVALID_SQL", /./],
  ["", "INVALID_INPUT", /./],
])("%s is refused", async (sql, code, next) => {
  const error = await explainable(sql).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code, next: expect.stringMatching(next) });
});
