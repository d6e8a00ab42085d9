import type { Session } from "../../../core/session.ts";

/** What Postgres wrote of one deadlock: who took part, and with what statement. */
export interface Deadlock {
  readonly statements: readonly { readonly pid: number; readonly sql: string }[];
}

/** Of the end of the log. */
const BYTES = 262_144;

/** Rights alone: with a collector, pg_current_logfile is for pg_monitor, and files are for whom they were granted to. Neon has neither. */
const mayRead = `
select pg_catalog.has_function_privilege('pg_catalog.pg_current_logfile()', 'execute')
   and pg_catalog.has_function_privilege('pg_catalog.pg_stat_file(text, boolean)', 'execute')
   and pg_catalog.has_function_privilege('pg_catalog.pg_read_binary_file(text, bigint, bigint, boolean)', 'execute') as "mayRead"`;

/** As base64, because its first character may be the second half of one. */
const tail = `
select pg_catalog.encode(pg_catalog.pg_read_binary_file(f.name, greatest((pg_catalog.pg_stat_file(f.name, true)).size - ${BYTES}, 0), ${BYTES}, true), 'base64') as tail
from (select pg_catalog.pg_current_logfile() as name) f where f.name is not null`;

/** The deadlocks in the end of the server's log, the last one last; undefined where this role, or anybody by SQL, cannot read it. */
export async function readDeadlockLog(session: Session): Promise<readonly Deadlock[] | undefined> {
  const [rights] = await session.query<{ mayRead: boolean }>(mayRead);
  if (rights?.mayRead !== true) return undefined;
  const [file] = await session.query<{ tail: string | null }>(tail);
  if (file === undefined || file.tail === null) return undefined;
  return deadlocksIn(Buffer.from(file.tail, "base64").toString("utf8"));
}

/** `Process 12: update …` of each DETAIL; a statement of several lines goes on with a tab before each. */
function deadlocksIn(log: string): readonly Deadlock[] {
  const [, ...reports] = log.split("deadlock detected");
  return reports.map((report) => {
    const [detail = ""] = report.split(/\n(?!\t)[^\n]*\bHINT:/, 1);
    const found = detail.matchAll(/^\tProcess (\d+): ((?:.*)(?:\n\t(?!Process \d+: ).*)*)/gm);
    return {
      statements: Array.from(found, ([, pid, sql]) => ({ pid: Number(pid), sql: sql ?? "" })),
    };
  });
}
