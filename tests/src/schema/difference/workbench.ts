import type { Session } from "../../../../src/core/session.ts";
import type { Catalog } from "../../../../src/postgres/catalog/model/catalog.ts";
import { readCatalog } from "../../../../src/postgres/catalog/read-catalog.ts";
import { differencesButColumnOrder } from "../../../../src/schema/difference/column-order.ts";
import { planDifference } from "../../../../src/schema/difference/plan-difference.ts";
import type { SchemaDifference } from "../../../../src/schema/difference/plan-difference.ts";
import { readSchema } from "../../../../src/schema/read-schema.ts";
import type { DatabaseSchema } from "../../../../src/schema/read-schema.ts";
import { testDatabase } from "../../../helpers/postgres.ts";
import type { TestDatabase } from "../../../helpers/postgres.ts";
import { poolOn } from "../../postgres/catalog/session.ts";
import type { Pool } from "../../../../src/postgres/pool.ts";

/** What came of one direction of a pair of schemas. */
export type Outcome =
  | { readonly kind: "converged"; readonly plan: SchemaDifference }
  | { readonly kind: "refused"; readonly plan: SchemaDifference }
  /** A statement failed, or the schema is another one afterwards. */
  | {
      readonly kind: "wrong";
      readonly plan?: SchemaDifference;
      readonly faults: readonly string[];
    };

export interface PairSql {
  readonly a: string;
  readonly b: string;
  readonly roles?: readonly string[];
}

/** Two databases in which one pair after another is tried both ways. */
export interface Workbench extends AsyncDisposable {
  /** From `a` to `b`, and from `b` to `a`. Undefined where a schema cannot be made here at all. */
  bothWays(pair: PairSql): Promise<readonly [Outcome, Outcome] | undefined>;
  /** Why the last pair could not be made. */
  readonly unloadable: string | undefined;
}

/** How what leads from one to the other is found. */
export type PlanWay = (
  session: Session,
  from: DatabaseSchema,
  to: DatabaseSchema,
) => Promise<SchemaDifference>;

export async function openWorkbench(
  cluster?: string,
  plan: PlanWay = async (_, from, to) => planDifference(from, to),
): Promise<Workbench> {
  const sides = await Promise.all([openSide(cluster, plan), openSide(cluster, plan)]);
  let unloadable: string | undefined;
  return {
    get unloadable() {
      return unloadable;
    },
    async bothWays({ a, b, roles = [] }) {
      const [left, right] = sides;
      for (const role of roles) await left.makeRole(role);
      await both(sides.map((side) => side.clear()));
      try {
        await both([left.load(a), right.load(b)]);
      } catch (error) {
        unloadable = String(error);
        return undefined;
      }
      const [from, to] = await both([left.read(), right.read()]);
      return both([left.become(from, to), right.become(to, from)]);
    },
    async [Symbol.asyncDispose]() {
      for (const side of sides) await side[Symbol.asyncDispose]();
    },
  };
}

/** Both to their end, whatever happens to the other. */
async function both<const T extends readonly Promise<unknown>[]>(
  works: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(works);
  return Promise.all(works);
}

/** Some belong to others than the owner of the database. */
const dropSchemas = `do $$ declare name text; begin
  for name in select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' loop
    execute format('drop schema %I cascade', name);
  end loop; end $$`;

interface BenchSide extends AsyncDisposable {
  clear(): Promise<void>;
  load(sql: string): Promise<void>;
  makeRole(role: string): Promise<void>;
  read(): Promise<DatabaseSchema>;
  become(from: DatabaseSchema, to: DatabaseSchema): Promise<Outcome>;
}

async function openSide(cluster: string | undefined, plan: PlanWay): Promise<BenchSide> {
  const database: TestDatabase = await testDatabase("", cluster);
  await database.runAsSuperuser(
    `drop schema public cascade; drop extension if exists pg_stat_statements; alter role ${JSON.stringify(new URL(database.url).username)} superuser`,
  );
  const pool: Pool = poolOn(database.url);
  const signal = new AbortController().signal;
  const inSession = async <T>(work: (session: Session) => Promise<T>): Promise<T> => {
    await using session = await pool.open({ signal });
    return await work(session);
  };
  return {
    async clear() {
      const owner = new URL(database.url).username;
      await database.run(`${dropSchemas}; drop owned by ${owner} cascade; create schema public;
        grant usage on schema public to public; comment on schema public is 'standard public schema'`);
    },
    load: async (sql) => void (await database.run(sql)),
    // Roles belong to the cluster, which parallel tests share: they are made once and stay.
    makeRole: async (role) =>
      void (await database.run(
        `do $$ begin create role ${role}; exception when duplicate_object or unique_violation then end $$`,
      )),
    read: () => inSession((session) => readSchema(session)),
    become: (from, to) => inSession((session) => become(session, from, to, plan)),
    async [Symbol.asyncDispose]() {
      await pool.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

async function become(
  session: Session,
  from: DatabaseSchema,
  to: DatabaseSchema,
  find: PlanWay,
): Promise<Outcome> {
  let plan: SchemaDifference;
  try {
    plan = await find(session, from, to);
  } catch (error) {
    return {
      kind: "wrong",
      faults: [error instanceof Error ? (error.stack ?? "") : String(error)],
    };
  }
  if (plan.refused.length > 0) return { kind: "refused", plan };
  for (const [name, value] of Object.entries(plan.settings))
    await session.query("select set_config($1, $2, false)", [name, value]);
  for (const { sql } of plan.statements)
    try {
      await session.query(sql);
    } catch (error) {
      const quoted =
        error instanceof Error && "quoted" in error ? String(error.quoted) : String(error);
      return { kind: "wrong", plan, faults: [`${quoted}: ${sql}`] };
    }
  const got: Catalog = await readCatalog(session);
  const faults = differencesButColumnOrder(to.catalog, got).map(
    ({ object, path, a, b }) =>
      `${object} ${path}: wanted ${JSON.stringify(a)}, got ${JSON.stringify(b)}`,
  );
  return faults.length === 0 ? { kind: "converged", plan } : { kind: "wrong", plan, faults };
}
