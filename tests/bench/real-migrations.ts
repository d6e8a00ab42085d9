import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import pg from "pg";
import { readConfig } from "../../src/config.ts";
import { ToolError } from "../../src/core/errors.ts";
import type { Plan } from "../../src/core/migration.ts";
import { Redactor } from "../../src/core/redact.ts";
import type { Session } from "../../src/core/session.ts";
import type { Call } from "../../src/core/tool.ts";
import { openDeps } from "../../src/deps/open-deps.ts";
import { findInstallation } from "../../src/embedded/installation.ts";
import { readTargetCatalog } from "../../src/migration/catalog.ts";
import { readSet } from "../../src/migration/folder/read-set.ts";
import type { MigrationFile } from "../../src/migration/folder/set.ts";
import { lintMigrations } from "../../src/migration/lint/lint-migration.ts";
import { splitScript } from "../../src/migration/lint/split.ts";
import { planMigration } from "../../src/migration/plan/plan.ts";
import { tablesOfChance } from "../../src/migration/rehearse/chance.ts";
import { rehearseMigration } from "../../src/migration/rehearse/rehearse.ts";
import { readRows } from "../../src/migration/rehearse/row-fingerprints.ts";
import { applyMigration } from "../../src/migration/run/apply.ts";
import { rollbackMigration } from "../../src/migration/run/rollback.ts";
import { fillTables } from "../../src/schema/rows/fill.ts";
import { startCluster, temporaryHome } from "../helpers/cluster.ts";
import { memoryPlans } from "../helpers/deps.ts";
import { removeHome } from "../helpers/temporary-folder.ts";
import { median, print, timed } from "./figures.ts";
import { type State, unlike } from "./migrations/states.ts";

/**
 * A folder of migrations of any tool: lints it, then plans, rehearses, applies and rolls back one migration after the other on a database
 * that has what those before it made, with rows that fit. What comes of it is compared with what the file itself does, and what a rollback
 * leaves with what was there. `npm run bench -- real-migrations FOLDER [part of a name]`.
 */
const folder = resolve(process.argv[2] ?? ".");
const only = new RegExp(process.argv[3] ?? "");
const ROWS = 25;

const call: Call = {
  signal: new AbortController().signal,
  progress: () => {},
  confirm: async () => {},
};
const { signal } = call;

const plain = temporaryHome();
const cluster = await startCluster(plain, await findInstallation(plain));
const home = mkdtempSync(join(tmpdir(), "neon-dba-bench-"));
const admin = new pg.Client({ connectionString: cluster.url });
await admin.connect();
await admin.query("create role app login createrole createdb password 'app'");
const urlOf = (database: string): string => {
  const url = new URL(cluster.url);
  [url.username, url.password, url.pathname] = ["app", "app", `/${database}`];
  return url.href;
};
await admin.query("create database base owner app");
const deps = openDeps(
  readConfig(["--access", "full"], { DATABASE_URL: urlOf("base"), NEON_DBA_HOME: home }),
  new Redactor(),
  () => {},
  memoryPlans(),
);

const copy = async (to: string, from: string): Promise<void> => {
  await admin.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname in ($1, $2)",
    [to, from],
  );
  await admin.query(`drop database if exists ${to} with (force)`);
  await admin.query(`create database ${to} template ${from} owner app`);
};

async function on<T>(database: string, work: (session: Session) => Promise<T>): Promise<T> {
  await using session = await deps.session({ target: { database }, intent: "write", signal });
  return await work(session);
}

const scriptOf = ({ up }: MigrationFile): string => up.map(({ sql }) => sql).join("\n");

/** As psql sends a file: statement by statement. Returns what Postgres refuses. */
async function runPlainly(database: string, sql: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: urlOf(database) });
  await client.connect();
  try {
    for (const { statement } of (await splitScript(sql)).statements)
      await client.query(statement.text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await client.end();
  }
}

const stateOf = (database: string): Promise<State> =>
  on(database, async (session) => {
    const catalog = await readTargetCatalog(session);
    return { catalog, rows: await readRows(session, catalog) };
  });

type Verdict = Readonly<Record<string, string>>;

const refusal = (error: unknown): string =>
  error instanceof ToolError
    ? `${error.code} ${error.message} ${error.quoted ?? ""} NEXT ${error.next}`
    : String((error as Error).stack);

async function judge(file: MigrationFile, at: number): Promise<Verdict> {
  const sql = scriptOf(file);
  const { statements, faults } = await splitScript(sql);
  if (statements.length === 0) return { skipped: `no statement, ${faults.length} faults` };
  const [work, same, next] = [`work${at}`, `same${at}`, "later"];
  await copy(next, "base");
  const refused = await runPlainly(next, sql);
  if (refused !== undefined) return { skipped: refused };
  const later = await on(next, readTargetCatalog);
  try {
    if (!only.test(file.path)) return {};
    await copy(work, "base");
    await on(work, async (session) => {
      const catalog = await readTargetCatalog(session);
      await fillTables(session, catalog, { rows: ROWS, later, strict: true });
    });
    await copy(same, work);
    const rowless = await runPlainly(same, sql);
    if (rowless !== undefined) {
      await copy(work, "base");
      await copy(same, "base");
      await runPlainly(same, sql);
    }
    const verdict = await tryPlan(file, sql, { work, same });
    return { ...verdict, ...(rowless === undefined ? {} : { rowless }) };
  } finally {
    for (const name of [work, same])
      await admin.query(`drop database if exists ${name} with (force)`);
    await copy("base", next);
  }
}

async function tryPlan(
  file: MigrationFile,
  sql: string,
  { work, same }: { readonly work: string; readonly same: string },
): Promise<Verdict> {
  const verdict: Record<string, string> = {};
  const before = await stateOf(work);
  const request = {
    name: file.path,
    sql,
    target: { database: work },
    hints: { renames: {}, using: {}, backfill: {} },
    oldStatements: [],
    lockTimeoutMs: 2_000,
    batchSize: 10,
  };
  let plan: Plan;
  try {
    const planned = await timed(() => planMigration(request, deps, call));
    plan = planned.result;
    times.plan.push(planned.ms);
  } catch (error) {
    return { refused: refusal(error) };
  }
  if (plan.questions.length > 0)
    return {
      asked: plan.questions.map(({ about, question }) => `${about}: ${question}`).join("; "),
    };
  verdict["planned"] = `${plan.phases.flatMap(({ steps }) => steps).length} steps`;
  if (plan.irreversible.length > 0) verdict["irreversible"] = plan.irreversible.join("; ");
  if (plan.phases.length === 0)
    return { ...verdict, empty: plan.findings.map(({ message }) => message).join("; ") };
  try {
    const { result, ms } = await timed(() =>
      rehearseMigration(
        { plan_id: plan.plan_id, on: "shadow", rowsPerTable: 50, traffic: false },
        deps,
        call,
      ),
    );
    times.proof.push(ms);
    if (!result.passed) return { ...verdict, failed: JSON.stringify(result.failures.slice(0, 3)) };
    verdict["rehearsed"] = "passed";
    await applyMigration(
      { plan_id: plan.plan_id, through: "contract", backup: "none" },
      deps,
      call,
    );
    verdict["applied"] = "done";
  } catch (error) {
    return { ...verdict, broke: refusal(error) };
  }
  const [applied, expected] = [await stateOf(work), await stateOf(same)];
  const chance = await on(work, (session) => tablesOfChance(session, plan));
  const unequal = unlike(expected, applied, chance);
  if (unequal.length > 0) verdict["unequal"] = unequal.slice(0, 4).join("; ");
  try {
    await rollbackMigration({ plan_id: plan.plan_id }, deps, call);
    const lost = unlike(before, await stateOf(work));
    if (lost.length === 0) verdict["reversed"] = "done";
    else verdict["not reversed"] = lost.slice(0, 4).join("; ");
  } catch (error) {
    verdict["no way back"] = refusal(error);
  }
  return verdict;
}

const times = { plan: [] as number[], proof: [] as number[] };
const counts: Record<string, number> = {};
try {
  const set = await readSet({ folder }, [folder], signal);
  const linted = await timed(() =>
    lintMigrations(
      { folder, since: process.argv[3] === undefined ? undefined : set.files.at(-1)?.path },
      deps,
      call,
      [folder],
    ),
  );
  const { findings, statements, files, summary, framework = "" } = linted.result;
  const rules = new Map<string, typeof findings>();
  for (const finding of findings) {
    const name = `${finding.level} ${finding.rule}`;
    rules.set(name, [...(rules.get(name) ?? []), finding]);
  }
  print(`lint_migration: ${summary}`, {
    [framework]: { files, statements, "ms a statement": linted.ms / statements },
    ...Object.fromEntries(
      [...rules].map(([rule, all]) => [
        rule,
        {
          findings: all.length,
          first: `${all[0]?.file}:${all[0]?.line} ${all[0]?.message.slice(0, 200)}`,
        },
      ]),
    ),
  });
  for (const [at, file] of set.files.entries()) {
    const verdict = await judge(file, at);
    for (const what of Object.keys(verdict)) counts[what] = (counts[what] ?? 0) + 1;
    const shown = Object.entries(verdict).filter(([, text]) => !/^(?:passed|done)$/.test(text));
    if (only.test(file.path))
      process.stdout.write(
        `${file.path}${shown.map(([what, text]) => `\n    ${what}: ${text}`).join("")}\n`,
      );
  }
  print(`${set.files.length} migrations`, {
    verdicts: counts,
    milliseconds: { plan: median(times.plan), rehearsal: median(times.proof) },
  });
} finally {
  await deps.close();
  await admin.end();
  await cluster.stop();
  removeHome(home);
}
