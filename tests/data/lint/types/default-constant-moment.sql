-- bad
create table notes (id bigint primary key, at timestamptz default 'now'::timestamptz); -- finding
alter table tasks add column due date default 'tomorrow'::date; -- finding
-- good
create table notes (id bigint primary key, at timestamptz default now(), epoch date default '1970-01-01');
