import type { Path } from "./body.ts";
import { arrayText } from "./arrays.ts";
import { FIRST_USER_OID, memberOf } from "./edges.ts";
import { denial } from "./functions-denied.ts";
import type { Inquiry } from "./inquiry.ts";
import type { Name } from "./names.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { pinned } from "./pinned.ts";

/** An object behind a name that has to be looked at more closely. */
export interface Candidate {
  /** `f` function, `t` type, `r` relation. */
  readonly class: "f" | "t" | "r";
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  /** Built in, or a member of an extension: judged by name. */
  readonly shipped: boolean;
}

/** One object of a wanted name in whatever schema, the search path (`p`), or a cast of a user (`c`). */
interface Found extends Record<string, unknown> {
  readonly kind: Name["kind"] | "p" | "c";
  readonly oid: number;
  /** Quoted where Postgres would. */
  readonly schema: string;
  readonly name: string;
  readonly least: number;
  /** Null for any number. */
  readonly most: number | null;
  readonly shipped: boolean;
}

const PATH = `select 'p' as kind, 0::pg_catalog.oid as oid,
  pg_catalog.array_to_json(pg_catalog.current_schemas(true))::pg_catalog.text as schema, '' as name, 0 as least, 0 as most,
  false as shipped`;

const USES_USERS = `~ ':(funcid|opno) [0-9]{5}'`;
const COMPOSED = `(t.typtype = any ('{c,d,r,m}'::pg_catalog."char"[]) or t.typelem >= ${FIRST_USER_OID})`;
const schemaOf = (oid: string): string => `${oid}::pg_catalog.regnamespace::pg_catalog.text`;

/** One query for each kind of name, over one catalog, by its index on names. $1 has the names, $2 those that are denied. */
const PARTS = {
  f: `select 'f' as kind, p.oid, ${schemaOf("p.pronamespace")} as schema, p.proname::pg_catalog.text as name,
      p.pronargs - p.pronargdefaults as least, case when p.provariadic = 0 then p.pronargs end as most,
      p.oid < ${FIRST_USER_OID} or ${memberOf("pg_proc", "p.oid")} as shipped
    from pg_catalog.pg_proc p where p.proname = any ($1::pg_catalog.name[])
      and (p.provolatile = 'v' or p.proname = any ($2::pg_catalog.name[])
      or (p.oid >= ${FIRST_USER_OID} and not ${memberOf("pg_proc", "p.oid")}))`,
  o: `select 'o', o.oprcode::pg_catalog.oid, ${schemaOf("o.oprnamespace")}, o.oprname::pg_catalog.text, 0, 0,
      false
    from pg_catalog.pg_operator o where o.oprname = any ($3::pg_catalog.name[]) and o.oid >= ${FIRST_USER_OID}
      and not ${memberOf("pg_operator", "o.oid")}`,
  t: `select 't', t.oid, ${schemaOf("t.typnamespace")}, t.typname::pg_catalog.text, 0, 0, false
    from pg_catalog.pg_type t
    where t.typname = any ($4::pg_catalog.name[]) and t.oid >= ${FIRST_USER_OID} and ${COMPOSED}`,
  r: `select 'r', c.oid, ${schemaOf("c.relnamespace")}, c.relname::pg_catalog.text, 0, 0, false
    from pg_catalog.pg_class c where c.relname = any ($5::pg_catalog.name[]) and c.oid >= ${FIRST_USER_OID} and (
      c.relkind = any ('{v,f,p}'::pg_catalog."char"[]) or c.relrowsecurity or c.relhassubclass
      or (select true from pg_catalog.pg_attribute a where a.attrelid = c.oid and (a.attgenerated = 'v' or (a.atttypid >= ${FIRST_USER_OID}
        and (select ${COMPOSED} from pg_catalog.pg_type t where t.oid = a.atttypid))) limit 1)
      or (c.relhasindex and (select true from pg_catalog.pg_index i where i.indrelid = c.oid
        and (i.indexprs::pg_catalog.text ${USES_USERS} or i.indpred::pg_catalog.text ${USES_USERS}) limit 1))
      or (c.relchecks > 0 and (select true from pg_catalog.pg_constraint k where k.conrelid = c.oid
        and k.conbin::pg_catalog.text ${USES_USERS} limit 1)))`,
  c: `select 'c', k.castfunc, '', '', 0, 0, false from pg_catalog.pg_cast k
    where k.oid >= ${FIRST_USER_OID} and k.castfunc <> 0 and not ${memberOf("pg_cast", "k.oid")} and (
      (k.castsource < ${FIRST_USER_OID} and k.casttarget < ${FIRST_USER_OID})
      or exists (select from pg_catalog.pg_type t where t.typname = any ($4::pg_catalog.name[])
        and (t.oid = k.castsource or t.oid = k.casttarget))
      or exists (select from pg_catalog.pg_class c join pg_catalog.pg_attribute a on a.attrelid = c.oid
        where c.relname = any ($5::pg_catalog.name[]) and a.atttypid >= ${FIRST_USER_OID} and (a.atttypid = k.castsource or a.atttypid = k.casttarget)))`,
};
/**
 * Everything of the wanted names in all schemas. Of what is shipped, only volatile and denied functions come back; of
 * relations, those that run code when they are read or planned. Kinds without names are left out: planning is most of the cost.
 */
function statementFor(
  lists: Record<Name["kind"], readonly string[]>,
): readonly [sql: string, values: string[]] {
  const denied = lists.f.filter((name) => denial(name) !== undefined);
  const values = [lists.f, denied, lists.o, lists.t, lists.r].map(arrayText);
  const kinds = (["f", "o", "t", "r"] as const).filter((kind) => lists[kind].length > 0);
  const parts = lists.t.length + lists.r.length > 0 ? [...kinds, "c" as const] : kinds;
  const used: string[] = [];
  const sql = [PATH, ...parts.map((kind) => PARTS[kind])]
    .join(" union all ")
    .replaceAll(/\$(\d)/g, (_, digit) => {
      const value = values[Number(digit) - 1] ?? "{}";
      return `$${used.push(value)}`;
    });
  return [pinned(sql), used];
}

/** Looks names up as the session would, or in the schemas of `path`. One round trip. */
export async function resolve(
  inquiry: Inquiry,
  names: readonly Name[],
  path: Path | undefined,
): Promise<Candidate[]> {
  const of = (kind: Name["kind"]): string[] =>
    names.filter((name) => name.kind === kind).map(({ name }) => name);
  const [sql, values] = statementFor({ f: of("f"), o: of("o"), t: of("t"), r: of("r") });
  const found = await inquiry.query<Found>(sql, values);
  const schemas = JSON.parse(found.find(({ kind }) => kind === "p")?.schema ?? "[]") as string[];
  const searched = (path === undefined ? schemas : path(schemas)).map(quoteIdentifier);
  return found
    .filter((object) => object.kind === "c" || names.some((name) => means(name, object, searched)))
    .map((object) => ({
      ...object,
      class: object.kind === "t" || object.kind === "r" ? object.kind : "f",
    }));
}

function means(name: Name, object: Found, path: readonly string[]): boolean {
  const { kind, schema, args } = name;
  if (kind !== object.kind || name.name !== object.name) return false;
  const fits =
    kind !== "f" || args === -1 || (object.least <= args && args <= (object.most ?? args));
  if (schema === null) return fits && path.includes(object.schema);
  return (
    fits &&
    (schema === object.schema || (schema === "pg_temp" && object.schema.startsWith("pg_temp_")))
  );
}
