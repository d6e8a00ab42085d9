import type { Planted } from "./planted.ts";

const writers = { member_role: ["admin", "editor"] };

/** Users are members of tenants, and what they may do hangs on their role there. */
export const workspaces: Planted = {
  name: "workspaces",
  intent: {
    context: { kind: "setting", name: "app.user_id", type: "uuid" },
    application_role: "planted_app",
    members: { table: "memberships", tenant: "workspace_id", user: "user_id", role: "role" },
    tables: [
      {
        table: "projects",
        tenant: "workspace_id",
        allow: {
          select: "tenant",
          insert: writers,
          update: writers,
          delete: { member_role: ["admin"] },
        },
      },
      {
        table: "tasks",
        parent: { column: "project_id", table: "projects" },
        allow: { select: "member", insert: writers, update: writers, delete: writers },
      },
      {
        table: "comments",
        parent: { column: "task_id", table: "tasks" },
        owner: "author_id",
        allow: {
          select: "member",
          insert: "owner",
          update: "owner",
          delete: ["owner", { member_role: ["admin"] }],
        },
      },
      {
        table: "memberships",
        tenant: "workspace_id",
        owner: "user_id",
        allow: { select: "owner", insert: "nobody", update: "nobody", delete: "nobody" },
      },
    ],
  },
  ddl: `
    create role planted_app nologin;
    create type member_role as enum ('admin', 'editor', 'viewer');
    create table workspaces (id uuid primary key default gen_random_uuid(), name text not null);
    create table people (id uuid primary key default gen_random_uuid(), email text not null unique, home_workspace uuid references workspaces);
    create table memberships (workspace_id uuid not null references workspaces, user_id uuid not null references people, role member_role not null default 'viewer', primary key (workspace_id, user_id));
    create table projects (id uuid primary key default gen_random_uuid(), workspace_id uuid references workspaces, name text not null, visibility text not null default 'private' check (visibility in ('private', 'public')), lead_id uuid references people);
    create table tasks (id uuid primary key default gen_random_uuid(), project_id uuid not null references projects on delete cascade, title text not null, assignee_id uuid references people);
    create table comments (id uuid primary key default gen_random_uuid(), task_id uuid not null references tasks, author_id uuid not null references people, body text not null);
    create schema private;
    create function private.me() returns uuid language sql stable as $$ select case when pg_input_is_valid(current_setting('app.user_id', true), 'uuid') then current_setting('app.user_id', true)::uuid end $$;
    create function private.mine() returns setof uuid language sql stable security definer set search_path = '' as $$ select workspace_id from public.memberships where user_id = private.me() $$;
    create function private.mine_as(variadic wanted public.member_role[]) returns setof uuid language sql stable security definer set search_path = '' as $$ select workspace_id from public.memberships where user_id = private.me() and role = any (wanted) $$;
    grant usage on schema private to planted_app;
    grant select, insert, update, delete on projects, tasks, comments to planted_app;
    grant select on memberships to planted_app;
    alter table memberships enable row level security;
    alter table projects enable row level security; alter table projects force row level security;
    alter table tasks enable row level security; alter table tasks force row level security;
    alter table comments enable row level security; alter table comments force row level security;
    create policy own on memberships for select to planted_app using (user_id = (select private.me()));
    create policy see on projects for select to planted_app using (workspace_id = any (array(select private.mine())));
    create policy add on projects for insert to planted_app with check (workspace_id = any (array(select private.mine_as('admin', 'editor'))));
    create policy edit on projects for update to planted_app using (workspace_id = any (array(select private.mine_as('admin', 'editor')))) with check (workspace_id = any (array(select private.mine_as('admin', 'editor'))));
    create policy remove on projects for delete to planted_app using (workspace_id = any (array(select private.mine_as('admin'))));
    create policy see on tasks for select to planted_app using (project_id in (select id from projects));
    create policy write on tasks for all to planted_app using (exists (select from projects p where p.id = project_id and p.workspace_id = any (array(select private.mine_as('admin', 'editor'))))) with check (exists (select from projects p where p.id = project_id and p.workspace_id = any (array(select private.mine_as('admin', 'editor')))));
    create policy see on comments for select to planted_app using (task_id in (select id from tasks));
    create policy add on comments for insert to planted_app with check (author_id = (select private.me()) and task_id in (select id from tasks));
    create policy edit on comments for update to planted_app using (author_id = (select private.me()) and task_id in (select id from tasks)) with check (author_id = (select private.me()) and task_id in (select id from tasks));
    create policy remove on comments for delete to planted_app using (task_id in (select t.id from tasks t join projects p on p.id = t.project_id where author_id = (select private.me()) or p.workspace_id = any (array(select private.mine_as('admin')))));
    alter table memberships force row level security;
    create policy definer on memberships for select using (user_id = (select private.me()));`,
  faults: {
    "a missing tenant predicate in a join":
      "alter policy write on tasks using (exists (select from projects p join memberships m on m.user_id = (select private.me()) where p.id = project_id))",
    "membership without the tenant":
      "alter policy see on projects using (exists (select from memberships m where m.user_id = (select private.me())))",
    "the member's role is that of any tenant":
      "alter policy remove on projects using (workspace_id = any (array(select private.mine())) and exists (select from memberships where user_id = (select private.me()) and role = 'admin'))",
    "every member deletes":
      "alter policy remove on projects using (workspace_id = any (array(select private.mine())))",
    "viewers write":
      "alter policy add on projects with check (workspace_id = any (array(select private.mine())))",
    "projects are moved to other tenants":
      "alter policy edit on projects with check (exists (select from memberships where user_id = (select private.me())))",
    "who is named lead sees the project":
      "alter policy see on projects using (workspace_id = any (array(select private.mine())) or lead_id = (select private.me()))",
    "what says that it is public is":
      "alter policy see on projects using (workspace_id = any (array(select private.mine())) or visibility = 'public')",
    "who is assigned sees the task":
      "alter policy see on tasks using (project_id in (select id from projects) or assignee_id = (select private.me()))",
    "tasks of every project": "alter policy see on tasks using (project_id is not null)",
    "comments in another's name":
      "alter policy add on comments with check (task_id in (select id from tasks))",
    "comments on another's tasks":
      "alter policy add on comments with check (author_id = (select private.me()))",
    "comments given away":
      "alter policy edit on comments with check (task_id in (select id from tasks))",
    "comments of others are changed":
      "alter policy edit on comments using (task_id in (select id from tasks))",
    "any comment is deleted":
      "alter policy remove on comments using (task_id in (select id from tasks))",
    "memberships of everybody": "alter policy own on memberships using (true)",
    "users make themselves members":
      "grant insert on memberships to planted_app; create policy join_in on memberships for insert to planted_app with check (user_id = (select private.me()))",
    "users make themselves admins":
      "grant update on memberships to planted_app; create policy promote on memberships for update to planted_app using (user_id = (select private.me()))",
    "the helper forgets the user":
      "create or replace function private.mine() returns setof uuid language sql stable security definer set search_path = '' as $$ select workspace_id from public.memberships $$",
    "the helper forgets the role":
      "create or replace function private.mine_as(variadic wanted public.member_role[]) returns setof uuid language sql stable security definer set search_path = '' as $$ select workspace_id from public.memberships where user_id = private.me() $$",
    "the helper reads a setting of the user's":
      "create or replace function private.mine() returns setof uuid language sql stable security definer set search_path = '' as $$ select workspace_id from public.memberships where user_id = private.me() union select case when pg_input_is_valid(current_setting('app.workspace', true), 'uuid') then current_setting('app.workspace', true)::uuid end $$",
    "the helper reads a column that the user writes":
      "grant select, update on people to planted_app; create or replace function private.mine() returns setof uuid language sql stable security definer set search_path = '' as $$ select workspace_id from public.memberships where user_id = private.me() union select home_workspace from public.people where id = private.me() $$",
    "NULL is nobody's, and nobody's is mine":
      "alter policy see on projects using (coalesce(workspace_id = any (array(select private.mine())), true))",
    "a child without row-level security": "alter table comments disable row level security",
    "a definer view":
      "create view board as select t.* from tasks t; grant select, update on board to planted_app",
    "a function that counts as its owner":
      "create function task_count() returns bigint language sql stable security definer set search_path = public as 'select count(*) from tasks'",
    "not forced": "alter table tasks no force row level security",
    "a restrictive policy that denies":
      "create policy hours on projects as restrictive for select to planted_app using (false)",
  },
};
