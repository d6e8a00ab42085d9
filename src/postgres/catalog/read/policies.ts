import type { Policy } from "../model/table.ts";
import { ownRelation, type Only } from "./scope.ts";
import type { Source } from "./source.ts";
import { byName, compare, grouped, word } from "./words.ts";

interface Row {
  readonly oid: number;
  readonly relation: number;
  readonly name: string;
  readonly command: string;
  readonly permissive: boolean;
  readonly roles: (string | null)[];
  readonly using: string | null;
  readonly check: string | null;
}

const sql = (only: Only): string => `
  select p.oid::int8, p.polrelid::int8 as relation, p.polname as name, p.polcmd as command,
         p.polpermissive as permissive,
         (select json_agg(case when role <> 0 then pg_get_userbyid(role) end)
            from unnest(p.polroles) as role) as roles,
         pg_get_expr(p.polqual, p.polrelid) as using,
         pg_get_expr(p.polwithcheck, p.polrelid) as check
    from pg_policy p
    join pg_class c on c.oid = p.polrelid
    join pg_namespace n on n.oid = c.relnamespace
   where ${ownRelation(only)}`;

/** Policies by the oid of their table. */
export async function readPolicies(source: Source): Promise<Map<number, Policy[]>> {
  return grouped(
    byName(await source.rows<Row>(sql(source.only))),
    (row) => row.relation,
    ({ oid, name, permissive, using, check, ...row }) => ({
      name,
      permissive,
      using,
      check,
      command: word(row.command, commands),
      roles: row.roles.toSorted((a, b) => compare(a ?? "", b ?? "")),
      comment: source.comments.on("pg_policy", oid),
    }),
  );
}

const commands: Readonly<Record<string, Policy["command"]>> = {
  "*": "all",
  r: "select",
  a: "insert",
  w: "update",
  d: "delete",
};
