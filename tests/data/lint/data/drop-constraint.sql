-- bad
alter table users drop constraint users_email_key; -- finding
alter table tasks drop constraint tasks_pkey; -- finding
-- good
alter table tasks alter column priority set not null;
alter table tasks drop constraint priority_known;
create unique index concurrently users_email on users (email);
alter table users drop constraint users_email_key, add constraint users_email unique using index users_email;
