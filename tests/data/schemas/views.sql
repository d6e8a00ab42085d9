-- Views upon views, on functions, recursive, with rules and triggers; materialized views with indexes.
create schema v;
create table v.employees (
  id int primary key,
  boss int references v.employees,
  name text not null,
  salary numeric(10, 2),
  hired date default current_date,
  "select" text
);
create function v.tax(amount numeric) returns numeric language sql immutable as 'select amount * 0.3';
create table v.raises (id int, n numeric);
create view v.net as select e.*, salary - v.tax(salary) as net from v.employees e;
create view v.net_by_year as
  select extract(year from hired)::int as year, sum(net) as net, grouping(extract(year from hired)::int) as g
  from v.net group by rollup (extract(year from hired)::int);
create view v.best (year, amount) as select year, max(net) from v.net_by_year group by year having max(net) > 0;
-- a function on a view, and a view on that function
create function v.best_year() returns int stable language sql
  begin atomic
    select year from v.best order by amount desc nulls last limit 1;
  end;
create view v.champions with (security_barrier) as
  select name from v.net where extract(year from hired) = v.best_year() with local check option;
create view v.chain as with recursive chain (id, boss, depth, path) as (
  select id, boss, 0, array[id] from v.employees where boss is null
  union all
  select e.id, e.boss, c.depth + 1, c.path || e.id
  from v.employees e join chain c on e.boss = c.id where not e.id = any (c.path)
)
search depth first by id set ordering
select id, boss, depth, path from chain order by ordering;
create recursive view v.counting (n) as values (1) union all select n + 1 from counting where n < 10;
create view v.windowed as
  select name, rank() over w, lag(salary, 2, 0.0) over (partition by boss order by hired rows between 3 preceding and current row exclude ties) as before
  from v.employees window w as (partition by boss order by salary desc);
create view v.mixed as
  select 1 as one, 'x'::text as x, null::int as nothing, '{1,2}'::int[] as arr, interval '1 day' as i, e'tab\t' as tab
  union select count(*)::int, string_agg(name, ', ' order by name), 3, array_agg(id), '1 hour', $$dollar$$ from v.employees
  except all (values (1, 'y', 2, '{}'::int[], '2 days'::interval, ''));
create view v.xml_and_json as
  select xmlelement(name row, xmlattributes(id as "ID"), name) as x, jsonb_path_query(to_jsonb(e), '$.name') as j,
    e as whole_row, row(e.id, e.name) = row(1, 'x') as made
  from v.employees e tablesample bernoulli (50) repeatable (7);
-- @since 15
create view v.as_invoker with (security_invoker = true, security_barrier = false) as select id, name from v.employees;
-- @end

-- two views that need each other through a replaced definition cannot be; a chain that was replaced can
create view v.first as select 1 as a;
create view v.second as select a from v.first;
create or replace view v.first as select 1 as a, 2 as b;
alter view v.second alter column a set default 9;
comment on view v.second is 'Has a default for inserts';
comment on column v.second.a is 'A column of a view';

create materialized view v.totals with (fillfactor = 90, autovacuum_enabled = false) as
  select boss, count(*) as n, sum(salary) as total from v.employees group by boss;
create unique index totals_key on v.totals (boss);
create index totals_total on v.totals (total desc) where total > 100;
create materialized view v.totals_of_totals as select sum(n) as n from v.totals with no data;
create view v.over_materialized as select t.n, tt.n as nn from v.totals t, v.totals_of_totals tt;
comment on materialized view v.totals is 'Refreshed at night';
alter materialized view v.totals alter column n set statistics 50;

create rule no_delete as on delete to v.employees do instead nothing;
create rule log_insert as on insert to v.employees where new.salary > 1000 do also
  (insert into v.raises values (new.id, new.salary); update v.raises set n = n + 1);
create rule update_net as on update to v.net do instead
  update v.employees set name = new.name, salary = new.salary where id = old.id;
alter table v.employees disable rule log_insert;
comment on rule no_delete on v.employees is 'Nobody leaves';

create function v.insert_chain() returns trigger language plpgsql as 'begin return null; end';
create trigger insert_chain instead of insert on v.chain for each row execute function v.insert_chain();

-- a table made of a query, and a view with a column list of reserved words
create table v.snapshot as select * from v.net with no data;
create view v.reserved ("order", "group", "user") as select id, name, salary from v.employees;
