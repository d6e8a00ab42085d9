import { afterAll, beforeAll, expect, test } from "vitest";
import type { Session } from "../../../src/core/session.ts";
import type { HypotheticalIndex, Twin } from "../../../src/core/twin.ts";
import type { OpenDeps } from "../../../src/deps/open-deps.ts";
import { testDatabase } from "../../helpers/postgres.ts";
import type { TestDatabase } from "../../helpers/postgres.ts";
import { planOf, twinHome } from "./fixture.ts";

const home = twinHome();
const never = new AbortController().signal;
let database: TestDatabase;
let deps: OpenDeps;
let original: Session;
let twin: Twin;

interface Case {
  readonly expression: string;
  /** How many times the real ones the estimated distinct values may be, or the other way round. */
  readonly distinct: number;
  /** Half conditions, and how many times the real estimate of rows the twin's may be, or the other way round. */
  readonly conditions: Readonly<Record<string, number>>;
}

/** On `tasks`. Where a histogram of a hundred values is all that is known of texts and documents, more is left to chance. */
const cases: readonly Case[] = [
  {
    expression: "lower(title)",
    distinct: 1.01,
    conditions: { "= 'task 7'": 1.01, "< 'task 2'": 1.1 },
  },
  { expression: "length(title)", distinct: 2, conditions: { "= 16": 1.3, "> 16": 1.2 } },
  { expression: '"left"(title, 6)', distinct: 1.2, conditions: { "= 'Task 1'": 1.1 } },
  {
    expression: "upper(status)",
    distinct: 1.01,
    conditions: { "= 'OPEN'": 1.01, "= 'DONE'": 1.01, "is null": 1.01 },
  },
  {
    expression: "coalesce(status, 'none')",
    distinct: 1.01,
    conditions: { "= 'none'": 1.01, "= 'done'": 1.01 },
  },
  {
    expression: "split_part(email, '@', 2)",
    distinct: 1.3,
    conditions: { "= 'host3.org'": 1.4, "> 'host3.org'": 1.5 },
  },
  { expression: "(doc->>'kind')", distinct: 1.3, conditions: { "= 'k1'": 1.5, "is null": 1.1 } },
  {
    expression: "((doc->>'size')::int)",
    distinct: 1.5,
    conditions: { "= 3": 1.5, "between 10 and 29": 1.5 },
  },
  {
    expression: "((at at time zone 'UTC')::date)",
    distinct: 1.05,
    conditions: { "= '2026-03-01'": 1.2, "> '2026-06-01'": 1.05 },
  },
  {
    expression: "date_trunc('month', at at time zone 'UTC')",
    distinct: 1.01,
    conditions: { "= '2026-03-01'": 1.1, "> '2026-06-01'": 1.05 },
  },
  {
    expression: "extract(hour from at at time zone 'UTC')",
    distinct: 1.01,
    conditions: { "= 7": 1.2, "< 6": 1.1 },
  },
  { expression: "(id % 100)", distinct: 1.01, conditions: { "= 7": 1.5, "< 20": 1.1 } },
  { expression: "(id / 1000)", distinct: 1.01, conditions: { "= 7": 1.1, "< 20": 1.05 } },
  { expression: "(skewed % 10)", distinct: 1.01, conditions: { "= 1": 1.1, "< 3": 1.05 } },
  {
    expression: "round(price)",
    distinct: 1.02,
    conditions: { "= 50": 1.2, "> 90": 1.1, "is null": 1.01 },
  },
  { expression: "(a + b)", distinct: 1.1, conditions: { "= 100": 1.6, "< 30": 1.2 } },
  { expression: "(first || ' ' || last)", distinct: 1.05, conditions: { "< 'f3'": 1.05 } },
  { expression: "(status = 'open')", distinct: 1.01, conditions: { "= true": 1.01 } },
];

const statement = ({ expression }: Case, name: string): string =>
  `create index ${name} on tasks (${expression})`;

beforeAll(async () => {
  database = await testDatabase(`
    select setseed(0.5);
    create table tasks (id int primary key, title text, status text, email text, doc jsonb, at timestamptz, skewed int,
      price numeric(10, 2), a int, b int, first text, last text);
    insert into tasks select i, 'Task ' || i || ' of all',
        case when random() < 0.1 then null when random() < 0.02 then 'open' when random() < 0.3 then 'Done' else 'done' end,
        'u' || i || '@host' || (10 * random() * random())::int || '.org',
        case when random() < 0.8 then jsonb_build_object('n', i, 'kind', 'k' || (8 * random() * random())::int,
          'size', (random() * 50)::int) else jsonb_build_object('n', i) end,
        '2026-01-01'::timestamptz + random() * interval '365 days', (1000 * random() ^ 3)::int,
        case when random() < 0.75 then (100 * random())::numeric(10, 2) end, (random() * 100)::int, (random() * 100)::int,
        'f' || (random() * 200)::int, 'l' || (random() * 200)::int
      from generate_series(1, 30000) i;
    create table few (id int primary key, label text, divisor int);
    insert into few select i, 'L' || i % 1000, i % 5 from generate_series(1, 3000) i;
    create table never (id int, label text);
    insert into never select i, 'l' || i from generate_series(1, 100) i;
    create table events (at timestamp, kind text) partition by range (at);
    create table events_1 partition of events for values from ('2026-01-01') to ('2026-07-01');
    create table events_2 partition of events for values from ('2026-07-01') to ('2027-01-01');
    insert into events select '2026-01-01'::timestamp + i * interval '17 minutes', 'K' || i % 3 from generate_series(1, 30000) i;
    alter table never set (autovacuum_enabled = off);
    analyze tasks, few, events`);
  deps = home.deps(database.url);
  twin = await deps.twin({ signal: never });
  await database.run(cases.map((one, at) => statement(one, `real_${at}`)).join(";"));
  await database.run("analyze tasks");
  original = await deps.session({ intent: "read", signal: never });
});
afterAll(async () => {
  await original?.[Symbol.asyncDispose]();
  await twin?.[Symbol.asyncDispose]();
  await home[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});

const create = async (sql: string): Promise<HypotheticalIndex> => {
  const [index] = await twin.createIndexes([sql]);
  if (index === undefined || index instanceof Error) throw index ?? new Error("nothing was made");
  return index;
};

interface Found {
  readonly distinct: number;
  readonly nulls: number;
  readonly width: number;
}

/** Of an expression index by its name. Undefined where it has no statistics. */
async function statistics(session: Session, name: string): Promise<Found | undefined> {
  const [row] = await session.query<Found & Record<string, unknown>>(
    `select case when s.n_distinct < 0 then -s.n_distinct * t.reltuples else s.n_distinct end as distinct,
            s.null_frac as nulls, s.avg_width as width
       from pg_stats s join pg_index i on i.indexrelid = $1::text::regclass join pg_class t on t.oid = i.indrelid
      where s.tablename = $1::text`,
    [name],
  );
  return row;
}

/** How many times one is the other, at least 1. */
const times = (a: number, b: number): number => Math.max(a, b) / Math.min(a, b);

test.each(cases.map((one, at) => ({ ...one, at })))(
  "$expression is known as if it had been built and analyzed",
  async ({ at, ...one }) => {
    const index = await create(statement(one, `index_${at}`));
    const [real] = await database.run(`select pg_relation_size('real_${at}')::int as bytes`);
    expect(times(index.bytes, Number(real?.["bytes"]))).toBeLessThan(1.25);
    const there = await statistics(original, `real_${at}`);
    const here = await statistics(twin.session, `index_${at}`);
    if (there === undefined || here === undefined) throw new Error("no statistics");
    expect(times(here.distinct, there.distinct)).toBeLessThan(one.distinct);
    expect(Math.abs(here.nulls - there.nulls)).toBeLessThan(0.02);
    for (const [condition, limit] of Object.entries(one.conditions)) {
      const sql = `select from tasks where ${one.expression} ${condition}`;
      const rows = [(await planOf(twin.session, sql)).rows, (await planOf(original, sql)).rows];
      expect(times(rows[0] ?? 0, rows[1] ?? 0), condition).toBeLessThan(limit);
    }
  },
);

test("expressions that fail on a value leave the others what is known of them", async () => {
  const outcomes = await twin.createIndexes([
    "create index fails on few ((100 / divisor))",
    "create index wide on few (repeat(label, 1000))",
    "create index casts on few ((label::int))",
    "create index lower on few (lower(label)) where id > 1500",
    "create index two on few (lower(label), (id % 7))",
    "create index whole on few (id, (few is null))",
    "create index unknown on never (lower(label))",
  ]);
  expect(outcomes.filter((outcome) => outcome instanceof Error)).toEqual([]);
  for (const name of ["fails", "casts", "unknown"])
    expect(await statistics(twin.session, name)).toBeUndefined();
  expect(await statistics(twin.session, "lower")).toMatchObject({
    nulls: 0,
    width: 7,
    distinct: 1000,
  });
  expect(await statistics(twin.session, "wide")).toMatchObject({ nulls: 0, distinct: 1000 });
  const [row] = await twin.session.query(
    "select array_agg(n_distinct::int order by attname) as distinct from pg_stats where tablename = 'two'",
  );
  expect(row).toEqual({ distinct: [7, expect.anything()] });
});

test("partitions have their own, and all are told anew for another size", async () => {
  await create("create index of_day on events ((at::date))");
  const names = ["events_1_at_idx", "events_2_at_idx"];
  for (const name of names)
    expect((await statistics(twin.session, name))?.distinct).toBeCloseTo(180, -2);
  const sql = "select from events where at::date = '2026-03-01'";
  const before = await planOf(twin.session, sql);
  await twin.scale(100);
  expect((await planOf(twin.session, sql)).rows).toBeGreaterThan(20 * before.rows);
  await twin.scale(1);
  expect(await planOf(twin.session, sql)).toEqual(before);
});
