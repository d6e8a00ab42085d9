-- Functions, procedures, aggregates and triggers, in an order that only a few of them would survive.
create schema r;
create type r.pair as (a int, b text);

create function r.plus(int, int) returns int language sql immutable strict parallel safe as 'select $1 + $2';
create function r.plus(a numeric, b numeric default 1.5, c text default 'it''s') returns numeric
  language sql immutable cost 7 as $$ select a + b $$;
create function r.atomic(x int) returns int language sql return x * 2;
create function r.atomic_block(inout x int, out y text) language sql
  begin atomic
    select x + 1, 'y'::text;
  end;
create function r.many(variadic xs int[]) returns setof int language sql rows 5 as 'select unnest(xs)';
create function r.tabular(n int) returns table (i int, label text) language plpgsql stable as $body$
begin
  for i in 1..n loop
    label := format('%s: $$ not the end', i);
    return next;
  end loop;
end
$body$;
create function r.pairs() returns setof r.pair language sql as $$ select 1, 'a' $$;
create function r.no_arguments() returns void language plpgsql as $$ begin null; end $$;
create function r.guarded(secret text) returns boolean
  language plpgsql security definer
  set search_path = r, pg_temp set work_mem = '8MB' set datestyle = 'ISO, DMY' set application_name = 'it''s "quoted"'
  as $$ begin return secret = 'x'; end $$;
create function r.poly(anyelement, anyarray default null) returns anyelement language sql as 'select $1';
create function r."Quoted Name"("Arg 1" int, "select" text) returns text language sql as $$ select "select" $$;
create procedure r.proc(in a int, inout b text default null) language plpgsql as $$
begin
  commit;
  b := a::text;
end
$$;
create procedure r.sql_proc(x int) language sql
  begin atomic
    select r.atomic(x);
    select x;
  end;
comment on function r.plus(int, int) is 'Adds';
comment on procedure r.proc(int, text) is 'Commits';

-- bodies that name what comes later
create function r.later() returns bigint language plpgsql as $$ begin return (select count(*) from r.of_later); end $$;
create function r.of_later_row(r.pair) returns int language sql as 'select ($1).a';
create table r.of_later (id int default r.plus(1, 2), v r.pair, check (r.plus(id, 1) > 0));
create function r.from_table(r.of_later) returns text language sql immutable as 'select ($1.v).b';
create index on r.of_later (r.plus(id, id));
create function r.all_rows() returns setof r.of_later language sql stable as 'select * from r.of_later';
create function r.mutual_a(n int) returns int language plpgsql as 'begin return case when n > 0 then r.mutual_b(n - 1) else 0 end; end';
create function r.mutual_b(n int) returns int language plpgsql as 'begin return r.mutual_a(n); end';
create function r.column_type(r.of_later.id%type) returns r.of_later.id%type language sql as 'select $1';

create function r.collect(state int[], next int) returns int[] language sql immutable as 'select state || next';
create function r.combine(int[], int[]) returns int[] language sql immutable parallel safe as 'select $1 || $2';
create function r.finish(int[]) returns int language sql immutable as 'select cardinality($1)';
create aggregate r.how_many(int) (sfunc = r.collect, stype = int[], initcond = '{}', finalfunc = r.finish,
  combinefunc = r.combine, parallel = safe);
create aggregate r.moving(int) (sfunc = int4pl, stype = int, initcond = '0',
  msfunc = int4pl, minvfunc = int4mi, mstype = int, minitcond = '0');
create aggregate r.any_number(*) (sfunc = int8inc, stype = int8, initcond = '0');
create aggregate r.smallest(int) (sfunc = int4smaller, stype = int, sortop = operator(pg_catalog.<));
create function r.concat_state(text, variadic text[]) returns text language sql immutable as $$ select coalesce($1, '') || array_to_string($2, '') $$;
create aggregate r.concatenated(variadic text[]) (sfunc = r.concat_state, stype = text);
comment on aggregate r.how_many(int) is 'Counts';
grant execute on function r.guarded(text) to public;
revoke execute on function r.later() from public;

create table r.watched (id int primary key, v text, n int generated always as (id * 2) stored);
create function r.on_row() returns trigger language plpgsql as $$ begin return coalesce(new, old); end $$;
create function r.on_statement() returns trigger language plpgsql as $$ begin perform count(*) from changed; return null; end $$;
create trigger before_row before insert or update of v on r.watched for each row
  when (new.v is not null and new.id > 0) execute function r.on_row('a', 'it''s');
create trigger after_statement after update on r.watched
  referencing old table as before_change new table as changed for each statement execute function r.on_statement();
create trigger truncated before truncate on r.watched for each statement execute function r.on_row();
create constraint trigger checked after insert or update on r.watched deferrable initially deferred
  for each row execute function r.on_row();
create constraint trigger checked_against after insert on r.watched from r.of_later not deferrable
  for each row execute function r.on_row();
create trigger always_fires after delete on r.watched for each row execute function r.on_row();
create trigger replica_only after delete on r.watched for each row execute function r.on_row();
create trigger "Never Fires" after delete on r.watched for each row execute function r.on_row();
alter table r.watched enable always trigger always_fires;
alter table r.watched enable replica trigger replica_only;
alter table r.watched disable trigger "Never Fires";
comment on trigger before_row on r.watched is 'First of all';
