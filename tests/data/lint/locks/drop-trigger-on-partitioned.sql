-- setup
create function noted() returns trigger language plpgsql as 'begin return null; end';
create table visits (id bigint, day date not null) partition by range (day);
create table visits_2026 partition of visits for values from ('2026-01-01') to ('2027-01-01');
create trigger noted after insert on visits for each row execute function noted();
create trigger noted_too after insert on visits for each row execute function noted();
create trigger noted after insert on tasks for each row execute function noted();
-- bad
drop trigger noted on visits; -- finding
-- good
drop trigger noted on tasks;
begin;
set local lock_timeout = '2s';
lock table only visits in access exclusive mode;
drop trigger noted on visits;
drop trigger noted_too on visits;
commit;
