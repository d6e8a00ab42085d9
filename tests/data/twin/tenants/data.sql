insert into "App Data".tenants select i, 'tenant-' || i, case when i < 6 then 'enterprise' when i % 4 = 0 then 'team' else 'free' end, jsonb_build_object('theme', i % 3, 'beta', i % 10 = 0) from generate_series(1, 500) i;
insert into "App Data".members select t, m, 'm' || m || '@t' || t || '.example', case when m = 1 then 'owner' when m % 10 = 0 then 'admin' else 'member' end,
       case when hashint8(t * 1000 + m) & 7 <> 0 then timestamptz '2025-01-01 00:00+00' - (hashint8(t * 77 + m) & 65535) * interval '10 minutes' end
  from generate_series(1, 500) t, lateral generate_series(1, 3 + 2000 / (t * t) + t % 20) m;
insert into "App Data"."Project List" select t, p, 'Project ' || p, case when p % 5 <> 0 then 1 + p % 3 end, hashint8(t * 100 + p) & 7 = 0 from generate_series(1, 500) t, lateral generate_series(1, 1 + 100 / t) p;
insert into "App Data".tasks
select t, n, 1 + n % (1 + 100 / t), case when hashint8(t * 7 + n) & 3 <> 0 then 1 + n % 3 end,
       (case when hashint8(n * 3 + t) & 15 < 9 then 'done' when hashint8(n * 3 + t) & 15 < 12 then 'archived' when hashint8(n * 3 + t) & 15 = 12 then 'in progress' when n % 40 = 0 then 'draft' else 'open' end)::"App Data".state,
       case when n % 3 = 0 then (hashint8(n) & 127) % 14 end, 'Task ' || n || ' of ' || t, case when n % 4 = 0 then repeat('lorem ipsum ' || md5(n::text), 1 + (hashint8(n) & 15)::int) end,
       case when n % 5 = 0 then '{}'::text[] else array['label ' || (hashint8(n + t) & 31), 'area ' || n % 6] end,
       jsonb_build_object('priority', (hashint8(n) & 1023) % 4, 'source', case when n % 7 = 0 then 'import' else 'ui' end, 'estimate', n % 13),
       case when n % 2 = 0 then date '2024-01-01' + (n % 700)::int end, timestamptz '2023-01-01 00:00+00' + n * interval '1 hour' + t * interval '1 minute',
       case when hashint8(n * 11 + t) & 31 = 0 then timestamptz '2024-06-01 00:00+00' end
  from generate_series(1, 500) t, lateral generate_series(1, 60 + 30000 / t) n;
insert into "App Data".comments (tenant_id, task_id, author_id, body, created) select tenant_id, id, 1 + id % 3, 'comment ' || id, created + interval '1 day' from "App Data".tasks where hashint8(id + tenant_id) & 3 = 0;
create index tasks_open on "App Data".tasks (tenant_id, due) where deleted_at is null and state in ('open', 'in progress');
create index tasks_assignee on "App Data".tasks (tenant_id, assignee_id, state);
create index tasks_project on "App Data".tasks (tenant_id, project_id, created desc);
create index tasks_labels on "App Data".tasks using gin (labels);
create index tasks_custom on "App Data".tasks using gin (custom);
create index "tasks ""priority""" on "App Data".tasks ((custom ->> 'priority'), tenant_id);
create index members_seen on "App Data".members (last_seen) where last_seen is not null;
create statistics "App Data".tasks_states (ndistinct, dependencies, mcv) on tenant_id, project_id, state from "App Data".tasks;
create statistics "App Data"."tasks custom" (mcv) on (custom ->> 'priority'), (custom ->> 'source') from "App Data".tasks;
vacuum analyze;
insert into "App Data".imports select i, i % 500, 'raw line ' || md5(i::text) from generate_series(1, 8000) i;
