import type { Session } from "../../core/session.ts";
import { batchSql } from "./batch-sql.ts";
import { cutSql } from "./cut.ts";
import { eagerLoad, linkText } from "./eager-load.ts";
import type { Suspect } from "./n-plus-one.ts";
import { prepares } from "./prepares.ts";

export interface NPlusOne {
  queryid: string;
  sql: string;
  calls: number;
  total_ms: number;
  parent_sql: string;
  parent_calls: number;
  /** The columns that join both. */
  link: string;
  /** For each ORM, and as SQL that Postgres has accepted. */
  fix: string;
}

const most = 5;
const longestSql = 120;
const longestFix = 300;

/** The suspects that cost most, with the way to load all at once. */
export async function nPlusOneOf(
  session: Session,
  suspects: readonly Suspect[],
): Promise<NPlusOne[]> {
  const first = suspects.toSorted((a, b) => b.child.totalMs - a.child.totalMs).slice(0, most);
  const found: NPlusOne[] = [];
  for (const suspect of first) {
    const { child, parent, link } = suspect;
    const sql = await batchSql(suspect);
    const accepted = sql !== undefined && (await prepares(session, sql)) ? sql : undefined;
    found.push({
      queryid: child.queryid,
      sql: cutSql(child.sql, longestSql),
      calls: child.calls,
      total_ms: Math.round(child.totalMs),
      parent_sql: cutSql(parent.sql, longestSql),
      parent_calls: parent.calls,
      link: linkText(link),
      fix: eagerLoad(
        link,
        child.shape?.aggregates === true,
        accepted && cutSql(accepted, longestFix),
      ),
    });
  }
  return found;
}
