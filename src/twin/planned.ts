import type { Session } from "../core/session.ts";

/** What is run again and again in a session: the body of a function in PL/pgSQL that takes a text, `$1`, and returns one. */
export interface Routine {
  readonly name: string;
  readonly body: string;
}

/** A query whose only parameter is a text; its rows are returned as JSON. */
export const readingRoutine = (name: string, sql: string): Routine => ({
  name,
  body: `begin return (select coalesce(json_agg(q), '[]') from (${sql}) q); end`,
});

const made = new WeakMap<Session, Set<string>>();

/** Runs it as a temporary function of the session. Catalog queries take several times longer to plan than to execute; here they are planned once. */
export async function runPlanned(
  session: Session,
  { name, body }: Routine,
  parameter: string,
): Promise<string | null> {
  const known = made.get(session) ?? new Set();
  if (!known.has(name)) {
    await session.query(
      `create or replace function pg_temp.${name}(text) returns text
       language plpgsql set plan_cache_mode = force_generic_plan as $routine$ ${body} $routine$`,
    );
    made.set(session, known.add(name));
  }
  const [row] = await session.query<{ answer: string | null }>(
    `select pg_temp.${name}($1) as answer`,
    [parameter],
  );
  return row?.answer ?? null;
}

/** Rows of a `readingRoutine`. */
export const readPlanned = async <R>(
  session: Session,
  routine: Routine,
  parameter: string,
): Promise<R[]> => JSON.parse((await runPlanned(session, routine, parameter)) ?? "[]") as R[];
