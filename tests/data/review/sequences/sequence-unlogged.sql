-- bad
-- finding public.numbers
-- finding public."Nummern"
create unlogged sequence numbers;
create unlogged sequence "Nummern";
create table tasks (id bigint primary key default nextval('"Nummern"'));
alter sequence "Nummern" owned by tasks.id
-- good
create sequence numbers;
create unlogged table caches (id bigserial primary key, other bigint generated always as identity)
