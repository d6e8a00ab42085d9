-- A multi-tenant SaaS: tenants of very different sizes, composite keys, soft deletes, jsonb, quoted names, a never-analysed table.
create schema "App Data";
create type "App Data".state as enum ('draft', 'open', 'in progress', 'done', 'archived');
create domain "App Data".points as int check (value between 0 and 100);
create table "App Data".tenants (id int primary key, slug text not null unique, plan text not null, settings jsonb not null);
create table "App Data".members (tenant_id int not null references "App Data".tenants, id int not null, email text not null, role text not null,
  last_seen timestamptz, primary key (tenant_id, id), unique (tenant_id, email));
create table "App Data"."Project List" (tenant_id int not null, id int not null, "Project Name" text not null, owner_id int, archived boolean not null,
  primary key (tenant_id, id), foreign key (tenant_id, owner_id) references "App Data".members);
create table "App Data".tasks (
  tenant_id int not null, id bigint not null, project_id int not null, assignee_id int, state "App Data".state not null, points "App Data".points,
  title text not null, body text, labels text[] not null, custom jsonb not null, due date, created timestamptz not null, deleted_at timestamptz,
  primary key (tenant_id, id), foreign key (tenant_id, project_id) references "App Data"."Project List", foreign key (tenant_id, assignee_id) references "App Data".members
);
create table "App Data".comments (tenant_id int not null, task_id bigint not null, id bigint generated always as identity, author_id int not null, body text not null, created timestamptz not null,
  primary key (tenant_id, task_id, id));
create table "App Data".imports (id int, tenant_id int, raw text);
