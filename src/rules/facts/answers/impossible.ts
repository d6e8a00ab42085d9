import type { Session } from "../../../core/session.ts";
import type { Column } from "../../../postgres/catalog/model/column.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { attempt } from "../policies/trial.ts";

export interface Question {
  readonly key: string;
  readonly columns: readonly Pick<Column, "name" | "type">[];
  readonly condition: string;
}

/** So many are planned at once: a round trip costs more than a plan. */
const AT_ONCE = 60;

/**
 * Keys of the conditions that no row can meet, by the planner's proof (`constraint_exclusion`). Each is asked over a function that returns
 * rows of these columns, of which nothing else is known; a part of the plan that cannot yield rows is not planned at all. What Postgres
 * refuses is left out.
 */
export async function impossible(
  session: Session,
  questions: readonly Question[],
  signal: AbortSignal,
): Promise<Set<string>> {
  const found = new Set<string>();
  if (questions.length === 0) return found;
  await session.query("select pg_catalog.set_config('constraint_exclusion', 'on', true)");
  for (let from = 0; from < questions.length; from += AT_ONCE) {
    signal.throwIfAborted();
    const some = questions.slice(from, from + AT_ONCE);
    const together = await proofs(session, some);
    if (together !== undefined) for (const key of together) found.add(key);
    else
      for (const one of some)
        for (const key of (await proofs(session, [one])) ?? []) found.add(key);
  }
  return found;
}

async function proofs(
  session: Session,
  questions: readonly Question[],
): Promise<string[] | undefined> {
  const arms = questions.map(
    ({ columns, condition }, at) =>
      `select 1 from pg_catalog.jsonb_to_recordset('[]') as arm_${at} (${columns
        .map(({ name, type }) => `${quoteIdentifier(name)} ${type}`)
        .join(", ")}) where ${condition}`,
  );
  const plan = await attempt(session, () =>
    session.query(`explain (format json, costs off) ${arms.join(" union all ")}`),
  );
  if (plan === undefined) return undefined;
  const alive = new Set(
    [...JSON.stringify(plan).matchAll(/\barm_(\d+)\b/g)].map(([, at]) => Number(at)),
  );
  return questions.filter((_, at) => !alive.has(at)).map(({ key }) => key);
}
