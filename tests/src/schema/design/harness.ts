import { designTables } from "../../../../src/schema/design/design-tables.ts";
import { statementsOf } from "../../../../src/schema/design/print/statements.ts";
import { readModel } from "../../../../src/schema/design/read-model.ts";
import { purgeIndexes } from "../../../../src/schema/design/purges.ts";
import type { Design } from "../../../../src/schema/design/tables.ts";
import { testDatabase } from "../../../helpers/postgres.ts";
import type { TestDatabase } from "../../../helpers/postgres.ts";

interface Designed extends AsyncDisposable {
  readonly design: Design;
  readonly database: TestDatabase;
  /** The SQLSTATE with which a statement fails; empty where it succeeds. */
  refusal(sql: string): Promise<string>;
}

/** A database with the tables, routines and triggers of a model, whose types are written as Postgres prints them. */
export async function designed(model: object): Promise<Designed> {
  const design = designTables(readModel(model));
  const statements = statementsOf(
    design,
    purgeIndexes(design, []).map(({ index }) => index),
    [],
  );
  const database = await testDatabase(statements.map(({ sql }) => `${sql};`).join("\n"));
  return {
    design,
    database,
    refusal: (sql) =>
      database.run(sql).then(
        () => "",
        (error: unknown) => (error as { code: string }).code,
      ),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}
