import { expect, test } from "vitest";
import type { Plan } from "../../../../../src/core/migration.ts";
import { faults, planned, prove } from "../recipes/execute.ts";

const setup = `
  create table users (id bigint generated always as identity primary key, email text);
  create table orders (id serial primary key, user_id bigint not null references users on delete cascade, total numeric, state text default 'new', n int);
  create table items (order_id int references orders, pos int, primary key (order_id, pos), note text);
  insert into users (email) select 'u' || i from generate_series(1, 5) i;
  insert into orders (user_id, total, n) select 1 + i % 5, i, i from generate_series(1, 20) i;
  insert into items select i, 1, 'n' from generate_series(1, 20) i;
  create view big as select id, total from orders where total > 3;
  create view bigger as select * from big where total > 10;
  grant select on bigger to public;
  comment on column big.total is 'in euros';
  create materialized view sums as select user_id, sum(n) as n from orders group by 1;
  create unique index on sums (user_id);
  create index sums_n on sums (n) where n > 1;
  comment on materialized view sums is 'sums';
  comment on index sums_n is 'by n';
  grant select on sums to public;
  create view top as select user_id from sums where n > 5;
  create function total_of(int) returns numeric language sql begin atomic select total from orders where id = $1; end;
  create function kept() returns trigger language plpgsql as 'begin return new; end';
  create trigger kept before update of state on orders for each row when (old.state is distinct from new.state) execute function kept();
  create rule noted as on delete to items where old.note = 'kept' do instead nothing;
  create policy few on orders using (n > 0);
  analyze;`;

const phases = ["expand", "backfill", "verify", "switch", "contract"];
const names = (plan: Plan): string[] => plan.phases.map(({ name }) => name);

test("what depends on a column whose type changes goes and comes back", async () => {
  const made = await prove({
    setup,
    sql: `
      alter table orders alter column total type double precision;
      alter table orders alter column state type varchar(10), alter n type bigint;
      alter table items alter note type varchar(100);`,
    naive: () => `
      drop rule noted on items; drop trigger kept on orders; drop policy few on orders; drop function total_of(int);
      drop view top, bigger, big; drop materialized view sums;
      alter table orders alter total type double precision, alter state type varchar(10), alter n type bigint;
      alter table items alter note type varchar(100);
      create view big as select id, total from orders where total > 3::numeric;
      create view bigger as select * from big where total > 10::numeric;
      grant select on bigger to public;
      comment on column big.total is 'in euros';
      create materialized view sums as select user_id, sum(n) as n from orders group by 1;
      create unique index on sums (user_id);
      create index sums_n on sums (n) where n > 1;
      comment on materialized view sums is 'sums';
      comment on index sums_n is 'by n';
      grant select on sums to public;
      create view top as select user_id from sums where n > 5;
      create function total_of(int) returns numeric language sql begin atomic select total from orders where id = $1; end;
      create trigger kept before update of state on orders for each row when (old.state is distinct from new.state) execute function kept();
      create rule noted as on delete to items where old.note = 'kept' do instead nothing;
      create policy few on orders using (n > 0)`,
  });
  expect(names(made)).toEqual(phases);
});

test("a counted key becomes a uuid with all that refers to it", async () => {
  await using made = await planned(setup, { sql: "alter table users alter column id type uuid" });
  expect(faults(made.plan)).toEqual([]);
  expect(names(made.plan)).toEqual(phases);
  expect(made.plan.phases.map((phase) => phase.old_application).join(" ")).toBe(
    "works works works breaks breaks",
  );
  const owners = "select o.id, u.email from orders o join users u on u.id = o.user_id order by 1";
  const before = await made.session.query(owners);
  const forward = made.plan.phases.filter(({ name }) => name !== "contract");
  for (const step of forward.flatMap(({ steps }) => steps)) await made.run(step);
  expect(await made.session.query(owners)).toEqual(before);
  await made.session.query("insert into users (email) values ('new')");
  for (const step of forward.flatMap(({ steps }) => steps).toReversed())
    await made.run(step, "back");
  expect(await made.session.query(owners)).toEqual(before);
  expect(await made.session.query("select id::text from users where email = 'new'")).toEqual([
    { id: "6" },
  ]);
  for (const step of made.steps) await made.run(step);
  expect(await made.session.query(owners)).toEqual(before);
  expect(
    await made.session.query(
      "select attidentity::text as identity, pg_get_expr(adbin, adrelid) as made from pg_attribute join pg_attrdef on adrelid = attrelid and adnum = attnum where attrelid = 'users'::regclass and attname = 'id'",
    ),
  ).toEqual([{ identity: "", made: "uuidv7()" }]);
});

test("uuids of rows that are there are those of USING or hints, in what refers to them too", async () => {
  const id = (column: string): string => `md5(${column}::text)::uuid`;
  const rest = `
    alter table items drop constraint items_order_id_fkey;
    drop view bigger, big; drop function total_of(int);
    alter table orders alter id drop default, alter id type uuid using ${id("id")}, alter id set default uuidv7();
    alter table items alter order_id type uuid using ${id("order_id")};
    alter table items add constraint items_order_id_fkey foreign key (order_id) references orders;
    create view big as select id, total from orders where total > 3;
    create view bigger as select * from big where total > 10;
    grant select on bigger to public;
    comment on column big.total is 'in euros'`;
  const request = {
    hints: { renames: {}, using: { "public.orders.id": id("id") }, backfill: {} },
  };
  const made = await prove({
    setup: setup.replace(/create function total_of.*\n/, "").replace(/create rule.*\n/, ""),
    sql: "alter table orders alter column id set data type uuid",
    naive: () => rest.replace("drop function total_of(int);", ""),
    request,
  });
  expect(names(made)).toEqual(phases);
});

test("columns that refer to a key whose type changes follow it", async () => {
  const made = await prove({
    setup: setup.replace(/create function total_of.*\n/, "").replace(/create rule.*\n/, ""),
    sql: "alter table users alter column id drop identity; alter table users alter id type text using 'u' || id; alter table orders alter user_id type text using 'u' || user_id",
    naive: (
      sql,
    ) => `alter table orders drop constraint orders_user_id_fkey; drop view top; drop materialized view sums; ${sql};
      alter table orders add constraint orders_user_id_fkey foreign key (user_id) references users on delete cascade;
      create materialized view sums as select user_id, sum(n) as n from orders group by 1;
      create unique index on sums (user_id);
      create index sums_n on sums (n) where n > 1;
      comment on materialized view sums is 'sums';
      comment on index sums_n is 'by n';
      grant select on sums to public;
      create view top as select user_id from sums where n > 5`,
  });
  expect(names(made)).toEqual(phases);
});

test("a default makes room for an identity", async () => {
  const made = await prove({
    setup,
    sql: "alter table orders alter column id add generated by default as identity",
    naive: (sql) => `alter table orders alter id drop default; drop sequence orders_id_seq; ${sql};
      select setval('orders_id_seq', 20)`,
  });
  expect(made.phases.flatMap(({ steps }) => steps).map(({ rewrites }) => rewrites)).toEqual([
    false,
  ]);
  const [finding] = made.findings.filter(({ rule }) => rule === "as-meant");
  expect(finding?.message).toMatch(/DROP DEFAULT`; `DROP SEQUENCE public.orders_id_seq`\.$/);
});

test("what only the caller knows is asked for, with what it is about", async () => {
  await using made = await planned(
    `${setup}
     create type mood as enum ('sad', 'ok', 'happy');
     create table people (id int primary key, mood mood default 'ok', moods mood[], boss int);
     create domain mail as text;
     create table letters (w int, h int, area int generated always as (w * h) stored, sender mail);
     insert into letters (w, h, sender) values (1, 2, 'nobody');
     insert into people values (1, 'sad', '{ok}', 9), (2, 'happy', '{sad,ok}', 1), (3, 'ok', null, null), (4, null, null, 9);`,
    { sql: "create table apart (id int)" },
  );
  const swap = `create type mood2 as enum ('ok', 'happy');
    alter table people alter mood drop default, alter mood type mood2 using mood::text::mood2, alter mood set default 'ok';
    alter table people alter moods type mood2[] using moods::text[]::mood2[];
    drop type mood; alter type mood2 rename to mood`;
  const asked: Readonly<Record<string, readonly RegExp[]>> = {
    "alter table orders drop column total": [/`view big`, `view bigger`/],
    "drop table orders": [/materialized view sums.*constraint items_order_id_fkey on table items/],
    "alter table letters alter column w type bigint": [
      /^`area` of `public.letters` is computed from `w`/,
    ],
    "alter domain mail add constraint at check (value like '%@%')": [
      /^1 row of `public.letters.sender`/,
    ],
    "drop type mood": [/column mood of table people/],
    "alter table people alter mood set not null": [/^1 row of .*mood/],
    "alter table people add unique (boss)": [/^One key of `boss`/],
    "alter table people add foreign key (boss) references users": [/^2 rows of .*no parent/],
    "alter table people add check (boss > 5)": [/^1 row of .*do not pass/],
    [swap]: [/^1 value.*`sad`/, /^1 value.*`\{sad,ok\}`/],
  };
  const found: Record<string, readonly boolean[]> = {};
  for (const [sql, patterns] of Object.entries(asked)) {
    const { questions, phases: none } = await made.on.plan({ sql });
    expect(none).toEqual([]);
    found[sql] = patterns.map((pattern, at) => pattern.test(questions[at]?.question ?? ""));
  }
  expect(found).toEqual(
    Object.fromEntries(Object.entries(asked).map(([sql, all]) => [sql, all.map(() => true)])),
  );
  const using = {
    "public.people.mood": "(case mood when 'sad' then 'ok' else mood::text end)::mood2",
    "public.people.moods": "array_replace(moods::text[], 'sad', 'ok')::mood2[]",
  };
  const answered = await made.on.plan({ sql: swap, hints: { renames: {}, using, backfill: {} } });
  expect(faults(answered)).toEqual([]);
});
