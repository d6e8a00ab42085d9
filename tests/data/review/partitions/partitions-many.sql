-- bad
-- finding public.numbers
create table numbers (n integer not null) partition by range (n);
do $$ begin
  for i in 1..1000 loop execute format('create table part_%s partition of numbers for values from (%s) to (%s)', i, i, i + 1); end loop;
end $$
-- good
create table numbers (n integer not null) partition by range (n);
do $$ begin
  for i in 1..20 loop execute format('create table part_%s partition of numbers for values from (%s) to (%s)', i, i, i + 1); end loop;
end $$
