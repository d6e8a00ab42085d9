-- bad
-- finding public.events_1
create table events (id bigint, email text, at date not null) partition by range (at);
create table events_1 partition of events for values from ('2024-01-01') to ('2024-02-01');
create unique index on events_1 (email)
-- good
create table events (id bigint, email text, at date not null, primary key (id, at)) partition by range (at);
create table events_1 partition of events for values from ('2024-01-01') to ('2024-02-01');
create unique index on events_1 (email, at);
create index on events_1 (email);
create table plain (id bigint primary key, email text unique)
