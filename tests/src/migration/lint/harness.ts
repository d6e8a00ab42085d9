import type { Deps } from "../../../../src/core/deps.ts";
import type { Call } from "../../../../src/core/tool.ts";
import { readEntries } from "../../../../src/migration/folder/read-entries.ts";
import {
  lintSet,
  type LintReport,
  type LintRequest,
} from "../../../../src/migration/lint/lint-set.ts";
import { noNeon } from "../../../helpers/deps.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";
import { poolOn } from "../../postgres/catalog/session.ts";

/** Linting on shadows beside a target. */
export interface Harness extends AsyncDisposable {
  readonly target: TestDatabase;
  readonly deps: Deps;
  lint(request: LintRequest, call?: Partial<Call>): Promise<LintReport>;
  /** One text of SQL, or files by their paths. */
  lintSql(
    sql: string | Readonly<Record<string, string>>,
    rest?: Partial<LintRequest>,
  ): Promise<LintReport>;
}

export async function harness(setup = ""): Promise<Harness> {
  const target = await testDatabase(setup);
  const pool = poolOn(target.url);
  const made = shadows();
  const deps: Deps = {
    access: "guarded",
    session: ({ signal }) => pool.open({ signal }),
    ...noNeon,
    shadow: made.open,
  };
  const self: Harness = {
    target,
    deps,
    lint: (request, call) => lintSet(request, deps, { ...quiet(), ...call }),
    lintSql: (sql, rest) =>
      self.lint({
        set: readEntries(
          typeof sql === "string"
            ? [{ path: "migration.sql", text: sql }]
            : Object.entries(sql).map(([path, text]) => ({ path, text })),
        ),
        ...rest,
      }),
    async [Symbol.asyncDispose]() {
      await pool.close();
      await made[Symbol.asyncDispose]();
      await target[Symbol.asyncDispose]();
    },
  };
  return self;
}

export const quiet = (): Call => ({
  signal: new AbortController().signal,
  progress: () => {},
  confirm: async () => {},
});

interface Shadows extends AsyncDisposable {
  readonly open: Deps["shadow"];
}

/** Databases that are emptied and used again: to make one takes longer than most sets. */
function shadows(): Shadows {
  const all: TestDatabase[] = [];
  const free: TestDatabase[] = [];
  return {
    async open(signal) {
      const database = free.pop() ?? (await testDatabase());
      if (!all.includes(database)) all.push(database);
      const pool = poolOn(database.url);
      const session = await pool.open({ signal });
      return {
        session,
        connect: () => pool.open({ signal }),
        async [Symbol.asyncDispose]() {
          await session[Symbol.asyncDispose]();
          await pool.close();
          await database.run(EMPTY);
          free.push(database);
        },
      };
    },
    async [Symbol.asyncDispose]() {
      for (const database of all) await database[Symbol.asyncDispose]();
    },
  };
}

const EMPTY = `do $$ declare s name; begin
  for s in select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' loop
    execute format('drop schema %I cascade', s);
  end loop;
  create schema public;
end $$`;
