import type { Deps } from "../../core/deps.ts";
import type { Session } from "../../core/session.ts";

/** Values of one column, and the types that are asked about. */
export interface Question {
  readonly values: readonly string[];
  readonly types: readonly string[];
}

/** From Postgres 16 on; for older ones the embedded Postgres says what they would. */
const JUDGING = 160_000;

/** Refused values that are named; more are not looked for. */
const NAMED = 4;

/**
 * By question and type, the first values that Postgres does not take, at most four. `dates` is the order of day and month that the values
 * have.
 */
export async function judge(
  questions: readonly Question[],
  {
    session,
    deps,
    dates,
    signal,
  }: {
    readonly session: Session;
    readonly deps: Pick<Deps, "shadow">;
    readonly dates: string | undefined;
    readonly signal: AbortSignal;
  },
): Promise<readonly ReadonlyMap<string, readonly string[]>[]> {
  if (session.version >= JUDGING) return ask(session, questions, dates);
  await using shadow = await deps.shadow(signal);
  return await ask(shadow.session, questions, dates);
}

async function ask(
  session: Session,
  questions: readonly Question[],
  dates: string | undefined,
): Promise<ReadonlyMap<string, readonly string[]>[]> {
  return session.transaction({ access: "read only" }, async () => {
    await session.query("select pg_catalog.set_config('datestyle', $1, true)", [
      `ISO, ${dates ?? "YMD"}`,
    ]);
    const rows = await session.query<{ question: number; type: string; refused: string[] }>(
      `select question.number::int4 as question, type, array(
         select value from pg_catalog.json_array_elements_text(question.body -> 'values') as value
         where not pg_catalog.pg_input_is_valid(value, type) limit ${NAMED}) as refused
       from pg_catalog.json_array_elements($1::json) with ordinality as question (body, number),
         pg_catalog.json_array_elements_text(question.body -> 'types') as type`,
      [JSON.stringify(questions)],
    );
    const found = questions.map(() => new Map<string, readonly string[]>());
    for (const { question, type, refused } of rows) found[question - 1]?.set(type, refused);
    return found;
  });
}
