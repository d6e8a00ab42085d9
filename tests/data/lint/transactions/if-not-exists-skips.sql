-- bad
create table if not exists tasks (id bigint primary key, due_on date); -- finding
alter table tasks add column if not exists status text not null; -- finding
-- good
create table if not exists tasks (id bigint, title text);
create table if not exists notes (id bigint primary key);
alter table tasks add column if not exists due_on date;
