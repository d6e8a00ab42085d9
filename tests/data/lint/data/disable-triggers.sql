-- setup
create function stamp() returns trigger language plpgsql as 'begin new.changed_at = now(); return new; end';
create trigger stamp before update on tasks for each row execute function stamp();
-- bad
alter table tasks disable trigger stamp; -- finding
update tasks set title = 'y' where id = 1;
alter table tasks enable trigger stamp;
alter table users disable trigger user; -- finding
-- good
create table notes (id bigint primary key);
alter table notes disable trigger all;
alter table tasks enable trigger stamp;
