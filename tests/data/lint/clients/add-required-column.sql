-- bad
alter table users add column country text not null; -- finding
-- good
alter table users add column country text not null default 'nl';
alter table users add column city text;
create table notes (id bigint primary key);
alter table notes add column body text not null;
