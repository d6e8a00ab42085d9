-- setup
create schema app;
create table app.accounts (id bigint primary key);
-- bad
create table notes (id bigint primary key); -- finding
-- good
create table app.notes (id bigint primary key);
create temp table scratch (id int);
set search_path = app;
create table marks (id bigint primary key);
