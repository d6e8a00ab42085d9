import type { Workload } from "../workload.ts";

/** Tenants with projects and tasks: point queries, lists by page, and writes. */
export const saas: Workload = {
  name: "multi-tenant SaaS",
  setup: `
    create extension if not exists pg_trgm;
    create table tenants (id int primary key, slug text not null unique, plan text not null, created_at timestamptz not null);
    create table members (id int primary key, tenant_id int not null references tenants, email text not null, role text not null, invited_by int, removed_at timestamptz);
    create table projects (id int primary key, tenant_id int not null references tenants, name text not null, archived boolean not null, created_at timestamptz not null);
    create table tasks (id bigint primary key, tenant_id int not null, project_id int not null, assignee_id int, title text not null, status text not null, priority int not null,
      due_on date, created_at timestamptz not null, updated_at timestamptz not null, deleted_at timestamptz, tags text[] not null, fields jsonb not null);
    create table comments (id bigint primary key, tenant_id int not null, task_id bigint not null, author_id int not null, body text not null, created_at timestamptz not null);
    create table sessions (token uuid primary key, member_id int not null, expires_at timestamptz not null);
    create table invoices (id int primary key, tenant_id int not null, period daterange not null, amount numeric(10,2) not null, paid_at timestamptz);
    create index tasks_tenant on tasks (tenant_id);
    create index tasks_tenant_project on tasks (tenant_id, project_id);
    create index comments_tenant on comments (tenant_id);
    select setseed(0.5);
    insert into tenants select i, 'tenant-' || i, (array['free','team','company'])[1 + floor(random() * 3)::int], now() - random() * interval '900 days' from generate_series(1, 500) i;
    insert into members select i, 1 + floor(random() ^ 2 * 500)::int, 'm' || i || '@example.org', (array['owner','admin','member','member','member'])[1 + floor(random() * 5)::int], null, case when random() < 0.1 then now() end from generate_series(1, 10000) i;
    insert into projects select i, 1 + floor(random() ^ 2 * 500)::int, 'project ' || md5(i::text), random() < 0.4, now() - random() * interval '900 days' from generate_series(1, 5000) i;
    insert into tasks select i, p.tenant_id, p.id, case when random() < 0.8 then 1 + floor(random() * 10000)::int end, 'task ' || md5(i::text) || ' ' || md5((i * 7)::text),
        (array['open','doing','done','done','done','done','done','blocked'])[1 + floor(random() * 8)::int], 1 + floor(random() * 4)::int,
        case when random() < 0.3 then date '2025-01-01' + floor(random() * 500)::int end, now() - random() * interval '700 days', now() - random() * interval '100 days',
        case when random() < 0.05 then now() end, array['tag' || floor(random() * 200)::int], jsonb_build_object('estimate', floor(random() * 20)::int, 'ref', 'R' || floor(random() * 20000)::int)
      from (select i, 1 + floor(random() * 5000)::int as k from generate_series(1, 150000) i) x join projects p on p.id = x.k;
    insert into comments select i, 1 + floor(random() ^ 2 * 500)::int, 1 + floor(random() * 150000)::int, 1 + floor(random() * 10000)::int, 'comment ' || md5(i::text), now() - random() * interval '700 days' from generate_series(1, 250000) i;
    insert into sessions select gen_random_uuid(), 1 + floor(random() * 10000)::int, now() + (random() - 0.8) * interval '30 days' from generate_series(1, 30000) i;
    insert into invoices select i, 1 + i % 500, daterange((date '2022-01-01' + (i / 500) * 30), (date '2022-01-01' + (i / 500) * 30 + 30)), random() * 500, case when random() < 0.95 then now() end from generate_series(1, 20000) i;`,
  queries: [
    {
      sql: "select * from tasks where tenant_id = $1 and project_id = $2 and deleted_at is null order by created_at desc limit 50",
      weight: 2000,
    },
    {
      sql: "select * from tasks where tenant_id = $1 and assignee_id = $2 and status <> 'done' and deleted_at is null order by due_on nulls last limit 50",
      weight: 1000,
    },
    { sql: "select * from tasks where id = $1 and tenant_id = $2", weight: 5000 },
    { sql: "select * from comments where task_id = $1 order by created_at", weight: 3000 },
    { sql: "select count(*) from comments where task_id = $1", weight: 1500 },
    {
      sql: "select m.* from sessions s join members m on m.id = s.member_id where s.token = $1 and s.expires_at > now()",
      weight: 8000,
    },
    { sql: "select * from members where email = $1 and removed_at is null", weight: 500 },
    { sql: "select * from members where lower(email) = lower($1)", weight: 200 },
    {
      sql: "select * from members where tenant_id = $1 and removed_at is null order by email",
      weight: 400,
    },
    {
      sql: "select * from projects where tenant_id = $1 and not archived order by name",
      weight: 2000,
    },
    {
      sql: "select status, count(*) from tasks where tenant_id = $1 and deleted_at is null group by status",
      weight: 600,
    },
    {
      sql: "select p.name, count(t.id) from projects p left join tasks t on t.project_id = p.id and t.deleted_at is null where p.tenant_id = $1 group by p.id, p.name",
      weight: 200,
    },
    {
      sql: "select * from tasks where tenant_id = $1 and title ilike '%abc12%' limit 20",
      weight: 100,
    },
    { sql: "select * from tasks where tags @> array['tag17'] and tenant_id = $1", weight: 50 },
    { sql: "select id from tasks where fields ->> 'ref' = $1", weight: 100 },
    {
      sql: "select count(*) from tasks where due_on < date '2025-06-01' and status in ('open', 'doing', 'blocked') and deleted_at is null",
      weight: 20,
    },
    {
      sql: "select t.id, t.title, m.email from tasks t join members m on m.id = t.assignee_id where t.status = 'blocked' and t.priority = 4 order by t.updated_at desc limit 20",
      weight: 50,
    },
    {
      sql: "select tenant_id, sum(amount) from invoices where paid_at is null group by tenant_id",
      weight: 10,
    },
    {
      sql: "select * from invoices where tenant_id = $1 and period @> date '2023-05-05'",
      weight: 100,
    },
    {
      sql: "select author_id, count(*) from comments where tenant_id = $1 and created_at > now() - interval '30 days' group by author_id order by 2 desc limit 10",
      weight: 50,
    },
    { sql: "delete from sessions where expires_at < now()", weight: 1 },
    { sql: "select * from tenants where slug = $1", weight: 3000 },
    {
      sql: "insert into tasks (id, tenant_id, project_id, title, status, priority, created_at, updated_at, tags, fields) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      weight: 800,
    },
    {
      sql: "update tasks set status = $1, updated_at = $2 where id = $3 and tenant_id = $4",
      weight: 1500,
    },
    { sql: "update tasks set deleted_at = now() where id = $1", weight: 50 },
    { sql: "update tasks set assignee_id = null where assignee_id = $1", weight: 5 },
    {
      sql: "insert into comments (id, tenant_id, task_id, author_id, body, created_at) values ($1, $2, $3, $4, $5, $6)",
      weight: 1500,
    },
    { sql: "insert into sessions values ($1, $2, $3)", weight: 1000 },
    { sql: "update sessions set expires_at = $1 where token = $2", weight: 3000 },
    { sql: "delete from comments where task_id = $1", weight: 20 },
  ],
};
