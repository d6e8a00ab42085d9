-- setup
create domain percentage as int check (value between 0 and 100);
create domain word as text;
-- bad
alter table tasks add column done percentage; -- finding
alter table users add column score percentage default 5; -- finding
-- good
alter table tasks add column motto word;
create table notes (id bigint primary key, done percentage);
