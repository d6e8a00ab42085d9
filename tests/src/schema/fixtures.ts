import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { testDatabase } from "../../helpers/postgres.ts";
import type { TestDatabase } from "../../helpers/postgres.ts";

const folder = join(import.meta.dirname, "../../data/schemas");

/** One schema of `tests/data/schemas`, as it is for one major version. */
export interface Fixture {
  readonly name: string;
  readonly sql: string;
  /** Roles of the cluster that it grants to. */
  readonly roles: readonly string[];
  /** An ordinary owner cannot make it. */
  readonly superuser: boolean;
}

export const fixtureNames = readdirSync(folder).map((file) => file.replace(/\.sql$/, ""));

/**
 * Reads a schema. `-- @since N` to `-- @end` is left out before major N; `-- @roles a, b` names roles that have to
 * exist; `-- @superuser` says who must run it.
 */
export function fixture(name: string, major: number): Fixture {
  const text = readFileSync(join(folder, `${name}.sql`), "utf8");
  const blocks = /^-- @since (\d+)\n(.*?)^-- @end\n/gms;
  return {
    name,
    sql: text.replace(blocks, (_, since: string, block: string) =>
      major < Number(since) ? "" : block,
    ),
    roles: /^-- @roles (.*)$/m.exec(text)?.[1]?.split(/,\s*/) ?? [],
    superuser: /^-- @superuser$/m.test(text),
  };
}

/** A fresh database that holds the schema. */
export async function fixtureDatabase(
  name: string,
  major: number,
  cluster?: string,
): Promise<TestDatabase> {
  const { sql, superuser } = fixture(name, major);
  const database = await emptyDatabase(name, major, cluster);
  try {
    await (superuser ? database.runAsSuperuser(sql) : database.run(sql));
    return database;
  } catch (error) {
    await database[Symbol.asyncDispose]();
    throw error;
  }
}

/** A fresh database on a cluster with the roles that the schema grants to. */
export async function emptyDatabase(
  name: string,
  major: number,
  cluster?: string,
): Promise<TestDatabase> {
  const database = await testDatabase("", cluster);
  for (const role of fixture(name, major).roles) await database.runAsSuperuser(createRole(role));
  return database;
}

/** Roles belong to the cluster, which parallel tests share: they are made once and stay. */
const createRole = (role: string): string =>
  `do $$ begin create role ${role}; exception when duplicate_object or unique_violation then end $$`;
