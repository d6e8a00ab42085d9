import type { Area } from "../area.ts";
import { code, grouped, mendable, moment, reportOf, worst, type Observation } from "../judge.ts";
import { percent } from "../words.ts";
import { readHolders, type Holder } from "./vacuum/holders.ts";
import {
  readAutovacuum,
  readRunningVacuums,
  readVacuumTables,
  type AutovacuumState,
  type RunningVacuum,
  type VacuumTable,
} from "./vacuum/read-tables.ts";

/** Fewer dead rows than this are read in no time, whatever their share. */
const DEAD_ROWS = 10_000;
/** Autovacuum looks once a minute, and a large table takes a while: what is a little over its threshold is on its way. */
const OVERDUE = 2;
const FAR_OVERDUE = 10;
/** Of a table that was vacuumed since, or of a server that has just started, autovacuum has not had its turn. */
const TURN_SECONDS = 300;
/** The planner's guess for a table it knows nothing of is ten pages. */
const ROWS_UNSEEN = 1_000;
const ROWS_MODIFIED = 10_000;

export const vacuum: Area = {
  name: "vacuum",

  async read({ session, startedAt, timeScale, isNeon }) {
    const tables = await readVacuumTables(session);
    const holders = await readHolders(session);
    const running = await readRunningVacuums(session);
    const autovacuum = await readAutovacuum(session);
    const [oldest] = holders;
    const overdue = tables.filter(
      ({ dead, vacuumAt }) => dead >= DEAD_ROWS && dead > OVERDUE * vacuumAt,
    );
    const observations = [
      ...switchedOff(autovacuum, tables),
      ...worst(
        overdue.filter((table) => !isVacuumed(table, running)),
        ({ dead }) => dead,
        (table) =>
          whyOverdue(table, {
            oldest,
            autovacuum,
            turn: new Date(Date.now() - TURN_SECONDS * timeScale * 1_000),
            startedAt,
          }),
      ),
      ...worst(tables.filter(isUnseen), ({ live }) => live, unseen),
      ...worst(
        tables.filter((table) => isStale(table) && !overdue.includes(table)),
        ({ modified }) => modified,
        stale,
      ),
      ...running.flatMap(inProgress),
    ];
    const dead = tables.reduce((sum, table) => sum + table.dead, 0);
    return reportOf(mendable(observations, { isNeon }), {
      summary: `${grouped(dead)} dead rows in ${tables.length} tables, ${overdue.length} of them overdue for autovacuum; ${running.length} running. Counted since ${moment(startedAt)} at most.`,
      figures: {
        dead_rows: dead,
        tables_overdue: overdue.length,
        tables_never_analyzed: tables.filter(isUnseen).length,
        vacuums_running: running.length,
        autovacuum_workers_busy: autovacuum.workers,
        oldest_xmin_age: oldest?.age ?? 0,
        oldest_xmin_holder: oldest?.what ?? null,
      },
    });
  },

  alerts: [
    {
      name: "postgres_dead_rows_over_autovacuum_threshold",
      sql: `select coalesce(max(n_dead_tup / (pg_catalog.current_setting('autovacuum_vacuum_threshold')::float8 + pg_catalog.current_setting('autovacuum_vacuum_scale_factor')::float8 * greatest(reltuples, 0))), 0) as value from pg_catalog.pg_stat_user_tables join pg_catalog.pg_class c on c.oid = relid where n_dead_tup >= ${DEAD_ROWS}`,
      watch: OVERDUE,
      act: FAR_OVERDUE,
      forSeconds: 1_800,
    },
    {
      name: "postgres_oldest_xmin_age_transactions",
      sql: `select coalesce(max(greatest(pg_catalog.age(backend_xmin), pg_catalog.age(backend_xid))), 0) as value from pg_catalog.pg_stat_activity where backend_type <> 'autovacuum worker' and pid <> pg_catalog.pg_backend_pid()`,
      watch: 1_000_000,
      act: 50_000_000,
      forSeconds: 600,
    },
  ],
};

const isVacuumed = ({ name }: VacuumTable, running: readonly RunningVacuum[]): boolean =>
  running.some(({ table }) => table === name);

function* switchedOff(
  { on }: AutovacuumState,
  tables: readonly VacuumTable[],
): Generator<Observation> {
  if (!on)
    yield {
      rule: "autovacuum-off",
      level: "error",
      object: "autovacuum",
      message:
        "Autovacuum is off (autovacuum or track_counts) for the whole server: dead rows stay, statistics grow old, and only the vacuum against wraparound still comes, late. Switch it on.",
      evidence: "measured",
      fix: "ALTER SYSTEM SET autovacuum = on;\nALTER SYSTEM SET track_counts = on;\nSELECT pg_reload_conf();",
    };
  for (const { name, dead, modified } of tables.filter(({ enabled }) => !enabled))
    yield {
      rule: "autovacuum-off-for-table",
      level: "warning",
      object: name,
      message: `Autovacuum is off for ${code(name)} (${grouped(dead)} dead rows, ${grouped(modified)} written since ANALYZE). Where the load that asked for it is over, switch it on again.`,
      evidence: "measured",
      fix: `ALTER TABLE ${name} RESET (autovacuum_enabled);`,
    };
}

interface Reasons {
  readonly oldest: Holder | undefined;
  readonly autovacuum: AutovacuumState;
  /** Since when autovacuum should have looked at everything. */
  readonly turn: Date;
  readonly startedAt: Date;
}

/**
 * A VACUUM that ran after the holder began and left the rows tells that it is the holder; before that it is only possible. Nothing tells
 * when rows died: where autovacuum could come, it may be on its way.
 */
function whyOverdue(table: VacuumTable, reasons: Reasons): Observation | undefined {
  const { oldest, turn, startedAt } = reasons;
  const { name, dead, rows, live, vacuumAt, vacuumedAt } = table;
  const share = dead / Math.max(dead + Math.max(rows, live, 0), 1);
  const about = `${code(name)} has ${grouped(dead)} dead rows (${percent(share)}); autovacuum comes at ${grouped(vacuumAt)}.`;
  const level = dead > FAR_OVERDUE * vacuumAt || share > 0.5 ? "error" : "warning";
  const base = { object: name, evidence: "measured" } as const;
  if (oldest !== undefined && vacuumedAt !== null && isAfter(vacuumedAt, oldest.since))
    return {
      ...base,
      rule: "vacuum-held-back",
      level,
      message: `${about} The last VACUUM (${moment(vacuumedAt)}) could not remove them: ${oldest.what} may still see them${oldest.since === null ? "" : `, since ${moment(oldest.since)}`}. End that, which rolls its work back or drops what it keeps, then vacuum.`,
      fix: `${oldest.fix}\nVACUUM (ANALYZE) ${name};`,
    };
  const why = whyNot(table, reasons);
  if (why === undefined && isAfter(vacuumedAt ?? startedAt, turn)) return undefined;
  const held =
    oldest === undefined ? "" : ` VACUUM cannot remove what ${oldest.what} may still see.`;
  return {
    ...base,
    rule: "vacuum-overdue",
    level: why === undefined ? "warning" : level,
    message: `${about} ${vacuumedAt === null ? "It was not vacuumed since counting began." : `Last VACUUM: ${moment(vacuumedAt)}.`} ${why ?? "Unless they died within the last minutes, autovacuum should have come: a conflicting lock sends it away each time, or the server does not run long enough."}${held}`,
    fix: `VACUUM (ANALYZE) ${name};`,
  };
}

const isAfter = (at: string | Date, since: string | Date | null): boolean =>
  since === null || new Date(at) > new Date(since);

/** What keeps autovacuum from coming at all. */
function whyNot({ enabled }: VacuumTable, { autovacuum }: Reasons): string | undefined {
  const { on, workers, mostWorkers } = autovacuum;
  if (!on) return "Autovacuum is off.";
  if (!enabled) return "Autovacuum is off for this table.";
  return workers >= mostWorkers
    ? `All ${mostWorkers} autovacuum workers are busy: raise autovacuum_vacuum_cost_limit first, then autovacuum_max_workers.`
    : undefined;
}

const isUnseen = ({ rows, live, analyzed, analyzedAt }: VacuumTable): boolean =>
  live >= ROWS_UNSEEN && analyzedAt === null && (analyzed === null ? rows < 0 : !analyzed);

const unseen = ({ name, live }: VacuumTable): Observation => ({
  rule: "table-never-analyzed",
  level: "warning",
  object: name,
  message: `${code(name)} has ${grouped(live)} rows, and ANALYZE has never seen them: the planner guesses. Analyze it.`,
  evidence: "measured",
  fix: `ANALYZE ${name};`,
});

/**
 * Rows that were loaded and analyzed at once are added to the counter after ANALYZE has set it back; then the planner knows as many rows
 * as there are, and nothing else was written.
 */
const isStale = (table: VacuumTable): boolean => {
  const { rows, live, modified, rewritten, analyzeAt } = table;
  if (isUnseen(table) || modified < ROWS_MODIFIED || modified < OVERDUE * analyzeAt) return false;
  const isCountedLate = rewritten === 0 && Math.abs(rows - live) <= live / 20;
  return !isCountedLate && modified > rows / 2;
};

const stale = ({ name, modified, rows, analyzedAt }: VacuumTable): Observation => ({
  rule: "table-statistics-stale",
  level: "warning",
  object: name,
  message: `${grouped(modified)} rows of ${code(name)} were written since ${analyzedAt === null ? "the counters began" : `ANALYZE at ${moment(analyzedAt)}`}, and the planner plans for ${grouped(Math.max(rows, 0))}. Analyze it.`,
  evidence: "measured",
  fix: `ANALYZE ${name};`,
});

function inProgress({ table, phase, scanned, indexPasses }: RunningVacuum): Observation[] {
  if (table === null) return [];
  const at = scanned === null ? "" : `, ${percent(scanned)} of its pages read`;
  const isShort = indexPasses !== null && indexPasses > 1;
  return [
    {
      rule: isShort ? "vacuum-short-of-memory" : "vacuum-running",
      level: isShort ? "warning" : "info",
      object: table,
      message: isShort
        ? `VACUUM of ${code(table)} goes through all its indexes for the ${indexPasses}th time${at}: its memory does not hold the dead rows. Give the next one more.`
        : `VACUUM of ${code(table)} runs: ${phase ?? "phase unknown"}${at}.`,
      evidence: "measured",
      ...(isShort ? { fix: "ALTER SYSTEM SET autovacuum_work_mem = '256MB';" } : {}),
    },
  ];
}
