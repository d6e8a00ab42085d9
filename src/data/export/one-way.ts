import { identifier } from "../../core/identifier.ts";
import type { Session } from "../../core/session.ts";

/** Columns that are named. */
const NAMED = 20;

/** What import_data does not read again from the JSON of the query's columns, by their types; within the transaction of the export. */
export async function oneWayNotes(session: Session, query: string): Promise<string[]> {
  const { columns } = await session.execute(
    `select * from (\n${query}\n) as neon_dba_row limit 0`,
    [],
    { maxRows: 1, maxBytes: 1_000_000 },
  );
  const kinds = await session.query<{ unread: boolean; list: boolean }>(KINDS, [
    columns.map(({ type }) => type),
  ]);
  const named = (is: (kind: { unread: boolean; list: boolean }) => boolean): string => {
    const names = columns
      .filter((_, index) => kinds[index] !== undefined && is(kinds[index]))
      .map(({ name }) => `\`${identifier(name)}\``);
    const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : "";
    return `${names.slice(0, NAMED).join(", ")}${more}`;
  };
  const unread = named((kind) => kind.unread);
  const lists = named((kind) => kind.list && !kind.unread);
  return [
    ...(unread === ""
      ? []
      : [`${unread}: import_data cannot read what JSON makes of such types. CSV comes back.`]),
    ...(lists === ""
      ? []
      : [
          `${lists}: JSON has no lower bounds, so every array begins with 1 when it is read again. CSV keeps them.`,
        ]),
  ];
}

/** Of each type, through arrays and domains: composite, or with a cast to JSON of its own (hstore), which row_to_json takes. */
const KINDS = `with recursive step as (
    select number, pg_catalog.to_regtype(name)::pg_catalog.oid as type
    from pg_catalog.unnest($1::text[]) with ordinality as named (name, number)
    union all
    select step.number, case t.typtype when 'd' then t.typbasetype else t.typelem end
    from step join pg_catalog.pg_type t on t.oid operator(pg_catalog.=) step.type
    where t.typtype operator(pg_catalog.=) 'd' or t.typcategory operator(pg_catalog.=) 'A')
  select coalesce(pg_catalog.bool_or(t.typtype operator(pg_catalog.=) 'c' or t.typname operator(pg_catalog.=) 'record' or exists (
      select from pg_catalog.pg_cast c where c.castsource operator(pg_catalog.=) t.oid and c.castmethod operator(pg_catalog.=) 'f'
        and c.casttarget operator(pg_catalog.=) 'json'::pg_catalog.regtype)), false) as unread,
    coalesce(pg_catalog.bool_or(t.typcategory operator(pg_catalog.=) 'A'), false) as list
  from step left join pg_catalog.pg_type t on t.oid operator(pg_catalog.=) step.type
  group by step.number order by step.number`;
