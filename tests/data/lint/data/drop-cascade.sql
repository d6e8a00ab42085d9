-- setup
alter table tasks add constraint owner foreign key (user_id) references users (id);
-- bad
alter table tasks drop column status cascade; -- finding
drop table users cascade; -- finding
-- good
alter table tasks drop column amount cascade;
drop view open_tasks cascade;
alter table users drop column name;
