-- bad
-- finding public.events
create table events (id bigint, email text, at date not null) partition by range (at);
create table events_1 partition of events for values from ('2024-01-01') to ('2024-02-01');
create table events_2 partition of events for values from ('2024-02-01') to ('2024-03-01');
create index on events_1 (email)
-- good
create table events (id bigint, email text, at date not null) partition by range (at);
create table events_1 partition of events for values from ('2024-01-01') to ('2024-02-01');
create table events_2 partition of events for values from ('2024-02-01') to ('2024-03-01');
create index on events (email);
create index one_at on events_1 (at);
create index another_at on events_2 (at)
