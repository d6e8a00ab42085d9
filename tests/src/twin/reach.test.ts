import { afterAll, beforeAll, expect, test } from "vitest";
import type { Session } from "../../../src/core/session.ts";
import type { Twin } from "../../../src/core/twin.ts";
import { testDatabase } from "../../helpers/postgres.ts";
import type { TestDatabase } from "../../helpers/postgres.ts";
import { planOf, twinHome } from "./fixture.ts";

const home = twinHome();
const signal = new AbortController().signal;
let database: TestDatabase;
let original: Session;
let twin: Twin;

/** Values of every kind of length and alignment, whose least and greatest one no sample has: they came after ANALYZE. */
const setup = `
  create schema "Own";
  create type "Own".grade as enum ('low', 'middle', 'high', 'top');
  create domain "Own".amount as numeric(12, 3) check (value > -1e6);
  create domain "Own".sure as "Own".amount not null;
  create table far (small int2, id int8 not null, ratio float8, flag bool, mark "char", label name, day date, at timestamptz, lasts interval,
    code char(4), word text, "Some Text" varchar(90) collate "C", odd text collate "en-x-icu", raw bytea, guid uuid, host inet, grade "Own".grade,
    amount "Own".amount, sure "Own".sure, numbers int[], words text[], bits bit(6), cash money, span int4range, pair int, pair2 text);
  insert into far
    select 10 + i % 900, i, i / 7.0, i % 2 = 0, chr(98 + i % 20)::"char", 'l' || i % 700, date '2024-01-01' + i % 800, timestamptz '2024-01-01 00:00+00' + i * interval '1 hour',
      i * interval '1 minute', lpad((i % 5000)::text, 4, '1'), 'w' || i, 'v, "' || i, 'o\\' || i, int4send(i), md5(i::text)::uuid, inet '10.0.0.0' + i, case when i % 3 = 0 then 'middle' else 'high' end::"Own".grade,
      i % 4000, i, array[i % 3000, i], array['a ' || i, null], (i % 40)::bit(6), (i % 5000)::numeric::money, int4range(i, i + 5), i % 2500, 'p' || i
    from generate_series(1, 20000) i;`;
const columns =
  "small,id,ratio,mark,day,at,lasts,code,word,Some Text,odd,raw,guid,host,grade,amount,sure,numbers,words,bits,cash,span".split(
    ",",
  );
const indexes = [
  ...columns.map(
    (column, at) =>
      `create index on far ("${column}" ${at % 3 === 0 ? "desc" : "asc"}${at % 2 === 0 ? "" : ", pair desc"}) ${at % 5 === 0 ? "include (pair2)" : ""}`,
  ),
  "create index on far (label)",
  "create index far_lower on far ((lower(pair2) || '!'), id)",
].join(";");
const later = `
  insert into far (small, id, ratio, mark, label, day, at, lasts, code, word, "Some Text", odd, raw, guid, host, grade, amount, sure, numbers, words, bits, cash, span, pair2)
  values (-5, -9000000000, -1e9, 'A', 'aa', '1999-01-01', '1999-01-01 00:00+00', '-3 days', '0', '', '!', '', '\\x', '00000000-0000-0000-0000-000000000000', '1.0.0.0', 'low', -400, -7, '{-4}', '{"\\"x\\", y"}', B'000000', -900, 'empty', '0'),
         (20000, 9000000000, 'Infinity', 'z', 'zz', '2060-01-01', '2060-01-01 00:00+00', '30 years', 'zzzz', repeat('z', 400), repeat('z', 80), 'zzz', '\\xffffffffffff', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '250.0.0.0', 'top', 900000, 900000, '{900000}', '{zz}', B'111111', 1e6, '[900000,900001)', 'zzzz')`;

beforeAll(async () => {
  database = await testDatabase(setup);
  await database.run(indexes);
  await database.run("vacuum analyze far");
  await database.run(later);
  const deps = home.deps(database.url);
  original = await deps.session({ intent: "read", signal });
  twin = await deps.twin({ signal });
});
afterAll(async () => {
  await twin?.[Symbol.asyncDispose]();
  await original?.[Symbol.asyncDispose]();
  await home[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});

/** Comparisons within the outer bins and beyond them, with values that the table has there. */
async function boundsOf(key: string): Promise<string[]> {
  const rows = await original.query<{ value: string }>(`
    (select quote_literal((${key})::text) as value from far order by ${key} limit 3)
    union all (select quote_literal((${key})::text) from far where ${key} is not null order by ${key} desc limit 3)`);
  return rows.map(({ value }) => value);
}

test.each([...columns.map((column) => `"${column}"`), "label", "(lower(pair2) || '!')"])(
  "%s is known to reach as far as it does",
  async (key) => {
    expect(twin.missing).toEqual([]);
    for (const value of await boundsOf(key))
      for (const comparison of ["<", "<=", ">", ">="]) {
        const sql = `select * from far where ${key} ${comparison} ${value}`;
        expect({ sql, ...(await planOf(twin.session, sql)) }).toEqual({
          sql,
          ...(await planOf(original, sql)),
        });
      }
  },
);

test("joins that end where one side does are reckoned with", async () => {
  const sql =
    "select * from far a join far b on a.id = b.amount where a.at > '2059-01-01' order by a.id";
  expect(await planOf(twin.session, sql)).toEqual(await planOf(original, sql));
});

test("nothing that the values were formed in is left", async () => {
  expect(
    await twin.session.query("select nspname from pg_namespace where nspname like 'neon_dba%'"),
  ).toEqual([]);
});

test("at another scale the values go on beyond the original's", async () => {
  const sql = "select * from far where id > 20000000000";
  await twin.scale(10);
  expect((await planOf(twin.session, sql)).rows).toBeGreaterThan(500);
  await twin.scale(1);
  expect(await planOf(twin.session, sql)).toEqual(await planOf(original, sql));
});
