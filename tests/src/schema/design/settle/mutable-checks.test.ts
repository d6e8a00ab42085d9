import { expect, test } from "vitest";
import { designTables } from "../../../../../src/schema/design/design-tables.ts";
import { statementsOf } from "../../../../../src/schema/design/print/statements.ts";
import { readModel } from "../../../../../src/schema/design/read-model.ts";
import { mutableChecks } from "../../../../../src/schema/design/settle/mutable-checks.ts";
import { testDatabase } from "../../../../helpers/postgres.ts";
import { openSession } from "../../../query/session.ts";

test("checks that depend on more than their row are found, as Postgres judges them", async () => {
  const design = designTables(
    readModel({
      schema: "app",
      entities: [
        {
          name: "bookings",
          attributes: [
            { name: "born", type: "date", check: "born <= current_date" },
            { name: "starts", type: "date" },
            { name: "ends", type: "date", check: "ends < now()" },
            { name: "guest", type: "text", check: "guest = current_user" },
            { name: "seats", type: "integer", check: "seats between 1 and 9" },
            { name: "email", type: "text", check: "lower(email) = email" },
            { name: "status", type: "enum", values: ["new"], enum_as: "check" },
          ],
          checks: ["starts < ends", "starts > date '2020-01-01'", "random() < 2"],
        },
      ],
    }),
  );
  const statements = statementsOf(design, [], []).map(({ sql }) => `${sql};`);
  await using database = await testDatabase(statements.join("\n"));
  await using session = await openSession(database.url);
  const found = await mutableChecks(session, design);
  expect(found.map(({ message }) => /\((.*?)\) calls/.exec(message)?.[1])).toEqual([
    "born <= current_date",
    "ends < now()",
    "guest = current_user",
    "random() < 2",
  ]);
  expect(new Set(found.map(({ key }) => key)).size).toBe(4);
  const left = "select from pg_indexes where schemaname = 'app' and indexname not like '%pkey'";
  expect(await database.run(left)).toEqual([]);
});
