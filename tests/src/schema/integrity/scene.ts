import type { IntegrityFinding, Report } from "../../../../src/schema/integrity/run-checks.ts";
import { checkIntegrity } from "../../../../src/schema/integrity/check-integrity.ts";
import { noNeon } from "../../../helpers/deps.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";
import { quiet } from "../../migration/lint/harness.ts";
import { poolOn } from "../../postgres/catalog/session.ts";

export interface Scene extends AsyncDisposable {
  readonly database: TestDatabase;
  check(checks?: readonly string[], sample?: number): Promise<Report>;
  /** `check object:about count`. */
  keys(...checks: readonly string[]): Promise<string[]>;
  find(check: string): Promise<readonly IntegrityFinding[]>;
}

/** One database with many small scenes in it, told apart by schema. */
export async function scene(setup: string, cluster?: string): Promise<Scene> {
  const database = await testDatabase("", cluster);
  // some damage is beyond the rights of an owner
  await database.runAsSuperuser(`alter role ${new URL(database.url).username} superuser`);
  await database.run(setup);
  await database.runAsSuperuser(`alter role ${new URL(database.url).username} nosuperuser`);
  const pool = poolOn(database.url);
  const deps = {
    access: "read" as const,
    session: ({ signal }: { signal: AbortSignal }) => pool.open({ signal }),
    shadow: () => Promise.reject(new Error("this test has no shadow")),
    ...noNeon,
  };
  const check: Scene["check"] = async (checks, sample) =>
    checkIntegrity({ checks, sample }, deps, quiet());
  return {
    database,
    check,
    keys: async (...checks) =>
      (await check(checks)).findings.map(
        ({ key, count }) => `${key}${count === undefined ? "" : ` ${count}`}`,
      ),
    find: async (id) => (await check([id])).findings,
    async [Symbol.asyncDispose]() {
      await pool.close();
      await database[Symbol.asyncDispose]();
    },
  };
}
