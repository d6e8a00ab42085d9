import type { Session } from "../../../core/session.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteLiteral } from "../../../sql/quote.ts";
import type { Constants } from "./constants.ts";
import { candidates, extremes } from "./neighbours.ts";

/** Values that a column takes, as SQL. The pools of columns of like type begin alike, so that joins meet. */
export interface Pool {
  /** Values next to the constants that the column is compared with. */
  readonly own: readonly string[];
  /** Values next to any constant of a like type, and usual ones. */
  readonly shared: readonly string[];
  readonly extreme: readonly string[];
  /** Columns of one class are joined: `N` for all numbers, the type's name for an enum. */
  readonly kind: string;
}

interface TypeFacts {
  readonly name: string;
  readonly category: string;
  readonly labels: readonly string[];
}

/** The pool of a column, by `type` and name. */
export type Pools = (column: { readonly name: string; readonly type: string }) => Pool;

/** Asks the shadow which of the values that come into question each type takes: domains keep their checks. */
export async function makePools(
  shadow: Session,
  tables: readonly Table[],
  constants: Constants,
): Promise<Pools> {
  const columns = tables.flatMap((table) => table.columns);
  const names = [...new Set(columns.map(({ type }) => type))];
  const types = new Map((await typeFacts(shadow, names)).map((type) => [type.name, type]));
  const taken = await taker(shadow);
  const pools = new Map<string, Pool>();
  for (const { name, type } of columns) {
    const key = keyOf({ name, type });
    const facts = types.get(type);
    if (facts === undefined || pools.has(key)) continue;
    const { category, labels } = facts;
    const own = constants.byColumn.get(name) ?? new Set<string>();
    const labelled = labels.map(quoteLiteral);
    const mine = candidates(category, own, { all: own, clock: false }).special;
    const { special, usual } = candidates(category, constants.all, constants);
    const shared = labels.length > 0 ? labelled : [...special, ...usual];
    pools.set(key, {
      own: await taken(type, mine),
      shared: await taken(type, shared),
      extreme: await taken(type, extremes[category] ?? []),
      kind: "NSDTB".includes(category) ? category : type,
    });
  }
  const empty: Pool = { own: [], shared: [], extreme: [], kind: "" };
  return (column) => pools.get(keyOf(column)) ?? empty;
}

const keyOf = ({ name, type }: { readonly name: string; readonly type: string }): string =>
  JSON.stringify([name, type]);

async function typeFacts(shadow: Session, names: readonly string[]): Promise<TypeFacts[]> {
  const rows = await shadow.query<{ name: string; category: string; labels: string }>(
    `select name, t.typcategory::text as category,
            pg_catalog.array_to_json(array(select enumlabel from pg_catalog.pg_enum
                                           where enumtypid = case when t.typbasetype = 0 then t.oid else t.typbasetype end
                                           order by enumsortorder))::text as labels
     from unnest($1::text[]) name join pg_catalog.pg_type t on t.oid = pg_catalog.to_regtype(name)`,
    [names],
  );
  return rows.map((row) => ({ ...row, labels: JSON.parse(row.labels) as string[] }));
}

/** What depends on the clock stays an expression; everything else becomes the literal that it comes out as. */
async function taker(
  shadow: Session,
): Promise<(type: string, expressions: readonly string[]) => Promise<string[]>> {
  await shadow.query(
    `create function pg_temp.neon_dba_value(expression text, type text) returns text language plpgsql as $$
     declare
       value text;
     begin
       execute pg_catalog.format('select ((%s)::%s)::text', expression, type) into value;
       return value;
     exception when others then
       return null;
     end $$`,
  );
  const known = new Map<string, string[]>();
  return async (type, expressions) => {
    const key = JSON.stringify([type, expressions]);
    const before = known.get(key);
    if (before !== undefined) return before;
    const rows = await shadow.query<{ expression: string; value: string | null }>(
      "select e as expression, pg_temp.neon_dba_value(e, $2) as value from unnest($1::text[]) with ordinality as t (e, n) order by n",
      [expressions, type],
    );
    const values = rows.flatMap(({ expression, value }) => {
      if (value === null) return [];
      return [/^(?:now|current)/.test(expression) ? expression : quoteLiteral(value)];
    });
    const unique = [...new Set(values)];
    known.set(key, unique);
    return unique;
  };
}
