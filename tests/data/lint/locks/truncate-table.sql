-- bad
truncate tasks; -- finding
-- good
create table notes (id bigint primary key);
truncate notes;
delete from tasks where id < 0;
