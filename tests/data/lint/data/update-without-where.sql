-- bad
update tasks set title = 'x'; -- finding
-- good
update tasks set title = 'x' where id between 1 and 1000;
create table notes (id bigint primary key, body text);
update notes set body = 'x';
