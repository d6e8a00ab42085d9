-- setup
alter table tasks add constraint owner foreign key (user_id) references users (id);
-- bad
truncate users cascade; -- finding
-- good
truncate users, tasks;
truncate tasks cascade;
