import type { Session } from "../../../core/session.ts";
import { jsonRows } from "../../../postgres/catalog/read/source.ts";
import type { Keeper } from "./keepers.ts";

interface Job {
  readonly id: number;
  readonly name: string | null;
  readonly schedule: string;
}

/** The table that is pg_cron's own; row security shows each role its jobs alone. */
const mayRead = `
  select exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                   join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid and d.deptype = 'e'
                   join pg_catalog.pg_extension e on e.oid = d.refobjid and e.extname = 'pg_cron'
                  where n.nspname = 'cron' and c.relname = 'job' and pg_catalog.has_schema_privilege(n.oid, 'USAGE')
                    and pg_catalog.has_table_privilege(c.oid, 'SELECT')) as "mayRead"`;

const jobs = `select jobid as id, jobname as name, schedule from cron.job where active order by jobid limit 100`;

/** Jobs of pg_cron that run day and night with pauses no longer than so many seconds: each run is activity. */
export async function readCronKeepers(session: Session, seconds: number): Promise<Keeper[]> {
  const [rights] = await session.query<{ mayRead: boolean }>(mayRead);
  if (rights?.mayRead !== true) return [];
  return (await jsonRows<Job>(session, jobs)).flatMap(({ id, name, schedule }): Keeper[] => {
    const pause = longestPause(schedule);
    return pause === undefined || pause > seconds
      ? []
      : [{ kind: "job of pg_cron", name: name ?? `job ${id}`, count: 1, seconds: pause }];
  });
}

/** Seconds between two runs at most; undefined where a schedule rests for hours. `30 seconds`, or five fields of which four are `*`. */
export function longestPause(schedule: string): number | undefined {
  const [, seconds] = /^\s*(\d+)\s+seconds?\s*$/i.exec(schedule) ?? [];
  if (seconds !== undefined) return Number(seconds);
  const [minute = "", ...others] = schedule.trim().split(/\s+/);
  if (others.length !== 4 || others.some((field) => field !== "*")) return undefined;
  const minutes = minute.split(",").flatMap(minutesOf);
  const sorted = [...new Set(minutes)].toSorted((a, b) => a - b);
  const [first] = sorted;
  if (first === undefined || sorted.some((at) => !(at >= 0 && at < 60))) return undefined;
  const pauses = sorted.map((at, index) => (sorted[index + 1] ?? first + 60) - at);
  return Math.max(...pauses) * 60;
}

/** `*`, `5`, `10-20`, each with a step. */
function minutesOf(part: string): readonly number[] {
  const [, range = "", from, to, step = "1"] =
    /^(\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part) ?? [];
  if (range === "" || Number(step) === 0) return [];
  const first = Number(from ?? 0);
  const last = Number(to ?? (from === undefined || part.includes("/") ? 59 : from));
  return Array.from({ length: Math.max(last - first + 1, 0) }, (_, at) => first + at).filter(
    (at) => (at - first) % Number(step) === 0,
  );
}
