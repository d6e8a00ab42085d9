import { ToolError } from "../../../core/errors.ts";
import type { Session } from "../../../core/session.ts";
import { quoteLiteral } from "../../../sql/quote.ts";
import { differenceSql, placedSql, relation, type Pair } from "../difference.ts";

/** What became of one small database. `accepted` are the numbers, from 0, of the rows that no constraint refused. */
export interface Outcome {
  readonly accepted: readonly number[];
  /** A deferred constraint refused the whole. */
  readonly refused?: boolean;
  readonly differs?: boolean;
  /** SQLSTATE with which a statement failed, where one did. */
  readonly original?: string;
  readonly rewritten?: string;
  /** The results themselves, asked for with `detail`: the original's rows by group, the rewritten's in their order. */
  readonly detail?: Detail;
}

export interface Detail {
  /** Group and text of each row of the original without its LIMIT. */
  readonly from: readonly (readonly [group: number, row: string])[];
  readonly count: number;
  readonly offset: number;
  readonly rows: readonly string[];
}

/** Milliseconds in which a small database has to be done with: a recursion over rows in a circle never is. */
const DATABASE_MS = 300;
const BATCH_MS = 2_000;

/** Runs small databases, each as its INSERTs; undefined for one on which a statement does not come to its end. */
export type Trial = (
  databases: readonly (readonly string[])[],
  detail?: boolean,
) => Promise<(Outcome | undefined)[]>;

/**
 * Makes a function in the shadow that puts a small database into the real tables, compares, and takes it out again by rolling a
 * subtransaction back, so that every constraint, trigger, default, view and function takes part. A thousand databases of four tables
 * take the server 0.8 s of its processor so, 3.9 s with a savepoint and a round trip for each statement, and 12 s with TRUNCATE. VALUES
 * in place of the tables need no writing at all, but reach no qualified name, no view and no function, and no constraint looks at them.
 */
export async function createTrial(
  shadow: Session,
  pair: Pair,
  materializedViews: readonly string[],
): Promise<Trial> {
  await shadow.query(trialFunction(pair, materializedViews));
  const run = async (
    databases: readonly (readonly string[])[],
    detail: boolean,
    statementTimeoutMs: number,
  ): Promise<Outcome[]> =>
    shadow.transaction({ access: "read write", rollback: true, statementTimeoutMs }, async () => {
      const rows = await shadow.query<{ outcome: string }>(
        `select pg_temp.neon_dba_try(d, $2)::text as outcome
         from pg_catalog.jsonb_array_elements($1::text::jsonb) with ordinality as t (d, n)`,
        [JSON.stringify(databases), detail],
      );
      return rows.map(({ outcome }) => JSON.parse(outcome) as Outcome);
    });
  const runOne = (database: readonly string[], detail: boolean): Promise<(Outcome | undefined)[]> =>
    run([database], detail, DATABASE_MS).catch((error: unknown) => {
      if (isTimeout(error)) return [undefined];
      throw error;
    });
  return async (databases, detail = false) => {
    try {
      return await run(databases, detail, BATCH_MS);
    } catch (error) {
      if (!isTimeout(error)) throw error;
    }
    const outcomes: (Outcome | undefined)[] = [];
    for (const database of databases) outcomes.push(...(await runOne(database, detail)));
    return outcomes;
  };
}

const isTimeout = (error: unknown): boolean =>
  error instanceof ToolError && error.code === "TIMEOUT" && error.sqlstate === "57014";

/** Names in it begin with `neon_dba_`, and columns win, so that statements mean what they mean outside. */
function trialFunction(pair: Pair, materializedViews: readonly string[]): string {
  const refresh = materializedViews.map((view) => `refresh materialized view ${view};`).join("\n");
  const width = pair.columns.length;
  const text = pair.columns.map((column, index) => canonical(`v${index + 1}`, column)).join(", ");
  const body = `#variable_conflict use_column
declare
  neon_dba_row text;
  neon_dba_place int := 0;
  neon_dba_accepted int[] := '{}';
  neon_dba_outcome jsonb := '{}';
  neon_dba_original text;
  neon_dba_rewritten text;
  neon_dba_differs boolean;
  neon_dba_found jsonb;
begin
  begin
    begin
      -- all at once, because a subtransaction for each row takes longer than the row
      if pg_catalog.jsonb_array_length(neon_dba_rows) > 0 then
        execute (select pg_catalog.string_agg(r, ';' order by n)
                 from pg_catalog.jsonb_array_elements_text(neon_dba_rows) with ordinality as t (r, n));
      end if;
      neon_dba_accepted := array(select pg_catalog.generate_series(0, pg_catalog.jsonb_array_length(neon_dba_rows) - 1));
    exception when others then
      for neon_dba_row in select pg_catalog.jsonb_array_elements_text(neon_dba_rows) loop
        begin
          execute neon_dba_row;
          neon_dba_accepted := neon_dba_accepted || neon_dba_place;
        exception when others then null;
        end;
        neon_dba_place := neon_dba_place + 1;
      end loop;
    end;
    begin
      set constraints all immediate;
      ${refresh}
    exception when others then
      neon_dba_outcome := '{"refused": true}';
      raise sqlstate 'ND001';
    end;
    begin
      neon_dba_differs := (${differenceSql(pair)}
        select exists (select from d) or (select differs from n));
      if neon_dba_detail then
        neon_dba_found := (with ${placedSql(pair)}
          select pg_catalog.jsonb_build_object(
            'from', coalesce((select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_array(g, array[${text}]::text[]::text) order by p) from f), '[]'),
            'count', (select pg_catalog.count(*) from ${relation(pair.original, 0)}),
            'offset', coalesce((${pair.ordering?.offset ?? 0})::int8, 0),
            'rows', coalesce((select pg_catalog.jsonb_agg(array[${text}]::text[]::text order by p) from r), '[]')));
      end if;
    exception when others then
      begin
        perform pg_catalog.count(q::text) from ${relation(pair.original, width)};
      exception when others then neon_dba_original := sqlstate;
      end;
      begin
        perform pg_catalog.count(q::text) from ${relation(pair.rewritten, width)};
      exception when others then neon_dba_rewritten := sqlstate;
      end;
      neon_dba_differs := (neon_dba_original is null) <> (neon_dba_rewritten is null);
    end;
    neon_dba_outcome := pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object('differs', neon_dba_differs,
      'original', neon_dba_original, 'rewritten', neon_dba_rewritten, 'detail', neon_dba_found));
    raise sqlstate 'ND001';
  exception when sqlstate 'ND001' then null;
  end;
  return neon_dba_outcome || pg_catalog.jsonb_build_object('accepted', neon_dba_accepted);
end`;
  return `create or replace function pg_temp.neon_dba_try(neon_dba_rows jsonb, neon_dba_detail boolean)
    returns jsonb language plpgsql as ${quoteLiteral(body)}`;
}

/** Values that are equal have to have the same text here: 1.0 and 1.00, and 1 of another type. */
function canonical(name: string, { by, original, rewritten }: Pair["columns"][number]): string {
  const numeric = [original, rewritten].some(({ type }) => type.startsWith("numeric"));
  return by === "digits" || (numeric && by === "equality")
    ? `pg_catalog.trim_scale(${name}::numeric)::text`
    : `${name}::text`;
}
