import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../../src/config.ts";
import { Redactor } from "../../src/core/redact.ts";
import type { Call } from "../../src/core/tool.ts";
import { openDeps } from "../../src/deps/open-deps.ts";
import { lintMigrations } from "../../src/migration/lint/lint-migration.ts";
import { memoryPlans } from "../helpers/deps.ts";
import { removeHome } from "../helpers/temporary-folder.ts";
import { print, timed } from "./figures.ts";

/** lint_migration on 300 files as an application's history has them, run by each kind of tool. `npm run bench -- lint [files]`. */
const count = Number(process.argv[2] ?? 300);

/** A table in every fifth file; between them what is done to tables that are there. */
const fileOf = (at: number): string => {
  const table = `t${Math.floor(at / 5)}`;
  switch (at % 5) {
    case 0:
      return `create table ${table} (id bigint generated always as identity primary key, name text not null, parent_id bigint, created_at timestamptz not null default now());
        create index ${table}_name on ${table} (name);
        alter table ${table} add constraint ${table}_parent foreign key (parent_id) references t0 (id);`;
    case 1:
      return `alter table ${table} add column state text not null default 'new', add column amount numeric(10, 2);
        update ${table} set amount = 0 where amount is null;`;
    case 2:
      return `create index ${table}_state on ${table} (state, created_at);
        alter table ${table} alter column amount set not null;`;
    case 3:
      return `create view v_${table} as select id, name from ${table};
        create function f_${table}() returns bigint language sql as 'select count(*) from ${table}';`;
    default:
      return `alter table ${table} rename column amount to price;
        alter table ${table} drop column state;`;
  }
};

const names: Readonly<Record<string, (at: string) => string>> = {
  sql: (at) => `${at}_change.sql`,
  prisma: (at) => `${at}_change/migration.sql`,
  flyway: (at) => `V${at}__change.sql`,
};

const home = mkdtempSync(join(tmpdir(), "neon-dba-bench-"));
const deps = openDeps(
  readConfig([], { NEON_DBA_HOME: home }),
  new Redactor(),
  () => {},
  memoryPlans(),
);
const call: Call = {
  signal: new AbortController().signal,
  progress: () => {},
  confirm: async () => {},
};

try {
  const figures: Record<string, Record<string, number>> = {};
  for (const [framework, name] of Object.entries(names)) {
    const files = Array.from({ length: count }, (_, at) => ({
      path: name(String(at + 1).padStart(4, "0")),
      sql: fileOf(at),
    }));
    const { result, ms } = await timed(() => lintMigrations({ files, framework }, deps, call));
    const { statements, findings } = result;
    figures[framework] = {
      ms,
      statements,
      "ms a statement": ms / statements,
      findings: findings.length,
    };
  }
  print(`lint_migration, ${count} files`, figures);
} finally {
  await deps.close();
  removeHome(home);
}
