import type { Statistics } from "../model/catalog.ts";
import { ownRelation, type Only } from "./scope.ts";
import type { Source } from "./source.ts";
import { byQualifiedName, word } from "./words.ts";

interface Row extends Omit<Statistics, "kinds" | "comment"> {
  readonly oid: number;
  readonly kinds: string[];
}

/** Kind `e` says only that there are expressions. */
const sql = (only: Only): string => `
  select x.oid::int8, xn.nspname as schema, x.stxname as name, pg_get_userbyid(x.stxowner) as owner,
         json_build_object('schema', n.nspname, 'name', c.relname) as "table",
         array_remove(x.stxkind::text[], 'e') as kinds,
         array(select a.attname from unnest(x.stxkeys::int2[]) with ordinality as k(number, position)
                 join pg_attribute a on a.attrelid = x.stxrelid and a.attnum = k.number
                order by a.attname) as columns,
         coalesce(pg_get_statisticsobjdef_expressions(x.oid), '{}') as expressions,
         nullif(x.stxstattarget, -1) as target, pg_get_statisticsobjdef(x.oid) as definition
    from pg_statistic_ext x
    join pg_namespace xn on xn.oid = x.stxnamespace
    join pg_class c on c.oid = x.stxrelid
    join pg_namespace n on n.oid = c.relnamespace
   where ${ownRelation(only)}`;

export async function readStatistics(source: Source): Promise<Statistics[]> {
  return byQualifiedName(await source.rows<Row>(sql(source.only))).map(
    ({ oid, kinds: codes, ...row }) => ({
      ...row,
      kinds: codes.map((code) => word(code, kinds)).sort(),
      comment: source.comments.on("pg_statistic_ext", oid),
    }),
  );
}

const kinds: Readonly<Record<string, string>> = {
  d: "ndistinct",
  f: "dependencies",
  m: "mcv",
};
