-- bad
-- finding public.events
create table events (id bigint, at date not null) partition by range (at)
-- good
create table events (id bigint, at date not null) partition by range (at);
create table events_1 partition of events default
