-- bad
-- finding app
create schema app;
create function app.cleared() returns void language sql as 'select 1'
-- good
create schema app;
create function app.cleared() returns void language sql as 'select 1';
revoke execute on function app.cleared() from public;
create function app.doubled(int) returns int language sql immutable as 'select $1 * 2';
create function app.stamped() returns trigger language plpgsql as 'begin return new; end'
