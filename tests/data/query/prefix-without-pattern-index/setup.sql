create table tasks (
  id bigint generated always as identity primary key,
  org_id int not null,
  title text collate "und-x-icu" not null,
  created_at timestamptz not null
);
insert into tasks (org_id, title, created_at)
select i % 500, 'task ' || md5(i::text), timestamptz '2026-01-01' + i * interval '1 minute'
from generate_series(1, 20000) i;
analyze tasks;
create index on tasks (title);
