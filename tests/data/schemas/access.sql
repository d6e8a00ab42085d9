-- Who may do what: grants to roles, to PUBLIC, on columns, with grant option, revoked defaults, default privileges, policies.
-- @roles access_reader, access_writer, "Access Admin"
create schema x;
create schema y;
create table x.documents (id int primary key, owner text not null default current_user, body text, secret text);
create table x.plain (id serial primary key, v text);
create view x.public_documents as select id, owner from x.documents;
create materialized view x.counted as select count(*) from x.documents;
create function x.f(int) returns int language sql as 'select 1';
create procedure x.p() language sql as 'select 1';
create aggregate x.agg(int) (sfunc = int4pl, stype = int, initcond = '0');
create type x.status as enum ('a', 'b');
create domain x.dom as int;
create type x.comp as (a int);
create sequence x.seq;

grant usage, create on schema x to access_writer;
grant usage on schema x, y to access_reader, public;
grant select on x.documents to access_reader with grant option;
grant insert, update, delete, truncate, references, trigger on x.documents to access_writer;
grant all on x.plain to "Access Admin" with grant option;
grant select (id, body), insert (body), update (body), references (id) on x.documents to public;
grant select (secret) on x.documents to "Access Admin" with grant option;
grant select on x.public_documents, x.counted to public;
grant usage on sequence x.seq to access_reader;
grant select, update on sequence x.plain_id_seq to access_writer;
revoke execute on function x.f(int) from public;
grant execute on function x.f(int) to access_reader;
revoke all on procedure x.p() from public;
grant execute on function x.agg(int) to access_writer;
revoke usage on type x.status from public;
grant usage on type x.status, x.dom, x.comp to access_reader;
revoke insert, trigger on x.plain from current_user;
-- @since 17
grant maintain on x.plain to access_writer;
-- @end

alter default privileges grant select on tables to access_reader;
alter default privileges in schema x grant insert, update on tables to access_writer with grant option;
alter default privileges in schema x grant usage on sequences to access_writer;
alter default privileges revoke execute on functions from public;
alter default privileges grant usage on schemas to access_reader;
alter default privileges revoke usage on types from public;
create table x.after_defaults (id int);
create function y.after_defaults() returns int language sql as 'select 1';
create type y.after_defaults_type as enum ('a');
create schema after_defaults;

alter table x.documents enable row level security;
alter table x.plain force row level security;
create policy own on x.documents to access_reader, "Access Admin" using (owner = current_user);
create policy all_of_it on x.documents for all using (true) with check (id > 0);
create policy reading on x.documents for select to public using (pg_has_role('access_reader', 'member'));
create policy adding on x.documents for insert to access_writer with check (exists (select from x.plain p where p.id = documents.id));
create policy narrow on x.documents as restrictive for update to access_writer using (secret is null) with check (secret is null);
create policy dropping on x.documents for delete to current_user using (false);
comment on policy own on x.documents is 'One''s own';

revoke create on schema public from public;
grant usage on schema public to access_reader;
