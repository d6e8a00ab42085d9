-- setup
create domain percentage as int;
create table progress (task_id bigint primary key, done percentage);
-- bad
alter domain percentage add constraint whole check (value between 0 and 100); -- finding
alter domain percentage set not null; -- finding
-- good
alter domain percentage add constraint whole check (value between 0 and 100) not valid;
create domain word as text;
alter domain word add check (value <> '');
