import type { Session } from "../../../core/session.ts";
import { explainPlan } from "../explain-plan.ts";
import type { Table } from "../table.ts";
import { btrees, distinctDefinitions } from "./btrees.ts";
import type { Definition } from "./definition.ts";
import { specials } from "./specials.ts";
import type { Condition, TableUse } from "./use.ts";

/** Of a table this small all rows are read sooner than an index. */
const smallestPages = 3;
/** Different values from which a constant is one of many, and no predicate for an index. */
const mostValues = 100;
/** The share of rows from which a partial index is hardly smaller than a whole one. */
const largestShare = 0.5;

/** Candidates for one query's use of one table, at most `limit`, the most promising first. */
export async function propose(
  session: Session,
  use: TableUse,
  limit: number,
  shares: Map<string, number>,
): Promise<Definition[]> {
  if (use.table.pages < smallestPages) return [];
  const partial: Condition[] = [];
  for (const condition of use.conditions.filter((one) => isLasting(one, use.table)).slice(0, 4))
    if ((await shareOf(session, use.table, condition, shares)) < largestShare)
      partial.push(condition);
  const definitions = [...specials(use), ...btrees(use, partial)];
  return distinctDefinitions(definitions)
    .filter((definition) => !exists(definition))
    .slice(0, limit);
}

/** A state, a flag, a NULL: a literal that will be asked for again. Dates and numbers come and go. */
function isLasting({ text, columns }: Condition, table: Table): boolean {
  return columns.every((name) => {
    const column = table.columns.get(name);
    if (column === undefined) return false;
    const few = column.distinct !== undefined && column.distinct <= mostValues;
    return few || column.type === "boolean" || /\bis (?:not )?null\)/.test(text);
  });
}

/** The share of rows that the planner expects to meet a condition. */
async function shareOf(
  session: Session,
  table: Table,
  { text }: Condition,
  shares: Map<string, number>,
): Promise<number> {
  const key = `${table.title} ${text}`;
  const known = shares.get(key);
  if (known !== undefined) return known;
  const share = await expectedRows(session, `select from ${table.title} where ${text}`).then(
    (rows) => rows / Math.max(1, table.rows),
    () => 1,
  );
  shares.set(key, share);
  return share;
}

async function expectedRows(session: Session, sql: string): Promise<number> {
  const json = JSON.stringify(await explainPlan(session, { text: sql, options: "" }));
  return Number(/"Plan Rows":(\d+)/.exec(json)?.[1] ?? Number.POSITIVE_INFINITY);
}

/** The original has this index already, or one that only carries more. */
function exists({ table, method, keys, include, where }: Definition): boolean {
  const wanted = keys.map(({ text, suffix }) => text + suffix);
  return table.indexes.some(
    (index) =>
      index.valid &&
      index.method === method &&
      index.keys.length === wanted.length &&
      index.keys.every((key, position) => key === wanted[position]) &&
      include.every((name) => index.columns.includes(name)) &&
      index.predicate === where,
  );
}
