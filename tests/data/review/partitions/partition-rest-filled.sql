-- bad
-- finding public.events_rest
create table events (id bigint, at date not null) partition by range (at);
create table events_rest partition of events default;
insert into events values (1, '2024-01-01')
-- good
create table events (id bigint, at date not null) partition by range (at);
create table events_1 partition of events for values from ('2024-01-01') to ('2024-02-01');
create table events_rest partition of events default;
insert into events values (1, '2024-01-01')
