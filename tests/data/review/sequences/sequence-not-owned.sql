-- bad
-- finding public."Nummern"
create sequence "Nummern";
create table tasks (id bigint default nextval('"Nummern"') primary key)
-- good
create sequence shared;
create table tasks (id bigint default nextval('shared') primary key);
create table notes (id bigint default nextval('shared') primary key);
create sequence invoices;
create table owned (id serial primary key, number bigint generated always as identity)
