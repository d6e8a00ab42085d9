import { verifyData } from "../../../tools/data/verify-data.ts";
import type { Verification } from "../../../src/data/verify/report.ts";
import { connect, textOf } from "../../helpers/client.ts";
import { testDatabase, type TestDatabase } from "../../helpers/postgres.ts";
import { serve } from "../../helpers/served.ts";

/** Every kind of value that prints in more than one way, and every kind of key. */
const SCHEMA = `
  create type status as enum ('open', 'closed');
  create type spot as (a int, b text);
  create domain positive as int check (value > 0);
  create table kinds (
    id bigint generated always as identity primary key, title text not null, state status, at timestamptz, local timestamp, day date,
    amount numeric(12, 4), free numeric, j jsonb, js json, numbers int[], bytes bytea, span interval, place spot, price money,
    code char(5), f8 float8, f4 real, key uuid, bits bit varying, address inet, during tstzrange, words tsvector, flag boolean,
    many positive, doubled bigint generated always as (id * 2) stored, relation regclass, x xml);
  create table no_key (a int, b text);
  create table by_text (t text, day date, v text, primary key (t, day));
  create table by_uuid (u uuid primary key, v int);
  create table only_unique (code text not null unique, v int);
  create table divided (id int, at date, v int, primary key (id, at)) partition by range (at);
  create table divided_1 partition of divided for values from ('2026-01-01') to ('2026-02-01');
  create table divided_rest partition of divided default;
  create table "Odd ""T""" ("Key" text primary key, "x y" int);
  create table nothing ();
  create table parent (id int primary key, v int);
  create table child (more text) inherits (parent);`;

const ROWS = `
  insert into kinds (title, state, at, local, day, amount, free, j, js, numbers, bytes, span, place, price, code, f8, f4, key, bits,
      address, during, words, flag, many, relation, x)
    select 'Titel ä ' || i, (array['open', 'closed'])[1 + i % 2]::status, '2026-03-29 01:30+01'::timestamptz + i * interval '1 h',
      '2026-01-01'::timestamp + i * interval '1 s', '2026-01-01'::date + i, i * 1.1, i / 7.0, jsonb_build_object('b', i, 'a', 1.10),
      '{"b": 1,  "a": 2}', array[i, null], '\\xdeadbeef', i * interval '1 mon 3 days 4.5 s', row(i, 'x,"y')::spot, i::numeric::money,
      'ab', i / 3.0::float8, (i / 3.0)::real, md5(i::text)::uuid, B'0101', '10.0.0.1/24', tstzrange('2026-01-01 00:00+00', null),
      to_tsvector('simple', 'a b ' || i), i % 2 = 0, i, 'pg_catalog.pg_class', '<a>1</a>'
    from generate_series(1, 500) i;
  insert into kinds (title, f8) values ('', 'NaN'), ('', '-Infinity'), (' ', '-0');
  insert into no_key select i % 10, 'x' from generate_series(1, 100) i;
  insert into no_key values (null, null), (null, ''), (1, null);
  insert into by_text select 'K' || i % 7, '2026-01-01'::date + i, 'v' from generate_series(1, 50) i;
  insert into by_uuid select md5(i::text)::uuid, i from generate_series(1, 3000) i;
  insert into only_unique values ('a', 1), ('B', 2), ('ä', 3);
  insert into divided select i, '2026-01-01'::date + i, i from generate_series(1, 100) i;
  insert into "Odd ""T""" values ('a\`b', 1), ('x"y', 2);
  insert into parent values (1, 1);
  insert into child values (2, 2, 'more');`;

export interface Answer {
  readonly text: string;
  readonly found: Verification;
}

/** Two databases with the same rows; the source is known by an environment variable. */
export interface VerifyHarness extends AsyncDisposable {
  readonly source: TestDatabase;
  readonly target: TestDatabase;
  verify(args?: Record<string, unknown>, on?: string): Promise<Answer>;
  /** Makes the target differ while `work` runs. */
  differing(change: string, back: string, work: () => Promise<void>): Promise<void>;
}

/** On the run's Postgres, or each on a cluster of its own. */
export async function verifyHarness(from?: string, to?: string): Promise<VerifyHarness> {
  const [source, target] = await Promise.all([
    testDatabase(`${SCHEMA} ${ROWS}`, from),
    testDatabase(`${SCHEMA} ${ROWS}`, to),
  ]);
  const variable = `VERIFY_${source.name.toUpperCase()}`;
  process.env[variable] = source.url;
  return {
    source,
    target,
    async verify(args = {}, on = target.url) {
      await using server = serve(on);
      await using client = await connect({ ...server.config, tools: [verifyData] });
      const result = await client.callTool({
        name: "verify_data",
        arguments: { source: { url_variable: variable }, ...args },
      });
      return { text: textOf(result), found: result.structuredContent as unknown as Verification };
    },
    async differing(change, back, work) {
      await target.run(change);
      try {
        await work();
      } finally {
        await target.run(back);
      }
    },
    async [Symbol.asyncDispose]() {
      delete process.env[variable];
      await Promise.all([source, target].map((database) => database[Symbol.asyncDispose]()));
    },
  };
}

export const tableOf = (
  { found }: Answer,
  table: string,
): Verification["tables"][number] | undefined => found.tables.find((each) => each.table === table);
