import type { Session } from "../../../core/session.ts";
import type { Column } from "../../../postgres/catalog/model/column.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteLiteral } from "../../../sql/quote.ts";
import { checkOf, type Constants } from "./constants.ts";
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

export type Pools = (column: Column) => Pool;

/**
 * Asks the shadow which of the values that come into question each column takes: domains keep their checks, and so do
 * columns, as far as a check is about one of them alone.
 */
export async function makePools(
  shadow: Session,
  tables: readonly Table[],
  constants: Constants,
): Promise<Pools> {
  const names = [...new Set(tables.flatMap(({ columns }) => columns.map(({ type }) => type)))];
  const types = new Map((await typeFacts(shadow, names)).map((type) => [type.name, type]));
  const wanted: Wanted[] = [];
  for (const table of tables) {
    for (const column of table.columns) {
      const { name, type } = column;
      const { category = "", labels = [] } = types.get(type) ?? {};
      const own = constants.byColumn.get(name) ?? new Set<string>();
      const mine = candidates(category, own, { all: own, clock: false }).special;
      const { special, usual } = candidates(category, constants.all, constants);
      const shared = labels.length > 0 ? labels.map(quoteLiteral) : [...special, ...usual];
      const extreme = extremes[category] ?? [];
      wanted.push({ column, check: checksOf(table, name), category, mine, shared, extreme });
    }
  }
  const taken = await takenValues(shadow, wanted);
  const pools = new Map<Column, Pool>();
  for (const [index, { column, category, mine, shared, extreme }] of wanted.entries()) {
    const values = (from: readonly string[]): string[] => [
      ...new Set(from.flatMap((expression) => taken.get(`${index} ${expression}`) ?? [])),
    ];
    const kind = "NSDTB".includes(category) ? category : column.type;
    pools.set(column, {
      own: values(mine),
      shared: values(shared),
      extreme: values(extreme),
      kind,
    });
  }
  const empty: Pool = { own: [], shared: [], extreme: [], kind: "" };
  return (column) => pools.get(column) ?? empty;
}

/** What the checks of a table say of a column alone; `true` where they say nothing. */
function checksOf({ constraints }: Table, column: string): string {
  const alone = constraints.filter(
    ({ kind, columns, enforced }) =>
      kind === "check" && enforced && columns.length === 1 && columns[0] === column,
  );
  return ["true", ...alone.map(({ definition }) => checkOf(definition))].join(" and ");
}

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

interface Wanted {
  readonly column: Column;
  readonly check: string;
  readonly category: string;
  readonly mine: readonly string[];
  readonly shared: readonly string[];
  readonly extreme: readonly string[];
}

/**
 * By number of the column and expression, the value as SQL; without those that the column refuses. What depends on the clock
 * stays an expression; everything else becomes the literal that it comes out as.
 */
async function takenValues(
  shadow: Session,
  wanted: readonly Wanted[],
): Promise<ReadonlyMap<string, string>> {
  await shadow.query(
    `create function pg_temp.neon_dba_value(expression text, type text, name text, condition text) returns text language plpgsql as $$
     declare
       value text;
     begin
       execute pg_catalog.format('select %3$I::text from (select (%1$s)::%2$s as %3$I) v where (%4$s) is not false', expression, type, name, condition)
       into value;
       return value;
     exception when others then
       return null;
     end $$`,
  );
  // columns of one type without a check take the same
  const asked = new Map<string, readonly string[]>();
  const keys = wanted.flatMap(({ column: { name, type }, check, mine, shared, extreme }, index) =>
    [...new Set([...mine, ...shared, ...extreme])].map((expression) => {
      const question = [expression, type, check === "true" ? "value" : name, check];
      asked.set(JSON.stringify(question), question);
      return { place: `${index} ${expression}`, question: JSON.stringify(question), expression };
    }),
  );
  const rows = await shadow.query<{ value: string | null }>(
    `select pg_temp.neon_dba_value(q ->> 0, q ->> 1, q ->> 2, q ->> 3) as value
     from pg_catalog.jsonb_array_elements($1::text::jsonb) with ordinality as t (q, n)`,
    [JSON.stringify([...asked.values()])],
  );
  const values = new Map([...asked.keys()].map((key, index) => [key, rows[index]?.value ?? null]));
  return new Map(
    keys.flatMap(({ place, question, expression }) => {
      const value = values.get(question) ?? null;
      if (value === null) return [];
      const moving = /^(?:now|current)/.test(expression);
      return [[place, moving ? expression : quoteLiteral(value)] as const];
    }),
  );
}
