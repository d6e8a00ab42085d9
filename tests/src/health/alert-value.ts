import type { TestDatabase } from "../../helpers/postgres.ts";

/** What an alert's query returns to a monitor. */
export async function value(database: TestDatabase, sql: string | undefined): Promise<number> {
  const rows = await database.runAsSuperuser(sql ?? "");
  const [first] = rows;
  if (rows.length !== 1 || first === undefined || Object.keys(first).join() !== "value")
    throw new Error(`an alert returns one row with one column, value: ${JSON.stringify(rows)}`);
  return Number(first["value"]);
}
