import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { TestDatabase } from "../../helpers/postgres.ts";
import { tableOf, verifyHarness, type Answer, type VerifyHarness } from "./verify-harness.ts";

let on: VerifyHarness;
let source: TestDatabase;
let target: TestDatabase;
const verify = (args?: Record<string, unknown>, at?: string): Promise<Answer> =>
  on.verify(args, at);

beforeAll(async () => {
  on = await verifyHarness();
  ({ source, target } = on);
});
afterAll(() => on[Symbol.asyncDispose]());

test("two databases with the same rows are equal, whatever is set there and however rows are stored", async () => {
  const settings = [
    ["timezone", "'Asia/Tokyo'"],
    ["datestyle", "'German'"],
    ["intervalstyle", "'sql_standard'"],
    ["extra_float_digits", "-15"],
    ["bytea_output", "'escape'"],
  ];
  for (const [name, value] of settings)
    await target.run(`alter database ${target.name} set ${name} = ${value}`);
  await target.run("update kinds set title = title; update by_uuid set v = v where v % 3 = 0");
  const answer = await verify();
  expect(
    answer.found.tables.filter(({ equal }) => !equal),
    answer.text,
  ).toEqual([]);
  expect(answer.found).toMatchObject({ equal: true, skipped: [], sequences: [] });
  expect(answer.found.schema).toMatchObject({ equal: true, differences: [] });
  expect(answer.text).toMatch(/^Equal: all rows of 10 tables \(3,\d{3} rows\)/);
  expect(tableOf(answer, "public.parent")).toMatchObject({ rows_source: 1, rows_target: 1 });
  expect(tableOf(answer, "public.divided")).toMatchObject({
    rows_source: 100,
    evidence: "measured",
  });
  expect(JSON.stringify(answer)).not.toContain(new URL(source.url).password);
  for (const [name] of settings) await target.run(`alter database ${target.name} reset ${name}`);
});

test("columns in another order, another partitioning and another encoding are the same rows", async () => {
  const latin = `latin_${randomBytes(6).toString("hex")}`;
  const cluster: string = inject("postgres");
  const url = new URL(cluster);
  const admin = new pg.Client({ connectionString: cluster });
  await admin.connect();
  await admin.query(
    `create database ${latin} encoding 'LATIN1' locale_provider libc locale 'C' template template0`,
  );
  try {
    url.pathname = `/${latin}`;
    const other = new pg.Client({ connectionString: url.href });
    await other.connect();
    await other.query(`
      create table only_unique (v bigint, code varchar(20) not null unique);
      insert into only_unique (code, v) values ('ä', 3), ('B', 2), ('a', 1);
      create table divided (v int, at timestamp, id int, primary key (id, at));
      insert into divided select i, '2026-01-01'::date + i, i from generate_series(1, 100) i`);
    await other.end();
    const { found, text } = await verify({ tables: ["only_unique", "public.divided"] }, url.href);
    expect(
      found.tables.map(({ table, equal }) => [table, equal]),
      text,
    ).toEqual([
      ["public.divided", true],
      ["public.only_unique", true],
    ]);
    expect(found.schema.equal).toBe(false);
    expect(JSON.stringify(found.schema.differences)).toContain("integer -> bigint");
  } finally {
    await admin.query(`drop database ${latin} with (force)`);
    await admin.end();
  }
});

const changes: Record<string, string> = {
  title: "'Titel a 7'",
  state: "null",
  at: "at + interval '1 us'",
  local: "local + interval '1 us'",
  day: "day + 1",
  amount: "amount + 0.0001",
  free: "free * 1.0",
  j: `'{"a": 1.1, "b": 7}'`,
  js: `'{"b": 1, "a": 2}'`,
  numbers: "array[7]",
  bytes: "'\\xdeadbeee'",
  span: "span + interval '24 h' - interval '1 day'",
  place: `row(7, 'x,y')::spot`,
  price: "price + '0.01'",
  code: "'ab c'",
  f8: "f8 + 1e-15",
  f4: "0",
  key: "gen_random_uuid()",
  bits: "B'00101'",
  address: "'10.0.0.1'",
  during: "tstzrange('2026-01-01 00:00+00', null, '()')",
  words: "strip(words)",
  flag: "null",
  many: "8",
  relation: "'pg_catalog.pg_type'",
  x: "'<a>1</a> '",
};

test("a changed value of any type is found, with its row and its column", async () => {
  const names = Object.keys(changes);
  const script = names.map(
    (name, at) => `update kinds set ${name} = ${changes[name]} where id = ${at + 2}`,
  );
  await target.run("create table kept as select * from kinds");
  await on.differing(
    script.join(";"),
    `truncate kinds; insert into kinds (id, ${names.join(", ")}) overriding system value select id, ${names.join(", ")} from kept; drop table kept`,
    async () => {
      const answer = await verify({ tables: ["kinds"] });
      const found = tableOf(answer, "public.kinds");
      expect(found).toMatchObject({ equal: false, differing: names.length, evidence: "measured" });
      // the first of them are named, in the order of their keys
      expect(found?.differing_keys).toEqual(
        names
          .slice(0, 20)
          .map((name, at) => ({ key: `id=${at + 2}`, change: "changed", columns: [name] })),
      );
    },
  );
  for (const [at, name] of names.entries()) {
    if (at < 20) continue;
    await target.run("create table kept as select * from kinds where id = 2");
    await on.differing(
      `update kinds set ${name} = ${changes[name]} where id = 2`,
      `update kinds set ${name} = kept.${name} from kept where kinds.id = kept.id; drop table kept`,
      async () => {
        const found = tableOf(await verify({ tables: ["kinds"] }), "public.kinds");
        expect(found?.differing_keys).toEqual([
          { key: "id=2", change: "changed", columns: [name] },
        ]);
      },
    );
  }
});

test("rows that are missing, extra or there twice, with any key and with none", async () => {
  await on.differing(
    `delete from by_uuid where v = 77; insert into by_uuid values ('00000000-0000-0000-0000-000000000000', 1);
     update by_text set day = '2030-01-01' where day = '2026-01-05'; update no_key set b = 'y' where ctid = '(0,1)';
     insert into no_key values (null, null); update divided set v = 0 where id = 50; update only_unique set v = null where code = 'ä';
     delete from child`,
    `delete from by_uuid where v = 1 and u::text like '00000000-%'; insert into by_uuid values (md5('77')::uuid, 77);
     update by_text set day = '2026-01-05' where day = '2030-01-01'; update no_key set b = 'x' where b = 'y';
     delete from no_key where ctid = (select max(ctid) from no_key where a is null and b is null); update divided set v = 50 where id = 50;
     update only_unique set v = 3 where code = 'ä'; insert into child values (2, 2, 'more')`,
    async () => {
      const answer = await verify();
      const keys = Object.fromEntries(
        answer.found.tables
          .filter(({ equal }) => !equal)
          .map((each) => [
            each.table,
            each.differing_keys.map(({ key, change }) => `${change} ${key}`),
          ]),
      );
      expect(keys, answer.text).toEqual({
        "public.by_uuid": [
          "extra u=00000000-0000-0000-0000-000000000000",
          "missing u=28dd2c79-55f4-4177-7c33-92c1d7d6b1b9".replace(/u=.*/, `u=${await uuidOf(77)}`),
        ],
        "public.by_text": ["missing t=K4, day=2026-01-05", "extra t=K4, day=2030-01-01"],
        "public.no_key": expect.arrayContaining([
          "missing a=1, b=x",
          "extra a=1, b=y",
          "extra a=null, b=null",
        ]) as string[],
        "public.divided": ["changed id=50, at=2026-02-20"],
        "public.only_unique": ["changed code=ä"],
        "public.child": ["missing id=2, v=2, more=more"],
      });
      expect(answer.text).toMatch(/^Not equal: 4 of 10 tables/);
    },
  );
  expect((await verify()).found.equal).toBe(true);
});

const uuidOf = async (n: number): Promise<string> =>
  String((await source.run(`select md5('${n}')::uuid as u`))[0]?.["u"]);
