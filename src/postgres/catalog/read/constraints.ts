import type { NotNull } from "../model/column.ts";
import type { ObjectName } from "../model/common.ts";
import type { Constraint, Reference, ReferentialAction } from "../model/constraint.ts";
import type { DomainConstraint } from "../model/type.ts";
import { columnKey } from "./columns.ts";
import { oneOf, userMade } from "./scope.ts";
import type { Source } from "./source.ts";
import { byName, grouped, word } from "./words.ts";

interface Row {
  readonly oid: number;
  readonly relation: number;
  readonly domain: number;
  readonly name: string;
  readonly kind: "p" | "u" | "x" | "f" | "c" | "n";
  readonly definition: string;
  readonly columns: string[] | null;
  readonly first_column: number | null;
  readonly target: ObjectName | null;
  readonly target_columns: string[] | null;
  readonly on_delete: string;
  readonly on_update: string;
  readonly on_delete_columns: string[] | null;
  readonly match: string;
  readonly index: string | null;
  readonly deferrable: boolean;
  readonly deferred: boolean;
  readonly validated: boolean;
  readonly enforced: boolean;
  readonly no_inherit: boolean;
  readonly temporal: boolean;
  readonly inherited: boolean;
  readonly local: boolean;
}

const columnNames = (relation: string, numbers: string): string => `
  (select json_agg(a.attname order by k.position)
     from unnest(${numbers}) with ordinality as k(number, position)
     join pg_attribute a on a.attrelid = ${relation} and a.attnum = k.number)`;

/**
 * Left out: what hangs on a constraint of the same table, which Postgres adds for each partition of the table that a
 * foreign key refers to.
 */
const sql = ({ version, only }: Source): string => `
  select o.oid::int8, o.conrelid::int8 as relation, o.contypid::int8 as domain, o.conname as name, o.contype as kind,
         case when o.contype <> 'n' then pg_get_constraintdef(o.oid) else '' end as definition,
         o.conkey[1] as first_column,
         case when o.contype <> 'n' then ${columnNames("o.conrelid", "o.conkey")} end as columns,
         case when o.contype = 'f' then (
           select json_build_object('schema', fn.nspname, 'name', f.relname)
             from pg_class f join pg_namespace fn on fn.oid = f.relnamespace
            where f.oid = o.confrelid) end as target,
         case when o.contype = 'f' then ${columnNames("o.confrelid", "o.confkey")} end as target_columns,
         o.confdeltype as on_delete, o.confupdtype as on_update, o.confmatchtype as match,
         ${version >= 150000 ? columnNames("o.conrelid", "o.confdelsetcols") : "null"} as on_delete_columns,
         case when o.contype in ('p', 'u', 'x') then
           (select i.relname from pg_class i where i.oid = o.conindid) end as index,
         o.condeferrable as deferrable, o.condeferred as deferred, o.convalidated as validated,
         ${version >= 180000 ? "o.conenforced" : "true"} as enforced, o.connoinherit as no_inherit,
         ${version >= 180000 ? "o.conperiod" : "false"} as temporal,
         o.coninhcount > 0 as inherited, o.conislocal as local
    from pg_constraint o
   where o.contype in ('p', 'u', 'x', 'f', 'c', 'n')
     and ${only === null ? userMade("o.oid") : `(${oneOf("o.conrelid", only.relations)} or ${oneOf("o.contypid", only.types)})`}
     and not exists (select from pg_constraint p
                      where p.oid = o.conparentid and p.conrelid = o.conrelid)`;

export interface Constraints {
  /** By the oid of the table. */
  readonly ofTables: ReadonlyMap<number, Constraint[]>;
  /** By the oid of the domain; NOT NULL apart. */
  readonly ofDomains: ReadonlyMap<number, DomainConstraint[]>;
  readonly notNullOfDomains: ReadonlyMap<number, { name: string; comment: string | null }>;
  /** By `columnKey`. */
  readonly notNulls: ReadonlyMap<string, NotNull>;
}

export async function readConstraints(source: Source): Promise<Constraints> {
  const rows = byName(await source.rows<Row>(sql(source)));
  const comment = (row: Row): string | null => source.comments.on("pg_constraint", row.oid);
  const [notNulls, keys] = [rows.filter(isNotNull), rows.filter((row) => !isNotNull(row))];
  return {
    ofTables: grouped(
      keys.filter((row) => row.relation !== 0),
      (row) => row.relation,
      (row) => constraint(row, comment(row)),
    ),
    ofDomains: grouped(
      keys.filter((row) => row.domain !== 0),
      (row) => row.domain,
      (row) => ({
        name: row.name,
        definition: row.definition,
        validated: row.validated,
        comment: comment(row),
      }),
    ),
    notNullOfDomains: new Map(
      notNulls
        .filter((row) => row.domain !== 0)
        .map((row) => [row.domain, { name: row.name, comment: comment(row) }]),
    ),
    notNulls: new Map(
      notNulls.map((row) => [
        columnKey(row.relation, row.first_column ?? 0),
        notNull(row, comment(row)),
      ]),
    ),
  };
}

function isNotNull(row: Row): boolean {
  return row.kind === "n";
}

function notNull(row: Row, comment: string | null): NotNull {
  const { name, validated, no_inherit: noInherit, inherited, local } = row;
  return { name, validated, noInherit, inherited, local, comment };
}

function constraint(row: Row, comment: string | null): Constraint {
  return {
    name: row.name,
    kind: word(row.kind, kinds),
    definition: row.definition,
    columns: row.columns ?? [],
    references: reference(row),
    index: row.index,
    deferrable: row.deferrable,
    initiallyDeferred: row.deferred,
    validated: row.validated,
    enforced: row.enforced,
    noInherit: row.no_inherit,
    temporal: row.temporal,
    inherited: row.inherited,
    local: row.local,
    comment,
  };
}

function reference(row: Row): Reference | null {
  if (row.target === null) return null;
  return {
    table: row.target,
    columns: row.target_columns ?? [],
    onDelete: word(row.on_delete, actions),
    onUpdate: word(row.on_update, actions),
    onDeleteColumns: row.on_delete_columns ?? [],
    match: row.match === "f" ? "full" : "simple",
  };
}

const kinds: Readonly<Record<string, Constraint["kind"]>> = {
  p: "primary key",
  u: "unique",
  f: "foreign key",
  c: "check",
  x: "exclusion",
};

const actions: Readonly<Record<string, ReferentialAction>> = {
  a: "no action",
  r: "restrict",
  c: "cascade",
  n: "set null",
  d: "set default",
};
