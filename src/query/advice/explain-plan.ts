import type { Session } from "../../core/session.ts";
import type { PreparedQuery } from "./prepare.ts";

/**
 * EXPLAIN (GENERIC_PLAN) leaves `$n` without values, which the extended protocol does not: it counts them and misses their values.
 * A statement that a function executes is not counted.
 */
const helper = `
create or replace function pg_temp.neon_dba_explain(statement text) returns json language plpgsql as $$
declare
  explained json;
begin
  execute statement into explained;
  return explained;
end $$`;

/** Once for a session, before the first `explainPlan`. */
export async function readyToExplain(session: Session): Promise<void> {
  await session.query(helper);
}

/** The JSON texts of the plans of several statements, in one round trip. Nothing is executed. */
export async function explainPlans(
  session: Session,
  statements: readonly Pick<PreparedQuery, "text" | "options">[],
): Promise<string[]> {
  const rows = await session.query<{ plan: string }>(
    `select pg_temp.neon_dba_explain(s.value)::text as plan
     from pg_catalog.json_array_elements_text($1::json) with ordinality s (value, at) order by s.at`,
    [
      JSON.stringify(
        statements.map(({ text, options }) => `explain (format json${options}) ${text}`),
      ),
    ],
  );
  return rows.map(({ plan }) => plan);
}

/** EXPLAIN (FORMAT JSON) of one statement. Nothing is executed. */
export async function explainPlan(
  session: Session,
  { text, options }: Pick<PreparedQuery, "text" | "options">,
  more = "",
): Promise<unknown> {
  const [row] = await session.query<{ plan: unknown }>(
    "select pg_temp.neon_dba_explain($1) as plan",
    [`explain (format json${options}${more}) ${text}`],
  );
  return typeof row?.plan === "string" ? JSON.parse(row.plan) : row?.plan;
}
