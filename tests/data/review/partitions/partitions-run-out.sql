-- bad
-- finding public.events
-- finding public.days
create table events (id bigint, at timestamptz not null) partition by range (at);
create table events_1 partition of events for values from ('2024-01-01') to ('2024-02-01');
create table days (day date not null) partition by range (day);
create table days_1 partition of days for values from ('2024-01-01') to ('2024-02-01');
create table days_rest partition of days default
-- good
create table events (id bigint, at timestamptz not null) partition by range (at);
create table events_1 partition of events for values from ('2024-01-01') to ('2124-02-01');
create table days (day date not null) partition by range (day);
create table days_1 partition of days for values from ('2024-01-01') to (maxvalue);
create table numbers (n integer not null) partition by range (n);
create table numbers_1 partition of numbers for values from (1) to (2);
create table kinds (at date not null) partition by list (at);
create table kinds_1 partition of kinds for values in ('2024-01-01')
