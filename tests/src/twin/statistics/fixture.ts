import type { Session } from "../../../../src/core/session.ts";
import { importStatistics } from "../../../../src/twin/statistics/import.ts";
import { readStatistics } from "../../../../src/twin/statistics/read.ts";
import type { Statistics } from "../../../../src/twin/statistics/types.ts";
import type { Missing } from "../../../../src/core/twin.ts";
import { testDatabase } from "../../../helpers/postgres.ts";
import type { TestDatabase } from "../../../helpers/postgres.ts";
import { openSession } from "../../query/session.ts";

/** A column of every kind that has statistics, hard values among them; and every kind of relation. */
export const schema = `
  create schema "Odd, Schema";
  create type mood as enum ('sad', 'so "so"', 'glad, really');
  create domain positive as int check (value > 0);
  create domain code as varchar(12) check (value <> '');
  create type pair as (a int, b text);
  create type span as range (subtype = float8);
  create table kinds (
    id bigint generated always as identity primary key,
    hard text, fixed char(5), short varchar(9), "Quoted ""name""" text collate "C",
    amount numeric(12, 4), ratio float8, small int2, flag bool, mark "char", label name,
    day date, at timestamptz, local_at timestamp, clock time, zoned timetz, lasts interval,
    raw bytea, doc jsonb, plain json, guid uuid, host inet, net cidr, mac macaddr, bits bit(4), more varbit,
    feeling mood, size positive, tag code, couple pair, spot point, area box, relation regclass, lsn pg_lsn, cash money,
    numbers int[], words text[], moods mood[], sizes positive[], pairs pair[],
    period daterange, window_ tsrange, own span, periods int4multirange, search tsvector,
    total numeric generated always as (amount * 2) stored, nothing int, same int default 7
  );
  create index kinds_lower on kinds (lower(hard), (amount * 2), size) where size > 3;
  create index kinds_words on kinds using gin (words);
  create index kinds_doc on kinds ((doc ->> 'k'));
  create index kinds_period on kinds using gist (period);
  create table parent (id int, city text);
  create table child (extra int) inherits (parent);
  create table parts (id int not null, region text not null, made date not null) partition by list (region);
  create table parts_north partition of parts for values in ('north') partition by range (made);
  create table parts_north_old partition of parts_north for values from ('2000-01-01') to ('2020-01-01');
  create table parts_north_new partition of parts_north for values from ('2020-01-01') to ('2040-01-01');
  create table parts_rest partition of parts default;
  create index on parts (made, (upper(region)));
  create table "Odd, Schema"."Odd ""Table""" ("A b" int, "c'd" text);
  create index "Odd Index" on "Odd, Schema"."Odd ""Table""" (("A b" % 7));
  create table places (gone int, city text, "post Code" varchar(7), country char(2), mood mood, price numeric(8, 2), made date, tags text[]);
  alter table places drop column gone;
  create statistics places_all on city, "post Code", country from places;
  create statistics places_hard (mcv) on price, made, tags from places;
  create statistics places_moods (mcv) on mood, country from places;
  create statistics "Odd, Schema"."Odd Stats" on lower(city), (price * 2), country from places;
  create statistics places_expression on (extract(month from made)) from places;
  create statistics parts_all (ndistinct, mcv) on region, made from parts;
  create statistics parts_small (dependencies) on region, made from parts_rest;
  create statistics parent_all on id, city from parent;
  create materialized view summary as select 1 as region, 'x'::text as name;
  create table never (a int, b text);
  create index on never (b);
  create statistics never_all on a, b from never;
`;

export const data = `
  insert into kinds (hard, fixed, short, "Quoted ""name""", amount, ratio, small, flag, mark, label, day, at, local_at,
      clock, zoned, lasts, raw, doc, plain, guid, host, net, mac, bits, more, feeling, size, tag, couple, spot, area,
      relation, lsn, cash, numbers, words, moods, sizes, pairs, period, window_, own, periods, search)
  select case i % 9 when 0 then null when 1 then 'a, b' when 2 then '{"x"}' when 3 then 'back\\slash' when 4 then 'NULL' when 5 then ''
                    when 6 then e'tab\\tnew\\nline ''quote''' else 'v ' || i end,
    'f' || i % 30, 's' || i % 200, chr(65 + i % 26) || i,
    case when i % 50 = 0 then 'NaN' else (i % 977) / 7.0 end,
    case i % 60 when 0 then 'Infinity' when 1 then '-Infinity' when 2 then 'NaN' else i / 3.0 end,
    i % 300, i % 3 = 0, chr(97 + i % 9)::"char", ('n' || i % 40)::name,
    case i % 70 when 0 then 'infinity' when 1 then '-infinity' when 2 then '0044-03-15 BC' else date '2024-01-01' + i % 700 end,
    case i % 80 when 0 then 'infinity' else timestamptz '2024-01-01 00:00:00.123456+00' + i * interval '37 minutes' end,
    timestamp '2020-02-29' + i * interval '1.5 seconds', time '00:00' + i * interval '11 seconds',
    ('10:00:00+0' || i % 9)::timetz, i % 400 * interval '1 day 2 hours', decode(lpad(to_hex(i % 500), 6, '0'), 'hex'),
    jsonb_build_object('k', i % 100, 't', 'a"b'), json_build_object('k', i), md5((i % 900)::text)::uuid,
    ('10.0.' || i % 200 || '.' || i % 7)::inet, ('10.' || i % 200 || '.0.0/16')::cidr, ('08:00:2b:01:02:' || lpad(to_hex(i % 256), 2, '0'))::macaddr,
    (i % 16)::bit(4), (i % 32)::bit(5)::varbit, case i % 4 when 0 then 'sad' when 1 then 'glad, really' else 'so "so"' end::mood, 1 + i % 120, 'c' || i % 90,
    row(i % 20, 'x, "y"')::pair, point(i, i), box(point(0, 0), point(i, i)), 'pg_class'::regclass, ('0/' || to_hex(i))::pg_lsn, (i % 90)::numeric::money,
    array[i % 10, i % 7, null], array['a, ' || i % 12, 'q"' || i % 5, 'NULL'], array['sad', 'glad, really']::mood[], array[1 + i % 9, 3]::positive[], array[row(i % 3, 'z')]::pair[],
    case i % 40 when 0 then 'empty'::daterange when 1 then null when 2 then '(,)' else daterange(date '2024-01-01' + i % 300, date '2024-01-02' + i % 300 + i % 40) end,
    tsrange(timestamp '2024-01-01' + i * interval '1 hour', null), span(i, i + i % 17), int4multirange(int4range(i, i + 3), int4range(i + 10, i + 20)),
    to_tsvector('simple', 'w' || i % 40 || ' every')
  from generate_series(1, 3000) i;
  insert into parent select i, 'city ' || i % 12 from generate_series(1, 800) i;
  insert into child select i, 'town ' || i % 40, i % 5 from generate_series(1, 1200) i;
  insert into parts select i, case i % 3 when 0 then 'north' when 1 then 'south' else 'west' end, date '2015-01-01' + i % 4000 from generate_series(1, 4000) i;
  insert into places (city, "post Code", country, mood, price, made, tags)
  select case when i % 20 = 0 then null else 'City ' || (i * i) % 60 end, ((i * i) % 60)::text || '-' || (i % 2), 'c' || ((i * i) % 60) % 5,
    case i % 4 when 0 then 'sad' when 1 then null else 'so "so"' end::mood, case when i % 7 = 0 then 'NaN' else (i % 11) / 4.0 end, date '2024-01-01' + (i % 15) * 20,
    array['a, ' || i % 3, null] from generate_series(1, 2600) i;
  insert into "Odd, Schema"."Odd ""Table""" select i % 50, 'it''s ' || i from generate_series(1, 1500) i;
  insert into never select i, 'n' || i from generate_series(1, 500) i;
  refresh materialized view summary;
  analyze kinds, parent, child, parts, places, "Odd, Schema"."Odd ""Table""", summary;
  vacuum kinds;
  delete from parent where id > 700;
`;

export interface Pair extends AsyncDisposable {
  readonly original: TestDatabase;
  readonly twin: TestDatabase;
  /** Of the original's owner. */
  readonly session: Session;
  readonly on: { readonly owner: Session; readonly superuser: Session };
}

/** The same schema twice: with rows and statistics on `cluster`, and empty on the embedded Postgres. */
export async function pairOf(ddl: string, rows: string, cluster?: string): Promise<Pair> {
  const original = await testDatabase(ddl, cluster);
  const twin = await testDatabase(ddl);
  for (const statement of rows.split(";").filter((text) => text.trim() !== ""))
    await original.run(statement);
  const session = await openSession(original.url);
  const owner = await openSession(twin.url);
  const superuser = await openSession(twin.superuserUrl);
  return {
    original,
    twin,
    session,
    on: { owner, superuser },
    async [Symbol.asyncDispose]() {
      for (const each of [session, owner, superuser, original, twin])
        await each[Symbol.asyncDispose]();
    },
  };
}

/** Reads the original's statistics and imports them. */
export async function carry(
  pair: Pair,
): Promise<{ statistics: Statistics; missing: readonly Missing[] }> {
  const statistics = await readStatistics(pair.session);
  return { statistics, missing: await importStatistics(pair.on, statistics) };
}
