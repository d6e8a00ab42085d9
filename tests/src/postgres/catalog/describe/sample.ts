export const rightToLeft = "\u202e";

/** A schema with something of every kind that is described, and odd names. */
export const sample = `
      create schema app;
      comment on schema app is 'The application';
      create type app.status as enum ('open', 'done');
      create domain app.email as text check (value like '%@%');
      create type app.point as (x int, y int);
      create sequence app.numbers;
      create table app.tenants (id int primary key, name text not null unique);
      create table app.tasks (
        id bigint generated always as identity primary key,
        tenant_id int not null constraint tasks_tenant references app.tenants on delete cascade,
        title text not null default 'new', status app.status, size int check (size > 0),
        twice int generated always as (size * 2) stored);
      comment on table app.tasks is 'Work of a tenant';
      comment on column app.tasks.title is 'Shown in lists';
      create index tasks_open on app.tasks (tenant_id, title) where status = 'open';
      alter table app.tasks enable row level security;
      create policy mine on app.tasks for select using (tenant_id = 1);
      create function app.touch() returns trigger language plpgsql as 'begin return new; end';
      create trigger touch before update on app.tasks for each row execute function app.touch();
      create function app.add(a int, b int default 1) returns int language sql immutable as 'select a + b';
      create function app.add(a text) returns text language sql as 'select a';
      create view app.open_tasks as select id, title from app.tasks where status = 'open';
      create materialized view app.counts as select count(*) as n from app.tasks;
      create table app.events (at date not null, n int) partition by range (at);
      create table app.events_1 partition of app.events for values from ('2026-01-01') to ('2026-02-01');
      create table app.events_2 partition of app.events for values from ('2026-02-01') to ('2026-03-01');
      insert into app.events select '2026-01-10', g from generate_series(1, 300) g;
      insert into app.events select '2026-02-10', g from generate_series(1, 200) g;
      create table app.fresh (a int);
      insert into app.fresh values (1);
      create table app.empty (a int);
      create table "Weird Name" ("Select" int primary key, "a.b" text, "${rightToLeft}c" text);
      create schema "Odd.Schema";
      create table "Odd.Schema"."Odd ""Table""" (a int);
      create table "Odd.Schema"."größe" (a int);
      create table "user" (id int);
      create table "100%_done" (id int);
      insert into app.tenants values (1, 'a'), (2, 'b');
      insert into app.tasks (tenant_id, title) select 1, 't' from generate_series(1, 50);
      analyze app.tasks; analyze app.tenants; analyze app.events;`;
