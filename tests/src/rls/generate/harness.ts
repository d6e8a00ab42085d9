import { randomBytes } from "node:crypto";
import pg from "pg";
import type { Deps, Shadow } from "../../../../src/core/deps.ts";
import type { Call } from "../../../../src/core/tool.ts";
import { createPool } from "../../../../src/postgres/pool.ts";
import { addressFromUrl } from "../../../../src/postgres/url.ts";
import { fingerprint } from "../../../../src/postgres/catalog/fingerprint.ts";
import { readCatalog } from "../../../../src/postgres/catalog/read-catalog.ts";
import { generateRls } from "../../../../src/rls/generate/generate.ts";
import type { GeneratedRls } from "../../../../src/rls/generate/generate.ts";
import type { Intent } from "../../../../src/rls/intent.ts";
import { noNeon } from "../../../helpers/deps.ts";
import { testDatabase } from "../../../helpers/postgres.ts";
import type { TestDatabase } from "../../../helpers/postgres.ts";
import { openSession } from "../../query/session.ts";

export type Outcome = readonly Record<string, unknown>[] | { readonly refused: string };

/** A database with a schema, shadows beside it, and an application that connects to it. */
export interface Place extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly deps: Deps;
  /** A role of this place's own: roles belong to the whole cluster. */
  readonly application: string;
  readonly admin: string;
  generate(intent: Omit<Intent, "application_role"> & Partial<Intent>): Promise<GeneratedRls>;
  /** What the statements come to as the application role, one transaction, rolled back; settings by name. */
  as(settings: Readonly<Record<string, string>>, sql: string, role?: string): Promise<Outcome>;
  fingerprint(): Promise<string>;
}

export const call: Call = {
  signal: new AbortController().signal,
  progress: () => {},
  confirm: async () => {},
};

export async function place(setup: string, cluster?: string): Promise<Place> {
  const database = await emptyDatabase(cluster);
  await database.run(setup);
  const id = randomBytes(4).toString("hex");
  const [application, admin] = [`app_${id}`, `admin_${id}`];
  const pool = createPool({ deployment: "url", address: async () => addressFromUrl(database.url) });
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  const deps: Deps = {
    access: "guarded",
    session: ({ signal }) => pool.open({ signal }),
    ...noNeon,
    shadow: () => openShadow([application, admin]),
  };
  return {
    database,
    deps,
    application,
    admin,
    generate: (intent) =>
      generateRls({ intent: { application_role: application, ...intent } }, deps, call),
    as: async (settings, sql, role = application) => attempt(client, settings, sql, role),
    async fingerprint() {
      await using session = await openSession(database.url);
      return fingerprint(await readCatalog(session));
    },
    async [Symbol.asyncDispose]() {
      await pool.close();
      await client.end();
      await database[Symbol.asyncDispose]();
    },
  };
}

async function attempt(
  client: pg.Client,
  settings: Readonly<Record<string, string>>,
  sql: string,
  role: string,
): Promise<Outcome> {
  try {
    await client.query(`begin; set local role "${role}"`);
    for (const [name, value] of Object.entries(settings))
      await client.query("select set_config($1, $2, true)", [name, value]);
    const results: unknown = await client.query(sql);
    const last = (Array.isArray(results) ? results.at(-1) : results) as pg.QueryResult;
    return last.rows as Record<string, unknown>[];
  } catch (error) {
    if (error instanceof pg.DatabaseError) return { refused: error.message };
    throw error;
  } finally {
    await client.query("rollback");
  }
}

/** Without the extension that only a superuser can make again. */
async function emptyDatabase(cluster?: string): Promise<TestDatabase> {
  const database = await testDatabase("", cluster);
  await database.runAsSuperuser("drop extension pg_stat_statements");
  return database;
}

/** Shadows are Postgres 18, whatever the target is. The roles that they make go with them. */
async function openShadow(roles: readonly string[]): Promise<Shadow> {
  const database = await emptyDatabase();
  const session = await openSession(database.url);
  return {
    session,
    connect: () => openSession(database.url),
    async adopt(adopted) {
      for (const role of adopted) {
        // Who owns tables of the target is a role that a shadow of its own Postgres would have made.
        const inherit = roles.includes(role) ? "false" : "true";
        await database.runAsSuperuser(
          `grant "${role}" to "${session.target.role}" with inherit ${inherit}, set true`,
        );
      }
    },
    async [Symbol.asyncDispose]() {
      await session[Symbol.asyncDispose]();
      await database.runAsSuperuser(`drop owned by "${session.target.role}" cascade`);
      for (const role of roles)
        await database.runAsSuperuser(`drop role if exists "${role}"`).catch(() => {});
      await database[Symbol.asyncDispose]();
    },
  };
}
