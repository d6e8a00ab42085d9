import type { Session } from "../../core/session.ts";
import type { Actor } from "./world/actors.ts";

/** One statement of one actor's, and how to tell what came of it. */
export interface Trial {
  readonly actor: Actor;
  readonly role: string;
  readonly sql: string;
  /** Statements of the same role before it. */
  readonly before?: readonly string[];
  /** Statements of the session's own role after it; the text that the last one returns is the answer. */
  readonly after?: readonly string[];
  /** Rows that the command counted, the one text that the query returned, or 1 where it was carried out at all. */
  readonly reads: "count" | "text" | "done";
}

/** What Postgres answered. */
export type Outcome =
  | { readonly kind: "rows"; readonly text: string }
  | { readonly kind: "error"; readonly sqlstate: string; readonly message: string };

/**
 * Each trial in a subtransaction of its own that sets the context, takes the role's name, runs the statement and is undone. With `stop`,
 * an array of outcomes, it ends at the first that is another. What `prelude` does is undone in the end too.
 */
const tryFunction = `
create or replace function pg_temp.neon_dba_try(cells jsonb, actors jsonb, prelude jsonb, stop jsonb) returns text[] language plpgsql as $neon_dba$
declare
  neon_dba_cell jsonb;
  neon_dba_item jsonb;
  neon_dba_text text;
  neon_dba_message text;
  neon_dba_detail text;
  neon_dba_count int8;
  neon_dba_found text[] := '{}';
  neon_dba_at int := 0;
begin
  begin
    for neon_dba_item in select * from pg_catalog.jsonb_array_elements(prelude) loop
      execute neon_dba_item #>> '{}';
    end loop;
    for neon_dba_cell in select * from pg_catalog.jsonb_array_elements(cells) loop
      neon_dba_text := null;
      begin
        for neon_dba_item in select * from pg_catalog.jsonb_array_elements(actors -> ((neon_dba_cell ->> 'a')::int)) loop
          perform pg_catalog.set_config(neon_dba_item ->> 0, neon_dba_item ->> 1, true);
        end loop;
        perform pg_catalog.set_config('role', neon_dba_cell ->> 'r', true);
        for neon_dba_item in select * from pg_catalog.jsonb_array_elements(coalesce(neon_dba_cell -> 'b', '[]')) loop
          execute neon_dba_item #>> '{}';
        end loop;
        if neon_dba_cell ->> 's' = 'n' then
          execute neon_dba_cell ->> 'q';
          get diagnostics neon_dba_count = row_count;
          neon_dba_text := '=' || neon_dba_count;
        elsif neon_dba_cell ->> 's' = 'd' then
          execute neon_dba_cell ->> 'q';
          neon_dba_text := '=1';
        else
          execute neon_dba_cell ->> 'q' into neon_dba_text;
          neon_dba_text := '=' || coalesce(neon_dba_text, '');
        end if;
        if neon_dba_cell ? 'c' then
          perform pg_catalog.set_config('role', 'none', true);
          for neon_dba_item in select * from pg_catalog.jsonb_array_elements(neon_dba_cell -> 'c') loop
            if neon_dba_item #>> '{}' like 'select%' then
              execute neon_dba_item #>> '{}' into neon_dba_text;
            else
              execute neon_dba_item #>> '{}';
            end if;
          end loop;
          neon_dba_text := '=' || coalesce(neon_dba_text, '');
        end if;
        raise exception 'undo' using errcode = 'ND000';
      exception
        when sqlstate 'ND000' then null;
        when others then
          get stacked diagnostics neon_dba_message = message_text, neon_dba_detail = pg_exception_detail;
          neon_dba_text := '!' || sqlstate || pg_catalog.left(neon_dba_message, 160)
            || case when sqlstate = '23505' and neon_dba_detail <> '' then ' ' || pg_catalog.left(neon_dba_detail, 160) else '' end;
      end;
      neon_dba_found := neon_dba_found || neon_dba_text;
      exit when stop is not null and pg_catalog.left(neon_dba_text, case when neon_dba_text like '!%' then 6 else 1000000 end)
        is distinct from pg_catalog.left(stop ->> neon_dba_at, case when stop ->> neon_dba_at like '!%' then 6 else 1000000 end);
      neon_dba_at := neon_dba_at + 1;
    end loop;
    raise exception 'undo' using errcode = 'ND001';
  exception when sqlstate 'ND001' then null;
  end;
  return neon_dba_found;
end $neon_dba$`;

/** For each list of statements the number of the first trial that comes to something else after them, undone as well. */
const mutateFunction = `
create or replace function pg_temp.neon_dba_mutate(mutants jsonb, cells jsonb, actors jsonb, prelude jsonb, stop jsonb) returns text[] language plpgsql as $neon_dba$
declare
  neon_dba_mutant jsonb;
  neon_dba_item jsonb;
  neon_dba_answers text[];
  neon_dba_last text;
  neon_dba_base text;
  neon_dba_found text[] := '{}';
  neon_dba_text text;
begin
  for neon_dba_mutant in select * from pg_catalog.jsonb_array_elements(mutants) loop
    begin
      for neon_dba_item in select * from pg_catalog.jsonb_array_elements(neon_dba_mutant) loop
        execute neon_dba_item #>> '{}';
      end loop;
      neon_dba_answers := pg_temp.neon_dba_try(cells, actors, prelude, stop);
      neon_dba_last := neon_dba_answers[pg_catalog.cardinality(neon_dba_answers)];
      neon_dba_base := stop ->> (pg_catalog.cardinality(neon_dba_answers) - 1);
      neon_dba_text := case
        when neon_dba_last like '!%' and pg_catalog.left(neon_dba_last, 6) = pg_catalog.left(neon_dba_base, 6) then ''
        when neon_dba_last = neon_dba_base then ''
        else (pg_catalog.cardinality(neon_dba_answers) - 1)::text end;
      raise exception 'undo' using errcode = 'ND002';
    exception
      when sqlstate 'ND002' then null;
      when others then neon_dba_text := '!' || sqlstate || sqlerrm;
    end;
    neon_dba_found := neon_dba_found || neon_dba_text;
  end loop;
  return neon_dba_found;
end $neon_dba$`;

export async function prepareTrials(session: Session): Promise<void> {
  await session.query(tryFunction);
  await session.query(mutateFunction);
}

export interface Mutating {
  readonly prelude: readonly string[];
  /** What the trials come to without any mutant, after the prelude. */
  readonly base: readonly string[];
  readonly mutants: readonly (readonly string[])[];
}

/** For each mutant the place of the first trial that turns, empty where none does, `!` and the error where it cannot be made. */
export async function tryMutants(
  session: Session,
  trials: readonly Trial[],
  { prelude, base, mutants }: Mutating,
): Promise<readonly string[]> {
  if (trials.length === 0 || mutants.length === 0) return mutants.map(() => "");
  const { cells, actors } = packed(trials);
  const [row] = await session.query<{ found: string[] }>(
    `select pg_catalog.array_to_json(pg_temp.neon_dba_mutate($1::text::jsonb, $2::text::jsonb, $3::text::jsonb, $4::text::jsonb, $5::text::jsonb)) as found`,
    [JSON.stringify(mutants), cells, actors, JSON.stringify(prelude), JSON.stringify(base)],
  );
  return row?.found ?? [];
}

/** What goes to the server: contexts once, and trials that point at them. */
function packed(trials: readonly Trial[]): { cells: string; actors: string } {
  const actors = [...new Set(trials.map(({ actor }) => actor))];
  return {
    cells: JSON.stringify(
      trials.map(({ actor, role, sql, reads, before, after }) => ({
        a: actors.indexOf(actor),
        r: role,
        q: sql,
        ...(before === undefined ? {} : { b: before }),
        ...(after === undefined ? {} : { c: after }),
        s: { count: "n", text: "t", done: "d" }[reads],
      })),
    ),
    actors: JSON.stringify(actors.map(({ settings }) => settings)),
  };
}

/** Runs trials in one round trip, all of them undone. Throws where the prelude fails. */
export async function tryAll(
  session: Session,
  trials: readonly Trial[],
  prelude: readonly string[] = [],
): Promise<readonly string[]> {
  if (trials.length === 0) return [];
  const { cells, actors } = packed(trials);
  const [row] = await session.query<{ found: string[] }>(
    `select pg_catalog.array_to_json(pg_temp.neon_dba_try($1::text::jsonb, $2::text::jsonb, $3::text::jsonb, null)) as found`,
    [cells, actors, JSON.stringify(prelude)],
  );
  return row?.found ?? [];
}

export const outcomeOf = (text: string): Outcome =>
  text.startsWith("!")
    ? { kind: "error", sqlstate: text.slice(1, 6), message: text.slice(6) }
    : { kind: "rows", text: text.slice(1) };
