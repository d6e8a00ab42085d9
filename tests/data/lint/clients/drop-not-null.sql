-- bad
alter table users alter column email drop not null; -- finding
-- good
alter table tasks alter column status drop not null;
create table notes (id bigint primary key, body text not null);
alter table notes alter column body drop not null;
