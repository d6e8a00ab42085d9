create table readings (day int not null, value int not null) partition by list (day);
do $$ begin for i in 1..300 loop execute format('create table readings_%s partition of readings for values in (%s)', i, i); execute format('create index on readings_%s (value)', i); end loop; end $$;
insert into readings values (1, 1);
