-- setup
reset role;
create extension postgres_fdw schema public;
create server elsewhere foreign data wrapper postgres_fdw options (host 'example.com', sslmode 'require');
alter server elsewhere owner to owner_role;
set role owner_role;
-- bad
-- finding user mapping public on elsewhere
create user mapping for public server elsewhere options (user 'app', password 'hunter2')
-- good
create user mapping for owner_role server elsewhere options (user 'app')
