import { quoteLiteral } from "../../sql/quote.ts";

/** A session as pg_stat_activity has it; times as Postgres prints them, null where the role is not shown them. */
export interface Ended {
  readonly pid: number;
  readonly backendStart: string | null;
  readonly queryStart: string | null;
}

/** Ends the session, its transaction undone; nothing where its number belongs to another one by now. */
export const terminateSql = ({ pid, backendStart }: Ended): string =>
  `select pg_terminate_backend(pid) from pg_stat_activity where pid = ${pid}${and("backend_start", backendStart)};`;

/** Stops the statement; nothing where another one runs in that session by now. */
export const cancelSql = ({ pid, queryStart }: Ended): string =>
  `select pg_cancel_backend(pid) from pg_stat_activity where pid = ${pid}${and("query_start", queryStart)};`;

const and = (column: string, time: string | null): string =>
  time === null ? "" : ` and ${column} = ${quoteLiteral(time)}`;
