-- bad
alter table tasks add constraint in_range check (priority between 0 and 9) not valid; -- finding
alter table users alter column visits set not null; -- finding
-- good
alter table tasks add column weight int check (weight > 0);
alter table tasks alter column title set not null;
create table notes (id bigint primary key, body text unique);
