import type { Session } from "../../../core/session.ts";

/** A row of `pg_statistic_ext_data`; bytes as `\x...`. */
export interface ExtendedRow {
  readonly oid: number;
  readonly inherited: boolean;
  readonly n_distinct: string | null;
  readonly dependencies: string | null;
  readonly mcv: string | null;
  /** The table whose columns of these numbers have the expressions' statistics. */
  readonly scratch: number | null;
  readonly expressions: readonly number[];
}

const types = ["pg_ndistinct", "pg_dependencies", "pg_mcv_list"] as const;

/** As ANALYZE keeps them, statistics of an expression belong to no relation and no column. */
const insert = `
  insert into pg_catalog.pg_statistic_ext_data
         (stxoid, stxdinherit, stxdndistinct, stxddependencies, stxdmcv, stxdexpr)
  select r.oid, r.inherited, r.n_distinct::bytea::pg_ndistinct, r.dependencies::bytea::pg_dependencies,
         r.mcv::bytea::pg_mcv_list,
         case when r.scratch is not null then array(
           select (select row(0::oid, 0::int2, false, s.stanullfrac, s.stawidth, s.stadistinct,
                     s.stakind1, s.stakind2, s.stakind3, s.stakind4, s.stakind5,
                     s.staop1, s.staop2, s.staop3, s.staop4, s.staop5,
                     s.stacoll1, s.stacoll2, s.stacoll3, s.stacoll4, s.stacoll5,
                     s.stanumbers1, s.stanumbers2, s.stanumbers3, s.stanumbers4, s.stanumbers5,
                     s.stavalues1, s.stavalues2, s.stavalues3, s.stavalues4, s.stavalues5)::pg_statistic
                     from pg_statistic s where s.starelid = r.scratch and s.staattnum = t.number::int2)
             from json_array_elements_text(r.expressions) with ordinality as t(number, at)
            order by t.at) end
    from json_to_recordset($1) as r(oid oid, inherited bool, n_distinct text, dependencies text, mcv text,
           scratch oid, expressions json)`;

/** The types have no input. In this transaction alone their bytes are good enough. */
export async function writeExtended(
  superuser: Session,
  rows: readonly ExtendedRow[],
): Promise<void> {
  await superuser.transaction({ access: "read write" }, async () => {
    // nothing that the owner of the database made may take part
    await superuser.query("select pg_catalog.set_config('search_path', 'pg_catalog', true)");
    for (const type of types)
      await superuser.query(`create cast (bytea as ${type}) without function`);
    await superuser.query(insert, [JSON.stringify(rows)]);
    for (const type of types) await superuser.query(`drop cast (bytea as ${type})`);
  });
}
