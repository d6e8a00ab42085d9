-- bad
-- finding public.events
-- finding public.numbers
create table events (id bigint, at date not null) partition by range (at);
create table events_1 partition of events for values from (minvalue) to ('2024-02-01');
create table events_3 partition of events for values from ('2024-03-01') to ('2024-04-01');
create table events_4 partition of events for values from ('2024-04-01') to (maxvalue);
create table numbers (n integer not null) partition by range (n);
create table numbers_a partition of numbers for values from (10) to (100);
create table numbers_b partition of numbers for values from (9) to (10);
create table numbers_c partition of numbers for values from (101) to (200);
create table numbers_rest partition of numbers default
-- good
create table events (id bigint, at date not null) partition by range (at);
create table events_b partition of events for values from ('2024-02-01') to ('2024-03-01');
create table events_a partition of events for values from ('2024-01-01') to ('2024-02-01');
create table numbers (n integer not null) partition by range (n);
create table numbers_a partition of numbers for values from (9) to (10);
create table numbers_b partition of numbers for values from (10) to (100);
create table kinds (kind text not null) partition by list (kind);
create table kinds_a partition of kinds for values in ('a', 'b');
create table pairs (a integer, b integer) partition by range (a, b);
create table pairs_1 partition of pairs for values from (1, 1) to (1, 5);
create table pairs_2 partition of pairs for values from (2, 1) to (2, 5)
