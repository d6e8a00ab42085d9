import type { Session } from "../../core/session.ts";

/** Which of some expressions a column takes. */
export interface Question {
  readonly type: string;
  readonly column: string;
  /** On the column alone, `true` where there is none. */
  readonly condition: string;
  readonly expressions: readonly string[];
}

/** For each question the values as text, without those that the type or the condition refuses and without NULL. */
export async function takenValues(
  session: Session,
  questions: readonly Question[],
): Promise<readonly (readonly string[])[]> {
  if (questions.length === 0) return [];
  await session.query(
    `create or replace function pg_temp.neon_dba_taken(expressions jsonb, type text, name text, condition text) returns jsonb language plpgsql as $$
     declare
       taken jsonb := '[]';
       expression text;
       value text;
     begin
       for expression in select pg_catalog.jsonb_array_elements_text(expressions) loop
         begin
           execute pg_catalog.format('select %3$I::text from (select (%1$s)::%2$s as %3$I) v where (%4$s) is not false', expression, type, name, condition)
           into value;
           if value is not null then taken := taken || pg_catalog.to_jsonb(value); end if;
         exception when others then null;
         end;
       end loop;
       return taken;
     end $$`,
  );
  const rows = await session.query<{ taken: string }>(
    `select pg_temp.neon_dba_taken(q -> 'expressions', q ->> 'type', q ->> 'column', q ->> 'condition')::text as taken
     from pg_catalog.jsonb_array_elements($1::text::jsonb) with ordinality as t (q, n) order by n`,
    [JSON.stringify(questions)],
  );
  return rows.map(({ taken }) => [...new Set(JSON.parse(taken) as string[])]);
}
