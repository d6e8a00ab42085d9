import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { readConfig } from "../../src/config.ts";
import { Redactor } from "../../src/core/redact.ts";
import type { Call } from "../../src/core/tool.ts";
import { openDeps } from "../../src/deps/open-deps.ts";
import { findInstallation } from "../../src/embedded/installation.ts";
import { planMigration } from "../../tools/migration/plan-migration.ts";
import { startCluster, temporaryHome } from "../helpers/cluster.ts";
import { memoryPlans } from "../helpers/deps.ts";
import { removeHome } from "../helpers/temporary-folder.ts";
import { median, print, timed } from "./figures.ts";

/**
 * plan_migration on 50 tables that are all changed: by 50 commands, by 50 foreign keys and columns, as 50 new tables, and from the schema
 * that is wanted. `npm run bench -- plan [rounds] [which]`.
 */
const rounds = Number(process.argv[2] ?? 5);
const which = process.argv[3] ?? "";

const tables = Array.from({ length: 50 }, (_, at) => `t${at}`);
const schema = tables
  .map(
    (
      name,
      at,
    ) => `create table ${name} (id bigint primary key, a int not null, b text, c timestamptz default now(),
      d numeric check (d >= 0), e jsonb, parent bigint ${at === 0 ? "" : `references t${at - 1}`});
    create index on ${name} (a, c);`,
  )
  .join("\n");

const each = (command: (name: string) => string): string => tables.map(command).join(";\n");
const scripts: Readonly<Record<string, { sql?: string; target_schema?: string }>> = {
  "50 columns added": { sql: each((name) => `alter table ${name} add column note text`) },
  "50 columns made NOT NULL": { sql: each((name) => `alter table ${name} alter b set not null`) },
  "50 indexes": { sql: each((name) => `create index on ${name} (b)`) },
  "50 tables created": {
    sql: each((name) => `create table n${name} (id int primary key, up bigint references ${name})`),
  },
  "50 tables of a wanted schema": {
    target_schema: schema.replaceAll("e jsonb", "e jsonb, note text"),
  },
};

const plain = temporaryHome();
const cluster = await startCluster(plain, await findInstallation(plain));
const home = mkdtempSync(join(tmpdir(), "neon-dba-bench-"));
const client = new pg.Client({ connectionString: cluster.url });
await client.connect();
await client.query("create role app login createrole password 'app'");
await client.query("create database bench owner app");
await client.end();
const url = new URL(cluster.url);
[url.username, url.password, url.pathname] = ["app", "app", "/bench"];
const owner = new pg.Client({ connectionString: url.href });
await owner.connect();
await owner.query(schema);
await owner.query(
  each(
    (name) =>
      `insert into ${name} (id, a, b, d) select i, i, 'b' || i, i from generate_series(1, 1000) i`,
  ),
);
await owner.query("analyze");
await owner.end();

const deps = openDeps(
  readConfig([], { DATABASE_URL: url.href, NEON_DBA_HOME: home }),
  new Redactor(),
  () => {},
  memoryPlans(),
);
const call: Call = {
  signal: new AbortController().signal,
  progress: () => {},
  confirm: async () => {},
};

const figures: Record<string, Record<string, number>> = {};
try {
  for (const [what, script] of Object.entries(scripts)) {
    if (!what.includes(which)) continue;
    const input = planMigration.input.parse({ name: "bench", ...script });
    const times: number[] = [];
    let text = 0;
    let steps = 0;
    for (let round = 0; round <= rounds; round++) {
      const { result, ms } = await timed(() => planMigration.run(input, deps, call));
      const output = planMigration.output.parse(result);
      const { head = "", data = "", next = "" } = planMigration.render(output);
      text = head.length + data.length + next.length;
      steps = output.phases.flatMap((phase) => phase.steps).length;
      if (steps === 0) throw new Error(JSON.stringify([output.findings, output.questions]));
      // the first makes the cluster of shadows
      if (round > 0) times.push(ms);
    }
    figures[what] = {
      "median ms": median(times),
      "most ms": Math.max(...times),
      steps,
      characters: text,
    };
  }
  print(`plan_migration, ${rounds} rounds`, figures);
} finally {
  await deps.close();
  await cluster.stop();
  removeHome(home);
}
