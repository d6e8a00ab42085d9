-- setup
reset role;
create extension postgres_fdw schema public;
-- bad
-- finding server elsewhere
-- finding server nowhere
create server elsewhere foreign data wrapper postgres_fdw options (host 'example.com');
create server nowhere foreign data wrapper postgres_fdw options (host 'example.com', sslmode 'prefer')
-- good
create server elsewhere foreign data wrapper postgres_fdw options (host 'example.com', sslmode 'verify-full')
