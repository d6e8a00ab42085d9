-- bad
-- finding public.audit_log
create table audit_log (id bigint primary key, at timestamptz not null, what text);
insert into audit_log values (1, now(), 'a');
-- as superuser
update pg_class set reltuples = 3000000, relpages = 30000 where relname = 'audit_log'
-- good
create table audit_log (id bigint primary key, at timestamptz not null, what text);
create table events (id bigint primary key, at timestamptz not null, what text);
create table orders (id bigint primary key, at timestamptz not null, what text);
create table small_log (id bigint primary key, at timestamptz not null);
comment on table events is 'Retention: 90 days, by a nightly job.';
insert into audit_log values (1, now(), 'a');
delete from audit_log;
-- as superuser
update pg_class set reltuples = 3000000, relpages = 30000 where relname in ('audit_log', 'events', 'orders')
