-- bad
-- finding public.tasks
create role coder_role login;
create table tasks (id int primary key);
grant create on schema public to coder_role;
create function stamped() returns trigger language plpgsql as 'begin return new; end';
create trigger stamp before insert on tasks for each row execute function stamped();
reset role;
alter function stamped() owner to coder_role
-- good
create table tasks (id int primary key);
create function stamped() returns trigger language plpgsql as 'begin return new; end';
create trigger stamp before insert on tasks for each row execute function stamped()
