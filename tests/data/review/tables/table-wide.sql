-- bad
-- finding public.wide
create table wide (id bigint primary key);
do $$ begin for i in 2..60 loop execute format('alter table wide add c_%s integer', i); end loop; end $$
-- good
create table wide (id bigint primary key);
do $$ begin for i in 2..60 loop execute format('alter table wide add c_%s integer', i); end loop; end $$;
alter table wide drop c_60
