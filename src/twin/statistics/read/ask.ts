import type { Session } from "../../../core/session.ts";
import { isRefusal } from "../import/restore.ts";

/**
 * Runs statements that each return one JSON value, one after the other within Postgres, because a database has many indexes and may be far
 * away. What fails, or comes after two seconds, has no answer.
 */
const block = `do $$
  declare
    latest timestamptz := clock_timestamp() + interval '2 seconds';
    asked record;
    answer json;
    answers json[] := '{}';
  begin
    for asked in
      select t.statement from json_array_elements_text(current_setting('neon_dba.asked')::json) with ordinality as t(statement, at)
       order by t.at
    loop
      answer := null;
      begin
        if clock_timestamp() < latest then execute asked.statement into answer; end if;
      exception when others then
        null;
      end;
      answers := array_append(answers, answer);
    end loop;
    perform set_config('neon_dba.asked', array_to_json(answers)::text, true);
  end $$`;

/** Answers in the order of the statements, which Postgres made by quoting; null where there is none. In the caller's transaction. */
export async function askEach(
  session: Session,
  statements: readonly string[],
): Promise<readonly unknown[]> {
  if (statements.length === 0) return [];
  await session.query("select set_config('neon_dba.asked', $1, true)", [
    JSON.stringify(statements),
  ]);
  await session.query(block);
  const [row] = await session.query<{ answers: string }>(
    "select current_setting('neon_dba.asked') as answers",
  );
  return JSON.parse(row?.answers ?? "[]") as unknown[];
}

/** What is good to know, and not worth waiting for: nothing where Postgres refuses, is busy, or somebody holds a lock. */
export async function unlessRefused<T>(
  session: Session,
  otherwise: T,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await session.transaction(
      { access: "read only", statementTimeoutMs: 5000, lockTimeoutMs: 100 },
      work,
    );
  } catch (error) {
    if (isRefusal(error)) return otherwise;
    throw error;
  }
}
