import type { Session } from "../../../../../src/core/session.ts";
import { openMeter } from "../../../../../src/migration/effects/open-meter.ts";
import { readEntries } from "../../../../../src/migration/folder/read-entries.ts";
import { arrange } from "../../../../../src/migration/lint/arrange.ts";
import { execute } from "../../../../../src/migration/lint/execute.ts";
import { linted } from "../../../../../src/migration/lint/linted.ts";
import type { LintFinding, LintedSet } from "../../../../../src/migration/lint/rule.ts";
import { lintRules } from "../../../../../src/migration/lint/rules/index.ts";
import { testDatabase, type TestDatabase } from "../../../../helpers/postgres.ts";
import { poolOn } from "../../../postgres/catalog/session.ts";

export interface Found extends LintFinding {
  readonly rule: string;
}

export interface Linted {
  readonly findings: readonly Found[];
  readonly set: LintedSet;
}

export interface Script {
  readonly sql: string;
  /** The tool whose migration it is; SQL by itself where it is undefined. */
  readonly framework?: string | undefined;
  /** Major version that it is for; 18 where nothing is said. */
  readonly postgres?: number;
}

/** One database on which scripts are linted one after the other. */
export interface Bench extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly session: Session;
  /** Lints on a database that holds what `setup` makes, and nothing else. */
  lint(setup: string, script: Script): Promise<Linted>;
}

export async function openBench(): Promise<Bench> {
  const database = await testDatabase();
  const pool = poolOn(database.url);
  const { signal } = new AbortController();
  const session = await pool.open({ signal });
  const meter = openMeter({ session, connect: () => pool.open({ signal }) }, { signal });
  return {
    database,
    session,
    async lint(setup, { sql, framework, postgres = 18 }) {
      await database.run(`${reset}; ${setup}`);
      const migrations = readEntries([{ path: pathOf(framework), text: sql }], framework ?? "sql");
      const { drafts } = await arrange(migrations);
      const execution = await execute(drafts, { session, meter, signal, progress: () => {} });
      const circumstances = { postgres, rows: undefined, guessed: new Set<string>() };
      const set = await linted(migrations, drafts, execution, circumstances);
      return { set, findings: findingsOf(set) };
    },
    async [Symbol.asyncDispose]() {
      await session[Symbol.asyncDispose]();
      await pool.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

const findingsOf = (set: LintedSet): Found[] =>
  lintRules.flatMap((rule) =>
    [...rule.check(set)].map((finding) => ({ ...finding, rule: rule.id })),
  );

const reset = `do $$ declare doomed name; begin
  for doomed in
    select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'
  loop
    execute format('drop schema %I cascade', doomed);
  end loop;
  create schema public;
end $$`;

/** As each tool names its files. */
const PATHS: Readonly<Record<string, string>> = {
  dbmate: "20250101000000_case.sql",
  flyway: "V1__case.sql",
  "golang-migrate": "000001_case.up.sql",
  "node-pg-migrate": "1700000000000_case.sql",
  prisma: "20250101000000_case/migration.sql",
};

const pathOf = (framework: string | undefined): string => PATHS[framework ?? ""] ?? "case.sql";
