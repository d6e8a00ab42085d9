import type { Rule } from "../model/table.ts";
import { ownRelation, type Only } from "./scope.ts";
import type { Source } from "./source.ts";
import { byName, firing, grouped, word } from "./words.ts";

interface Row {
  readonly oid: number;
  readonly relation: number;
  readonly name: string;
  readonly definition: string;
  readonly enabled: string;
}

const sql = (only: Only): string => `
  select r.oid::int8, r.ev_class::int8 as relation, r.rulename as name, pg_get_ruledef(r.oid) as definition,
         r.ev_enabled as enabled
    from pg_rewrite r
    join pg_class c on c.oid = r.ev_class
    join pg_namespace n on n.oid = c.relnamespace
   where r.rulename <> '_RETURN' and ${ownRelation(only)}`;

/** Rules by the oid of their relation, without the one that makes a view a view. */
export async function readRules(source: Source): Promise<Map<number, Rule[]>> {
  return grouped(
    byName(await source.rows<Row>(sql(source.only))),
    (row) => row.relation,
    ({ oid, name, definition, enabled }) => ({
      name,
      definition,
      enabled: word(enabled, firing),
      comment: source.comments.on("pg_rewrite", oid),
    }),
  );
}
