import type { ComparedColumn } from "./columns.ts";
import type { Ordering } from "./order.ts";

/** Two statements without parameters, and how their results are compared. */
export interface Pair {
  readonly original: string;
  readonly rewritten: string;
  readonly columns: readonly ComparedColumn[];
  /** Undefined: as multisets. */
  readonly ordering: Ordering | undefined;
}

/**
 * A WITH clause whose `d (s, g, v1, ...)` holds the rows that one result has more often than the other, `s` times (negative:
 * more often in the rewritten), and `n (differs)`, whether the numbers of rows differ.
 *
 * Where the original orders or cuts, a place in its result belongs to the group of rows that its sort keys call equal. What
 * the rewritten has at a place has to be a row of that place's group, as often as the group has it: no more is determined.
 */
export function differenceSql(pair: Pair): string {
  const { original, rewritten, columns, ordering } = pair;
  const values = columns.map(({ by }, index) => valueSql(`c${index + 1}`, by));
  const names = columns.map((_, index) => `v${index + 1}`);
  const list = (items: readonly string[]): string => items.map((item) => `, ${item}`).join("");
  const as = list(values.map((value, index) => `${value} as v${index + 1}`));
  const grouped = `select sum(s)::int8 as s, g${list(names)} from u group by g${list(names)}`;
  const count = `n as (select (select count(*) from ${relation(original, 0)} ) <> (select count(*) from ${relation(rewritten, 0)}) as differs)`;
  if (ordering === undefined)
    return `with u as (
  select 1 as s, 0::int8 as g${as} from ${relation(original, columns.length)}
  union all
  select -1, 0${list(values)} from ${relation(rewritten, columns.length)}
), d as (${grouped} having sum(s) <> 0), ${count}`;
  return `with ${placedSql(pair, ordering)}, u as (
  select 1 as s, g${list(names)} from f
  union all
  select -1, coalesce(f.g, 0)${list(names.map((name) => `r.${name}`))} from r left join f on f.p = r.p
), d as (${grouped} having sum(s) < 0), ${count}`;
}

/** `f (p, g, v1, ...)`: the original's rows without its LIMIT, each with its place and the first place of its group; `r (p, v1, ...)`: the rewritten's. */
export function placedSql(
  { original, rewritten, columns, ordering }: Pair,
  order?: Ordering,
): string {
  const { unlimited = original, keys = [], added = 0, offset = "0" } = order ?? ordering ?? {};
  const as = columns
    .map(({ by }, index) => `, ${valueSql(`c${index + 1}`, by)} as v${index + 1}`)
    .join("");
  const partition =
    keys.length === 0 ? "" : `partition by ${keys.map((key) => `c${key}`).join(", ")}`;
  return `o as (select row_number() over () as p, q.* from ${relation(unlimited, columns.length + added)}),
f as (select p, min(p) over (${partition}) as g${as} from o),
r as (select row_number() over () + coalesce((${offset})::int8, 0) as p${as} from ${relation(rewritten, columns.length)})`;
}

/** A statement as `q (c1, ...)`, whatever its columns are called. A comment at its end ends with the line. */
export function relation(sql: string, columns: number): string {
  const names = Array.from({ length: columns }, (_, index) => `c${index + 1}`);
  return `(${sql}\n) as q${columns === 0 ? "" : ` (${names.join(", ")})`}`;
}

function valueSql(column: string, by: ComparedColumn["by"]): string {
  if (by === "equality") return column;
  return by === "text" ? `${column}::text` : `${column}::numeric`;
}
