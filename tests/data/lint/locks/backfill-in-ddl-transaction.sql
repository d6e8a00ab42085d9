-- bad
begin;
alter table tasks add column done boolean;
update tasks set done = status = 'done'; -- finding
delete from users where name like 'x%'; -- finding
commit;
-- good
alter table tasks add column done boolean;
update tasks set done = status = 'done' where id between 1 and 1000;
begin;
alter table tasks alter column done set default false;
insert into users (email) values ('a@example.com');
update users set name = 'x' where id = 1;
commit;
