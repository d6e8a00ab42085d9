import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Catalog } from "../../../../src/postgres/catalog/model/catalog.ts";
import { readCatalog } from "../../../../src/postgres/catalog/read-catalog.ts";
import { testDatabase } from "../../../helpers/postgres.ts";
import type { TestDatabase } from "../../../helpers/postgres.ts";
import { inSession } from "../../postgres/catalog/session.ts";

const folder = join(import.meta.dirname, "../../../data/models");

/** The schemas of tests/data/models. */
export const modelFixtures: readonly string[] = readdirSync(folder).map((file) =>
  file.replace(/\.sql$/, ""),
);

export const modelSql = (name: string): string => readFileSync(join(folder, `${name}.sql`), "utf8");

/** A database with one of those schemas. */
export const modelDatabase = (name: string): Promise<TestDatabase> => testDatabase(modelSql(name));

export const catalogOf = (database: TestDatabase): Promise<Catalog> =>
  inSession(database.url, (session) => readCatalog(session));
