-- bad
delete from tasks; -- finding
delete from users where true; -- finding
-- good
delete from tasks where id < 0;
create table notes (id bigint primary key);
delete from notes;
