import type { Session } from "../../../core/session.ts";
import { jsonRows } from "../../../postgres/catalog/read/source.ts";

export interface Keywords {
  /** What is no name of a table or column without quotes. */
  readonly ofRelations: ReadonlySet<string>;
  /** What is no name of a function or type without quotes. */
  readonly ofRoutines: ReadonlySet<string>;
}

/** From `pg_get_keywords()`: reserved (R), of functions and types only (T), of columns only (C). */
export async function readKeywords(session: Session): Promise<Keywords> {
  const rows = await jsonRows<{ word: string; category: string }>(
    session,
    "select word, catcode::text as category from pg_catalog.pg_get_keywords() where catcode <> 'U'",
  );
  const of = (categories: string): ReadonlySet<string> =>
    new Set(rows.filter(({ category }) => categories.includes(category)).map(({ word }) => word));
  return { ofRelations: of("RT"), ofRoutines: of("RC") };
}
