-- bad
-- finding public.notes.body
create table notes (id bigint primary key, body text);
alter table notes alter body set storage plain
-- good
create table notes (id bigint primary key, body text, extra jsonb);
alter table notes alter body set storage external;
alter table notes alter extra set storage main
